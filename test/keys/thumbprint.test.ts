import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readJwk } from '../../src/keys/jwk.ts'
import { thumbprintInput } from '../../src/keys/thumbprint.ts'
import { ed25519, p256, p384, p521, rsa } from '../vectors/keys.ts'
import { rfc7638, rfc8037 } from '../vectors/rfc-keys.ts'

const textOf = (jwk: { readonly kty: string; readonly [member: string]: string }) =>
  Buffer.from(thumbprintInput(readJwk(jwk))).toString('latin1')
const hashOf = (jwk: { readonly kty: string; readonly [member: string]: string }) =>
  createHash('sha256').update(textOf(jwk)).digest('base64url')

describe('thumbprintInput', () => {
  it('gives the thumbprints that RFC 7638 §3.1 and RFC 8037 A.3 print', () => {
    expect(hashOf(rfc7638.jwk)).toBe(rfc7638.thumbprint)
    expect(hashOf(rfc8037.publicJwk)).toBe(rfc8037.thumbprint)
  })

  it('is the required members alone, in their order, whatever else a JWK holds and however it is sorted', () => {
    expect(textOf({ ...p256.privateJwk, kid: 'a', alg: 'ES256', use: 'sig' })).toBe(
      `{"crv":"P-256","kty":"EC","x":"${p256.publicJwk.x}","y":"${p256.publicJwk.y}"}`,
    )
    expect(textOf(rsa.privateJwk)).toBe(`{"e":"AQAB","kty":"RSA","n":"${rsa.publicJwk.n}"}`)
    expect(textOf(ed25519.privateJwk)).toBe(`{"crv":"Ed25519","kty":"OKP","x":"${ed25519.publicJwk.x}"}`)
    expect(textOf({ kty: 'oct', kid: 'a', k: 'AAECAw' })).toBe('{"k":"AAECAw","kty":"oct"}')
  })

  it.each([rsa, p256, p384, p521, ed25519])(
    'is the same for both halves of a pair (%#)',
    ({ privateJwk, publicJwk }) => {
      expect(textOf(privateJwk)).toBe(textOf(publicJwk))
    },
  )
})
