import { JwtError, kindOf, show } from '../errors.ts'
import { isPlain } from './options.ts'

/** How deep a payload may be nested; also what ends the walk through a cycle. */
const DEPTH = 200

/** What JSON cannot carry, and where it stands: `roles[2].since`. */
export interface Flaw {
  readonly where: string
  readonly problem: string
}

/**
 * What of a value JSON cannot carry as it is, if anything. `JSON.stringify` would turn NaN, Infinity and undefined into
 * null or nothing, and dates and class instances into something else. Where a flaw stands is put together on the way out
 * of it only: good payloads pay nothing for it.
 */
export function flawOf(value: unknown, where: string, depth = 0): Flaw | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return undefined
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { where, problem: `is ${value}, which JSON cannot carry` }
  }
  if (depth > DEPTH) return { where, problem: 'is cyclic, or nested too deep' }
  const listed = Array.isArray(value)
  if (!listed && !isPlain(value)) {
    const what = typeof value === 'object' ? 'an instance of a class (a Date, a Map and the like)' : show(value)
    return { where, problem: `is ${what}, which JSON cannot carry; convert it first, or leave it out` }
  }
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function')
    return { where, problem: 'has a toJSON, which JSON would put in its place' }
  if (listed) {
    for (let at = 0; at < value.length; at++) {
      const flaw = flawOf(value[at], '', depth + 1)
      if (flaw) return { ...flaw, where: `${where}[${at}]${flaw.where}` }
    }
    return undefined
  }
  for (const name of Object.keys(value)) {
    const flaw = flawOf(value[name], '', depth + 1)
    if (flaw) return { ...flaw, where: `${where}.${name}${flaw.where}` }
  }
  return undefined
}

/** Judges a payload that is to be signed. @throws JwtError `ERR_CLAIM`, or `ERR_CONFIG` when it is no plain object */
export function admitPayload(payload: unknown): asserts payload is { readonly [claim: string]: unknown } {
  if (!isPlain(payload)) {
    throw new JwtError('ERR_CONFIG', `The payload is ${kindOf(payload)}; expected a plain object of claims.`)
  }
  for (const claim of Object.keys(payload)) {
    const flaw = flawOf(payload[claim], claim)
    if (flaw) throw new JwtError('ERR_CLAIM', `The claim ${flaw.where.slice(0, 100)} ${flaw.problem}.`, { claim })
  }
}
