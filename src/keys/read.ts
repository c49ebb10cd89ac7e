import type { KeyType } from '../algorithms/table.ts'
import { isObject, own } from '../encoding/json.ts'
import { JwtError, show } from '../errors.ts'
import type { CryptoKeyInput, KeyObjectInput } from '../types.ts'
import { readJwk } from './jwk.ts'
import { Key } from './key.ts'
import { hasBrand, readCryptoKey, readKeyObject } from './native.ts'
import { type Formats, readPem } from './pem.ts'
import { readSecret } from './secret.ts'

function invalid(reason: string): never {
  throw new JwtError('ERR_KEY_INVALID', reason)
}

/** True for a `Uint8Array` of any realm. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Uint8Array'
}

/** The half that an operation needs of a pair, as Web Crypto's and our own `generateKeyPair` return it. */
export function halfOf(pair: object, operation: 'sign' | 'verify'): unknown {
  return own(pair, operation === 'sign' ? 'privateKey' : 'publicKey')
}

/**
 * Reads one key. The family that the caller's algorithms belong to decides how text and bytes are read; nothing is
 * sniffed (RFC 8725 §3.1).
 *
 * @param formats the PEM labels of the side that the operation needs
 * @throws JwtError `ERR_KEY_INVALID`, `ERR_KEY_WEAK` (an empty secret) or `ERR_KEY_MISMATCH`
 */
export function readKey(input: unknown, kty: KeyType, formats: Formats): Key {
  if (typeof input === 'string') return kty === 'oct' ? readSecret(input) : readPem(input, formats)
  if (isBytes(input)) {
    if (kty === 'oct') return readSecret(input)
    throw new JwtError(
      'ERR_KEY_MISMATCH',
      'Bytes are read as an HMAC secret only; pass an asymmetric key as PEM text, JWK or CryptoKey.',
    )
  }
  if (input instanceof Key) return input
  if (!isObject(input)) {
    return invalid(
      `The key is ${typeof input === 'number' ? 'a number' : show(input)}; expected a secret, PEM text, a JWK or a CryptoKey. Is an environment variable unset?`,
    )
  }
  if (hasBrand(input, 'CryptoKey')) return readCryptoKey(input as unknown as CryptoKeyInput)
  if (hasBrand(input, 'KeyObject')) return readKeyObject(input as unknown as KeyObjectInput)
  if (own(input, 'kty') !== undefined) return readJwk(input)
  return invalid(
    typeof input.then === 'function'
      ? 'The key is a promise; await it first.'
      : 'The key is an object, but no JWK (it has no "kty"), no CryptoKey, no KeyObject and no pair with the half that the call needs.',
  )
}
