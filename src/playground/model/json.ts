import type { Fault } from './base64url.ts'
import { nameOfCharacter } from './characters.ts'

/** A piece of a JSON text. Opening and closing brackets, colons and commas are `mark`s. */
export interface JsonToken {
  readonly kind: 'key' | 'string' | 'number' | 'literal' | 'mark'
  readonly start: number
  readonly end: number
  /** How many brackets are open around it. */
  readonly depth: number
}

/** A JSON text in its pieces, up to the first place where it stops being JSON. */
export interface JsonScan {
  readonly text: string
  readonly tokens: readonly JsonToken[]
  readonly fault: Fault | undefined
  /** Keys that stand for the second time in their object. */
  readonly repeated: readonly JsonToken[]
}

const SPACE = /[ \t\n\r]*/y
const MARKS = '{}[],:'
// In neither do two alternatives begin alike, so that no text makes them slow.
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /true|false|null/y

/** What is expected next, in words. */
const EXPECTED = {
  value: 'a value',
  first: 'a value or “]”',
  member: 'a name in double quotes or “}”',
  key: 'a name in double quotes',
  colon: '“:”',
  more: '“,” or a closing bracket',
  end: 'nothing more',
}
type State = keyof typeof EXPECTED

/** What comes after a piece, or `undefined` when the piece may not stand there. Opens and closes what it opens and closes. */
function after(state: State, kind: JsonToken['kind'], mark: string, open: string[]): State | undefined {
  const done = () => (open.length ? 'more' : 'end')
  const value = state === 'value' || state === 'first'
  if (kind !== 'mark') {
    if (value) return done()
    return kind === 'string' && (state === 'member' || state === 'key') ? 'colon' : undefined
  }
  if ((mark === '{' || mark === '[') && value) {
    open.push(mark === '{' ? '}' : ']')
    return mark === '{' ? 'member' : 'first'
  }
  if ((state === 'more' || state === (mark === '}' ? 'member' : 'first')) && open.at(-1) === mark) {
    open.pop()
    return done()
  }
  if (mark === ':' && state === 'colon') return 'value'
  if (mark === ',' && state === 'more') return open.at(-1) === '}' ? 'key' : 'value'
  return undefined
}

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
}

function tokenAt(text: string, start: number): { kind: JsonToken['kind']; end: number } | undefined {
  const first = text[start] as string
  if (MARKS.includes(first)) return { kind: 'mark', end: start + 1 }
  const kind = first === '"' ? 'string' : /[-\d]/.test(first) ? 'number' : 'literal'
  const end = match({ string: STRING, number: NUMBER, literal: LITERAL }[kind], text, start)
  return end < 0 ? undefined : { kind, end }
}

/** Takes a JSON text (RFC 8259) apart without a limit on its depth. It has a fault exactly when `JSON.parse` raises one. */
export function scanJson(text: string): JsonScan {
  const tokens: JsonToken[] = []
  const repeated: JsonToken[] = []
  const open: string[] = []
  const names: (Set<unknown> | undefined)[] = []
  let state: State = 'value'
  for (let at = match(SPACE, text, 0); at < text.length; at = match(SPACE, text, at)) {
    const found = tokenAt(text, at)
    const depth = open.length
    const next: State | undefined = found && after(state, found.kind, text[at] as string, open)
    if (!found || !next) return { text, tokens, fault: faultAt(text, at, state), repeated }
    const kind = next === 'colon' ? 'key' : found.kind
    const token = { kind, start: at, end: found.end, depth: Math.min(depth, open.length) }
    tokens.push(token)
    if (open.length > depth) names.push(undefined)
    if (open.length < depth) names.pop()
    if (kind === 'key') {
      const name = spelt(text, token)
      const known = (names[names.length - 1] ??= new Set())
      if (known.has(name)) repeated.push(token)
      known.add(name)
    }
    at = found.end
    state = next
  }
  return { text, tokens, fault: state === 'end' ? undefined : faultAt(text, text.length, state), repeated }
}

function faultAt(text: string, start: number, state: State): Fault {
  const length = String.fromCodePoint(text.codePointAt(start) ?? 0).length
  const what = start < text.length ? `Not JSON at ${nameOfCharacter(text.slice(start))}` : 'The JSON ends too early'
  return { start, end: Math.min(start + length, text.length), message: `${what}; ${EXPECTED[state]} is expected.` }
}

/** The value that a piece spells. */
export function spelt(text: string, { start, end }: JsonToken): unknown {
  return JSON.parse(text.slice(start, end))
}

/** A member of the outermost object. */
export interface Member {
  readonly name: string
  readonly key: JsonToken
  /** From the first to the last character of its value. */
  readonly start: number
  readonly end: number
}

/** The members of the outermost object, in their order; of two with one name both. */
export function membersOf({ text, tokens }: JsonScan): Member[] {
  const members: { name: string; key: JsonToken; start: number; end: number }[] = []
  for (const token of tokens) {
    const last = members.at(-1)
    if (token.kind === 'key' && token.depth === 1) {
      members.push({ name: spelt(text, token) as string, key: token, start: -1, end: token.end })
    } else if (last && token.depth > 0 && (token.depth > 1 || !',:'.includes(text[token.start] as string))) {
      if (last.start < 0) last.start = token.start
      last.end = token.end
    }
  }
  return members.map((member) => (member.start < 0 ? { ...member, start: member.end } : member))
}
