import type { AlgorithmFacts } from '../algorithms/table.ts'
import { isObject } from '../encoding/json.ts'
import { type JwtError, show } from '../errors.ts'
import { readRingState } from '../jwks/ring-read.ts'
import type { RingPolicy, RingState } from '../jwks/ring-state.ts'
import { createMemoryStore, type RingStore } from '../jwks/stores.ts'
import { readDuration } from '../token/duration.ts'
import { algorithm, clock, compileOptions, misconfigured, now, type OptionReader } from '../token/options.ts'
import type { Algorithm, Duration, Now } from '../types.ts'
import { compilePair } from './keys.ts'

/** Options of `createKeyRing`. Instances that share a ring are given the same ones. */
export interface KeyRingOptions {
  /** What new keys are made for: any algorithm but HS*. Keys that are there keep their own. */
  algorithm: Exclude<Algorithm, `HS${string}`>
  /** How long a key is published before it signs: longer than any verifier keeps a set without asking. Default 1 hour. */
  publishAhead?: Duration
  /** How long a key signs. Default 30 days. */
  rotateEvery?: Duration
  /** The longest lifetime that `sign` grants, and so how long a retired key stays published. Default 1 hour. */
  maxTokenLifetime?: Duration
  /** RSA modulus of new keys in bits, 2048 to 16384. Default 2048. */
  modulusLength?: number
  /** The present: seconds since the epoch, or a function that returns them. */
  now?: Now
  /** What `export()` returned: a ring to go on with. With a store, it counts only while the store is empty. */
  state?: RingState
  /** Where several instances keep their common ring. Default: this process' memory. */
  store?: RingStore
  /**
   * Told when the store fails, or holds what is no sound ring, while the keys that are known go on serving; and, once, when
   * the ring was written by a clock that is more than five minutes ahead of this one.
   */
  onStoreError?: (error: JwtError) => void
}

/** A ring's options, compiled. Spans are seconds. */
export interface RingPlan {
  readonly algorithm: AlgorithmFacts
  readonly modulusLength: number | undefined
  readonly policy: RingPolicy
  readonly now: () => number
  readonly state: RingState | null
  readonly store: RingStore
  readonly onStoreError: (error: JwtError) => void
}

const span: OptionReader<number> = (value, name) => {
  const seconds = readDuration(value, name)
  return seconds > 0 ? seconds : misconfigured(`${name} is ${show(value)}; expected a span of time above zero.`)
}

const store: OptionReader<RingStore> = (value, name) => {
  if (!isObject(value) || typeof value.load !== 'function' || typeof value.save !== 'function')
    misconfigured(`${name} is ${show(value)}; expected an object with the functions load() and save().`)
  return value as unknown as RingStore
}

const listener: OptionReader<(error: JwtError) => void> = (value, name) => {
  if (typeof value !== 'function') misconfigured(`${name} is ${show(value)}; expected a function.`)
  return value as (error: JwtError) => void
}

const READERS = {
  algorithm,
  publishAhead: span,
  rotateEvery: span,
  maxTokenLifetime: span,
  modulusLength: (value: unknown) => value as number,
  now,
  state: readRingState,
  store,
  onStoreError: listener,
}

// An hour covers what usual verifiers keep a set for (5 to 20 minutes) and a good part of a proxy's own caching. Thirty
// days is often enough for a rotation to stay in practice, and seldom enough for a set to be one or two keys.
const HOUR = 3600
const MONTH = 2_592_000

/** Reads the options of `createKeyRing`. @throws JwtError `ERR_CONFIG`; `ERR_KEY_INVALID` for the state */
export function compileRing(options: unknown): RingPlan {
  const read = compileOptions(options, READERS)
  const { algorithm: facts, modulusLength, publishAhead = HOUR, rotateEvery = MONTH, maxTokenLifetime = HOUR } = read
  if (!facts) misconfigured("The option algorithm is missing; name the one that the ring signs with, such as 'RS256'.")
  if (facts.kty === 'oct')
    misconfigured(`A key ring publishes its keys, and ${facts.name} has none to publish; take RS256, ES256 or Ed25519.`)
  if (rotateEvery < publishAhead)
    misconfigured(
      'rotateEvery is shorter than publishAhead: a key would have to be published before its predecessor signs.',
    )
  compilePair(facts.name, modulusLength === undefined ? {} : { modulusLength })
  return {
    algorithm: facts,
    modulusLength,
    policy: { publishAhead, rotateEvery, maxTokenLifetime },
    now: read.now ?? clock,
    state: read.state ?? null,
    store: read.store ?? createMemoryStore(),
    onStoreError: read.onStoreError ?? (() => {}),
  }
}
