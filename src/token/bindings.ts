import type { AlgorithmFacts } from '../algorithms/table.ts'
import { show } from '../errors.ts'
import { algorithms, compileOptions, isPlain, MILLISECONDS, misconfigured, type OptionReader } from './options.ts'

/** A key with its algorithms and the span of time in which it is trusted, in seconds since the epoch. */
export interface Binding {
  readonly key: unknown
  readonly algorithms: readonly AlgorithmFacts[]
  readonly since: number
  readonly until: number
}

/** A date as ISO 8601 writes it, in UTC: without a zone, `Date.parse` would read the machine's own. */
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z)?$/

function parseDate(text: string): number {
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN
  // Some runtimes read a day that no month has (2026-02-30) as one of the next month; there must be no second spelling.
  const exists = Number.isFinite(time) && new Date(time).toISOString().startsWith(text.slice(0, 10))
  return exists ? time / 1000 : Number.NaN
}

const moment: OptionReader<number> = (value, name) => {
  const text = typeof value === 'string' ? parseDate(value) : Number.NaN
  // By brand: a Date of another realm is one too.
  const date = Object.prototype.toString.call(value) === '[object Date]'
  const seconds = date ? (value as Date).getTime() / 1000 : typeof value === 'number' ? value : text
  if (!Number.isFinite(seconds))
    misconfigured(
      `${name} is ${show(value)}; expected a Date, seconds since the epoch, or a text such as '2026-12-31' or '2026-12-31T12:00:00Z'.`,
    )
  if (seconds >= MILLISECONDS) misconfigured(`${name} is ${seconds}, as if in milliseconds; expected seconds.`)
  return seconds
}

const READERS = { key: (value: unknown) => value, algorithms, since: moment, until: moment }

/**
 * Reads a list of bindings, each a key with its own algorithms: so that an HMAC secret and an RSA key can be accepted
 * side by side and neither ever serves the other's algorithm.
 *
 * @param allowed the call's own `algorithms`, where it has them: a binding cannot go beyond
 * @throws JwtError `ERR_CONFIG`
 */
export function compileBindings(
  bindings: readonly unknown[],
  allowed: readonly AlgorithmFacts[] | undefined,
): Binding[] {
  if (!bindings.length) misconfigured('The list of bindings is empty; expected at least one { key, algorithms }.')
  return Array.from(bindings, (binding) => {
    if (!isPlain(binding) || !Object.hasOwn(binding, 'key'))
      misconfigured('A list of keys holds bindings; expected { key, algorithms }.')
    const { key, algorithms: own, since = -Infinity, until = Infinity } = compileOptions(binding, READERS)
    if (!own) misconfigured('A binding lacks its algorithms; expected { key, algorithms }.')
    if (since >= until) misconfigured('A binding ends before it begins; since must lie before until.')
    const beyond = allowed && own.find((facts) => !allowed.includes(facts))
    if (beyond)
      misconfigured(
        `A binding names ${beyond.name}, which is not among the call's algorithms; with bindings, that option can be left out.`,
      )
    return { key, algorithms: own, since, until }
  })
}
