import type { Curve } from '../algorithms/table.ts'
import { type DerElement, readBits, readInteger, readSequence, TAG, writeDer, writeInteger } from '../encoding/der.ts'
import { hexOf } from '../encoding/hex.ts'
import { JwtError } from '../errors.ts'
import { readCertificate } from './certificate.ts'
import { keyOf } from './jwk.ts'
import { Key, type Material } from './key.ts'
import type { Formats } from './pem.ts'

/** Object identifiers, as the hexadecimal digits of their DER contents (RFC 3279, 5480, 8410). */
export const OID = {
  rsa: '2a864886f70d010101',
  rsaPss: '2a864886f70d01010a',
  ec: '2a8648ce3d0201',
  ed25519: '2b6570',
} as const

const CURVES: { readonly [oid: string]: Curve } = {
  '2a8648ce3d030107': 'P-256',
  '2b81040022': 'P-384',
  '2b81040023': 'P-521',
}

/** What an AlgorithmIdentifier says of a key (RFC 5280 §4.1.1.2). */
export type KeyFamily = { readonly kty: 'RSA' } | { readonly kty: 'EC' | 'OKP'; readonly crv: Curve }

function mismatch(reason: string): never {
  throw new JwtError('ERR_KEY_MISMATCH', `The key ${reason}.`)
}

function invalid(reason: string): never {
  throw new JwtError('ERR_KEY_INVALID', `The key ${reason}.`)
}

/** The named curve of an EC key's parameters. @throws JwtError `ERR_KEY_INVALID` or `ERR_KEY_MISMATCH` */
export function readCurve(parameters: DerElement | undefined): Curve {
  if (parameters?.tag !== TAG.oid) {
    // Explicit parameters let whoever writes the key choose the curve (CVE-2020-0601).
    invalid(
      'spells its curve out instead of naming it; convert it with openssl ec -param_enc named_curve (inspectKey() gives the whole command)',
    )
  }
  return CURVES[hexOf(parameters.body)] ?? mismatch('is on a curve other than P-256, P-384 and P-521')
}

/** Reads an AlgorithmIdentifier. @throws JwtError `ERR_KEY_INVALID` or `ERR_KEY_MISMATCH` */
export function readFamily(identifier: DerElement | undefined): KeyFamily {
  const [oid, parameters, ...more] = readSequence(identifier?.whole ?? new Uint8Array())
  if (oid?.tag !== TAG.oid || more.length) invalid('has a malformed algorithm identifier')
  switch (hexOf(oid.body)) {
    case OID.rsa:
      if (parameters?.tag !== TAG.null || parameters.body.length)
        invalid('has an RSA algorithm identifier without NULL')
      return { kty: 'RSA' }
    case OID.rsaPss:
      return mismatch(
        'is an RSA-PSS-only key, which most runtimes cannot load; make one with: openssl genpkey -algorithm RSA',
      )
    case OID.ec:
      return { kty: 'EC', crv: readCurve(parameters) }
    case OID.ed25519:
      if (parameters) invalid('has an Ed25519 algorithm identifier with parameters')
      return { kty: 'OKP', crv: 'Ed25519' }
    default:
      return mismatch('is not of the families RSA, EC and Ed25519')
  }
}

/** An uncompressed EC point (SEC 1 §2.3.3). @throws JwtError `ERR_KEY_INVALID` */
export function readPoint(point: Uint8Array): Material {
  if (point[0] !== 4)
    invalid(
      'holds a compressed EC point; convert it with openssl ec -conv_form uncompressed (inspectKey() gives the whole command)',
    )
  const half = 1 + (point.length - 1) / 2
  return { x: point.slice(1, half), y: point.slice(half) }
}

/** RSAPublicKey (RFC 8017 A.1.1). @throws JwtError `ERR_KEY_INVALID` */
export function readRsaPublic(der: Uint8Array): Key {
  const [n, e, ...more] = readSequence(der)
  if (more.length) invalid('has more than the two members of an RSA public key')
  return keyOf({ kty: 'RSA', side: 'public' }, { n: readInteger(n), e: readInteger(e) })
}

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). @throws JwtError `ERR_KEY_INVALID` or `ERR_KEY_MISMATCH` */
export function readSpki(der: Uint8Array): Key {
  const [identifier, bits, ...more] = readSequence(der)
  if (more.length) invalid('has more than the two members of a public key')
  const family = readFamily(identifier)
  const value = readBits(bits)
  if (family.kty === 'RSA') return readRsaPublic(value)
  return keyOf({ ...family, side: 'public' }, family.kty === 'EC' ? readPoint(value) : { x: value.slice() })
}

/** The PEM labels under which public keys come. */
export const PUBLIC_FORMATS: Formats = {
  'PUBLIC KEY': readSpki,
  'RSA PUBLIC KEY': readRsaPublic,
  CERTIFICATE: (der) => readSpki(readCertificate(der).publicKey),
}

const unhex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) as string[], (pair) => Number.parseInt(pair, 16))

/** The AlgorithmIdentifier of a key. */
export function writeFamily({ kty, crv }: Key): Uint8Array {
  const oid = (digits: string) => writeDer(TAG.oid, unhex(digits))
  if (kty === 'RSA') return writeDer(TAG.sequence, oid(OID.rsa), writeDer(TAG.null))
  if (kty === 'OKP') return writeDer(TAG.sequence, oid(OID.ed25519))
  const curve = Object.keys(CURVES).find((digits) => CURVES[digits] === crv) as string
  return writeDer(TAG.sequence, oid(OID.ec), oid(curve))
}

/** An EC point in its uncompressed form. */
export function writePoint({ x, y }: Material): Uint8Array {
  return Uint8Array.of(4, ...(x as Uint8Array), ...(y as Uint8Array))
}

/** A public key as SubjectPublicKeyInfo. */
export function writeSpki(key: Key): Uint8Array {
  const material = Key.material(key)
  const { n, e, x } = material
  const value =
    key.kty === 'RSA'
      ? writeDer(TAG.sequence, writeInteger(n as Uint8Array), writeInteger(e as Uint8Array))
      : key.kty === 'EC'
        ? writePoint(material)
        : (x as Uint8Array)
  return writeDer(TAG.sequence, writeFamily(key), writeDer(TAG.bitString, Uint8Array.of(0), value))
}
