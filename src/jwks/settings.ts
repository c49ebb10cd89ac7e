import type { JwksEvent } from './events.ts'
import type { Exchange, Reply, Validators } from './fetch.ts'
import type { AbortSignalInput, Address } from './fetch-types.ts'
import type { Timing } from './freshness.ts'
import type { JwksStore } from './snapshot.ts'

/** Fetches one JSON object within the time that is left. `subject` begins the sentences of its errors. */
export type Get = (url: Address, subject: string, validators?: Validators) => Promise<Reply>

/** All that a followed set has been told. Spans are seconds. */
export interface Settings {
  /** What the set is the set of; a snapshot of another source is not used. */
  readonly source: string
  /** The source as messages and events name it. */
  readonly name: string
  /**
   * Where the set is.
   *
   * @param again what was found out before may be outdated: the last request failed, or the set that is held is fresh and
   * yet lacks something
   */
  readonly locate: (get: Get, again: boolean) => Promise<Address>
  readonly exchange: Exchange
  readonly timing: Timing
  readonly timeout: number
  readonly maxKeys: number
  readonly signal: AbortSignalInput | undefined
  readonly store: JwksStore | undefined
  readonly onEvent: ((event: JwksEvent) => unknown) | undefined
  /** Seconds since the epoch. */
  readonly now: () => number
  /** From 0 to 1: spreads retries. */
  readonly chance: () => number
}
