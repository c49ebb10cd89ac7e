import { describe, expect, it } from 'vitest'
import { compilePair, describeJwk, readAny, readImport, secretLength } from '../../src/api/keys.ts'
import { JwtError } from '../../src/errors.ts'
import { Key } from '../../src/keys/key.ts'
import { ed25519, p256, rsa, rsa1024, secrets } from '../vectors/keys.ts'

/** The JwtError that an action ends with. */
function errorOf(action: () => unknown): JwtError | undefined {
  try {
    action()
  } catch (error) {
    expect(error).toBeInstanceOf(JwtError)
    return error as JwtError
  }
  return undefined
}

const codeOf = (action: () => unknown) => errorOf(action)?.code

const pair = { privateKey: p256.privateJwk, publicKey: p256.publicJwk }
const oct = { kty: 'oct', k: Buffer.from(secrets.HS256).toString('base64url') }

describe('readImport', () => {
  it.each([
    ['a private PEM', rsa.privatePem, 'RS256', 'sign'],
    ['a public PEM', rsa.publicPem, 'RS256', 'verify'],
    ['a certificate', rsa.certificate, 'RS256', 'verify'],
    ['a private JWK', p256.privateJwk, 'ES256', 'sign'],
    ['a pair', pair, 'ES256', 'sign'],
    ['a public JWK', ed25519.publicJwk, 'EdDSA', 'verify'],
    ['a secret', secrets.HS256, 'HS256', 'sign'],
    ['a secret JWK', oct, 'HS256', 'sign'],
    ['a secret JWK for both', { ...oct, key_ops: ['verify', 'sign'] }, 'HS256', 'sign'],
    ['a secret JWK that only verifies', { ...oct, key_ops: ['verify'] }, 'HS256', 'verify'],
  ])('takes %s for what it can do', (_, input, algorithm, usage) => {
    const { key, usage: found, facts } = readImport(input, algorithm, undefined)
    expect([found, key.alg, facts.name]).toEqual([usage, algorithm, algorithm])
  })

  it('takes the half of a pair that is asked for', () => {
    expect(readImport(pair, 'ES256', 'sign').key.side).toBe('private')
    expect(readImport(pair, 'ES256', 'verify').key.side).toBe('public')
  })

  it('says of a private key that may not sign what is wrong with it', () => {
    const error = errorOf(() => readImport({ ...p256.privateJwk, key_ops: ['verify'] }, 'ES256', undefined))
    expect([error?.code, error?.message]).toEqual(['ERR_KEY_MISMATCH', expect.stringContaining('include "sign"')])
  })

  it('keeps what the key says of itself, and binds it to the algorithm', () => {
    const jwk = { ...rsa.publicJwk, kid: 'k', use: 'sig', key_ops: ['verify'] }
    const { key } = readImport(jwk, 'PS256', 'verify')
    expect({ ...key }).toEqual({
      kty: 'RSA',
      side: 'public',
      bits: 2048,
      alg: 'PS256',
      kid: 'k',
      use: 'sig',
      ops: ['verify'],
    })
    expect(Key.material(key).n).toBeInstanceOf(Uint8Array)
  })

  it.each([
    ['an unknown algorithm', 'ERR_CONFIG', rsa.publicPem, 'RSA', undefined],
    ['no algorithm', 'ERR_CONFIG', rsa.publicPem, undefined, undefined],
    ['an unknown use', 'ERR_CONFIG', rsa.publicPem, 'RS256', 'encrypt'],
    ['an empty use', 'ERR_CONFIG', rsa.publicPem, 'RS256', ''],
    ['null as use', 'ERR_CONFIG', rsa.publicPem, 'RS256', null],
    ['a public key to sign', 'ERR_KEY_MISMATCH', rsa.publicPem, 'RS256', 'sign'],
    ['a private key to verify', 'ERR_KEY_MISMATCH', rsa.privatePem, 'RS256', 'verify'],
    ['another curve', 'ERR_KEY_MISMATCH', p256.publicPem, 'ES384', undefined],
    ['another family', 'ERR_KEY_MISMATCH', ed25519.publicJwk, 'RS256', undefined],
    ['another algorithm of the key', 'ERR_KEY_MISMATCH', { ...rsa.publicJwk, alg: 'RS512' }, 'RS256', undefined],
    ['a small key', 'ERR_KEY_WEAK', rsa1024.publicPem, 'RS256', undefined],
    ['a short secret', 'ERR_KEY_WEAK', 'short', 'HS256', undefined],
    ['no key', 'ERR_KEY_INVALID', undefined, 'HS256', undefined],
  ])('refuses %s', (_, code, input, algorithm, use) => {
    expect(codeOf(() => readImport(input, algorithm, use))).toBe(code)
  })
})

describe('readAny', () => {
  it('reads PEM of either side, JWKs, and bytes as a secret', () => {
    const sides = [rsa.publicPem, rsa.privatePem, p256.privateJwk, oct, Buffer.from(secrets.HS256)].map((input) => {
      const { kty, side } = readAny(input)
      return [kty, side]
    })
    expect(sides).toEqual([
      ['RSA', 'public'],
      ['RSA', 'private'],
      ['EC', 'private'],
      ['oct', 'secret'],
      ['oct', 'secret'],
    ])
    expect(codeOf(() => readAny(secrets.HS256))).toBe('ERR_KEY_INVALID')
    expect(readAny(pair).side).toBe('private')
  })
})

describe('describeJwk', () => {
  it('adds alg, kid and use where they are known', () => {
    expect(describeJwk(readAny({ ...p256.publicJwk }))).toStrictEqual(p256.publicJwk)
    const named = { ...p256.publicJwk, alg: 'ES256', kid: '', use: 'sig' }
    expect(describeJwk(readAny(named))).toEqual(named)
  })
})

describe('secretLength', () => {
  it('is the length of the hash', () => {
    expect(['HS256', 'HS384', 'HS512'].map(secretLength)).toEqual([32, 48, 64])
  })

  it.each(['RS256', 'EdDSA', 'none', '', undefined])('refuses %s', (name) => {
    expect(codeOf(() => secretLength(name))).toBe('ERR_CONFIG')
  })
})

describe('compilePair', () => {
  it('has 2048 bits and an extractable key unless told otherwise', () => {
    expect(compilePair('RS256', {})).toMatchObject({ modulusLength: 2048, extractable: true })
    expect(compilePair('RS256', { modulusLength: 3072, extractable: false })).toMatchObject({
      modulusLength: 3072,
      extractable: false,
    })
    for (const modulusLength of [2048, 2056, 16384]) {
      expect(compilePair('PS512', { modulusLength }).modulusLength).toBe(modulusLength)
    }
  })

  it.each([
    ['HS256', {}],
    ['none', {}],
    [undefined, {}],
    ['ES256', { modulusLength: 2048 }],
    ['EdDSA', { modulusLength: 4096 }],
    ['RS256', { modulusLength: 2047 }],
    ['RS256', { modulusLength: 2040 }],
    ['RS256', { modulusLength: 2049 }],
    ['RS256', { modulusLength: 16392 }],
    ['RS256', { modulusLength: 2048.5 }],
    ['RS256', { modulusLength: '2048' }],
    ['RS256', { modulusLength: undefined }],
    ['RS256', { extractable: 'yes' }],
    ['RS256', { publicExponent: 3 }],
    ['RS256', null],
  ])('refuses %s with %o', (name, options) => {
    expect(codeOf(() => compilePair(name, options))).toBe('ERR_CONFIG')
  })
})

it('names the argument that is no algorithm', () => {
  for (const action of [
    () => readImport(rsa.publicPem, 'RSA', undefined),
    () => secretLength('RSA'),
    () => compilePair('RSA', {}),
  ]) {
    expect(errorOf(action)?.message).toMatch(/^algorithm is "RSA"/)
  }
})
