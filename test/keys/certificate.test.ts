import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { TAG, writeDer, writeInteger } from '../../src/encoding/der.ts'
import { readCertificate, readValidity } from '../../src/keys/certificate.ts'
import { readSpki, writeSpki } from '../../src/keys/spki.ts'
import { ascii, derOf, errorOf } from '../encoding/bytes.ts'
import { p256, rsa } from '../vectors/keys.ts'
import { certificateRequest, ecCertificate } from '../vectors/odd-keys.ts'

const UTC = 0x17
const GENERALIZED = 0x18
const VERSION = 0xa0

const sequence = (...parts: readonly Uint8Array[]) => writeDer(TAG.sequence, ...parts)
const integer = (value: number) => writeInteger(Uint8Array.of(value))

/** A certificate of these fields. */
function ofFields(...fields: readonly Uint8Array[]): Uint8Array {
  return sequence(sequence(...fields), sequence(), writeDer(TAG.bitString, Uint8Array.of(0)))
}

/** What is signed in a certificate. */
function signedOf(publicKey: Uint8Array): Uint8Array {
  return sequence(integer(1), sequence(), sequence(), TIMES, sequence(), publicKey)
}

/** A certificate as far as its structure goes; nobody signed it. */
function certificate(validity: Uint8Array, { version = true, publicKey = derOf(p256.publicPem) } = {}): Uint8Array {
  const fields = [integer(1), sequence(), sequence(), validity, sequence(), publicKey]
  const signed = sequence(...(version ? [writeDer(VERSION, integer(2)), ...fields] : fields))
  return sequence(signed, sequence(), writeDer(TAG.bitString, Uint8Array.of(0)))
}

function validityOf(first: readonly [number, string], second: readonly [number, string]): Uint8Array {
  return sequence(writeDer(first[0], ascii(first[1])), writeDer(second[0], ascii(second[1])))
}

const TIMES = validityOf([UTC, '260101000000Z'], [UTC, '270101000000Z'])

describe('readCertificate', () => {
  it.each([
    ['RSA', rsa.certificate, rsa.publicPem],
    ['EC', ecCertificate, p256.publicPem],
  ])('takes out the public key that was certified (%s)', (_kind, pem, publicPem) => {
    const { publicKey } = readCertificate(derOf(pem))
    expect(publicKey).toEqual(derOf(publicPem))
    expect(writeSpki(readSpki(publicKey))).toEqual(derOf(publicPem))
  })

  it('reads certificates of version 1, which do not name it', () => {
    expect(readCertificate(certificate(TIMES, { version: false })).publicKey).toEqual(derOf(p256.publicPem))
    expect(readCertificate(certificate(TIMES)).publicKey).toEqual(derOf(p256.publicPem))
  })

  it.each([
    ['a public key', derOf(p256.publicPem)],
    ['a request for a certificate', derOf(certificateRequest)],
    ['an empty sequence', sequence()],
    ['three empty parts', sequence(sequence(), sequence(), sequence())],
    ['a key that is no sequence', certificate(TIMES, { publicKey: integer(1) })],
    [
      'a subject that is no sequence',
      ofFields(integer(1), sequence(), sequence(), TIMES, integer(1), derOf(p256.publicPem)),
    ],
    [
      'a field before the serial number',
      ofFields(sequence(), integer(1), sequence(), sequence(), TIMES, sequence(), derOf(p256.publicPem)),
    ],
    ['an issuer that is missing', ofFields(integer(1), sequence(), TIMES, sequence(), derOf(p256.publicPem))],
    ['a signature that is no bit string', sequence(signedOf(derOf(p256.publicPem)), sequence(), sequence())],
    ['a fourth part', sequence(...[1, 2, 3, 4].map(() => sequence()))],
    ['a certificate with a part too many', writeDer(TAG.sequence, certificate(TIMES).subarray(4), integer(1))],
    [
      'no serial number',
      sequence(
        sequence(sequence(), sequence(), sequence(), sequence(), sequence(), sequence()),
        sequence(),
        sequence(),
      ),
    ],
  ])('refuses %s', (_name, der) => {
    expect(errorOf(() => readCertificate(der))).toMatchObject({ name: 'JwtError', code: 'ERR_KEY_INVALID' })
  })
})

describe('readValidity', () => {
  const read = (validity: Uint8Array) => readValidity(readCertificate(certificate(validity)))

  it.each([rsa.certificate, ecCertificate])('agrees with Node (%#)', (pem) => {
    const { validFrom, validTo } = new X509Certificate(pem)
    expect(readValidity(readCertificate(derOf(pem)))).toEqual({
      notBefore: new Date(validFrom),
      notAfter: new Date(validTo),
    })
  })

  it('takes two-digit years from 1950 to 2049, and four-digit years as they are', () => {
    expect(read(validityOf([UTC, '500102030405Z'], [UTC, '491231235959Z']))).toEqual({
      notBefore: new Date('1950-01-02T03:04:05Z'),
      notAfter: new Date('2049-12-31T23:59:59Z'),
    })
    expect(read(validityOf([GENERALIZED, '20500101000000Z'], [GENERALIZED, '99991231235959Z']))).toEqual({
      notBefore: new Date('2050-01-01T00:00:00Z'),
      notAfter: new Date('9999-12-31T23:59:59Z'),
    })
  })

  it('says nothing where a time is not one', () => {
    const good: readonly [number, string] = [UTC, '260101000000Z']
    for (const bad of [
      '',
      '2601010000Z',
      '260101000000+0100',
      '260101000000',
      '260101000000Z0',
      'yymmddhhmmssZ',
      '20260101000000Z',
    ]) {
      expect(read(validityOf(good, [UTC, bad]))).toBeUndefined()
      expect(read(validityOf([UTC, bad], good))).toBeUndefined()
    }
    expect(read(sequence())).toBeUndefined()
    expect(read(sequence(writeDer(UTC, ascii('260101000000Z'))))).toBeUndefined()
    expect(read(validityOf([GENERALIZED, '260101000000Z'], good))).toBeUndefined()
  })
})
