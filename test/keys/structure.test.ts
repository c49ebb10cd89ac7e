import { describe, expect, it } from 'vitest'
import { writeDer } from '../../src/encoding/der.ts'
import { inspectKey } from '../../src/keys/inspect.ts'
import { recogniseDer, structureOf, validityIn } from '../../src/keys/structure.ts'
import { derOf, hex } from '../encoding/bytes.ts'
import { ed25519, p256, rsa } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'

const pkcs12 = Uint8Array.from(Buffer.from(odd.pkcs12, 'base64'))
const pkcs1Public = derOf(rsa.publicPem).subarray(24)
const versionOne = hex(
  '30 41 02 01 01 30 05 06 03 2b 65 70 04 22 04 20' + '8f'.repeat(32) + '81 11 00' + '00'.repeat(16),
)

const STRUCTURES = [
  ['PUBLIC KEY', 'SPKI', derOf(p256.publicPem), 'openssl pkey -inform DER -pubin -in key.der'],
  ['RSA PUBLIC KEY', 'PKCS#1 public', pkcs1Public, 'openssl rsa -inform DER -RSAPublicKey_in -in key.der'],
  ['PRIVATE KEY', 'PKCS#8', derOf(ed25519.privatePem), 'openssl pkey -inform DER -in key.der'],
  ['RSA PRIVATE KEY', 'PKCS#1 private', derOf(rsa.privatePkcs1), 'openssl pkey -inform DER -in key.der'],
  ['EC PRIVATE KEY', 'SEC1', derOf(p256.privateSec1), 'openssl pkey -inform DER -in key.der'],
  ['CERTIFICATE', 'X.509 certificate', derOf(rsa.certificate), 'openssl x509 -inform DER -in key.der'],
  ['CERTIFICATE REQUEST', 'certificate request', derOf(odd.certificateRequest), 'openssl req -inform DER -in key.der'],
  ['ENCRYPTED PRIVATE KEY', 'encrypted', derOf(odd.encryptedPkcs8), 'openssl pkey -inform DER -in key.der'],
  ['PKCS12', 'PKCS#12', pkcs12, 'openssl pkcs12 -in key.der -nocerts -nodes'],
] as const

describe('structureOf', () => {
  it.each(STRUCTURES)('knows %s by its members', (label, name, der, command) => {
    expect(structureOf(der)).toMatchObject({ label, name, command: expect.stringContaining(command) })
    expect(structureOf(der.subarray(0, -1))).toBeUndefined()
    expect(structureOf(Uint8Array.from([...der, 0]))).toBeUndefined()
  })

  /** A sequence of empty members of those tags, in hexadecimal. */
  const ofTags = (tags: string) => writeDer(0x30, ...tags.split(' ').map((tag) => writeDer(Number.parseInt(tag, 16))))

  it.each([
    ['PUBLIC KEY', '30 3'],
    ['RSA PUBLIC KEY', '2 2'],
    ['PRIVATE KEY', '2 30 4'],
    ['PRIVATE KEY', '2 30 4 a0'],
    ['PRIVATE KEY', '2 30 4 81'],
    ['PRIVATE KEY', '2 30 4 a0 81'],
    ['RSA PRIVATE KEY', '2 2 2 2 2 2 2 2 2'],
    ['EC PRIVATE KEY', '2 4'],
    ['EC PRIVATE KEY', '2 4 a0'],
    ['EC PRIVATE KEY', '2 4 a1'],
    ['EC PRIVATE KEY', '2 4 a0 a1'],
    ['ENCRYPTED PRIVATE KEY', '30 4'],
    ['PKCS12', '2 30'],
    ['PKCS12', '2 30 30'],
  ])('knows %s by the tags %s, and by none in front or behind', (label, tags) => {
    expect(structureOf(ofTags(tags))?.label).toBe(label)
    expect(structureOf(ofTags(`5 ${tags}`))).toBeUndefined()
    expect(structureOf(ofTags(`${tags} 5`))).toBeUndefined()
  })

  it('knows a certificate of version 1, which does not name it', () => {
    const der = writeDer(0x30, ofTags('2 30 30 30 30 30'), writeDer(0x30), writeDer(3))
    expect(structureOf(der)?.label).toBe('CERTIFICATE')
  })

  it('knows PKCS#8 of version 1, with its public half', () => {
    expect(structureOf(versionOne)?.label).toBe('PRIVATE KEY')
  })

  it.each([
    '',
    '00',
    '3000',
    '30 03 04 01 00',
    '30 04 30 00 05 00',
    '30 0b 30 00 30 00 03 00 00 00 00 00 00',
    '30 06 30 00 30 00 03 00',
    '30 03 02 01 00',
  ])('knows nothing in %s', (digits) => {
    expect(structureOf(hex(digits))).toBeUndefined()
  })
})

describe('recogniseDer', () => {
  it.each(STRUCTURES)('asks for PEM instead, and reads what it can: %s', (label, name, der, command) => {
    const report = inspectKey(der)
    expect(report).toMatchObject({ ok: false, format: `${name} DER` })
    expect(report.problems).toEqual([
      {
        code: 'ERR_KEY_INVALID',
        message: expect.stringContaining('convert it to PEM'),
        fix: expect.stringContaining(command),
      },
    ])
    expect(report.algorithms.length > 0).toBe(!/REQUEST|ENCRYPTED|PKCS12/.test(label))
    expect(report.notAfter !== undefined).toBe(label === 'CERTIFICATE')
  })

  it('tells of what is wrong inside as well', () => {
    expect(inspectKey(derOf(odd.compressedPublic)).problems.map(({ fix }) => fix)).toEqual([
      expect.stringContaining('-inform DER'),
      expect.stringContaining('-pubin -conv_form uncompressed'),
    ])
    expect(recogniseDer(hex('0500'))).toBeUndefined()
  })
})

describe('validityIn', () => {
  it('is of certificates alone, and of those that have one', () => {
    expect(validityIn(derOf(odd.ecCertificate), 'CERTIFICATE')).toEqual({
      notBefore: expect.any(Date),
      notAfter: expect.any(Date),
    })
    expect(validityIn(derOf(odd.ecCertificate), 'PUBLIC KEY')).toBeUndefined()
    expect(validityIn(derOf(p256.publicPem), 'CERTIFICATE')).toBeUndefined()
  })

  it('that cannot be read leaves the rest of the report standing', () => {
    const der = derOf(odd.ecCertificate)
    const at = Buffer.from(der).indexOf(Buffer.from([0x17, 0x0d]))
    der[at + 1] = 0x7f
    expect(inspectKey(der)).toMatchObject({ ok: false, format: 'X.509 certificate DER' })
    expect(inspectKey(der).notAfter).toBeUndefined()
  })
})
