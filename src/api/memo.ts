import type { KeyType } from '../algorithms/table.ts'
import { isObject } from '../encoding/json.ts'
import { Key } from '../keys/key.ts'
import type { Formats } from '../keys/pem.ts'
import { halfOf, isBytes, readKey } from '../keys/read.ts'

/** How many texts are remembered per family and operation; the oldest goes first. */
const MOST = 100

type Operation = 'sign' | 'verify'

const texts: Map<string, Map<string, Key>> = /* @__PURE__ */ new Map()
const objects: WeakMap<object, { readonly name: string; readonly seen: unknown; readonly key: Key }> =
  /* @__PURE__ */ new WeakMap()

/**
 * Reads a key, or remembers what was read of the same input before: a caller may pass the text of a key on every call,
 * and it is parsed, judged and imported once. An object that has changed since is read anew.
 *
 * @throws JwtError as `readKey`
 */
export function rememberKey(input: unknown, kty: KeyType, operation: Operation, formats: Formats): Key {
  const half = isObject(input) ? halfOf(input, operation) : undefined
  const subject = isObject(half) ? half : input
  if (subject instanceof Key) return subject
  const name = kty + operation
  if (typeof subject === 'string') return rememberText(subject, name, () => readKey(subject, kty, formats))
  const known = objects.get(subject as object)
  if (known?.name === name && unchanged(subject as object, known.seen)) return known.key
  // Raises an error for all that is no object.
  const key = readKey(subject, kty, formats)
  objects.set(subject as object, { name, seen: snapshot(subject as object), key })
  return key
}

function rememberText(text: string, name: string, read: () => Key): Key {
  let known = texts.get(name)
  if (!known) texts.set(name, (known = new Map()))
  let key = known.get(text)
  if (!key) {
    key = read()
    if (known.size >= MOST) known.delete(known.keys().next().value as string)
    known.set(text, key)
  }
  return key
}

/** What must be the same for a key object to be the same key: bytes and JWK members may change under our hands. */
function snapshot(subject: object): unknown {
  // Not subject.slice(): a Node Buffer's returns a view, which changes with the original.
  return isBytes(subject) ? Uint8Array.from(subject) : partsOf(subject)
}

/**
 * Names and values, one after another, those of a list (`key_ops`) behind a mark and with how many they are. Nothing is
 * turned into text: a list may hold what has none.
 */
function partsOf(jwk: object): readonly unknown[] {
  return Object.entries(jwk).flatMap(([name, value]: [string, unknown]) =>
    Array.isArray(value) ? [name, Array, value.length, ...(value as unknown[])] : [name, value],
  )
}

function unchanged(subject: object, seen: unknown): boolean {
  if (isBytes(subject)) {
    const before = seen as Uint8Array
    // Every byte is looked at, whatever differs first: this compares secrets.
    let difference = before.length ^ subject.length
    for (let at = 0; at < before.length; at++) difference |= (before[at] as number) ^ (subject[at] as number)
    return difference === 0
  }
  const parts = partsOf(subject)
  const before = seen as readonly unknown[]
  return parts.length === before.length && parts.every((part, at) => part === before[at])
}
