import { type AlgorithmFacts, type Curve, everyAlgorithm } from '../algorithms/table.ts'
import { isObject } from '../encoding/json.ts'
import { JwtError, show } from '../errors.ts'
import type { CryptoKeyInput, KeyObjectInput } from '../types.ts'
import { CURVE_BITS, checkExponent, checkModulus } from './check.ts'
import { readJwk } from './jwk.ts'
import { Key } from './key.ts'

/** Why a `CryptoKey` that was made not to be exported is not exported. */
export const LOCKED = 'The CryptoKey is not extractable; generate or import it with extractable: true to export it.'

/** True for an object of that class in whatever realm it was made: `instanceof` fails across realms. */
export function hasBrand(value: object, brand: 'CryptoKey' | 'KeyObject'): boolean {
  return (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === brand
}

type KeyAlgorithm = {
  readonly name: string
  readonly hash?: { readonly name: string }
  readonly length?: number
  readonly modulusLength?: number
  readonly publicExponent?: Uint8Array
  readonly namedCurve?: string
}

function fits(algorithm: KeyAlgorithm, facts: AlgorithmFacts): boolean {
  if (facts.scheme !== algorithm.name) return false
  return facts.kty === 'EC'
    ? facts.crv === algorithm.namedCurve
    : facts.kty === 'OKP' || facts.hash === algorithm.hash?.name
}

/**
 * Reads what a `CryptoKey` says of itself. Its numbers stay in the runtime; where it lets them out, the engine judges
 * them when it loads the key.
 *
 * @throws JwtError `ERR_KEY_MISMATCH` for a key that signs no JWT; `ERR_KEY_INVALID` for an unsound RSA key
 */
export function readCryptoKey(key: CryptoKeyInput): Key {
  try {
    return describe(key)
  } catch (cause) {
    if (cause instanceof JwtError) throw cause
    throw new JwtError('ERR_KEY_INVALID', 'This is no sound CryptoKey; see cause.', { cause })
  }
}

function describe(key: CryptoKeyInput): Key {
  const algorithm: KeyAlgorithm = key.algorithm
  const facts = everyAlgorithm().find((row) => fits(algorithm, row))
  if (!facts)
    throw new JwtError('ERR_KEY_MISMATCH', `The CryptoKey is for ${show(algorithm.name)} in a form that signs no JWT.`)
  const { kty, crv, name } = facts
  let bits = crv ? CURVE_BITS[crv as Curve] : (algorithm.length as number)
  if (kty === 'RSA') {
    bits = checkModulus(algorithm.modulusLength as number)
    checkExponent(algorithm.publicExponent as Uint8Array)
  }
  // Ed25519 keys serve both names of the algorithm; all others are bound to one by the runtime.
  const bound = kty === 'OKP' ? {} : { alg: name }
  return new Key(
    { kty, side: key.type as Key['side'], bits, ops: [...key.usages], ...(crv && { crv }), ...bound },
    {},
    key,
  )
}

/** Reads Node's `KeyObject` through its JWK export. @throws JwtError as `readJwk`; `ERR_KEY_MISMATCH` for a key without a JWK form */
export function readKeyObject(key: KeyObjectInput): Key {
  let jwk: object
  try {
    jwk = key.export({ format: 'jwk' })
  } catch (cause) {
    throw new JwtError('ERR_KEY_MISMATCH', 'The KeyObject is of a type that has no JWK form, and signs no JWT.', {
      cause,
    })
  }
  if (!isObject(jwk)) throw new JwtError('ERR_KEY_INVALID', 'The KeyObject did not export a JWK.')
  // workerd adds "EdDSA" to Ed25519 keys, which serve both names of the algorithm.
  const { alg: _, ...numbers } = jwk
  return readJwk(numbers)
}
