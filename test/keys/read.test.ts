import { createPublicKey, webcrypto } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, isJwtError } from '../../src/errors.ts'
import { jwkOf } from '../../src/keys/jwk.ts'
import { Key } from '../../src/keys/key.ts'
import { PRIVATE_FORMATS } from '../../src/keys/pkcs8.ts'
import { halfOf, isBytes, readKey } from '../../src/keys/read.ts'
import { PUBLIC_FORMATS } from '../../src/keys/spki.ts'
import { derOf, errorOf } from '../encoding/bytes.ts'
import { ed25519, p256, rsa, secrets } from '../vectors/keys.ts'

const KINDS = ['oct', 'RSA', 'EC', 'OKP'] as const

function refused(action: () => unknown, code: ErrorCode, reason: string): void {
  expect(errorOf(action)).toMatchObject({ name: 'JwtError', code, message: expect.stringContaining(reason) })
}

describe('readKey', () => {
  it('reads text as a secret or as PEM, as the family says, and never guesses', () => {
    expect(readKey(secrets.HS256, 'oct', PUBLIC_FORMATS)).toMatchObject({ kty: 'oct', bits: 256 })
    for (const kty of ['RSA', 'EC', 'OKP'] as const) {
      expect(readKey(rsa.publicPem, kty, PUBLIC_FORMATS)).toMatchObject({ kty: 'RSA', side: 'public' })
      refused(() => readKey(secrets.HS256, kty, PUBLIC_FORMATS), 'ERR_KEY_INVALID', 'not PEM')
      refused(() => readKey(JSON.stringify(rsa.publicJwk), kty, PUBLIC_FORMATS), 'ERR_KEY_INVALID', 'not PEM')
    }
    refused(() => readKey(rsa.publicPem, 'oct', PUBLIC_FORMATS), 'ERR_KEY_INVALID', 'is a public or private key')
  })

  it('reads bytes as a secret only', () => {
    const bytes = new Uint8Array(32).fill(0xa5)
    for (const each of [bytes, Buffer.from(bytes), runInNewContext('new Uint8Array(32).fill(0xa5)')]) {
      expect(Key.material(readKey(each, 'oct', PUBLIC_FORMATS)).k).toEqual(bytes)
      for (const kty of ['RSA', 'EC', 'OKP'] as const) {
        refused(() => readKey(each, kty, PUBLIC_FORMATS), 'ERR_KEY_MISMATCH', 'HMAC secret only')
      }
    }
    refused(() => readKey(derOf(rsa.publicPem), 'RSA', PUBLIC_FORMATS), 'ERR_KEY_MISMATCH', 'PEM text')
  })

  it('reads a JWK of whatever family, and leaves it to the algorithm to fit', () => {
    for (const kty of KINDS) {
      expect(jwkOf(readKey(ed25519.publicJwk, kty, PUBLIC_FORMATS))).toEqual(ed25519.publicJwk)
    }
  })

  it('takes a key that has been read as it is', () => {
    const key = readKey(p256.publicJwk, 'EC', PUBLIC_FORMATS)
    expect(readKey(key, 'EC', PUBLIC_FORMATS)).toBe(key)
  })

  it('reads the key objects of the runtime', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const native = await webcrypto.subtle.importKey('jwk', { ...p256.publicJwk }, algorithm, true, ['verify'])
    expect(Key.native(readKey(native, 'EC', PUBLIC_FORMATS))).toBe(native)
    expect(jwkOf(readKey(createPublicKey(p256.publicPem), 'EC', PUBLIC_FORMATS))).toEqual(p256.publicJwk)
  })

  it.each([undefined, null, true, 0, 42, 7n, Symbol('key'), [], [p256.publicJwk], () => p256.publicJwk])(
    'refuses %s, and asks for the environment variable',
    (input) => {
      for (const kty of KINDS)
        refused(() => readKey(input, kty, PUBLIC_FORMATS), 'ERR_KEY_INVALID', 'environment variable')
    },
  )

  it('does not show a number that may be a secret', () => {
    expect((errorOf(() => readKey(123456789, 'oct', PUBLIC_FORMATS)) as Error).message).not.toContain('123456789')
  })

  const ring: { privateKey?: unknown } = {}
  ring.privateKey = ring
  it.each([
    {},
    new Date(0),
    new Map(),
    Object.create(p256.publicJwk),
    { kty: undefined },
    new ArrayBuffer(32),
    new Uint16Array(16),
    ring,
  ])('refuses an object that is no key (%#)', (input) => {
    for (const kty of KINDS) refused(() => readKey(input, kty, PRIVATE_FORMATS), 'ERR_KEY_INVALID', 'no JWK')
  })

  it('raises nothing but JwtError, whatever it is given', () => {
    const input = fc.oneof(
      fc.anything({ withTypedArray: true, withBigInt: true, withNullPrototype: true }),
      fc.string(),
    )
    fc.assert(
      fc.property(input, fc.constantFrom(...KINDS), (each, kty) => {
        const error = errorOf(() => readKey(each, kty, PRIVATE_FORMATS))
        expect(error === undefined || isJwtError(error)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('isBytes', () => {
  it('knows a Uint8Array of any realm, and nothing else', () => {
    for (const bytes of [new Uint8Array(), Buffer.alloc(1), runInNewContext('new Uint8Array(1)')])
      expect(isBytes(bytes)).toBe(true)
    const others = [
      new Uint8ClampedArray(1),
      new Int8Array(1),
      new ArrayBuffer(1),
      new DataView(new ArrayBuffer(1)),
      [1],
      'a',
      null,
    ]
    for (const other of [...others, { [Symbol.toStringTag]: 'Uint8Array' }]) expect(isBytes(other)).toBe(false)
  })
})

describe('halfOf', () => {
  it('takes the private half to sign and the public one to verify, own members only', () => {
    const pair = { privateKey: 1, publicKey: 2 }
    expect([halfOf(pair, 'sign'), halfOf(pair, 'verify')]).toEqual([1, 2])
    expect(halfOf(Object.create(pair), 'sign')).toBeUndefined()
  })
})
