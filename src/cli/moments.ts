import { UsageError } from './failures.ts'

/** The last moment of JavaScript's calendar, in seconds. */
const END = 8_640_000_000_000

/** Spans by their length in seconds: from how many seconds on, one unit's seconds, and its name. */
const UNITS = [
  [2 * 365 * 86400, 365 * 86400, 'years'],
  [60 * 86400, 30 * 86400, 'months'],
  [2 * 86400, 86400, 'days'],
  [2 * 3600, 3600, 'h'],
  [120, 60, 'min'],
  [0, 1, 's'],
] as const

/** A span in its greatest fitting unit: "3 min", "12 days". */
export function spanText(seconds: number): string {
  const size = Math.abs(seconds)
  if (!(size <= END)) return 'more than 270 000 years'
  const [, unit, name] = UNITS.find(([from]) => size >= from) as (typeof UNITS)[number]
  return `${Math.round(size / unit)} ${name}`
}

/** A time as seen from now: "3 min ago", "in 2 h", "now". */
export function relative(time: number, now: number): string {
  if (time === now) return 'now'
  return time < now ? `${spanText(now - time)} ago` : `in ${spanText(time - now)}`
}

/** A date for people, always UTC, so that two people who compare it mean the same. */
export function dateText(time: number): string {
  if (!(Math.abs(time) <= END)) return 'a time that no calendar reaches'
  return `${new Date(Math.floor(time) * 1000).toISOString().replace('T', ' ').replace('.000Z', '')} UTC`
}

/** A date for programs (ISO 8601), `null` where there is none. */
export function isoText(time: unknown): string | null {
  return typeof time === 'number' && Math.abs(time) <= END ? new Date(time * 1000).toISOString() : null
}

const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/

/** Times from here on are milliseconds taken for seconds: the year 5138. */
export const MILLISECONDS = 100_000_000_000

/** Reads a time that was given as `--now`: seconds since the epoch, or a date (UTC where it names no zone). */
export function readMoment(text: string): number {
  if (/^\d{1,15}$/.test(text)) {
    const seconds = Number(text)
    if (seconds < MILLISECONDS) return seconds
    throw new UsageError('--now looks like milliseconds.', 'give seconds since the epoch, or a date')
  }
  const found = DATE.exec(text)
  const time = found ? Date.parse(text.length > 10 && !found[1] ? `${text.replace(' ', 'T')}Z` : text) : Number.NaN
  if (!Number.isNaN(time)) return Math.floor(time / 1000)
  throw new UsageError('--now is no time.', 'write it as 2026-05-01, 2026-05-01T12:00:00Z, or seconds since the epoch')
}
