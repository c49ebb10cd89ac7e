import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { jwkOf, readJwk } from '../../src/keys/jwk.ts'
import { readPem } from '../../src/keys/pem.ts'
import { PRIVATE_FORMATS } from '../../src/keys/pkcs8.ts'
import { PUBLIC_FORMATS } from '../../src/keys/spki.ts'
import { writePem } from '../../src/keys/write.ts'
import { errorOf } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa, rsa1024 } from '../vectors/keys.ts'

type Members = { readonly kty: string; readonly [member: string]: string }

describe('writePem', () => {
  it.each(Object.entries({ rsa, rsa1024, p256, p384, p521, ed25519 }))('writes what Node writes: %s', (_name, pair) => {
    expect(writePem(readJwk(pair.publicJwk))).toBe(pair.publicPem)
    expect(writePem(readJwk(pair.privateJwk))).toBe(pair.privatePem)
  })

  it('writes certificates, PKCS#1 and SEC1 anew as SPKI and PKCS#8', () => {
    expect(writePem(readPem(rsa.certificate, PUBLIC_FORMATS))).toBe(rsa.publicPem)
    expect(writePem(readPem(rsa.privatePkcs1, PRIVATE_FORMATS))).toBe(rsa.privatePem)
    expect(writePem(readPem(p256.privateSec1, PRIVATE_FORMATS))).toBe(p256.privatePem)
  })

  it('comes back the same through PEM, JWK and Node, for keys made on the spot', () => {
    const pairs: readonly { readonly publicKey: KeyObject; readonly privateKey: KeyObject }[] = [
      ...['P-256', 'P-384', 'P-521'].flatMap((namedCurve) =>
        Array.from({ length: 20 }, () => generateKeyPairSync('ec', { namedCurve })),
      ),
      ...Array.from({ length: 20 }, () => generateKeyPairSync('ed25519')),
      generateKeyPairSync('rsa', { modulusLength: 1032 }),
      generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 3 }),
    ]
    for (const { publicKey, privateKey } of pairs) {
      const [open, secret] = [publicKey, privateKey].map((key) => key.export({ format: 'jwk' }) as Members) as [
        Members,
        Members,
      ]
      const publicPem = writePem(readJwk(open))
      const privatePem = writePem(readJwk(secret))
      expect(publicPem).toBe(publicKey.export({ format: 'pem', type: 'spki' }))
      expect(privatePem).toBe(privateKey.export({ format: 'pem', type: 'pkcs8' }))
      expect(jwkOf(readPem(publicPem, PUBLIC_FORMATS))).toEqual(open)
      expect(writePem(readPem(privatePem, PRIVATE_FORMATS))).toBe(privatePem)
      expect(createPublicKey(publicPem).equals(publicKey)).toBe(true)
      expect(createPrivateKey(privatePem).equals(privateKey)).toBe(true)
    }
  })

  it('refuses a secret', () => {
    expect(errorOf(() => writePem(readJwk({ kty: 'oct', k: 'AAAA' })))).toMatchObject({
      code: 'ERR_KEY_MISMATCH',
      message: expect.stringContaining('exportJwk()'),
    })
  })
})
