import { createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readDer, TAG, writeDer, writeInteger } from '../../src/encoding/der.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { jwkOf, readJwk } from '../../src/keys/jwk.ts'
import {
  OID,
  PUBLIC_FORMATS,
  readCurve,
  readFamily,
  readPoint,
  readRsaPublic,
  readSpki,
  writeFamily,
  writePoint,
  writeSpki,
} from '../../src/keys/spki.ts'
import { derOf, errorOf, hex } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'

function refused(action: () => unknown, code: ErrorCode, reason: string): void {
  expect(errorOf(action)).toMatchObject({ name: 'JwtError', code, message: expect.stringContaining(reason) })
}

const PAIRS = { rsa, p256, p384, p521, ed25519 }
const sequence = (...parts: readonly Uint8Array[]) => writeDer(TAG.sequence, ...parts)
const oid = (digits: string) => writeDer(TAG.oid, hex(digits))
const nothing = writeDer(TAG.null)
const bits = (value: Uint8Array) => writeDer(TAG.bitString, Uint8Array.of(0), value)
const first = (der: Uint8Array) => readDer(der)[0]
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'))
const P256_OID = '2a8648ce3d030107'

const rsaNumbers = sequence(writeInteger(bytes(rsa.publicJwk.n)), writeInteger(bytes(rsa.publicJwk.e)))

describe('readSpki and writeSpki', () => {
  it.each(Object.entries(PAIRS))('undo each other, and agree with Node: %s', (_name, { publicPem, publicJwk }) => {
    const der = derOf(publicPem)
    expect(jwkOf(readSpki(der))).toEqual(publicJwk)
    expect(readSpki(der).side).toBe('public')
    expect(writeSpki(readSpki(der))).toEqual(der)
    expect(Uint8Array.from(createPublicKey(publicPem).export({ format: 'der', type: 'spki' }))).toEqual(der)
    expect(writeSpki(readJwk(publicJwk))).toEqual(der)
  })

  it('refuse members too many or too few', () => {
    const family = sequence(oid(OID.rsa), nothing)
    refused(() => readSpki(sequence(family, bits(rsaNumbers), nothing)), 'ERR_KEY_INVALID', 'more than the two members')
    refused(() => readSpki(sequence(family)), 'ERR_KEY_INVALID', 'bit string')
    refused(() => readSpki(sequence()), 'ERR_KEY_INVALID', 'tag nothing')
    refused(() => readSpki(sequence(family, writeDer(TAG.octetString, rsaNumbers))), 'ERR_KEY_INVALID', 'bit string')
  })

  const unsound = [
    ...Object.values(odd.unsoundRsa),
    ...Object.values(odd.unsoundEc).flatMap((cases) => Object.values(cases)),
    ...Object.values(odd.unsoundEd25519).flat(),
  ]
  it.each(unsound)('refuse unsound numbers (%#)', ({ pem }) => {
    refused(() => readSpki(derOf(pem)), 'ERR_KEY_INVALID', 'not sound')
  })

  it('refuse an Ed25519 key of another length', () => {
    const of = (length: number) => sequence(sequence(oid(OID.ed25519)), bits(new Uint8Array(length).fill(9)))
    for (const length of [0, 31, 33]) refused(() => readSpki(of(length)), 'ERR_KEY_INVALID', `"x" has ${length} bytes`)
  })

  it.each([
    ['secp256k1', odd.secp256k1Public, 'ERR_KEY_MISMATCH', 'curve other than'],
    ['X25519', odd.x25519Public, 'ERR_KEY_MISMATCH', 'not of the families'],
    ['Ed448', odd.ed448Public, 'ERR_KEY_MISMATCH', 'not of the families'],
    ['DSA', odd.dsaPublic, 'ERR_KEY_MISMATCH', 'not of the families'],
    ['RSA-PSS', odd.rsaPssPublic, 'ERR_KEY_MISMATCH', 'openssl genpkey -algorithm RSA'],
    ['a compressed point', odd.compressedPublic, 'ERR_KEY_INVALID', 'openssl ec -conv_form uncompressed'],
    ['an explicit curve', odd.explicitPublic, 'ERR_KEY_INVALID', 'openssl ec -param_enc named_curve'],
  ] as const)('refuse %s, saying what to do', (_name, pem, code, reason) => {
    refused(() => readSpki(derOf(pem)), code, reason)
  })

  it('copy the numbers out of what they read', () => {
    for (const pair of [p256, ed25519]) {
      const der = derOf(pair.publicPem)
      const key = readSpki(der)
      der.fill(0)
      expect(jwkOf(key)).toEqual(pair.publicJwk)
    }
  })
})

describe('readRsaPublic', () => {
  it('reads PKCS#1', () => {
    expect(jwkOf(readRsaPublic(rsaNumbers))).toEqual(rsa.publicJwk)
    expect(readRsaPublic(rsaNumbers).side).toBe('public')
    expect(jwkOf((PUBLIC_FORMATS['RSA PUBLIC KEY'] as typeof readRsaPublic)(rsaNumbers))).toEqual(rsa.publicJwk)
  })

  it('wants two integers, strictly', () => {
    const [n, e] = readDer(rsaNumbers.subarray(4)).map(({ whole }) => whole) as [Uint8Array, Uint8Array]
    refused(() => readRsaPublic(sequence(n, e, e)), 'ERR_KEY_INVALID', 'more than the two members')
    refused(() => readRsaPublic(sequence(n)), 'ERR_KEY_INVALID', 'lacks an integer')
    refused(() => readRsaPublic(sequence(n, nothing)), 'ERR_KEY_INVALID', 'lacks an integer')
    refused(() => readRsaPublic(sequence(n, hex('02 04 00 01 00 01'))), 'ERR_KEY_INVALID', 'needless leading zeros')
    refused(() => readRsaPublic(sequence(n, hex('02 01 81'))), 'ERR_KEY_INVALID', 'negative')
    refused(
      () => readRsaPublic(sequence(writeDer(TAG.integer, bytes(rsa.publicJwk.n)), e)),
      'ERR_KEY_INVALID',
      'negative',
    )
  })
})

describe('readFamily and writeFamily', () => {
  it.each(Object.entries(PAIRS))('undo each other: %s', (_name, { publicJwk }) => {
    const { kty, ...jwk } = publicJwk
    expect(readFamily(first(writeFamily(readJwk(publicJwk))))).toEqual({ kty, ...('crv' in jwk && { crv: jwk.crv }) })
  })

  it.each([
    ['nothing', undefined],
    ['no object identifier', sequence(nothing)],
    ['no members', sequence()],
    ['a member too many', sequence(oid(OID.rsa), nothing, nothing)],
    ['RSA without parameters', sequence(oid(OID.rsa))],
    ['RSA with parameters that are not NULL', sequence(oid(OID.rsa), sequence())],
    ['RSA with contents in its NULL', sequence(oid(OID.rsa), hex('05 01 00'))],
    ['Ed25519 with parameters', sequence(oid(OID.ed25519), nothing)],
    ['EC without a curve', sequence(oid(OID.ec))],
    ['EC with NULL for a curve', sequence(oid(OID.ec), nothing)],
  ])('refuse %s', (_name, der) => {
    refused(() => readFamily(der && first(der)), 'ERR_KEY_INVALID', '')
  })

  it('refuse a family that signs no JWT', () => {
    refused(() => readFamily(first(sequence(oid('2b656e')))), 'ERR_KEY_MISMATCH', 'not of the families')
    refused(() => readFamily(first(sequence(oid(OID.rsaPss), sequence()))), 'ERR_KEY_MISMATCH', 'RSA-PSS-only')
  })
})

describe('readCurve', () => {
  it('knows three curves by name', () => {
    expect(['2a8648ce3d030107', '2b81040022', '2b81040023'].map((digits) => readCurve(first(oid(digits))))).toEqual([
      'P-256',
      'P-384',
      'P-521',
    ])
    for (const digits of ['2b8104000a', '', '2a8648ce3d03010700']) {
      refused(() => readCurve(first(oid(digits))), 'ERR_KEY_MISMATCH', 'curve other than')
    }
    refused(() => readCurve(undefined), 'ERR_KEY_INVALID', 'spells its curve out')
    refused(() => readCurve(first(sequence())), 'ERR_KEY_INVALID', 'spells its curve out')
  })
})

describe('readPoint and writePoint', () => {
  it('split and join uncompressed points', () => {
    const point = Uint8Array.of(4, 1, 2, 3, 4)
    expect(readPoint(point)).toEqual({ x: Uint8Array.of(1, 2), y: Uint8Array.of(3, 4) })
    expect(writePoint(readPoint(point))).toEqual(point)
  })

  it.each([0, 2, 3, 5, 6, 7])('refuse the form %i', (form) => {
    refused(() => readPoint(Uint8Array.of(form, 1, 2)), 'ERR_KEY_INVALID', 'compressed')
  })

  it('refuse a point of an odd or another length, when it becomes a key', () => {
    const of = (length: number) =>
      sequence(sequence(oid(OID.ec), oid(P256_OID)), bits(Uint8Array.from({ length }, (_, at) => (at ? 1 : 4))))
    for (const length of [1, 2, 33, 64, 66, 97, 129])
      refused(() => readSpki(of(length)), 'ERR_KEY_INVALID', 'bytes; on P-256')
    refused(() => readPoint(new Uint8Array()), 'ERR_KEY_INVALID', 'compressed')
  })
})
