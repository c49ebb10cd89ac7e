import { JwtError, show } from '../errors.ts'
import { misconfigured, type OptionReader } from './options.ts'

/** Seconds in each unit, by its first letter. */
const SECONDS: { readonly [letter: string]: number } = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 }

const SPAN = /^(-?\d+(?:\.\d+)?) ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/i

/**
 * Reads a span of time as seconds. A text without a unit is refused: `'3600'` is seconds to some and milliseconds to
 * others.
 *
 * @throws JwtError `ERR_CONFIG`
 */
export function readDuration(value: unknown, name: string): number {
  if (Number.isFinite(value)) return value as number
  const match = typeof value === 'string' ? SPAN.exec(value) : null
  const seconds = match
    ? Number(match[1]) * (SECONDS[(match[2] as string).charAt(0).toLowerCase()] as number)
    : Number.NaN
  // A text of hundreds of digits is beyond all numbers: an infinite tolerance, or an exp that JSON writes as null.
  if (Number.isFinite(seconds)) return seconds
  const bare = typeof value === 'string' && /^-?[\d.]{1,20}$/.test(value)
  const hint = bare ? ` A bare number in a text is ambiguous: write ${value} for seconds, or '${value}s'.` : ''
  throw new JwtError(
    'ERR_CONFIG',
    `${name} is ${show(value)}; expected seconds as a number, or a text with its unit such as '15m', '1h' or '7d'.${hint}`,
  )
}

/** A span of time that is not negative, in seconds. */
export const span: OptionReader<number> = (value, name) => {
  const seconds = readDuration(value, name)
  if (seconds < 0) misconfigured(`${name} is negative; expected a span of 0 or more seconds.`)
  return seconds
}
