import { JwtError, show } from '../errors.ts'
import { isPlain } from './options.ts'

/** How deep a payload may be nested; also what ends the walk through a cycle. */
const DEPTH = 200

/** Called with where a value stands and what is wrong with it; does not return. */
type Refuse = (where: string, problem: string) => never

/**
 * Judges whether JSON can carry a value as it is. `JSON.stringify` would turn NaN, Infinity and undefined into null or
 * nothing, and dates and class instances into something else.
 */
export function admitValue(value: unknown, where: string, refuse: Refuse, depth = 0): void {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(where, `is ${value}, which JSON cannot carry`)
    return
  }
  if (depth > DEPTH) refuse(where, 'is cyclic, or nested too deep')
  if (Array.isArray(value)) {
    if ('toJSON' in value) refuse(where, 'is a list with a toJSON, which JSON would put in its place')
    for (let at = 0; at < value.length; at++) admitValue(value[at], `${where}[${at}]`, refuse, depth + 1)
  } else if (isPlain(value)) {
    for (const name of Object.keys(value)) admitValue(value[name], `${where}.${name}`, refuse, depth + 1)
  } else {
    const what = typeof value === 'object' ? 'an instance of a class (a Date, a Map and the like)' : show(value)
    refuse(where, `is ${what}, which JSON cannot carry; convert it first, or leave it out`)
  }
}

/** Judges a payload that is to be signed. @throws JwtError `ERR_CLAIM`, or `ERR_CONFIG` when it is no plain object */
export function admitPayload(payload: unknown): asserts payload is { readonly [claim: string]: unknown } {
  if (!isPlain(payload)) {
    throw new JwtError(
      'ERR_CONFIG',
      `The payload is ${Array.isArray(payload) ? 'a list' : `of type ${typeof payload}`}; expected a plain object of claims.`,
    )
  }
  for (const claim of Object.keys(payload)) {
    admitValue(payload[claim], claim, (where, problem) => {
      throw new JwtError('ERR_CLAIM', `The claim ${where.slice(0, 100)} ${problem}.`, { claim })
    })
  }
}
