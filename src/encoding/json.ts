/** A JSON object as parsed: every member is an own property, `__proto__` included. */
export type JsonObject = { [member: string]: unknown }

/** Parses a text that must be a JSON object; an array, a scalar, null or broken JSON gives `undefined`. */
export function parseObject(text: string): JsonObject | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {}
  return isObject(value) ? value : undefined
}

/** True for an object that is neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own property; `undefined` for an inherited one. */
export function own(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as JsonObject)[name] : undefined
}

/** Strings and structure of a JSON text: all that is needed to tell members apart. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}:]/g

/**
 * The first member name that stands twice in one object of a JSON text, at any depth, or `undefined`. Escapes count
 * as what they spell (`"\u0061lg"` is `"alg"`). The text must have passed `parseObject`. RFC 7515 §4 asks for it:
 * where two parsers keep different duplicates, one checks what the other does not use.
 */
export function duplicateMember(text: string): string | undefined {
  const open: Set<string>[] = []
  let last!: string
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (token !== ':') last = token
    else {
      const name = JSON.parse(last) as string
      const names = open[open.length - 1] as Set<string>
      if (names.has(name)) return name
      names.add(name)
    }
  }
  return undefined
}
