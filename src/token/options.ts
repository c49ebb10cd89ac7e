import { type AlgorithmFacts, everyAlgorithm, factsOf } from '../algorithms/table.ts'
import { isObject, own } from '../encoding/json.ts'
import { JwtError, kindOf, show } from '../errors.ts'

/** Raises `ERR_CONFIG`: the calling code is wrong, whatever the token. */
export function misconfigured(reason: string): never {
  throw new JwtError('ERR_CONFIG', reason)
}

/** Reads the value of one option, or raises `ERR_CONFIG`. */
export type OptionReader<Value = unknown> = (value: unknown, name: string) => Value

/** The readers of a call's options, by name. */
export type Readers = { readonly [name: string]: OptionReader }

/** What each option's reader returns; a name that the caller left out is absent. */
export type Compiled<Known extends Readers> = {
  readonly [name in keyof Known]?: ReturnType<Known[name]>
}

/**
 * Reads the options of one call: each name must be known, each value present and of its type. Nothing is passed over,
 * because an ignored option is a check that silently does not happen.
 *
 * @param more readers of options that one entry or one verb has beside the others
 * @throws JwtError `ERR_CONFIG`
 */
export function compileOptions<const Known extends Readers, const More extends Readers = Record<never, never>>(
  options: unknown,
  readers: Known,
  more?: More,
): Compiled<Known & More> {
  if (!isPlain(options)) misconfigured(`The options are ${kindOf(options)}; expected a plain object.`)
  // Without a prototype: an option that the caller left out must not be found on a polluted Object.prototype.
  const compiled: { [name: string]: unknown } = { __proto__: null }
  for (const [name, value] of Object.entries(options)) {
    const read = Object.hasOwn(readers, name)
      ? readers[name]
      : more && Object.hasOwn(more, name)
        ? more[name]
        : undefined
    if (!read)
      misconfigured(`There is no option ${show(name)} here${suggestion(name, Object.keys({ ...readers, ...more }))}.`)
    if (value === undefined) {
      misconfigured(
        `The option ${name} is undefined; leave it out, or give it a value. Is an environment variable unset?`,
      )
    }
    compiled[name] = read(value, name)
  }
  return compiled as Compiled<Known & More>
}

/** An object literal, `Object.create(null)`, or the like of another realm: nothing whose options could be inherited. */
export function isPlain(value: unknown): value is { [name: string]: unknown } {
  if (!isObject(value)) return false
  const prototype: object | null = Object.getPrototypeOf(value)
  return prototype === null || Object.hasOwn(prototype, 'hasOwnProperty')
}

/** Where times in milliseconds begin (2001), and times in seconds have long ended (the year 33658). */
export const MILLISECONDS = 1e12

/** Options that other libraries or the claims call by another name. */
const OTHER_NAMES: { readonly [name: string]: string } = {
  kid: 'keyid',
  nbf: 'notBefore',
  jti: 'jwtid',
  clocktimestamp: 'now',
}

function suggestion(name: string, known: readonly string[]): string {
  // No option is longer; a name of megabytes must not be compared to its end.
  const wanted = name.slice(0, 40).toLowerCase()
  const other = known.find((candidate) => candidate === own(OTHER_NAMES, wanted))
  const starting = known.find((candidate) => wanted.length > 1 && candidate.toLowerCase().startsWith(wanted))
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: distance(wanted, candidate.toLowerCase()) }))
    // Half of a short name would be another name.
    .filter(({ distance }) => distance <= 3 && distance * 2 < wanted.length)
    .sort((a, b) => a.distance - b.distance)
  const meant = other ?? starting ?? nearest?.candidate
  return meant ? `; did you mean ${show(meant)}?` : `; there are ${known.join(', ')}`
}

/** How many characters must be added, dropped or replaced to come from one text to the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const letter of from) {
    const above = row
    let left: number
    row = above.map((over, at) => {
      const replaced = (above[at - 1] as number) + (letter === to[at - 1] ? 0 : 1)
      left = at ? Math.min(replaced, over + 1, left + 1) : over + 1
      return left
    })
  }
  return row[to.length] as number
}

/** A text that is not empty. */
export const text: OptionReader<string> = (value, name) => {
  if (typeof value !== 'string' || !value)
    misconfigured(`${name} is ${show(value)}; expected a text that is not empty.`)
  return value
}

/** A text, or a list of them; compared with ===, never as a pattern. */
export const texts: OptionReader<readonly string[]> = (value, name) => {
  const list: readonly unknown[] = Array.isArray(value) ? [...value] : [value]
  if (!list.length || list.some((item) => typeof item !== 'string' || !item)) {
    misconfigured(
      `${name} is ${show(value)}; expected a text that is not empty, or a list of such texts (a RegExp is no exact check).`,
    )
  }
  return list as readonly string[]
}

/** A list of texts. */
export const list: OptionReader<readonly string[]> = (value, name) => {
  if (!Array.isArray(value)) misconfigured(`${name} is ${show(value)}; expected a list of texts.`)
  return texts(value, name)
}

/** True or false. */
export const flag: OptionReader<boolean> = (value, name) => {
  if (typeof value !== 'boolean') misconfigured(`${name} is ${show(value)}; expected true or false.`)
  return value
}

/** The present, in whole seconds since the epoch. */
export function clock(): number {
  return Math.floor(Date.now() / 1000)
}

/** A clock: fixed seconds, or the caller's function, whose answer is checked each time. */
export const now: OptionReader<() => number> = (value, name) => {
  const live = typeof value === 'function'
  const read = () => {
    const seconds: unknown = live ? ask(value as () => unknown, name) : value
    if (Number.isFinite(seconds) && (seconds as number) < MILLISECONDS) return seconds as number
    return misconfigured(
      `${name} is ${show(seconds)}; expected seconds since the epoch, not milliseconds, or a function that returns them.`,
    )
  }
  if (!live) read()
  return read
}

function ask(callback: () => unknown, name: string): unknown {
  try {
    return callback()
  } catch (cause) {
    throw new JwtError('ERR_CONFIG', `The function ${name} raised an error; see cause.`, { cause })
  }
}

/** The longest text that may be a misspelt algorithm. A longer one may be a key, where arguments have changed places. */
const LONGEST = 20

function shown(value: unknown): string {
  return typeof value === 'string' && value.length > LONGEST ? 'a long text' : show(value)
}

/** One known algorithm. */
export const algorithm: OptionReader<AlgorithmFacts> = (value, name) => {
  return factsOf(value) ?? misconfigured(`${name} is ${shown(value)}; expected one of ${names()}.`)
}

/** The algorithms that a verifier allows: a list of known names. */
export const algorithms: OptionReader<readonly AlgorithmFacts[]> = (value, name) => {
  if (!Array.isArray(value) || !value.length) {
    misconfigured(`${name} is ${shown(value)}; expected a list such as ['RS256'], with names among ${names()}.`)
  }
  // A copy, because value.map() would pass over a gap in the list.
  return [...(value as unknown[])].map((item) => algorithm(item, `A member of ${name}`))
}

function names(): string {
  return everyAlgorithm()
    .map((facts) => facts.name)
    .join(', ')
}
