import type { Algorithm } from '../types.ts'

/** One key of a ring as a JWK: private while it may sign, public from then on. Its `kid` is its thumbprint. */
export interface RingJwk {
  readonly kty: string
  readonly kid: string
  readonly alg: Algorithm
  readonly use: 'sig'
  readonly [member: string]: string
}

/** A key's life. Times are seconds since the epoch. */
export interface RingKey {
  readonly jwk: RingJwk
  readonly publishedAt: number
  readonly signsFrom: number
  /** When its successor takes over; `null` while there is none. */
  readonly signsUntil: number | null
  /** The longest lifetime that a token of this key may have, in seconds. */
  readonly lifetime: number
}

/**
 * A key ring as it is kept: plain JSON, **with private keys**. Keys stand in the order in which they sign; each moment
 * from `time` on belongs to exactly one of them.
 */
export interface RingState {
  readonly format: 1
  /** The latest moment at which this ring was changed: none of its clocks is believed when it says less. */
  readonly time: number
  readonly keys: readonly RingKey[]
}

/** What a key is doing. */
export type RingPhase = 'pending' | 'signing' | 'retired' | 'removed'

/** The spans that a ring lives by, in seconds. `rotateEvery` is not shorter than `publishAhead`. */
export interface RingPolicy {
  readonly publishAhead: number
  readonly rotateEvery: number
  readonly maxTokenLifetime: number
}

/** What is asked of a ring. `tick`: whatever time has made due. */
export type RingAction = { readonly type: 'tick' | 'rotate' } | { readonly type: 'revoke'; readonly kid: string }

/** What a change depends on besides the state. */
export interface RingMoment {
  /** Seconds since the epoch. */
  readonly now: number
  readonly policy: RingPolicy
  /** A key that no ring has had yet. */
  readonly fresh?: RingJwk | undefined
}

/** When the last token that a key signed has expired, and the key goes. */
export function removedAt({ signsUntil, lifetime }: RingKey): number {
  return signsUntil === null ? Infinity : signsUntil + lifetime
}

/** What a key is doing at a time. */
export function phaseOf(key: RingKey, time: number): RingPhase {
  if (time < key.signsFrom) return 'pending'
  if (key.signsUntil === null || time < key.signsUntil) return 'signing'
  return time < removedAt(key) ? 'retired' : 'removed'
}

/** The one key that signs at a time, which is not before the state's own. */
export function signingKey({ keys }: RingState, time: number): RingKey {
  return keys.find((key) => phaseOf(key, time) === 'signing') as RingKey
}

/** The members of a JWK that are private (RFC 7518 §6, RFC 8037 §2). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi']

/** A ring's JWK without its private members. */
export function publicJwk(jwk: RingJwk): RingJwk {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !PRIVATE.includes(name))) as unknown as RingJwk
}

/** True when the JWK can sign. */
export function isPrivate(jwk: RingJwk): boolean {
  return jwk.d !== undefined
}

/** When the next key has to be published, if nobody asks for one before. */
export function publishesAt({ keys }: Pick<RingState, 'keys'>, { rotateEvery, publishAhead }: RingPolicy): number {
  return lastOf(keys).signsFrom + rotateEvery - publishAhead
}

/** From when on a tick changes the state; before that it leaves it as it is. */
export function changesAt(state: RingState, policy: RingPolicy): number {
  const times = state.keys.map((key) => {
    if (!isPrivate(key.jwk)) return removedAt(key)
    return key.lifetime < policy.maxTokenLifetime ? -Infinity : (key.signsUntil ?? Infinity)
  })
  return Math.min(publishesAt(state, policy), ...times)
}

function lastOf(keys: readonly RingKey[]): RingKey {
  return keys[keys.length - 1] as RingKey
}

/**
 * The state after an action: the same object when nothing changes, `undefined` when it takes a fresh key to go on. A
 * fresh key is used once at most; whatever else has become due waits for the next tick.
 */
export function evolve(before: RingState | null, action: RingAction, moment: RingMoment): RingState | undefined {
  const { fresh, policy } = moment
  if (!before) return fresh && { format: 1, time: moment.now, keys: [newKey(fresh, moment.now, moment.now, policy)] }
  const aged = ageRing(before, moment)
  const { time } = aged
  const left = action.type === 'revoke' ? withdraw(aged.keys, action.kid, time, moment) : aged.keys
  const keys = left && succeed(left, action, time, moment)
  if (!keys) return undefined
  const same = keys.length === before.keys.length && keys.every((key, at) => key === before.keys[at])
  return same ? before : { format: 1, time, keys }
}

function newKey(jwk: RingJwk, time: number, signsFrom: number, { maxTokenLifetime }: RingPolicy): RingKey {
  return { jwk, publishedAt: time, signsFrom, signsUntil: null, lifetime: maxTokenLifetime }
}

/** The state as time alone has made it: without removed keys, and without the secrets of retired ones. */
export function ageRing(state: RingState, { now, policy }: RingMoment): RingState {
  const time = Math.max(now, state.time)
  const keys = state.keys.filter((key) => time < removedAt(key)).map((key) => age(key, time, policy))
  return { ...state, time, keys }
}

/** What time does to a key: one that no longer signs needs no secret; one that does follows a longer lifetime. */
function age(key: RingKey, time: number, { maxTokenLifetime }: RingPolicy): RingKey {
  if (key.signsUntil !== null && key.signsUntil <= time) {
    return isPrivate(key.jwk) ? { ...key, jwk: publicJwk(key.jwk) } : key
  }
  return key.lifetime < maxTokenLifetime ? { ...key, lifetime: maxTokenLifetime } : key
}

/** The keys without a revoked one, another in its place at once if it was signing; verifiers may know a pending one. */
function withdraw(
  keys: readonly RingKey[],
  kid: string,
  time: number,
  { fresh, policy }: RingMoment,
): readonly RingKey[] | undefined {
  const at = keys.findIndex((key) => key.jwk.kid === kid)
  const key = keys[at]
  if (!key) return keys
  const before = keys.slice(0, at)
  const after = keys.slice(at + 1)
  const phase = phaseOf(key, time)
  if (phase === 'retired') return [...before, ...after]
  if (phase === 'pending')
    return before.map((other, index) => (index < at - 1 ? other : { ...other, signsUntil: null }))
  const [successor] = after
  if (successor) return [...before, { ...successor, signsFrom: time }]
  return fresh && [...before, newKey(fresh, time, time, policy)]
}

/** The keys with a pending one behind them, when it is time for it or one is asked for. */
function succeed(
  keys: readonly RingKey[],
  { type }: RingAction,
  time: number,
  { fresh, policy }: RingMoment,
): readonly RingKey[] | undefined {
  const last = lastOf(keys)
  const due = type === 'rotate' || time >= publishesAt({ keys }, policy)
  if (last.signsFrom > time || !due || last.jwk === fresh) return keys
  const signsFrom = time + policy.publishAhead
  return fresh && [...keys.slice(0, -1), { ...last, signsUntil: signsFrom }, newKey(fresh, time, signsFrom, policy)]
}
