import {
  type DerElement,
  readBits,
  readDer,
  readInteger,
  readOctets,
  readOne,
  readSequence,
  TAG,
  writeDer,
  writeInteger,
} from '../encoding/der.ts'
import { JwtError } from '../errors.ts'
import { CURVE_BITS } from './check.ts'
import { keyOf } from './jwk.ts'
import { Key, type KeyFacts, type Material } from './key.ts'
import type { Formats } from './pem.ts'
import { type KeyFamily, readCurve, readFamily, readPoint, writeFamily, writePoint } from './spki.ts'

/** Context-specific tags: `[0]` and `[1]`, constructed, and `[1]` as an implicit bit string. */
const CONTEXT = { zero: 0xa0, one: 0xa1, oneImplicit: 0x81 }

function invalid(reason: string): never {
  throw new JwtError('ERR_KEY_INVALID', `The private key ${reason}.`)
}

function readVersion(element: DerElement | undefined, most: number): number {
  const [version = 0, more] = readInteger(element)
  if (version > most || more !== undefined) invalid(`is of a version that is not supported (${most} is the newest)`)
  return version
}

/** The elements that may stand at the end of a structure, in that order and once each: nothing else is passed over. */
function readOptional(elements: readonly DerElement[], ...tags: readonly number[]): (DerElement | undefined)[] {
  const left = [...elements]
  const found = tags.map((tag) => (left[0]?.tag === tag ? left.shift() : undefined))
  return left.length ? invalid('has members that no such key has') : found
}

/** The one element inside another; `undefined` where there is none, or more. */
function innerOf({ body }: DerElement): DerElement | undefined {
  const [inner, ...more] = readDer(body)
  return more.length ? undefined : inner
}

/** RSAPrivateKey (RFC 8017 A.1.2), of two primes. @throws JwtError `ERR_KEY_INVALID` */
export function readRsaPrivate(der: Uint8Array): Key {
  const [version, ...numbers] = readSequence(der)
  readVersion(version, 0)
  if (numbers.length !== 8) invalid('has not the nine members of an RSA private key')
  const [n, e, d, p, q, dp, dq, qi] = numbers.map(readInteger) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  return keyOf({ kty: 'RSA', side: 'private' }, { n, e, d, p, q, dp, dq, qi })
}

/**
 * ECPrivateKey (SEC 1 C.4, RFC 5915). The curve stands in the key itself, or around it (PKCS#8), or both and equal.
 *
 * @throws JwtError `ERR_KEY_INVALID` or `ERR_KEY_MISMATCH`
 */
export function readSec1(der: Uint8Array, around?: KeyFamily): Key {
  const [version, secret, ...more] = readSequence(der)
  if (readVersion(version, 1) !== 1) invalid('is of a version that is not supported')
  const [named, point] = readOptional(more, CONTEXT.zero, CONTEXT.one)
  const inside = named && readCurve(innerOf(named))
  const crv = around && 'crv' in around ? around.crv : inside
  if (!crv || (inside && inside !== crv)) invalid('does not name one curve')
  const d = padded(readOctets(secret), (CURVE_BITS[crv] + 7) >> 3)
  return privateKeyOf({ kty: 'EC', crv, side: 'private' }, { ...(point && readPoint(readBits(innerOf(point)))), d })
}

/** Older writers drop leading zeros of the number; SEC 1 wants it at full length. */
function padded(number: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(length, number.length))
  bytes.set(number, bytes.length - number.length)
  return bytes
}

/** PrivateKeyInfo (RFC 5208, RFC 5958). @throws JwtError `ERR_KEY_INVALID` or `ERR_KEY_MISMATCH` */
export function readPkcs8(der: Uint8Array): Key {
  const [version, identifier, content, ...more] = readSequence(der)
  readVersion(version, 1)
  const [, point] = readOptional(more, CONTEXT.zero, CONTEXT.oneImplicit)
  const family = readFamily(identifier)
  const octets = readOctets(content)
  if (family.kty === 'RSA') return readRsaPrivate(octets)
  if (family.kty === 'EC') return readSec1(octets, family)
  // RFC 8410 §7: CurvePrivateKey is an octet string inside the octet string.
  const d = readOne(octets, TAG.octetString).body.slice()
  return privateKeyOf(
    { ...family, side: 'private' },
    { ...(point && { x: readBits({ ...point, tag: TAG.bitString }).slice() }), d },
  )
}

/** A key that came without its public members keeps its PKCS#8 form, from which a runtime derives them. */
function privateKeyOf(facts: Omit<KeyFacts, 'bits'>, material: Material): Key {
  const key = keyOf(facts, material)
  return material.x ? key : new Key(key, { ...material, pkcs8: writePkcs8(key) })
}

/** The PEM labels under which private keys come. */
export const PRIVATE_FORMATS: Formats = {
  'PRIVATE KEY': readPkcs8,
  'RSA PRIVATE KEY': readRsaPrivate,
  'EC PRIVATE KEY': (der) => readSec1(der),
}

/** A private key as PrivateKeyInfo, version 0: the form that every runtime imports. */
export function writePkcs8(key: Key): Uint8Array {
  const material = Key.material(key)
  return writeDer(
    TAG.sequence,
    writeInteger(Uint8Array.of(0)),
    writeFamily(key),
    writeDer(TAG.octetString, writePrivate(key, material)),
  )
}

function writePrivate({ kty }: Key, material: Material): Uint8Array {
  const d = writeDer(TAG.octetString, material.d as Uint8Array)
  if (kty === 'OKP') return d
  if (kty === 'EC') {
    const point = material.x
      ? [writeDer(CONTEXT.one, writeDer(TAG.bitString, Uint8Array.of(0), writePoint(material)))]
      : []
    return writeDer(TAG.sequence, writeInteger(Uint8Array.of(1)), d, ...point)
  }
  const numbers = (['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const).map((name) =>
    writeInteger(material[name] as Uint8Array),
  )
  return writeDer(TAG.sequence, writeInteger(Uint8Array.of(0)), ...numbers)
}
