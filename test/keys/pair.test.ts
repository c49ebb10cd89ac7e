import { describe, expect, it } from 'vitest'
import { jwkOf, readJwk } from '../../src/keys/jwk.ts'
import { Key } from '../../src/keys/key.ts'
import { noPair, PROBE, publicHalf } from '../../src/keys/pair.ts'
import { readPem } from '../../src/keys/pem.ts'
import { PRIVATE_FORMATS } from '../../src/keys/pkcs8.ts'
import { ed25519, p256, p384, p521, rsa } from '../vectors/keys.ts'

describe('publicHalf', () => {
  it.each([rsa, p256, p384, p521, ed25519])('is the public numbers of a private key and no others (%#)', (pair) => {
    const key = readJwk({ ...pair.privateJwk, kid: 'a', use: 'sig', key_ops: ['sign'] })
    const half = publicHalf(key) as Key
    expect({ ...half }).toStrictEqual({ ...readJwk(pair.publicJwk) })
    expect(jwkOf(half)).toEqual(pair.publicJwk)
    expect(Object.keys(Key.material(half))).not.toContain('d')
  })

  it('is none where a key is no private one, or came without public numbers', () => {
    for (const { publicJwk } of [rsa, p256, ed25519]) expect(publicHalf(readJwk(publicJwk))).toBeUndefined()
    expect(publicHalf(readJwk({ kty: 'oct', k: 'AAAA' }))).toBeUndefined()
    expect(publicHalf(readPem(ed25519.privatePem, PRIVATE_FORMATS))).toBeUndefined()
  })
})

describe('what a private key signs for its public half to accept', () => {
  it('is no token, nor part of one', () => {
    expect(PROBE).toMatch(/^[a-z]+$/)
    expect(noPair()).toMatchObject({ name: 'JwtError', code: 'ERR_KEY_INVALID' })
  })
})
