import { type Curve, factsOf } from '../algorithms/table.ts'
import { decodeBase64url, encodeBase64url } from '../encoding/base64url.ts'
import { type JsonObject, own } from '../encoding/json.ts'
import { JwtError, show } from '../errors.ts'
import type { Algorithm } from '../types.ts'
import { CURVE_BITS, checkMaterial, type Numbers } from './check.ts'
import { Key, type KeyFacts, type Material } from './key.ts'
import { readSecret } from './secret.ts'

/** The members that hold numbers, by family: public ones, then private ones (RFC 7518 §6, RFC 8037 §2). */
const MEMBERS = {
  RSA: [
    ['n', 'e'],
    ['d', 'p', 'q', 'dp', 'dq', 'qi'],
  ],
  EC: [['x', 'y'], ['d']],
  OKP: [['x'], ['d']],
} as const

function invalid(reason: string): never {
  throw new JwtError('ERR_KEY_INVALID', `The JWK ${reason}.`)
}

function mismatch(reason: string): never {
  throw new JwtError('ERR_KEY_MISMATCH', `The JWK ${reason}.`)
}

function bytesOf(jwk: JsonObject, name: string): Uint8Array {
  const text = own(jwk, name)
  if (text === undefined) return invalid(`lacks "${name}"`)
  const bytes = typeof text === 'string' ? decodeBase64url(text) : undefined
  return bytes ?? invalid(`has a "${name}" that is not base64url without padding`)
}

function textOf(jwk: JsonObject, name: string): string | undefined {
  const text = own(jwk, name)
  if (text !== undefined && typeof text !== 'string') invalid(`has a "${name}" that is not a string`)
  return text as string | undefined
}

/** `use` and `key_ops` (RFC 7517 §4.2, §4.3), judged for their form and against each other. */
function usesOf(jwk: JsonObject): Pick<KeyFacts, 'use' | 'ops'> {
  const use = own(jwk, 'use')
  const ops = own(jwk, 'key_ops')
  if (use !== undefined && typeof use !== 'string') mismatch('has a "use" that is not a string')
  if (ops === undefined) return use === undefined ? {} : { use }
  if (!Array.isArray(ops) || ops.some((op) => typeof op !== 'string') || new Set(ops).size < ops.length) {
    mismatch('has "key_ops" that are not a list of distinct strings')
  }
  if (use === 'sig' && ops.some((op) => op !== 'sign' && op !== 'verify'))
    mismatch('has "use" and "key_ops" in conflict')
  return use === undefined ? { ops: [...ops] } : { use, ops: [...ops] }
}

function factsIn(jwk: JsonObject): Partial<KeyFacts> {
  const alg = textOf(jwk, 'alg')
  const kid = textOf(jwk, 'kid')
  // A JWK for encryption may well carry "RSA-OAEP": no mistake of the key, but not a key for this library.
  if (alg !== undefined && !factsOf(alg)) mismatch(`is bound to the algorithm ${show(alg)}, which signs no JWT`)
  return { ...(alg !== undefined && { alg: alg as Algorithm }), ...(kid !== undefined && { kid }), ...usesOf(jwk) }
}

/**
 * Reads a JWK (RFC 7517) of the families oct, RSA, EC and OKP, strictly: base64url without padding, no leading zeros,
 * coordinates of full length, points on their curve.
 *
 * @throws JwtError `ERR_KEY_INVALID`; `ERR_KEY_MISMATCH` for a family, curve, `alg`, `use` or `key_ops` that signs no
 * JWT; `ERR_KEY_WEAK` for an empty secret
 */
export function readJwk(jwk: JsonObject): Key {
  const kty = own(jwk, 'kty')
  const facts = factsIn(jwk)
  if (kty === 'oct') return readSecret(bytesOf(jwk, 'k'), facts)
  if (kty === undefined) invalid('lacks "kty"')
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP')
    mismatch(`has the "kty" ${show(kty)}; expected "oct", "RSA", "EC" or "OKP"`)
  const crv = kty === 'RSA' ? undefined : own(jwk, 'crv')
  if (crv !== undefined && !(typeof crv === 'string' && Object.hasOwn(CURVE_BITS, crv)))
    mismatch(`has the curve ${show(crv)}, which no supported algorithm uses`)
  if (own(jwk, 'oth') !== undefined) invalid('has more than two primes ("oth"); make a key with two')
  const [open, secret] = MEMBERS[kty]
  // Any of them: a private exponent follows from the primes.
  const side = secret.some((name) => own(jwk, name) !== undefined) ? 'private' : 'public'
  const material: { [name: string]: Uint8Array } = {}
  for (const name of open) material[name] = bytesOf(jwk, name)
  if (side === 'private') {
    for (const name of secret) {
      if (own(jwk, name) === undefined) {
        invalid(
          name === 'd'
            ? 'holds private members, but no "d"; a public key has "n" and "e" alone'
            : `is private but lacks "${name}"; runtimes disagree about such keys, so export it with p, q, dp, dq and qi`,
        )
      }
      material[name] = bytesOf(jwk, name)
    }
  }
  return keyOf({ ...facts, kty, side, ...(crv !== undefined && { crv: crv as Curve }) }, material)
}

/** A Key from numbers that were read out of any format, judged. @throws JwtError `ERR_KEY_INVALID` */
export function keyOf(facts: Omit<KeyFacts, 'bits'>, material: Material): Key {
  return new Key({ ...facts, bits: checkMaterial(facts as Numbers, material) }, material)
}

/** A JWK's members, in base64url, with no other member than the key itself needs. */
export interface Jwk {
  readonly kty: 'oct' | 'RSA' | 'EC' | 'OKP'
  readonly crv?: string
  readonly k?: string
  readonly n?: string
  readonly e?: string
  readonly d?: string
  readonly p?: string
  readonly q?: string
  readonly dp?: string
  readonly dq?: string
  readonly qi?: string
  readonly x?: string
  readonly y?: string
}

/**
 * The canonical JWK of a key's numbers: the one form in which every runtime imports the same key. Without `alg`, `use`,
 * `key_ops` and `ext`, which runtimes judge each in its own way and which have been judged already.
 */
export function jwkOf(key: Key): Jwk {
  const jwk: { [member: string]: string } = { kty: key.kty }
  if (key.crv) jwk.crv = key.crv
  for (const [name, bytes] of Object.entries(Key.material(key))) {
    if (name !== 'pkcs8') jwk[name] = encodeBase64url(bytes)
  }
  return jwk as unknown as Jwk
}
