import type { Algorithm, JwkInput, JwkSet } from '../../index.ts'

/** What a key field's text becomes: the text itself, the bytes that it spells, or the JWK or JWK Set that it holds. */
export type ReadKey = string | Uint8Array | JwkInput | JwkSet

/** How the text of a secret is meant. */
export type SecretForm = 'text' | 'base64'

/**
 * Reads the text of a key field. JSON becomes the object that it spells, since the library takes JWKs as objects only;
 * base64, of either alphabet, becomes bytes when the person says that it is meant so. Nothing else is guessed.
 */
export function readKeyText(text: string, form: SecretForm = 'text'): ReadKey {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text) as JwkInput
    } catch {
      return text
    }
  }
  return form === 'base64' && !/-----/.test(text) ? bytesOf(text) : text
}

/** Bytes as base64url, which makes a secret of a text that survives every copy. */
export function base64urlOf(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (character) => ({ '+': '-', '/': '_' })[character] ?? '')
}

function bytesOf(text: string): Uint8Array {
  try {
    const standard = text.trim().replace(/-/g, '+').replace(/_/g, '/')
    return Uint8Array.from(atob(standard), (character) => character.charCodeAt(0))
  } catch {
    throw new Error('The secret is not base64. Read it as text, or mend it.')
  }
}

/** The keys that a text holds: the members of a JWK Set, the blocks of PEM, or the one key that it is. */
export function keysIn(text: string): ReadKey[] {
  const read = readKeyText(text)
  if (typeof read === 'object' && 'keys' in read && Array.isArray(read.keys)) return read.keys as JwkInput[]
  const blocks = typeof read === 'string' ? read.match(/-----BEGIN [^-]+-----[^]*?-----END [^-]+-----/g) : null
  return blocks && blocks.length > 1 ? blocks : [read]
}

/** A JWK without what makes it private. */
export function publicHalf<Jwk extends object>(jwk: Jwk): Jwk {
  const { d, p, q, dp, dq, qi, k, ...rest } = jwk as { [member: string]: unknown }
  return rest as Jwk
}

/** Every algorithm, in families that one kind of key serves. */
export const FAMILIES: readonly (readonly [name: string, algorithms: readonly Algorithm[]])[] = [
  ['Shared secret', ['HS256', 'HS384', 'HS512']],
  ['RSA', ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
  ['Elliptic curve', ['ES256', 'ES384', 'ES512']],
  ['Ed25519', ['Ed25519', 'EdDSA']],
]

/** True for an algorithm whose key is a shared secret. */
export function takesSecret(algorithm: string): boolean {
  return algorithm.startsWith('HS')
}
