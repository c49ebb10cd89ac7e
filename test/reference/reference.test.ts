// The reference is believed by others, so it is held against the RFCs' own examples and the worst of what it must refuse.
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { base64url, forge, hs256, live, NOW, secret } from '../conformance/forge.ts'
import { derOf } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa, rsa1024, secrets } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'
import { rfc7638 } from '../vectors/rfc-keys.ts'
import { joe, rfc, tokens, vectorPayload } from '../vectors/tokens.ts'
import { elementsOf, READERS } from './der.ts'
import { parseJson } from './json.ts'
import { type ReferenceKey, readReferenceJwk, thumbprintOf } from './keys.ts'
import { Refusal } from './refusal.ts'
import { unbase64url, unutf8 } from './text.ts'
import { judgeToken, type ReferenceOptions } from './verifier.ts'

const oct = (text: string) => ({ kty: 'oct', k: Buffer.from(text).toString('base64url') })

const KEYS: { readonly [algorithm: string]: { readonly [member: string]: unknown } } = {
  HS256: oct(secrets.HS256),
  HS384: oct(secrets.HS384),
  HS512: oct(secrets.HS512),
  ...Object.fromEntries(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((name) => [name, rsa.publicJwk])),
  ES256: p256.publicJwk,
  ES384: p384.publicJwk,
  ES512: p521.publicJwk,
  Ed25519: ed25519.publicJwk,
  EdDSA: ed25519.publicJwk,
}

const judge = (token: unknown, jwk: { readonly [member: string]: unknown }, options: Partial<ReferenceOptions> = {}) =>
  judgeToken(token, () => readReferenceJwk(jwk), { algorithms: ['HS256'], now: NOW, ...options })

/** The stage at which a token is refused. */
const stage = (token: unknown, options: Partial<ReferenceOptions> = {}) => {
  const verdict = judge(token, oct(secret), options)
  return verdict.ok ? 'accepted' : verdict.stage
}

describe('the reference verifier', () => {
  it.each(Object.entries(tokens))('accepts a token of %s', (algorithm, token) => {
    const verdict = judge(token, KEYS[algorithm] ?? {}, { algorithms: [algorithm] })
    expect(verdict).toMatchObject({ ok: true, header: { alg: algorithm }, payload: vectorPayload })
  })

  it.each(Object.entries(rfc))('finds that the signature of %s holds', (section, { alg, jwk, token }) => {
    const hidden = ['d', 'p', 'q', 'dp', 'dq', 'qi']
    const open = Object.fromEntries(Object.entries(jwk).filter(([name]) => !hidden.includes(name)))
    const verdict = judge(token, open, { algorithms: [alg], now: joe.exp - 1 })
    // Most of the examples carry prose, which is no payload of a JWT.
    if (/7515 A\.[123]/.test(section)) expect(verdict).toMatchObject({ ok: true, payload: joe })
    else expect(verdict).toMatchObject({ ok: false, stage: 'payload' })
  })

  it('refuses each changed byte of a signature, and each changed part', () => {
    const token = hs256(live)
    expect(stage(token)).toBe('accepted')
    const [head, body, signature] = token.split('.') as [string, string, string]
    const mac = createHmac('sha256', secret).update(`${head}.${body}`).digest()
    expect(base64url(mac)).toBe(signature)
    for (let at = 0; at < mac.length; at++) {
      const wrong = Buffer.from(mac)
      wrong[at] = (wrong[at] as number) ^ 1
      expect(stage(`${head}.${body}.${base64url(wrong)}`)).toBe('signature')
    }
    expect(stage(`${head}.${base64url(Buffer.from('{"exp":9999999999}'))}.${signature}`)).toBe('signature')
  })

  it.each([
    ['form', 'a.b'],
    ['form', `${hs256(live)}=`],
    ['form', `${hs256(live)}\n`],
    ['form', undefined],
    ['header', forge({ alg: 'none' }, live)],
    ['header', forge('{"alg":"HS256","alg":"HS256"}', live)],
    ['header', forge('{"alg":"HS256","\\u0061lg":"HS256"}', live)],
    ['header', forge('\uFEFF{"alg":"HS256"}', live)],
    ['header', forge({ alg: 'HS256', crit: ['x'], x: 1 }, live)],
    ['header', forge({ alg: 'HS256', b64: false }, live)],
    ['header', forge({ alg: 'HS256', kid: 1 }, live)],
    ['signature', forge({ alg: 'HS256' }, live, 'another')],
    ['payload', hs256({ ...live, exp: NOW })],
    ['payload', hs256({ ...live, exp: String(NOW + 60) })],
    ['payload', hs256({ sub: 'ann' })],
    ['payload', hs256('[]')],
  ])('refuses at the stage of the %s (%#)', (expected, token) => {
    expect(stage(token)).toBe(expected)
  })

  it('judges what the caller expects', () => {
    const token = hs256({ ...live, iss: 'a', aud: ['x', 'y'], iat: NOW - 5 })
    expect(stage(token, { issuer: ['b', 'a'], audience: 'y', maxAge: 6 })).toBe('accepted')
    expect(stage(token, { issuer: 'b' })).toBe('payload')
    expect(stage(token, { audience: 'z' })).toBe('payload')
    expect(stage(token, { maxAge: 5 })).toBe('payload')
    expect(stage(token, { subject: 'bob' })).toBe('payload')
  })
})

const fails = (read: () => unknown) => expect(read).toThrow(Refusal)

describe('the reference reader of keys', () => {
  const forms: readonly (readonly [string, string, ReferenceKey])[] = [
    ['PUBLIC KEY', rsa.publicPem, readReferenceJwk(rsa.publicJwk)],
    ['CERTIFICATE', rsa.certificate, readReferenceJwk(rsa.publicJwk)],
    ['RSA PRIVATE KEY', rsa.privatePkcs1, readReferenceJwk(rsa.privateJwk)],
    ['PRIVATE KEY', rsa.privatePem, readReferenceJwk(rsa.privateJwk)],
    ['PUBLIC KEY', p521.publicPem, readReferenceJwk(p521.publicJwk)],
    ['PRIVATE KEY', p384.privatePem, readReferenceJwk(p384.privateJwk)],
    ['EC PRIVATE KEY', p256.privateSec1, readReferenceJwk(p256.privateJwk)],
    ['PUBLIC KEY', ed25519.publicPem, readReferenceJwk(ed25519.publicJwk)],
  ]

  it.each(forms)('reads the same numbers out of %s (%#) as out of the JWK', (label, pem, expected) => {
    expect(READERS[label]?.(derOf(pem))).toEqual(expected)
  })

  it('refuses every unsound key', () => {
    for (const { jwk, pem } of [
      ...Object.values(odd.unsoundRsa),
      ...Object.values(odd.unsoundEc).flatMap((curve) => Object.values(curve)),
      ...Object.values(odd.unsoundEd25519).flat(),
    ]) {
      fails(() => readReferenceJwk(jwk))
      fails(() => READERS['PUBLIC KEY']?.(derOf(pem)))
    }
    for (const pem of [
      odd.compressedPublic,
      odd.explicitPublic,
      odd.secp256k1Public,
      odd.x25519Public,
      odd.ed448Public,
    ])
      fails(() => READERS['PUBLIC KEY']?.(derOf(pem)))
    expect(judge(tokens.RS256, rsa1024.publicJwk, { algorithms: ['RS256'] })).toMatchObject({ stage: 'key' })
  })

  it('refuses DER that is cut off, or not in its shortest form', () => {
    const der = derOf(p256.publicPem)
    for (let length = 1; length < der.length; length++) fails(() => READERS['PUBLIC KEY']?.(der.subarray(0, length)))
    expect(elementsOf(Uint8Array.of(4, 0x81, 1, 0))).toBeUndefined()
    expect(elementsOf(Uint8Array.of(4, 0x80, 0, 0))).toBeUndefined()
  })

  it('computes the thumbprint of RFC 7638', () => {
    expect(thumbprintOf(readReferenceJwk(rfc7638.jwk))).toBe(rfc7638.thumbprint)
  })
})

describe('the reference codecs', () => {
  it('know one spelling of bytes', () => {
    expect(unbase64url('-_8')).toEqual(Uint8Array.of(0xfb, 0xff))
    for (const text of ['-_9', 'A', 'AAAAA', 'AA==', 'A A', '+/8', 'AA\n']) expect(unbase64url(text)).toBeUndefined()
    expect(unutf8(Uint8Array.of(0xc0, 0x80))).toBeUndefined()
    expect(unutf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b))).toBeUndefined()
  })

  it('parse JSON as the engine does, and see double members', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    for (const text of ['{"a":[1,2.5e3,-0,"\\u00e9\\n"],"b":{"__proto__":null}}', ' [ ] ', '"x"', '1e999', 'true'])
      expect(parseJson(text)?.value).toEqual(JSON.parse(text))
    expect(Array.isArray(parseJson(deep)?.value)).toBe(true)
    for (const text of ['', '{', '{"a"}', '{"a":1,}', '[1,]', '01', '.5', '"\n"', "{'a':1}", '1 2', 'nul', '\u00a01'])
      expect(parseJson(text)).toBeUndefined()
    expect(parseJson('{"a":{"b":1,"\\u0062":2}}')?.twice).toBe(true)
    expect(parseJson('{"a":{"b":1},"b":2}')?.twice).toBe(false)
  })
})
