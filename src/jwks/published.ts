import { isObject, type JsonObject, own } from '../encoding/json.ts'
import { indexKeys, type KeyIndex } from './choose.ts'

/** A set as it was published, ready for choosing from. */
export interface PublishedSet {
  readonly index: KeyIndex
  /** Each JWK by its content. */
  readonly byContent: ReadonlyMap<string, JsonObject>
}

/**
 * The keys of a document that is to be a JWK Set (RFC 7517 §5), or what speaks against it as the end of a sentence.
 * Secrets (`oct`) are left out: what a server hands to everyone is no secret. So is everything that is no object.
 */
export function readKeys(document: JsonObject, maxKeys: number): JsonObject[] | string {
  const keys: unknown = own(document, 'keys')
  if (!Array.isArray(keys)) return 'is no JWK Set: it has no list "keys"'
  if (keys.length > maxKeys) return `has ${keys.length} keys; the option maxKeys allows ${maxKeys}`
  return (keys as unknown[]).filter(isObject).filter((jwk) => own(jwk, 'kty') !== 'oct')
}

/**
 * Puts a set in the place of another: what is not in the new one is gone, never merged (a removed key is a revoked
 * key), and the same JWK twice is one. A JWK whose content has not changed stays the same object and keeps its Key, and
 * with it the handle that a runtime's crypto has made of it.
 */
export function replaceSet(before: PublishedSet | undefined, fetched: readonly JsonObject[]): PublishedSet {
  const byContent = new Map<string, JsonObject>()
  for (const jwk of fetched) {
    try {
      const content = contentOf(jwk)
      byContent.set(content, before?.byContent.get(content) ?? jwk)
    } catch {
      // Nested beyond all measure.
    }
  }
  return { index: indexKeys([...byContent.values()], before?.index), byContent }
}

/** The JWKs of a set as objects of their own: whoever edits them must not change what verifies. */
export function copyKeys({ byContent }: PublishedSet): JsonObject[] {
  return [...byContent.keys()].map((content) => Object.fromEntries(JSON.parse(content)))
}

/** A JWK as a text that does not depend on the order of its members. */
function contentOf(jwk: JsonObject): string {
  const names = Object.keys(jwk).sort()
  return JSON.stringify(names.map((name) => [name, jwk[name]]))
}

/** The JWKs of one set that another has not, by content. */
export function keysBeyond(set: PublishedSet | undefined, other: PublishedSet | undefined): JsonObject[] {
  return [...(set?.byContent ?? [])].flatMap(([content, jwk]) => (other?.byContent.has(content) ? [] : [jwk]))
}
