import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, webcrypto } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importKey, inspectKey } from '../../src/index.ts'
import { derOf } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa, rsa1024, secrets } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'
import { disguisesOf } from './disguises.ts'

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

const { subtle } = webcrypto
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' }

/** Everything that a report says, as one text. */
const textOf = (input: unknown) => JSON.stringify(inspectKey(input))

describe('inspectKey of a JWK', () => {
  it.each([
    [rsa, { kty: 'RSA', bits: 2048, algorithms: RSA }],
    [p256, { kty: 'EC', crv: 'P-256', bits: 256, algorithms: ['ES256'] }],
    [p384, { kty: 'EC', crv: 'P-384', bits: 384, algorithms: ['ES384'] }],
    [p521, { kty: 'EC', crv: 'P-521', bits: 521, algorithms: ['ES512'] }],
    [ed25519, { kty: 'OKP', crv: 'Ed25519', bits: 255, algorithms: ['Ed25519', 'EdDSA'] }],
  ])('tells what it is and which algorithms it serves (%#)', (pair, facts) => {
    const good = { ok: true, format: 'JWK', problems: [], ...facts }
    expect(inspectKey(pair.publicJwk)).toStrictEqual({ side: 'public', ...good })
    expect(inspectKey(pair.privateJwk)).toStrictEqual({ side: 'private', ...good })
  })

  it('tells its names, and holds it to the one algorithm that it names', () => {
    expect(inspectKey({ ...rsa.publicJwk, alg: 'PS384', kid: 'a', use: 'sig' })).toEqual({
      ok: true,
      format: 'JWK',
      kty: 'RSA',
      side: 'public',
      bits: 2048,
      alg: 'PS384',
      kid: 'a',
      use: 'sig',
      algorithms: ['PS384'],
      problems: [],
    })
    expect(inspectKey({ ...rsa.publicJwk, kid: '' }).kid).toBe('')
  })

  it.each([
    [{ ...p384.publicJwk, alg: 'ES256' }, 'ERR_KEY_MISMATCH', 'ES256 needs a key on P-256; got one on P-384'],
    [{ ...p256.publicJwk, alg: 'RS256' }, 'ERR_KEY_MISMATCH', 'RS256 needs an RSA key'],
    [{ ...rsa.publicJwk, use: 'enc' }, 'ERR_KEY_MISMATCH', '"use" is not "sig"'],
    [{ ...p384.publicJwk, use: 'enc' }, 'ERR_KEY_MISMATCH', '"use" is not "sig"'],
    [{ ...rsa.publicJwk, key_ops: ['sign'] }, 'ERR_KEY_MISMATCH', 'do not include "verify"'],
    [{ ...rsa.privateJwk, key_ops: ['verify'] }, 'ERR_KEY_MISMATCH', 'do not include "sign"'],
    [{ ...rsa.publicJwk, alg: 'RSA-OAEP' }, 'ERR_KEY_MISMATCH', 'signs no JWT'],
    [rsa1024.publicJwk, 'ERR_KEY_WEAK', '1024 bits'],
    [{ kty: 'RSA', n: 'AQAB' }, 'ERR_KEY_INVALID', 'lacks "e"'],
    [{ kty: 'oct', k: '' }, 'ERR_KEY_WEAK', 'empty'],
    [odd.unsoundEd25519.smallOrder[0]?.jwk, 'ERR_KEY_INVALID', 'small order'],
  ])('tells what is wrong with it (%#)', (jwk, code, reason) => {
    expect(inspectKey(jwk)).toMatchObject({
      ok: false,
      algorithms: [],
      problems: [{ code, message: expect.stringContaining(reason) }],
    })
  })

  it('takes a secret for what it may do', () => {
    const k = Buffer.alloc(48, 0xa5).toString('base64url')
    const facts = { ok: true, kty: 'oct', side: 'secret', bits: 384, algorithms: ['HS256', 'HS384'] }
    for (const ops of [undefined, ['sign'], ['verify'], ['sign', 'verify']]) {
      expect(inspectKey({ kty: 'oct', k, ...(ops && { key_ops: ops }) })).toMatchObject(facts)
    }
    expect(inspectKey({ kty: 'oct', k, key_ops: [] })).toMatchObject({ ok: false })
  })
})

describe('inspectKey of a JWK Set', () => {
  it('reports each member, and the algorithms of all together in the order of the table', () => {
    const report = inspectKey({
      keys: [ed25519.publicJwk, { ...p256.publicJwk, kid: 'a' }, rsa1024.publicJwk, null, 1],
    })
    expect(report).toMatchObject({
      ok: true,
      format: 'JWK Set',
      algorithms: ['ES256', 'Ed25519', 'EdDSA'],
      problems: [],
    })
    expect(report.keys?.map(({ ok, format, kid }) => [ok, format, kid])).toEqual([
      [true, 'JWK', undefined],
      [true, 'JWK', 'a'],
      [false, 'JWK', undefined],
      [false, 'unknown', undefined],
      [false, 'unknown', undefined],
    ])
  })

  it.each([
    [{ keys: [] }, 'ERR_KEY_NOT_FOUND', 'No key of the JWK Set'],
    [{ keys: [rsa1024.publicJwk, {}] }, 'ERR_KEY_NOT_FOUND', 'No key of the JWK Set'],
    [{ keys: {} }, 'ERR_KEY_INVALID', 'no list "keys"'],
    [{ keys: 'x' }, 'ERR_KEY_INVALID', 'no list "keys"'],
    [{ keys: null }, 'ERR_KEY_INVALID', 'no list "keys"'],
    [
      { keys: [p256.publicJwk, { kty: 'oct', k: 'A'.repeat(64) }] },
      'ERR_KEY_INVALID',
      'secrets (kty "oct") beside public keys',
    ],
  ])('tells what is wrong with it (%#)', (set, code, reason) => {
    expect(inspectKey(set)).toMatchObject({
      ok: false,
      format: 'JWK Set',
      problems: [{ code, message: expect.stringContaining(reason) }],
    })
  })

  it('finds nothing wrong with a set of secrets alone', () => {
    const broken = { kty: 'oct', k: '' }
    expect(inspectKey({ keys: [{ kty: 'oct', k: 'A'.repeat(64) }, broken] })).toMatchObject({
      ok: true,
      algorithms: ['HS256', 'HS384'],
    })
  })
})

describe('inspectKey of objects', () => {
  it('reads a CryptoKey', async () => {
    const key = await subtle.importKey('jwk', { ...p256.publicJwk }, ecdsa, false, ['verify'])
    expect(inspectKey(key)).toEqual({
      ok: true,
      format: 'CryptoKey',
      kty: 'EC',
      crv: 'P-256',
      side: 'public',
      bits: 256,
      alg: 'ES256',
      algorithms: ['ES256'],
      problems: [],
    })
    const agreeing = await subtle.importKey(
      'jwk',
      { ...p256.publicJwk },
      { name: 'ECDH', namedCurve: 'P-256' },
      true,
      [],
    )
    expect(inspectKey(agreeing)).toMatchObject({
      ok: false,
      format: 'CryptoKey',
      problems: [{ code: 'ERR_KEY_MISMATCH' }],
    })
  })

  it('reads a KeyObject', () => {
    expect(inspectKey(createPrivateKey(rsa.privatePem))).toMatchObject({
      ok: true,
      format: 'KeyObject',
      side: 'private',
      algorithms: RSA,
    })
    expect(inspectKey(createPublicKey(rsa1024.publicPem))).toMatchObject({
      ok: false,
      bits: 1024,
      problems: [{ code: 'ERR_KEY_WEAK' }],
    })
    expect(inspectKey(createSecretKey(Buffer.alloc(64, 7)))).toMatchObject({ algorithms: ['HS256', 'HS384', 'HS512'] })
    expect(inspectKey(generateKeyPairSync('x25519').publicKey)).toMatchObject({
      ok: false,
      problems: [{ code: 'ERR_KEY_MISMATCH' }],
    })
  })

  it('reads an imported key', async () => {
    expect(inspectKey(await importKey(p256.publicPem, 'ES256'))).toMatchObject({
      ok: true,
      format: 'imported key',
      alg: 'ES256',
    })
  })

  it('reads both halves of a pair', async () => {
    const pair = await subtle.generateKey(ecdsa, true, ['sign', 'verify'])
    const report = inspectKey(pair)
    expect(report).toMatchObject({
      ok: true,
      format: 'key pair',
      kty: 'EC',
      bits: 256,
      algorithms: ['ES256'],
      problems: [],
    })
    expect(report.side).toBeUndefined()
    expect(report.keys?.map(({ side }) => side)).toEqual(['private', 'public'])
    expect(inspectKey({ publicKey: p256.publicJwk })).toMatchObject({ ok: true, keys: [{ side: 'public' }] })
    expect(inspectKey({ publicKey: createPublicKey(p256.publicPem) })).toMatchObject({
      ok: true,
      keys: [{ format: 'KeyObject' }],
    })
    expect(inspectKey({ privateKey: {}, publicKey: p256.publicJwk })).toMatchObject({
      ok: false,
      problems: [{ code: 'ERR_KEY_INVALID' }],
    })
    const itself: { privateKey?: unknown } = {}
    itself.privateKey = itself
    expect(inspectKey(itself)).toMatchObject({ ok: false, format: 'key pair', problems: [{ code: 'ERR_KEY_INVALID' }] })
  })

  it('tells how to pass a pair whose halves are text, as Node makes them on request', () => {
    for (const pair of [{ publicKey: rsa.publicPem, privateKey: rsa.privatePem }, { publicKey: rsa.publicPem }]) {
      expect(inspectKey(pair)).toMatchObject({
        ok: false,
        problems: [{ fix: expect.stringContaining('pair.privateKey') }],
      })
    }
  })

  it.each([
    [undefined, 'environment variable'],
    [null, 'environment variable'],
    [12345678, 'a number'],
    [true, 'environment variable'],
    [7n, 'a bigint'],
    [Symbol('key'), 'a symbol'],
    [() => rsa.publicPem, 'source of keys'],
    [[rsa.publicJwk], 'A list is no key'],
    [{}, 'no "kty"'],
    [new Map(), 'no "kty"'],
    [Promise.resolve(rsa.publicPem), 'await it first'],
    [new ArrayBuffer(32), 'another kind of buffer'],
    [new DataView(new ArrayBuffer(32)), 'another kind of buffer'],
    [new Uint16Array(16), 'another kind of buffer'],
  ])('calls what is no key unknown (%#)', (input, reason) => {
    const report = inspectKey(input)
    expect(report).toMatchObject({ ok: false, format: 'unknown', algorithms: [] })
    expect(report.problems).toEqual([
      expect.objectContaining({ code: 'ERR_KEY_INVALID', message: expect.stringContaining(reason) }),
    ])
    expect(Object.values(report.problems[0] ?? {})).not.toContain(undefined)
    expect(JSON.stringify(report)).not.toContain('12345678')
  })

  it('does not raise the error of an object that raises one', () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('private')
        },
      },
    )
    const getter = Object.defineProperty({ kty: 'RSA' }, 'n', {
      enumerable: true,
      get() {
        throw new Error('private')
      },
    })
    for (const input of [hostile, getter, { keys: [getter] }, { publicKey: getter }]) {
      expect(inspectKey(input)).toMatchObject({ ok: false, format: 'unknown' })
      expect(textOf(input)).not.toContain('private')
    }
  })

  it('knows a CryptoKey that is none', () => {
    const fakes = [
      { [Symbol.toStringTag]: 'CryptoKey' },
      Object.create((globalThis as unknown as { CryptoKey: { prototype: object } }).CryptoKey.prototype),
    ]
    for (const fake of fakes)
      expect(inspectKey(fake)).toMatchObject({ ok: false, problems: [{ code: 'ERR_KEY_INVALID' }] })
  })
})

describe('inspectKey of a secret', () => {
  it.each([
    [1, []],
    [31, []],
    [32, ['HS256']],
    [47, ['HS256']],
    [48, ['HS256', 'HS384']],
    [64, ['HS256', 'HS384', 'HS512']],
  ])('of %i bytes tells the algorithms that it is long enough for', (length, algorithms) => {
    for (const input of [new Uint8Array(length).fill(0xa5), Buffer.alloc(length, 0xa5), '~'.repeat(length)]) {
      const ok = algorithms.length > 0
      const facts = { ok, format: 'secret', kty: 'oct', side: 'secret', bits: length * 8, algorithms }
      const problems = ok
        ? []
        : [{ code: 'ERR_KEY_WEAK', message: expect.stringContaining('HS256 needs a secret of at least 32 bytes') }]
      expect(inspectKey(input)).toEqual({ ...facts, problems })
    }
  })

  it.each(Object.values(secrets))('leaves text alone that has no form of a key: %s', (text) => {
    expect(inspectKey(text)).toMatchObject({ ok: true, format: 'secret' })
    expect(inspectKey(Buffer.from(text).toString('base64'))).toMatchObject({ ok: true, format: 'secret' })
    expect(inspectKey(Buffer.from(text).toString('hex'))).toMatchObject({ ok: true, format: 'secret' })
  })

  it('tells when it is empty', () => {
    for (const empty of ['', new Uint8Array()]) {
      expect(inspectKey(empty)).toMatchObject({ ok: false, format: 'secret', problems: [{ code: 'ERR_KEY_WEAK' }] })
    }
  })

  it('calls text that no form fits, but that looks like a key, unknown', () => {
    for (const text of [`{"kty":"RSA","n":"${rsa.publicJwk.n}",}`, 'ssh-rsa', '\ud800'.repeat(40)]) {
      expect(inspectKey(text)).toMatchObject({ ok: false, format: 'unknown', problems: [{ code: 'ERR_KEY_INVALID' }] })
    }
  })
})

describe('whatever inspectKey is given', () => {
  const KEYS = [
    rsa.publicPem,
    rsa.privatePem,
    rsa.certificate,
    p256.privateSec1,
    ed25519.privatePem,
    odd.encryptedPkcs1,
    odd.sshRsaPublic,
    odd.sshEd25519Private,
    odd.putty,
    JSON.stringify(p256.privateJwk),
  ]
  const REPORT = {
    ok: expect.any(Boolean),
    format: expect.any(String),
    algorithms: expect.any(Array),
    problems: expect.any(Array),
  }

  it('raises nothing and says when something is wrong', () => {
    const input = fc.oneof(
      fc.anything({ withTypedArray: true, withBigInt: true, withNullPrototype: true }),
      fc.string(),
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(fc.constantFrom(...KEYS), fc.nat(), fc.nat(), fc.string({ maxLength: 3 }))
        .map(([key, from, count, put]) => {
          const at = from % key.length
          return key.slice(0, at) + put + key.slice(at + (count % 40))
        }),
      fc
        .tuple(fc.constantFrom(rsa.publicPem, rsa.certificate, p256.privatePem, odd.pkcs7), fc.nat(), fc.nat(255))
        .map(([pem, from, value]) => {
          const der = derOf(pem)
          der[from % der.length] = value
          return der
        }),
      fc.constantFrom(...KEYS).chain((key) => fc.constantFrom(...Object.values(disguisesOf(key)))),
    )
    fc.assert(
      fc.property(input, (each) => {
        const report = inspectKey(each)
        expect(report).toMatchObject(REPORT)
        expect(report.ok).toBe(report.problems.length === 0)
      }),
      { numRuns: 2000 },
    )
  })

  it('shows no part of the key', () => {
    const shown: string[] = []
    for (const key of KEYS) {
      const secrets = key.match(/[\w+/]{16,}/g) ?? []
      for (const [name, disguise] of Object.entries(disguisesOf(key))) {
        for (const input of [disguise, Buffer.from(disguise).toString('utf8')]) {
          const text = textOf(input)
          if (secrets.some((secret) => text.includes(secret))) shown.push(name)
        }
      }
    }
    expect(shown).toEqual([])
  })

  it('takes a long text of anything well within the time that a test has', () => {
    for (const piece of [
      '-----BEGIN A-----',
      '-----BEGIN A-----\nAA\n-----END A-----\n',
      'MA ',
      '30',
      'AAAA',
      '{"a":',
      '\\n',
      '"',
      'ssh-rsa ',
      ' ',
      'eyJ',
      '\\\\"kty',
      'BEGIN ',
    ]) {
      const text = piece.repeat(Math.ceil(200_000 / piece.length))
      expect(inspectKey(text)).toMatchObject(REPORT)
      expect(inspectKey(new TextEncoder().encode(text))).toMatchObject(REPORT)
      expect(textOf(text).length).toBeLessThan(4_000_000)
    }
  })
})
