import { factsOf } from '../algorithms/table.ts'
import { isObject, type JsonObject, own } from '../encoding/json.ts'
import { JwtError, show } from '../errors.ts'
import { admitKey } from '../keys/check.ts'
import { readJwk } from '../keys/jwk.ts'
import { isPrivate, phaseOf, type RingJwk, type RingKey, type RingState } from './ring-state.ts'

function invalid(reason: string, details?: { readonly cause: unknown }): never {
  throw new JwtError(
    'ERR_KEY_INVALID',
    `The key ring's state ${reason}. Expected what export() returned, or what was last saved, unchanged.`,
    details,
  )
}

/**
 * Reads the state of a ring, strictly: it decides who may sign. Members that it does not know are left out. Whether a
 * kid is the key's thumbprint, and whether its two halves belong together, takes a runtime's crypto to say.
 *
 * @throws JwtError `ERR_KEY_INVALID`
 */
export function readRingState(value: unknown): RingState {
  if (typeof value === 'string') invalid('is a text; parse it as JSON first')
  if (!isObject(value)) invalid(`is ${show(value)}, not an object`)
  const format = own(value, 'format')
  if (format !== 1)
    invalid(format === undefined ? 'has no "format"' : `has the format ${show(format)}, not 1 (a later version's?)`)
  const time = secondsOf(value, 'time')
  const list = own(value, 'keys')
  if (!Array.isArray(list) || !list.length) invalid('has no list "keys" with at least one key')
  // Array.from and not list.map(), which would pass over a gap in the list.
  const keys = Array.from(list as unknown[], (key) => readRingKey(key, time))
  if (new Set(keys.map(({ jwk }) => jwk.kid)).size < keys.length) invalid('has the same kid twice')
  admitOrder(keys, time)
  return { format, time, keys }
}

function secondsOf(object: JsonObject, name: string): number {
  const seconds = own(object, name)
  if (!Number.isFinite(seconds)) invalid(`has a "${name}" that is no number of seconds`)
  return seconds as number
}

function readRingKey(value: unknown, time: number): RingKey {
  if (!isObject(value)) invalid('has a key that is not an object')
  const key: RingKey = {
    jwk: readRingJwk(own(value, 'jwk')),
    publishedAt: secondsOf(value, 'publishedAt'),
    signsFrom: secondsOf(value, 'signsFrom'),
    signsUntil: own(value, 'signsUntil') === null ? null : secondsOf(value, 'signsUntil'),
    lifetime: secondsOf(value, 'lifetime'),
  }
  const { publishedAt, signsFrom, signsUntil, lifetime } = key
  if (publishedAt > time || publishedAt > signsFrom || signsFrom >= (signsUntil ?? Infinity) || lifetime <= 0)
    invalid('has a key whose times are in disorder')
  const phase = phaseOf(key, time)
  if (!isPrivate(key.jwk) && (phase === 'pending' || phase === 'signing'))
    invalid('has a key that is to sign but lacks its private members')
  return key
}

function readRingJwk(jwk: unknown): RingJwk {
  if (!isObject(jwk)) invalid('has a key without a JWK')
  const kid = own(jwk, 'kid')
  if (typeof kid !== 'string' || !kid) invalid('has a JWK without a "kid"')
  const facts = factsOf(own(jwk, 'alg'))
  if (!facts || facts.kty === 'oct' || own(jwk, 'use') !== 'sig')
    invalid('has a JWK without an asymmetric "alg", or without "use": "sig"')
  const texts = Object.entries(jwk).every(([, member]) => typeof member === 'string')
  if (!texts) invalid('has a JWK with a member that is not a text')
  const read = jwk as RingJwk
  try {
    admitKey(readJwk(read), facts, isPrivate(read) ? 'sign' : 'verify', false)
  } catch (cause) {
    invalid('has a JWK that is not sound; see cause', { cause })
  }
  return { ...read }
}

/**
 * Each moment has one signer: spans follow each other without overlap and, from `time` on, without a gap; only the last
 * key may be pending.
 */
function admitOrder(keys: readonly RingKey[], time: number): void {
  const last = keys.length - 1
  const ordered = keys.every(({ signsFrom, signsUntil }, at) => {
    const next = keys[at + 1]
    if (!next) return signsUntil === null && (signsFrom <= time || last > 0)
    if (signsUntil === null || signsFrom > time) return false
    return next.signsFrom > time ? signsUntil === next.signsFrom : signsUntil <= next.signsFrom
  })
  if (!ordered) invalid('has keys whose spans of signing overlap or leave a gap')
}
