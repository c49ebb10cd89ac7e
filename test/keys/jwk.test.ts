import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { isJwtError } from '../../src/errors.ts'
import { jwkOf, keyOf, readJwk } from '../../src/keys/jwk.ts'
import { Key } from '../../src/keys/key.ts'
import { errorOf } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa, rsa1024 } from '../vectors/keys.ts'
import { unsoundEc, unsoundEd25519, unsoundRsa } from '../vectors/odd-keys.ts'

type Members = { readonly [member: string]: unknown }

const PAIRS = { rsa, rsa1024, p256, p384, p521, ed25519 }
const secret = { kty: 'oct', k: Buffer.alloc(32, 0xa5).toString('base64url') }

function refused(jwk: Members, code: ErrorCode, reason: string | RegExp): void {
  const message = typeof reason === 'string' ? expect.stringContaining(reason) : expect.stringMatching(reason)
  expect(errorOf(() => readJwk({ ...jwk }))).toMatchObject({ name: 'JwtError', code, message })
}

function without(jwk: Members, name: string): Members {
  const { [name]: _, ...rest } = jwk
  return rest
}

describe('readJwk', () => {
  it.each(Object.entries(PAIRS))('reads both halves of %s, and writes them as they were', (_name, pair) => {
    for (const [jwk, side] of [
      [pair.publicJwk, 'public'],
      [pair.privateJwk, 'private'],
    ] as const) {
      const key = readJwk(jwk)
      expect(key).toMatchObject({ kty: jwk.kty, side })
      expect(jwkOf(key)).toEqual(jwk)
    }
  })

  it('reads a secret', () => {
    const key = readJwk(secret)
    expect(key).toMatchObject({ kty: 'oct', side: 'secret', bits: 256 })
    expect(jwkOf(key)).toEqual(secret)
    refused({ kty: 'oct' }, 'ERR_KEY_INVALID', 'lacks "k"')
    refused({ kty: 'oct', k: '' }, 'ERR_KEY_WEAK', 'empty')
    refused(
      { kty: 'oct', k: Buffer.from(rsa.publicPem).toString('base64url') },
      'ERR_KEY_INVALID',
      'public or private key',
    )
  })

  it('tells the size', () => {
    expect(Object.values(PAIRS).map(({ publicJwk }) => readJwk(publicJwk).bits)).toEqual([
      2048, 1024, 256, 384, 521, 255,
    ])
  })

  it('keeps alg, kid, use and key_ops, and leaves every other member aside', () => {
    const key = readJwk({
      ...p256.publicJwk,
      alg: 'ES256',
      kid: 'a',
      use: 'sig',
      key_ops: ['verify'],
      x5c: [],
      ext: true,
    })
    expect({ ...key }).toEqual({
      kty: 'EC',
      crv: 'P-256',
      side: 'public',
      bits: 256,
      alg: 'ES256',
      kid: 'a',
      use: 'sig',
      ops: ['verify'],
    })
    expect(jwkOf(key)).toEqual(p256.publicJwk)
    expect({ ...readJwk(p256.publicJwk) }).toStrictEqual({ kty: 'EC', crv: 'P-256', side: 'public', bits: 256 })
    expect({ ...readJwk({ ...rsa.publicJwk, key_ops: ['verify'] }) }).toStrictEqual({
      kty: 'RSA',
      side: 'public',
      bits: 2048,
      ops: ['verify'],
    })
    expect(readJwk({ ...rsa.publicJwk, use: 'enc' }).use).toBe('enc')
    expect(jwkOf(readJwk(rsa.publicJwk))).toStrictEqual(rsa.publicJwk)
    expect(readJwk({ ...secret, kid: '', key_ops: ['sign'] })).toMatchObject({ kid: '', ops: ['sign'] })
  })

  it('copies key_ops, so that a later change changes nothing', () => {
    const ops = ['verify']
    const key = readJwk({ ...p256.publicJwk, key_ops: ops })
    ops.push('sign')
    expect(key.ops).toEqual(['verify'])
  })

  it.each([undefined, 'DSA', 'rsa', '', 1, null, ['RSA']])('refuses the kty %j', (kty) => {
    refused({ ...rsa.publicJwk, kty }, kty === undefined ? 'ERR_KEY_INVALID' : 'ERR_KEY_MISMATCH', '"kty"')
  })

  it.each([
    'P-256K',
    'secp256k1',
    'X25519',
    'Ed448',
    '',
    1,
    null,
    ['P-256'],
    ['Ed25519'],
    {},
    Object.create(null),
    '__proto__',
  ])('refuses the crv %j', (crv) => {
    refused({ ...p256.publicJwk, crv }, 'ERR_KEY_MISMATCH', 'has the curve')
    refused({ ...ed25519.publicJwk, crv }, 'ERR_KEY_MISMATCH', 'has the curve')
  })

  it('refuses a curve of the other family, or none', () => {
    refused({ ...p256.publicJwk, crv: 'Ed25519' }, 'ERR_KEY_INVALID', 'EC keys have the curve')
    refused({ ...ed25519.publicJwk, crv: 'P-256' }, 'ERR_KEY_INVALID', 'OKP keys have the curve')
    refused(without(p256.publicJwk, 'crv'), 'ERR_KEY_INVALID', 'EC keys have the curve')
    refused(without(ed25519.publicJwk, 'crv'), 'ERR_KEY_INVALID', 'OKP keys have the curve')
  })

  it('leaves a crv of an RSA key aside', () => {
    expect(readJwk({ ...rsa.publicJwk, crv: 'P-256' }).crv).toBeUndefined()
  })

  it('refuses a third prime', () => {
    refused({ ...rsa.privateJwk, oth: [] }, 'ERR_KEY_INVALID', 'more than two primes')
  })

  const halves = Object.entries(PAIRS).flatMap(([name, { privateJwk }]) =>
    Object.keys(privateJwk)
      .filter((member) => member !== 'kty' && member !== 'crv')
      .map((member) => [name, member, privateJwk as Members] as const),
  )
  it.each(halves)('wants every member, as strict base64url: %s %s', (_name, member, jwk) => {
    const text = jwk[member] as string
    const isOpen = ['n', 'e', 'x', 'y'].includes(member)
    if (member === 'd' && !('p' in jwk)) expect(readJwk(without(jwk, 'd')).side).toBe('public')
    else if (member === 'd') refused(without(jwk, 'd'), 'ERR_KEY_INVALID', 'a public key has "n" and "e" alone')
    else refused(without(jwk, member), 'ERR_KEY_INVALID', `${isOpen ? '' : 'is private but '}lacks "${member}"`)
    for (const bad of [
      `${text}=`,
      `${text}==`,
      ` ${text}`,
      `${text}\n`,
      `${text}!`,
      `+${text.slice(1)}`,
      7,
      null,
      [text],
      {},
    ]) {
      refused({ ...jwk, [member]: bad }, 'ERR_KEY_INVALID', `has a "${member}" that is not base64url`)
    }
    const zeros = Buffer.concat([Buffer.of(0), Buffer.from(text, 'base64url')]).toString('base64url')
    refused({ ...jwk, [member]: zeros }, 'ERR_KEY_INVALID', `"${member}"`)
    refused({ ...jwk, [member]: '' }, 'ERR_KEY_INVALID', `"${member}"`)
  })

  it.each([
    ...Object.values(unsoundRsa),
    ...Object.values(unsoundEc).flatMap((cases) => Object.values(cases)),
    ...Object.values(unsoundEd25519).flat(),
  ])('refuses unsound numbers (%#)', ({ jwk }) => {
    refused(jwk, 'ERR_KEY_INVALID', 'not sound')
  })

  it('wants alg to be a JWT signature algorithm, and kid to be a text', () => {
    for (const alg of ['RSA-OAEP', 'none', 'rs256', '', '__proto__']) {
      refused({ ...rsa.publicJwk, alg }, 'ERR_KEY_MISMATCH', 'bound to the algorithm')
    }
    for (const bad of [1, null, ['RS256'], {}, true]) {
      refused({ ...rsa.publicJwk, alg: bad }, 'ERR_KEY_INVALID', '"alg" that is not a string')
      refused({ ...rsa.publicJwk, kid: bad }, 'ERR_KEY_INVALID', '"kid" that is not a string')
    }
  })

  it('judges the form of use and key_ops, and the two against each other', () => {
    for (const use of [1, null, ['sig'], {}])
      refused({ ...rsa.publicJwk, use }, 'ERR_KEY_MISMATCH', '"use" that is not a string')
    for (const ops of ['verify', null, {}, 1, [1], ['verify', 'verify'], ['verify', null]]) {
      refused({ ...rsa.publicJwk, key_ops: ops }, 'ERR_KEY_MISMATCH', 'not a list of distinct strings')
    }
    for (const ops of [['encrypt'], ['verify', 'wrapKey'], ['deriveBits']]) {
      refused({ ...rsa.publicJwk, use: 'sig', key_ops: ops }, 'ERR_KEY_MISMATCH', 'in conflict')
    }
    expect(readJwk({ ...rsa.publicJwk, use: 'sig', key_ops: ['sign', 'verify'] }).ops).toEqual(['sign', 'verify'])
    expect(readJwk({ ...rsa.publicJwk, use: 'sig', key_ops: [] })).toMatchObject({ use: 'sig', ops: [] })
    expect(readJwk({ ...rsa.publicJwk, use: 'enc', key_ops: ['encrypt'] })).toMatchObject({ use: 'enc' })
  })

  it('reads own members only', () => {
    expect(errorOf(() => readJwk(Object.create(rsa.publicJwk)))).toMatchObject({ code: 'ERR_KEY_INVALID' })
    const key = readJwk(Object.assign(Object.create({ alg: 'RS512', use: 'enc', d: 'AQAB' }), rsa.publicJwk))
    expect(key).toMatchObject({ side: 'public' })
    expect([key.alg, key.use]).toEqual([undefined, undefined])
  })

  it('raises nothing but JwtError on a JWK with any member changed', () => {
    const jwk = fc.constantFrom<Members>(
      secret,
      ...Object.values(PAIRS).flatMap((pair) => [pair.publicJwk, pair.privateJwk]),
    )
    const value = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.constantFrom('RSA', 'EC', 'OKP', 'oct', 'P-256', 'Ed25519', 'ES256'),
    )
    const change = fc.record({
      member: fc.constantFrom('kty', 'crv', 'x', 'y', 'd', 'n', 'e', 'p', 'k', 'alg', 'use', 'key_ops', 'kid', 'oth'),
      value,
    })
    fc.assert(
      fc.property(jwk, fc.array(change, { minLength: 1, maxLength: 3 }), (start, changes) => {
        const changed = Object.assign({ ...start }, ...changes.map(({ member, value }) => ({ [member]: value })))
        const error = errorOf(() => readJwk(changed))
        expect(error === undefined || isJwtError(error)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('raises nothing but JwtError on a JWK with a bit flipped, and never takes a public point that is none', () => {
    const members = fc.constantFrom(
      ...Object.values(PAIRS).flatMap((pair) => [pair.publicJwk, pair.privateJwk] as Members[]),
    )
    fc.assert(
      fc.property(members, fc.nat(), fc.nat(), fc.nat(7), (jwk, which, at, bit) => {
        const names = Object.keys(jwk).filter((name) => name !== 'kty' && name !== 'crv')
        const name = names[which % names.length] as string
        const bytes = Buffer.from(jwk[name] as string, 'base64url')
        const index = at % bytes.length
        bytes[index] = (bytes[index] as number) ^ (1 << bit)
        const changed = { ...jwk, [name]: bytes.toString('base64url') }
        const error = errorOf(() => readJwk(changed))
        if (error === undefined) expect(jwkOf(readJwk(changed))).toEqual(changed)
        else expect(isJwtError(error, 'ERR_KEY_INVALID')).toBe(true)
        if (jwk.kty === 'EC' && (name === 'x' || name === 'y')) expect(isJwtError(error, 'ERR_KEY_INVALID')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('takes little time over a huge member', () => {
    const huge = 'x'.repeat(1_000_000)
    for (const member of ['n', 'e'])
      refused({ ...rsa.publicJwk, [member]: huge }, 'ERR_KEY_INVALID', /exponent|modulus/)
    refused({ ...p256.publicJwk, x: huge }, 'ERR_KEY_INVALID', '"x" has')
    refused({ ...ed25519.publicJwk, x: huge }, 'ERR_KEY_INVALID', '"x" has')
  })
})

describe('keyOf and jwkOf', () => {
  it('judge numbers, whatever format they came from', () => {
    const n = new Uint8Array(256).fill(0xff)
    expect(errorOf(() => keyOf({ kty: 'RSA', side: 'public' }, { n, e: Uint8Array.of(1) }))).toMatchObject({
      code: 'ERR_KEY_INVALID',
    })
    expect(keyOf({ kty: 'RSA', side: 'public' }, { n, e: Uint8Array.of(3) }).bits).toBe(2048)
  })

  it('leave the PKCS#8 form of a key out of its JWK', () => {
    const { d } = Key.material(readJwk(p256.privateJwk))
    const key = new Key(
      { kty: 'EC', crv: 'P-256', side: 'private', bits: 256 },
      { ...(d && { d }), pkcs8: Uint8Array.of(1) },
    )
    expect(jwkOf(key)).toEqual({ kty: 'EC', crv: 'P-256', d: p256.privateJwk.d })
  })
})
