// A JSON parser (RFC 8259) that sees what `JSON.parse` hides: members of the same name. It keeps its own stack, so that
// nesting cannot exhaust the engine's.

/** What a JSON text says, and whether some object in it has two members of one name. */
export interface Parsed {
  readonly value: unknown
  readonly twice: boolean
}

type Frame =
  | { readonly list: unknown[] }
  | { readonly members: { [name: string]: unknown }; readonly names: Set<string>; name: string }

const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const ESCAPES: { readonly [letter: string]: string } = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const WORDS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get ended(): boolean {
    this.#match(SPACE)
    return this.#at === this.#text.length
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    this.#at += found?.length ?? 0
    return found
  }

  take(sign: string): boolean {
    this.#match(SPACE)
    if (!this.#text.startsWith(sign, this.#at)) return false
    this.#at += sign.length
    return true
  }

  string(): string | undefined {
    this.#match(SPACE)
    const quoted = this.#match(STRING)
    return quoted?.slice(1, -1).replace(/\\(u(....)|.)/g, (_, letter: string, code: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
      return ESCAPES[letter] ?? letter
    })
  }

  scalar(): { value: unknown } | undefined {
    const text = this.string()
    if (text !== undefined) return { value: text }
    for (const [word, value] of WORDS) if (this.take(word)) return { value }
    const digits = this.#match(NUMBER)
    return digits ? { value: Number(digits) } : undefined
  }
}

/** Parses a JSON text; `undefined` for what is none. */
export function parseJson(text: string): Parsed | undefined {
  const reader = new Reader(text)
  const open: Frame[] = []
  let twice = false
  /** Reads a member's name and colon. */
  const named = (frame: Frame): boolean => {
    if ('list' in frame) return true
    const name = reader.string()
    if (name === undefined || !reader.take(':')) return false
    twice ||= frame.names.has(name)
    frame.names.add(name)
    frame.name = name
    return true
  }
  for (;;) {
    let done: { value: unknown } | undefined
    if (reader.take('[')) {
      if (reader.take(']')) done = { value: [] }
      else open.push({ list: [] })
    } else if (reader.take('{')) {
      if (reader.take('}')) done = { value: {} }
      else {
        const frame: Frame = { members: {}, names: new Set(), name: '' }
        if (!named(frame)) return undefined
        open.push(frame)
      }
    } else {
      done = reader.scalar()
      if (!done) return undefined
    }
    // A value that is complete goes into what is open; that may complete it in turn.
    while (done) {
      const frame = open[open.length - 1]
      if (!frame) return reader.ended ? { value: done.value, twice } : undefined
      put(frame, done.value)
      done = undefined
      if (reader.take(',')) {
        if (!named(frame)) return undefined
      } else if (reader.take('list' in frame ? ']' : '}')) {
        open.pop()
        done = { value: 'list' in frame ? frame.list : frame.members }
      } else return undefined
    }
  }
}

function put(frame: Frame, value: unknown): void {
  if ('list' in frame) frame.list.push(value)
  // Defined and not assigned: a member may be called __proto__.
  else Object.defineProperty(frame.members, frame.name, { value, writable: true, enumerable: true, configurable: true })
}
