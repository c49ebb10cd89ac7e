import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, webcrypto } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { jwkOf } from '../../src/keys/jwk.ts'
import { Key } from '../../src/keys/key.ts'
import { hasBrand, readCryptoKey, readKeyObject } from '../../src/keys/native.ts'
import type { CryptoKeyInput, KeyObjectInput } from '../../src/types.ts'
import { errorOf } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa } from '../vectors/keys.ts'
import { unsoundRsa } from '../vectors/odd-keys.ts'

const { subtle } = webcrypto

/** A CryptoKey of a JWK or of secret bytes. */
function imported(key: object, algorithm: object, usages: string[], extractable = true): Promise<CryptoKeyInput> {
  const format = key instanceof Uint8Array ? 'raw' : 'jwk'
  return subtle.importKey(format as 'jwk', key as never, algorithm as never, extractable, usages as never) as never
}

/** What another runtime's or another realm's CryptoKey looks like. */
function lookalike(algorithm: object, more: object = {}): CryptoKeyInput {
  return {
    [Symbol.toStringTag]: 'CryptoKey',
    type: 'public',
    extractable: true,
    algorithm,
    usages: ['verify'],
    ...more,
  } as never
}

const SHAPES = [
  [rsa, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, { kty: 'RSA', alg: 'RS256', bits: 2048 }],
  [rsa, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' }, { kty: 'RSA', alg: 'RS384', bits: 2048 }],
  [rsa, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, { kty: 'RSA', alg: 'RS512', bits: 2048 }],
  [rsa, { name: 'RSA-PSS', hash: 'SHA-256' }, { kty: 'RSA', alg: 'PS256', bits: 2048 }],
  [rsa, { name: 'RSA-PSS', hash: 'SHA-384' }, { kty: 'RSA', alg: 'PS384', bits: 2048 }],
  [rsa, { name: 'RSA-PSS', hash: 'SHA-512' }, { kty: 'RSA', alg: 'PS512', bits: 2048 }],
  [p256, { name: 'ECDSA', namedCurve: 'P-256' }, { kty: 'EC', crv: 'P-256', alg: 'ES256', bits: 256 }],
  [p384, { name: 'ECDSA', namedCurve: 'P-384' }, { kty: 'EC', crv: 'P-384', alg: 'ES384', bits: 384 }],
  [p521, { name: 'ECDSA', namedCurve: 'P-521' }, { kty: 'EC', crv: 'P-521', alg: 'ES512', bits: 521 }],
  [ed25519, { name: 'Ed25519' }, { kty: 'OKP', crv: 'Ed25519', bits: 255 }],
] as const

describe('readCryptoKey', () => {
  it.each(SHAPES)('reads both halves of a pair (%#)', async (pair, algorithm, facts) => {
    const open = await imported(pair.publicJwk, algorithm, ['verify'])
    const secret = await imported(pair.privateJwk, algorithm, ['sign'], false)
    expect({ ...readCryptoKey(open) }).toEqual({ ...facts, side: 'public', ops: ['verify'] })
    expect({ ...readCryptoKey(secret) }).toEqual({ ...facts, side: 'private', ops: ['sign'] })
    expect(Key.native(readCryptoKey(secret))).toBe(secret)
    expect(Key.material(readCryptoKey(secret))).toEqual({})
  })

  it.each([
    ['SHA-256', 'HS256'],
    ['SHA-384', 'HS384'],
    ['SHA-512', 'HS512'],
  ])('reads a secret for HMAC with %s as one for %s', async (hash, alg) => {
    const key = await imported(new Uint8Array(40).fill(7), { name: 'HMAC', hash }, ['sign', 'verify'])
    expect({ ...readCryptoKey(key) }).toEqual({ kty: 'oct', side: 'secret', bits: 320, alg, ops: ['sign', 'verify'] })
  })

  it('refuses keys that sign no JWT', async () => {
    const encrypting = await imported(rsa.publicJwk, { name: 'RSA-OAEP', hash: 'SHA-256' }, ['encrypt'])
    const agreeing = await imported(p256.publicJwk, { name: 'ECDH', namedCurve: 'P-256' }, [])
    const old = await imported(rsa.publicJwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' }, ['verify'])
    const block = await imported(new Uint8Array(32), { name: 'AES-GCM' }, ['encrypt'])
    const other = lookalike({ name: 'ECDSA', namedCurve: 'K-256' })
    const hashless = lookalike({ name: 'HMAC' })
    for (const key of [encrypting, agreeing, old, block, other, hashless]) {
      expect(errorOf(() => readCryptoKey(key))).toMatchObject({
        code: 'ERR_KEY_MISMATCH',
        message: expect.stringContaining('signs no JWT'),
      })
    }
  })

  it.each(Object.entries(unsoundRsa).filter(([name]) => name.startsWith('exponent')))(
    'refuses an RSA key that a runtime let through: %s',
    (_name, { jwk }) => {
      const publicExponent = Uint8Array.from(Buffer.from(jwk.e, 'base64url'))
      const key = lookalike({ name: 'RSA-PSS', hash: { name: 'SHA-256' }, modulusLength: 2048, publicExponent })
      expect(errorOf(() => readCryptoKey(key))).toMatchObject({ code: 'ERR_KEY_INVALID' })
    },
  )

  it('refuses an RSA modulus beyond every measure', () => {
    const publicExponent = Uint8Array.of(1, 0, 1)
    const key = lookalike({ name: 'RSA-PSS', hash: { name: 'SHA-256' }, modulusLength: 16392, publicExponent })
    expect(errorOf(() => readCryptoKey(key))).toMatchObject({ code: 'ERR_KEY_INVALID' })
  })
})

describe('readKeyObject', () => {
  it.each(Object.entries({ rsa, p256, p384, p521, ed25519 }))('reads both halves of a pair: %s', (_name, pair) => {
    expect(jwkOf(readKeyObject(createPublicKey(pair.publicPem)))).toEqual(pair.publicJwk)
    expect(jwkOf(readKeyObject(createPrivateKey(pair.privatePem)))).toEqual(pair.privateJwk)
  })

  it('reads a secret', () => {
    const key = readKeyObject(createSecretKey(Buffer.alloc(48, 9)))
    expect(key).toMatchObject({ kty: 'oct', bits: 384 })
    expect(Key.material(key).k).toEqual(new Uint8Array(48).fill(9))
  })

  it('refuses what has no JWK form, and what signs no JWT', () => {
    const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey
    expect(errorOf(() => readKeyObject(pss))).toMatchObject({ code: 'ERR_KEY_MISMATCH', cause: expect.any(Error) })
    const agreeing = generateKeyPairSync('x25519').publicKey
    expect(errorOf(() => readKeyObject(agreeing))).toMatchObject({ code: 'ERR_KEY_MISMATCH' })
    const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey
    expect(errorOf(() => readKeyObject(koblitz))).toMatchObject({ code: 'ERR_KEY_MISMATCH' })
  })

  it('binds an Ed25519 key to neither name of its algorithm, though workerd exports it with "EdDSA"', () => {
    const jwk = { ...ed25519.publicJwk, alg: 'EdDSA' }
    const key = readKeyObject({ type: 'public', export: () => jwk })
    expect(key.alg).toBeUndefined()
    expect(jwkOf(key)).toEqual(ed25519.publicJwk)
  })

  it.each([Buffer.from(''), null, undefined, 'x', []])('refuses an export that is no JWK (%#)', (jwk) => {
    const key = { type: 'public', export: () => jwk } as unknown as KeyObjectInput
    expect(errorOf(() => readKeyObject(key))).toMatchObject({ code: 'ERR_KEY_INVALID' })
  })
})

describe('hasBrand', () => {
  it('goes by the class name that a runtime gives its keys, in every realm', async () => {
    const key = await imported(p256.publicJwk, { name: 'ECDSA', namedCurve: 'P-256' }, ['verify'])
    expect(hasBrand(key, 'CryptoKey')).toBe(true)
    expect(hasBrand(key, 'KeyObject')).toBe(false)
    expect(hasBrand(createPublicKey(rsa.publicPem), 'KeyObject')).toBe(true)
    const foreign: object = runInNewContext('({ [Symbol.toStringTag]: "CryptoKey" })')
    expect(hasBrand(foreign, 'CryptoKey')).toBe(true)
    expect(hasBrand(rsa.publicJwk, 'CryptoKey')).toBe(false)
  })
})

describe('an object that only calls itself a CryptoKey', () => {
  const rsaPublic = { name: 'RSA-PSS', hash: { name: 'SHA-256' }, modulusLength: 2048 }
  it.each([
    ['says nothing', { [Symbol.toStringTag]: 'CryptoKey' } as never],
    ['has no exponent', lookalike(rsaPublic)],
    ['has usages that are no list', lookalike({ name: 'Ed25519' }, { usages: 5 })],
  ])('is refused where it %s, with the error underneath', (_, key) => {
    const { code, cause } = errorOf(() => readCryptoKey(key)) as { code: string; cause: unknown }
    expect([code, cause]).toEqual(['ERR_KEY_INVALID', expect.any(TypeError)])
  })
})
