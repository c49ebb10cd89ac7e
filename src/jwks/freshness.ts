/** How old a fetched set is. `fresh`: it serves; `ahead`: it serves, and should be asked for anew in the background;
 * `stale`: its time is over, and it serves only while the endpoint fails; `empty`: there is no set, or none of use. */
export type Phase = 'empty' | 'fresh' | 'ahead' | 'stale'

/** What is known of the key that a token names: in the set, not in it, or asked for in vain before. */
export type Sighting = 'known' | 'unknown' | 'missing'

/** What is to be done for one token. */
export type Step = 'serve' | 'serve and refresh' | 'wait' | 'refuse'

/** The caller's spans, in seconds. */
export interface Timing {
  /** The longest life of a set; absent: what the response says, within bounds. */
  readonly cacheMaxAge: number | undefined
  /** The pause after a request, within which an unknown kid starts no other. Failures before the first set: see `failed`. */
  readonly cooldown: number
  /** How long beyond its life a set serves while the endpoint fails. */
  readonly staleIfError: number
}

/** All that decides when to ask for a set. Times are seconds since the epoch, spans are seconds. */
export interface Freshness {
  /** When the set that is held was asked for, or last confirmed. */
  readonly fetchedAt: number | undefined
  readonly life: number
  /** When the last request ended. */
  readonly attemptedAt: number | undefined
  /** How long after that no other is made. */
  readonly pause: number
  /** Requests that have failed since the last good one. */
  readonly failures: number
}

/** Nothing held, nothing tried. */
export const EMPTY: Freshness = { fetchedAt: undefined, life: 0, attemptedAt: undefined, pause: 0, failures: 0 }

/** The life of a set whose response does not name one, in seconds. */
export const DEFAULT_LIFE = 600
/** Bounds of the life that a response may name: below, a mistake at the issuer would become a storm of requests. */
const LEAST_LIFE = 30
const MOST_LIFE = 86400
/** What any larger number of seconds counts as (RFC 9111 §1.2.2). */
const MOST_SECONDS = 2147483648
/** The part of its life after which a set is asked for anew in the background. */
const AHEAD = 0.8
/** Where the doubling of the pause after failures ends, in seconds; a longer cooldown is an end of its own. */
const MOST_BACKOFF = 300
/** The first pause while nothing is held, in seconds: until a request succeeds, every token is refused. */
const FIRST_PAUSE = 5

/** True from `start` on for `span` seconds. A clock that was set back is outside: no span lasts longer for it. */
export function within(start: number | undefined, span: number, now: number): boolean {
  return start !== undefined && now >= start && now - start < span
}

/** How old the set is. */
export function phaseOf({ fetchedAt, life }: Freshness, { staleIfError }: Timing, now: number): Phase {
  if (fetchedAt === undefined) return 'empty'
  if (within(fetchedAt, life, now)) return now - fetchedAt < life * AHEAD ? 'fresh' : 'ahead'
  const overdue = now < fetchedAt ? fetchedAt - now : now - fetchedAt - life
  return overdue < staleIfError ? 'stale' : 'empty'
}

/**
 * What to do for a token. A key that is held never waits, except that a set whose time is over must be asked for once
 * before it serves on (RFC 5861 §4: stale if error, not stale while revalidating); while the endpoint fails, it serves.
 */
export function decide(state: Freshness, timing: Timing, now: number, sighting: Sighting): Step {
  const phase = phaseOf(state, timing, now)
  const failing = state.failures > 0
  const resting = within(state.attemptedAt, state.pause, now)
  const due = phase !== 'fresh' && !(failing && resting)
  if (phase === 'empty') return due ? 'wait' : 'refuse'
  if (sighting === 'known') {
    if (phase === 'stale' && !failing) return 'wait'
    return due ? 'serve and refresh' : 'serve'
  }
  return due || (sighting === 'unknown' && !resting) ? 'wait' : 'refuse'
}

/** The state after a good answer to a request of `startedAt`, which ended now. */
export function succeeded(startedAt: number, now: number, life: number, { cooldown }: Timing): Freshness {
  return { fetchedAt: startedAt, life, attemptedAt: now, pause: cooldown, failures: 0 }
}

/**
 * The state after a failed request. The pause doubles with each failure in a row. It begins at the cooldown, or sooner
 * while there is no set at all.
 *
 * @param chance from 0 to 1: lengthens the pause by up to a quarter, so that many instances do not come back at once.
 * It never shortens it: the cooldown is a promise to the endpoint.
 */
export function failed(state: Freshness, now: number, { cooldown }: Timing, chance: number): Freshness {
  const first = state.fetchedAt === undefined ? Math.min(cooldown, FIRST_PAUSE) : cooldown
  const doubled = first * 2 ** Math.min(state.failures, 30)
  const pause = Math.min(doubled, Math.max(cooldown, MOST_BACKOFF)) * (1 + chance / 4)
  return { ...state, attemptedAt: now, pause, failures: state.failures + 1 }
}

/** The state with a set out of a store, which some other instance fetched. */
export function restored(fetchedAt: number, life: number): Freshness {
  return { ...EMPTY, fetchedAt, life }
}

/** Seconds until the next request may be made. */
export function restOf({ attemptedAt = 0, pause }: Freshness, now: number): number {
  return Math.max(0, attemptedAt + pause - now)
}

/** A life within the bounds, in seconds. */
export function boundLife(life: number, { cacheMaxAge: most = MOST_LIFE }: Timing): number {
  return Math.min(Math.max(life, LEAST_LIFE), most)
}

/**
 * The life of a set by its response's headers (RFC 9111 §5.2.2, §5.1): `max-age` less `Age`, or the least where the
 * response must not be kept; the default where it does not say.
 */
export function lifeOf(cacheControl: string | null, age: string | null, timing: Timing): number {
  const directives = (cacheControl ?? '').toLowerCase().split(',')
  const names = directives.map((directive) => directive.trim())
  if (names.includes('no-store') || names.includes('no-cache')) return boundLife(0, timing)
  const maxAge = names.map((name) => /^max-age="?(\d+)"?$/.exec(name)).find((match) => match)?.[1]
  if (maxAge === undefined) return boundLife(timing.cacheMaxAge ?? DEFAULT_LIFE, timing)
  return boundLife(secondsOf(maxAge) - (/^\d+$/.test(age ?? '') ? secondsOf(age) : 0), timing)
}

/** Of a text of digits; those that no number can hold would else be infinite, and their difference none at all. */
function secondsOf(digits: string | null): number {
  return Math.min(Number(digits), MOST_SECONDS)
}
