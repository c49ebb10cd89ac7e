import { encodeBase64url } from '../../encoding/base64url.ts'
import { randomBytes } from '../../engines/random.ts'
import { thumbprintInput } from '../../keys/thumbprint.ts'
import { writePem } from '../../keys/write.ts'
import type { Algorithm, ExportedJwk, ImportedKey, KeyInput, OwnBytes } from '../../types.ts'
import { describeJwk, readAny, readImport, secretLength } from '../keys.ts'
import { exposeKey, load, sha256 } from './engine.ts'

/**
 * Reads, judges and loads a key once. The result goes wherever a key goes, is bound to `algorithm`, and can be logged
 * without showing what it holds.
 *
 * @param use what the key is to do; when absent, a public key verifies, and so does a secret whose `key_ops` or `usages`
 * leave signing out; any other key signs
 * @throws JwtError `ERR_CONFIG`, `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH`, `ERR_KEY_WEAK`, `ERR_ALG_UNSUPPORTED` or
 * `ERR_NO_WEBCRYPTO`
 */
export function importKey(input: KeyInput, algorithm: Algorithm, use?: 'sign' | 'verify'): ImportedKey {
  const { key, facts, usage } = readImport(input, algorithm, use)
  load(key, facts, usage, undefined)
  return key
}

/**
 * Makes a random secret for an HS* algorithm, as long as its hash (RFC 7518 §3.2): 32, 48 or 64 bytes.
 *
 * @throws JwtError `ERR_CONFIG` or `ERR_NO_WEBCRYPTO`
 */
export function generateSecret(algorithm: Algorithm): OwnBytes {
  return randomBytes(secretLength(algorithm))
}

/**
 * A key as a JWK (RFC 7517), a private one with its private members. Of a pair it is the private half: pass `pair.publicKey`
 * for what is to be published.
 *
 * @throws JwtError `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH` (not extractable), `ERR_NO_WEBCRYPTO` or (sync) `ERR_ALG_UNSUPPORTED`
 */
export function exportJwk(key: KeyInput): ExportedJwk {
  return describeJwk(exposeKey(readAny(key)))
}

/**
 * A key as PEM (RFC 7468): SPKI for a public one, PKCS#8 for a private one, which of a pair is the one taken.
 *
 * @throws JwtError `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH` (a secret, or not extractable), `ERR_NO_WEBCRYPTO` or (sync) `ERR_ALG_UNSUPPORTED`
 */
export function exportPem(key: KeyInput): string {
  return writePem(exposeKey(readAny(key)))
}

/**
 * A key's thumbprint (RFC 7638): the base64url of the SHA-256 of its public members, the same for both halves of a
 * pair; a good `kid`. Of a secret it is a hash of the secret: no `kid`, unless the secret is truly random.
 *
 * @throws JwtError `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH` (not extractable), `ERR_NO_WEBCRYPTO` or (sync) `ERR_ALG_UNSUPPORTED`
 */
export function thumbprint(key: KeyInput): string {
  return encodeBase64url(sha256(thumbprintInput(exposeKey(readAny(key)))))
}
