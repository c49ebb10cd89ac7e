import { createPrivateKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readSequence, TAG, writeDer, writeInteger } from '../../src/encoding/der.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { jwkOf, readJwk } from '../../src/keys/jwk.ts'
import { Key } from '../../src/keys/key.ts'
import { PRIVATE_FORMATS, readPkcs8, readRsaPrivate, readSec1, writePkcs8 } from '../../src/keys/pkcs8.ts'
import { OID } from '../../src/keys/spki.ts'
import { derOf, errorOf, hex, pemOf } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'

function refused(action: () => unknown, reason: string, code: ErrorCode = 'ERR_KEY_INVALID'): void {
  expect(errorOf(action)).toMatchObject({ name: 'JwtError', code, message: expect.stringContaining(reason) })
}

const sequence = (...parts: readonly Uint8Array[]) => writeDer(TAG.sequence, ...parts)
const integer = (value: number) => writeInteger(Uint8Array.of(value))
const octets = (...parts: readonly Uint8Array[]) => writeDer(TAG.octetString, ...parts)
const oid = (digits: string) => writeDer(TAG.oid, hex(digits))
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'))
const wholes = (der: Uint8Array) => readSequence(der).map(({ whole }) => whole)
const replaced = (list: readonly Uint8Array[], at: number, one: Uint8Array) =>
  list.map((each, index) => (index === at ? one : each))

const P256_OID = oid('2a8648ce3d030107')
const P384_OID = oid('2b81040022')
const d = bytes(p256.privateJwk.d)
const point = Uint8Array.of(4, ...bytes(p256.privateJwk.x), ...bytes(p256.privateJwk.y))
const named = (curve: Uint8Array) => writeDer(0xa0, curve)
const open = (value: Uint8Array) => writeDer(0xa1, writeDer(TAG.bitString, Uint8Array.of(0), value))

const ec = (...members: readonly Uint8Array[]) => sequence(integer(1), octets(d), ...members)
const ecFamily = sequence(oid(OID.ec), P256_OID)
const edFamily = sequence(oid(OID.ed25519))
const seed = bytes(ed25519.privateJwk.d)

describe('readPkcs8 and writePkcs8', () => {
  it.each(Object.entries({ rsa, p256, p384, p521 }))('undo each other: %s', (_name, { privatePem, privateJwk }) => {
    const key = readPkcs8(derOf(privatePem))
    expect(jwkOf(key)).toEqual(privateJwk)
    expect(writePkcs8(key)).toEqual(derOf(privatePem))
    expect(writePkcs8(readJwk(privateJwk))).toEqual(derOf(privatePem))
    expect(Key.material(key).pkcs8).toBeUndefined()
  })

  it('undo each other: ed25519', () => {
    const der = derOf(ed25519.privatePem)
    const key = readPkcs8(der)
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', side: 'private', bits: 255 })
    expect(writePkcs8(key)).toEqual(der)
    expect(Key.material(key).pkcs8).toEqual(der)
    expect(writePkcs8(readJwk(ed25519.privateJwk))).toEqual(der)
  })

  it.each(Object.entries({ rsa, p256, p384, p521, ed25519 }))(
    'write what Node reads as the same key: %s',
    (_name, pair) => {
      const pem = pemOf('PRIVATE KEY', writePkcs8(readJwk(pair.privateJwk)))
      const { key_ops: _, ...jwk } = createPrivateKey(pem).export({ format: 'jwk' })
      expect(jwk).toEqual(pair.privateJwk)
    },
  )

  it('take the public half that version 1 may carry (RFC 5958)', () => {
    const x = bytes(ed25519.publicJwk.x)
    const der = sequence(integer(1), edFamily, octets(octets(seed)), writeDer(0x81, Uint8Array.of(0), x))
    expect(jwkOf(readPkcs8(der))).toEqual(ed25519.privateJwk)
    const attributed = sequence(
      integer(1),
      edFamily,
      octets(octets(seed)),
      writeDer(0xa0),
      writeDer(0x81, Uint8Array.of(0), x),
    )
    expect(jwkOf(readPkcs8(attributed))).toEqual(ed25519.privateJwk)
    const broken = sequence(integer(1), edFamily, octets(octets(seed)), writeDer(0x81, Uint8Array.of(1), x))
    refused(() => readPkcs8(broken), 'bit string')
    const small = sequence(integer(1), edFamily, octets(octets(seed)), writeDer(0x81, new Uint8Array(33)))
    refused(() => readPkcs8(small), 'small order')
  })

  it('read an EC key that carries no public half, and keep a form that a runtime can complete', () => {
    const key = readPkcs8(sequence(integer(0), ecFamily, octets(ec())))
    expect(jwkOf(key)).toEqual({ kty: 'EC', crv: 'P-256', d: p256.privateJwk.d })
    const { pkcs8 } = Key.material(key)
    expect(pkcs8).toEqual(sequence(integer(0), ecFamily, octets(ec())))
    const jwk = createPrivateKey(pemOf('PRIVATE KEY', pkcs8 as Uint8Array)).export({ format: 'jwk' })
    expect(jwk).toEqual(p256.privateJwk)
  })

  it.each([
    ['nothing', sequence(), 'lacks an integer'],
    ['a version of the future', sequence(integer(2), ecFamily, octets(ec())), 'version'],
    ['a version of two bytes', sequence(hex('02 02 01 00'), ecFamily, octets(ec())), 'version'],
    ['a family that is missing', sequence(integer(0)), 'tag nothing'],
    ['contents that are missing', sequence(integer(0), ecFamily), 'octet string'],
    ['contents in a bit string', sequence(integer(0), ecFamily, writeDer(TAG.bitString, ec())), 'octet string'],
    ['an Ed25519 seed without its own octet string', sequence(integer(0), edFamily, octets(seed)), 'DER data'],
    [
      'an Ed25519 seed that is short',
      sequence(integer(0), edFamily, octets(octets(seed.subarray(1)))),
      '"d" has 31 bytes',
    ],
    ['an Ed25519 seed that is long', sequence(integer(0), edFamily, octets(octets(seed, seed))), '"d" has 64 bytes'],
    [
      'bytes behind the seed',
      sequence(integer(0), edFamily, octets(octets(seed), integer(1))),
      'followed by other data',
    ],
    ['a member that no key has', sequence(integer(0), edFamily, octets(octets(seed)), integer(1)), 'no such key has'],
    [
      'attributes twice',
      sequence(integer(0), edFamily, octets(octets(seed)), writeDer(0xa0), writeDer(0xa0)),
      'no such key has',
    ],
    ['an encrypted key', derOf(odd.encryptedPkcs8), 'lacks an integer'],
    ['a public key', derOf(p256.publicPem), 'lacks an integer'],
  ])('refuse %s', (_name, der, reason) => {
    refused(() => readPkcs8(der), reason)
  })

  it('refuse a family that signs no JWT', () => {
    refused(() => readPkcs8(derOf(odd.rsaPssPrivate)), 'RSA-PSS-only', 'ERR_KEY_MISMATCH')
  })

  it('copy the numbers out of what they read', () => {
    for (const { privatePem, privateJwk } of [p256, ed25519]) {
      const der = derOf(privatePem)
      const key = readPkcs8(der)
      der.fill(0)
      expect(privateJwk).toMatchObject(jwkOf(key))
    }
    const x = bytes(ed25519.publicJwk.x)
    const whole = sequence(integer(1), edFamily, octets(octets(seed)), writeDer(0x81, Uint8Array.of(0), x))
    const key = readPkcs8(whole)
    whole.fill(0)
    expect(jwkOf(key)).toEqual(ed25519.privateJwk)
  })
})

describe('readRsaPrivate', () => {
  const numbers = wholes(derOf(rsa.privatePkcs1))

  it('reads PKCS#1', () => {
    expect(jwkOf(readRsaPrivate(derOf(rsa.privatePkcs1)))).toEqual(rsa.privateJwk)
    expect(jwkOf((PRIVATE_FORMATS['RSA PRIVATE KEY'] as typeof readRsaPrivate)(derOf(rsa.privatePkcs1)))).toEqual(
      rsa.privateJwk,
    )
  })

  it('wants version 0 and eight numbers', () => {
    refused(() => readRsaPrivate(sequence(integer(1), ...numbers.slice(1))), 'version')
    refused(() => readRsaPrivate(sequence(...numbers, sequence())), 'nine members')
    refused(() => readRsaPrivate(sequence(...numbers.slice(0, -1))), 'nine members')
    refused(() => readRsaPrivate(sequence()), 'lacks an integer')
    for (let at = 1; at < numbers.length; at++) {
      refused(() => readRsaPrivate(sequence(...replaced(numbers, at, octets()))), 'lacks an integer')
      refused(() => readRsaPrivate(sequence(...replaced(numbers, at, integer(0)))), 'is empty or has leading zeros')
    }
  })
})

describe('readSec1', () => {
  it('reads a key with its curve and point', () => {
    for (const der of [derOf(p256.privateSec1), ec(named(P256_OID), open(point))]) {
      expect(jwkOf(readSec1(der))).toEqual(p256.privateJwk)
    }
    expect(jwkOf((PRIVATE_FORMATS['EC PRIVATE KEY'] as typeof readRsaPrivate)(derOf(p256.privateSec1)))).toEqual(
      p256.privateJwk,
    )
  })

  it('takes the curve from outside, from inside, or from both when they are the same', () => {
    const around = { kty: 'EC', crv: 'P-256' } as const
    expect(jwkOf(readSec1(ec(open(point)), around))).toEqual(p256.privateJwk)
    expect(jwkOf(readSec1(ec(named(P256_OID), open(point)), around))).toEqual(p256.privateJwk)
    refused(() => readSec1(ec(named(P384_OID), open(point)), around), 'does not name one curve')
    refused(() => readSec1(ec(open(point))), 'does not name one curve')
    refused(() => readSec1(ec(open(point)), { kty: 'RSA' }), 'does not name one curve')
  })

  it('fills up a number that an older writer cut leading zeros from', () => {
    const short = sequence(integer(1), octets(Uint8Array.of(7)), named(P256_OID))
    expect(Key.material(readSec1(short)).d).toEqual(Uint8Array.from({ length: 32 }, (_, at) => (at === 31 ? 7 : 0)))
    refused(() => readSec1(sequence(integer(1), octets(Uint8Array.of(0), d), named(P256_OID))), '"d" has 33 bytes')
  })

  it.each([
    ['nothing', sequence(), 'lacks an integer'],
    ['version 0', sequence(integer(0), octets(d), named(P256_OID)), 'version'],
    ['version 2', sequence(integer(2), octets(d), named(P256_OID)), 'version'],
    ['no number', sequence(integer(1)), 'does not name one curve'],
    ['a number in a bit string', sequence(integer(1), writeDer(TAG.bitString, d), named(P256_OID)), 'octet string'],
    ['an empty curve', ec(writeDer(0xa0), open(point)), 'spells its curve out'],
    ['an empty point', ec(named(P256_OID), writeDer(0xa1)), 'bit string'],
    ['two curves', ec(writeDer(0xa0, P256_OID, P256_OID), open(point)), 'spells its curve out'],
    ['two points', ec(named(P256_OID), open(point), open(point)), 'no such key has'],
    ['a point before the curve', ec(open(point), named(P256_OID)), 'no such key has'],
    [
      'two points in one',
      ec(named(P256_OID), writeDer(0xa1, ...Array(2).fill(writeDer(TAG.bitString, Uint8Array.of(0), point)))),
      'bit string',
    ],
    ['a compressed point', derOf(odd.compressedPrivate), 'compressed'],
    ['an explicit curve', derOf(odd.explicitPrivate), 'spells its curve out'],
    [
      'a point off the curve',
      ec(named(P256_OID), open(Uint8Array.of(4, ...new Uint8Array(64).fill(1)))),
      'not on P-256',
    ],
  ])('refuses %s', (_name, der, reason) => {
    refused(() => readSec1(der), reason)
  })

  it('refuses a curve that signs no JWT', () => {
    refused(() => readSec1(derOf(odd.secp256k1Private)), 'curve other than', 'ERR_KEY_MISMATCH')
  })
})
