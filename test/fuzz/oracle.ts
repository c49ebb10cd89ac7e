// What holds whatever the input: only a JwtError comes out, it tells nothing that is not to be told, and nothing that all
// code shares is changed.
import { CONFIDENTIAL } from './material.ts'
import { Broken, must } from './target.ts'

/** How a call ended. */
export type Outcome =
  | { readonly code: string; readonly claim: string | undefined; readonly message: string }
  | { readonly value: unknown }

interface JwtErrorLike {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly claim?: string
  readonly cause?: unknown
}

/** The outcome of a call; fails for an error that is no JwtError, and for one that shows part of these texts. */
export async function outcomeOf(call: () => unknown, hidden: readonly string[] = []): Promise<Outcome> {
  try {
    return { value: await call() }
  } catch (error) {
    return refusalOf(error, hidden)
  }
}

/** The same, of a call that must not return a promise. */
export function outcomeNow(call: () => unknown, hidden: readonly string[] = []): Outcome {
  try {
    return { value: call() }
  } catch (error) {
    return refusalOf(error, hidden)
  }
}

function refusalOf(error: unknown, hidden: readonly string[]): Outcome {
  const { name, code, message, claim } = error as JwtErrorLike
  // What a target itself has found is passed on.
  if (error instanceof Broken) throw error
  if (name !== 'JwtError') throw new Broken(`only JwtError comes out; seen: ${stackOf(error)}`)
  must(/^ERR_[A-Z0-9_]+$/.test(code), 'an error has a code', code)
  must(message.length < 1200, 'a message is bounded, whatever came', message.length)
  keepSecret(textsOf(error as JwtErrorLike), hidden)
  return { code, message, claim }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? String(error.stack).slice(0, 900) : `${typeof error} ${String(error).slice(0, 200)}`
}

/** All that a log would show of an error. */
function textsOf(error: JwtErrorLike): string {
  const { cause } = error
  const inner = cause instanceof Error ? ` ${cause.message}` : ''
  return `${error.message}${inner}`
}

/** Length of the pieces of a confidential text by which it is recognised. */
const PIECE = 14

function piecesOf(texts: readonly string[]): Set<string> {
  const pieces = new Set<string>()
  for (const text of texts) {
    for (let at = 0; at + PIECE <= text.length; at++) pieces.add(text.slice(at, at + PIECE))
  }
  return pieces
}

const confidential = piecesOf(CONFIDENTIAL)

/** Fails when a text shows part of a key of the tests, or of the texts given. */
export function keepSecret(shown: string, hidden: readonly string[] = []): void {
  const more = hidden.length ? piecesOf(hidden) : undefined
  for (let at = 0; at + PIECE <= shown.length; at++) {
    const piece = shown.slice(at, at + PIECE)
    must(!confidential.has(piece) && !more?.has(piece), 'no message holds a token, a secret or a key', shown)
  }
}

/** Fails unless both calls ended alike: the same code, or the same value. */
export function alike(a: Outcome, b: Outcome, whose: string): void {
  if ('code' in a || 'code' in b) {
    const [first, second] = [a, b].map((one) => ('code' in one ? `${one.code} ${one.message}` : 'accepted'))
    must('code' in a && 'code' in b && a.code === b.code && a.claim === b.claim, whose, [first, second])
  } else must(same(a.value, b.value), whose, [a.value, b.value])
}

/**
 * True for values that are alike through and through: members, their order left aside, their values and prototypes.
 * Without recursion, because a payload may be nested as deep as it is long.
 */
export function same(a: unknown, b: unknown): boolean {
  const open: [unknown, unknown][] = [[a, b]]
  const seen = new Set<unknown>()
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [one, other] = pair
    if (Object.is(one, other) || seen.has(one)) continue
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
    if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false
    seen.add(one)
    const names = Reflect.ownKeys(one)
    if (names.length !== Reflect.ownKeys(other).length) return false
    for (const name of names) {
      if (!Object.hasOwn(other, name)) return false
      open.push([Reflect.get(one, name), Reflect.get(other, name)])
    }
  }
  return true
}

/** True for the same bytes, or none at all on both sides. */
export function equal(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0)
}

const ByteLists = Object.getPrototypeOf(Uint8Array) as { readonly prototype: object }
const Iterators = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object

/** What all code shares, by name. */
const SHARED: readonly (readonly [name: string, object: object])[] = Object.entries({
  Object,
  Array,
  Function,
  String,
  Number,
  Boolean,
  BigInt,
  Symbol,
  Promise,
  Map,
  Set,
  WeakMap,
  RegExp,
  Date,
  Error,
  ArrayBuffer,
  Uint8Array,
  Uint16Array,
  Int32Array,
  DataView,
  URL,
  ByteLists,
  JSON,
  Math,
  Reflect,
  Iterators,
}).flatMap(([name, object]) => {
  const { prototype } = object as { prototype?: object }
  const own: [string, object] = [name, object]
  return prototype ? [own, [`${name}.prototype`, prototype] as [string, object]] : [own]
})

/** Static members of RegExp that change with every match, by design of the language. */
const VOLATILE = /^(input|last|left|right|\$)/

/** Names and values, one after another. */
function membersOf(object: object): unknown[] {
  return Reflect.ownKeys(object).flatMap((name) => {
    if (object === RegExp && VOLATILE.test(String(name))) return []
    const { value, get } = Reflect.getOwnPropertyDescriptor(object, name) as PropertyDescriptor
    return [name, get ?? value]
  })
}

const before = SHARED.map(([, object]) => membersOf(object))

/** Fails when a prototype, a constructor or a namespace of the language is not what it was when the tests began. */
export function admitShared(): void {
  for (const [at, [name, object]] of SHARED.entries()) {
    const [then, now] = [before[at] as unknown[], membersOf(object)]
    const same = then.length === now.length && then.every((value, index) => Object.is(value, now[index]))
    must(same, 'nothing that all code shares is changed', name)
  }
}
