import { isObject, own } from '../encoding/json.ts'
import { JwtError } from '../errors.ts'
import type { ImportedKey, JoseHeader, JwkSet } from '../types.ts'
import { chooseKey, indexKeys, readWanted } from './choose.ts'

/** A JWK Set as a source of keys. */
export interface LocalJwks {
  /** The key for a token's header. @throws JwtError `ERR_KEY_NOT_FOUND` or `ERR_KEY_AMBIGUOUS` */
  find(header: JoseHeader): ImportedKey
}

/**
 * Makes a key source of a JWK Set (RFC 7517 §5). A key is chosen by `kid`, family, curve, `alg`, `use` and `key_ops`;
 * members that are broken or of unknown kinds are passed over.
 *
 * @throws JwtError `ERR_KEY_INVALID` when it is no JWK Set, or when it holds secrets beside public keys
 */
export function createLocalJwks(jwks: JwkSet): LocalJwks {
  const keys: unknown = isObject(jwks) ? own(jwks, 'keys') : undefined
  if (!Array.isArray(keys)) throw new JwtError('ERR_KEY_INVALID', 'The JWK Set has no list "keys".')
  const secrets = keys.filter((jwk) => isObject(jwk) && own(jwk, 'kty') === 'oct').length
  if (secrets && secrets < keys.length) {
    throw new JwtError(
      'ERR_KEY_INVALID',
      'The JWK Set holds secrets (kty "oct") beside public keys; keep them in sets of their own.',
    )
  }
  const index = indexKeys(keys)
  return {
    find(header) {
      const { kid, facts } = readWanted(header)
      return chooseKey(index, kid, facts)
    },
  }
}
