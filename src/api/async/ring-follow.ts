import { isObject, own } from '../../encoding/json.ts'
import { JwtError } from '../../errors.ts'
import { within } from '../../jwks/freshness.ts'
import { readRingState } from '../../jwks/ring-read.ts'
import { changesAt, evolve, type RingAction, type RingJwk, type RingState } from '../../jwks/ring-state.ts'
import type { RingPlan } from '../ring-options.ts'
import { makeRingJwk, type OpenKey, openKeys } from './ring-keys.ts'
import { answered, inTime, loadRing, pause, saveRing } from './ring-store.ts'

/** How long a call waits for another call's work, and for a mere look at what may be new, in seconds. */
const PATIENCE = { others: 20, look: 0.25 }
/** How often a change is tried anew when another instance came first. */
const TRIES = 20
/**
 * The longest time between two looks at the store, and the shortest for an unknown kid, in seconds. After failures the time
 * doubles from the shortest to the longest.
 */
const LOOK = { most: 30, least: 5 }
/** How far a ring's time may be ahead of the clock before somebody is told, in seconds: clocks do differ. */
const AHEAD = 300

/** A ring as this instance knows it. */
export interface HeldRing {
  readonly state: RingState
  readonly version: string | number
  readonly keys: ReadonlyMap<string, OpenKey>
  readonly changesAt: number
}

/** A held ring, and the time to look at it. Seconds since the epoch. */
export interface RingView extends HeldRing {
  /** What the clock says. */
  readonly now: number
  /** The same, or the latest time that was ever seen: this one never runs backwards. */
  readonly time: number
}

/** Keeps one instance's view of a ring in step with time and with the store. */
export class RingFollower {
  readonly #plan: RingPlan
  #held: HeldRing | undefined
  /** The latest time that was ever told. */
  #latest = -Infinity
  // By the clock alone: by the latest time ever told, a clock that was wrong once would be the end of all looking.
  #lookedAt: number | undefined
  #failedAt: number | undefined
  #rest = 0
  #busySince: number | undefined
  #flight: Promise<unknown> | undefined
  /** The time of the ring that was found to be ahead. */
  #toldAhead: number | undefined
  /** Looks at the store are numbered, because a slow one must not overwrite what a later one saw. */
  #looks = 0
  #adopted = 0

  constructor(plan: RingPlan) {
    this.#plan = plan
  }

  /**
   * The ring now: what time has made due is done first, and the store asked where its last answer is too old.
   *
   * @throws JwtError `ERR_STORE` and others while no ring is known yet; later failures go to `onStoreError`
   */
  async view(): Promise<RingView> {
    if (this.#isDue()) await this.#catchUp(this.#tell() < (this.#held?.changesAt as number))
    return this.#now()
  }

  /** Looks at the store again for a kid that is not known, if the last look is not too young. */
  async viewAgain(): Promise<RingView> {
    const now = this.#plan.now()
    if (!within(this.#lookedAt, LOOK.least, now) && !within(this.#failedAt, this.#rest, now)) await this.#catchUp(false)
    return this.#now()
  }

  /**
   * Does an action, in the store first.
   *
   * @returns whether the key of a `revoke` was there
   * @throws JwtError `ERR_STORE` and others: then nothing was done, or it is not known whether it was
   */
  async act(action: RingAction): Promise<boolean> {
    const { kid } = action as { readonly kid?: string }
    const named = (state: RingState | null | undefined): boolean =>
      state?.keys.some(({ jwk }) => jwk.kid === kid) === true
    let seen = named(this.#held?.state)
    let fresh: RingJwk | undefined
    for (let tries = 0; tries < TRIES; tries++) {
      const found = await this.#look()
      // A store that has lost its ring gets back what is known of it.
      const before = found?.state ?? this.#held?.state ?? this.#plan.state
      seen ||= named(before)
      const moment = { now: this.#tell(), policy: this.#plan.policy }
      let next = evolve(before, action, { ...moment, fresh })
      if (!next) {
        fresh = await makeRingJwk(this.#plan)
        next = evolve(before, action, { ...moment, fresh }) as RingState
      }
      if (found && next === before) return seen
      // Of a ring that was saved, the new version is known after another look.
      if (await saveRing(this.#plan.store, next, found?.version ?? null)) fresh = undefined
      else await pause(Math.random() * Math.min(2 ** tries, 200))
    }
    throw new JwtError(
      'ERR_STORE',
      `The key ring's store refused ${TRIES} saves in a row; does save() compare versions?`,
    )
  }

  #tell(now = this.#plan.now()): number {
    this.#latest = Math.max(this.#latest, now, this.#held?.state.time ?? -Infinity)
    return this.#latest
  }

  #now(): RingView {
    const now = this.#plan.now()
    return { ...(this.#held as HeldRing), now, time: this.#tell(now) }
  }

  #isDue(): boolean {
    const now = this.#plan.now()
    const time = this.#tell(now)
    if (!this.#held) return true
    if (within(this.#failedAt, this.#rest, now)) return false
    const span = Math.min(LOOK.most, this.#plan.policy.publishAhead / 4)
    return time >= this.#held.changesAt || !within(this.#lookedAt, span, now)
  }

  /** @param routine nothing is due: the held ring is good, and a store that is slow must not slow down everyone */
  async #catchUp(routine: boolean): Promise<void> {
    const now = this.#plan.now()
    // In workers, a request that is cut off never brings the work that others wait for to an end.
    const busy = within(this.#busySince, PATIENCE.others, now)
    if (busy && routine) return
    if (!busy || !this.#flight) {
      this.#busySince = now
      this.#flight = this.#tick()
    }
    const flight = this.#flight
    try {
      await inTime(routine ? PATIENCE.look : PATIENCE.others, flight)
    } catch (error) {
      if (!this.#held) throw error
    } finally {
      // Who needs more than a look does not wait for one that was left to itself.
      if (this.#flight === flight) this.#flight = undefined
    }
  }

  async #tick(): Promise<void> {
    try {
      await this.act({ type: 'tick' })
      this.#rest = 0
    } catch (error) {
      this.#failedAt = this.#plan.now()
      this.#rest = Math.min(this.#rest * 2 || LOOK.least, LOOK.most)
      if (!this.#held) throw error
      this.#report(error as JwtError)
    } finally {
      this.#busySince = undefined
    }
  }

  #report(error: JwtError): void {
    try {
      this.#plan.onStoreError(error)
    } catch {
      // A listener that fails says nothing about the keys, which serve on.
    }
  }

  /** A ring believes the latest time it was ever told, so that a clock which was wrong once stops it for long. */
  #compare({ time }: RingState): void {
    const ahead = time - this.#plan.now()
    if (ahead <= AHEAD || time === this.#toldAhead) return
    this.#toldAhead = time
    this.#report(
      new JwtError(
        'ERR_STORE',
        `The key ring was written by a clock that is ${Math.round(ahead)} s ahead of this one; correct the one that is wrong. The ring rotates again only when time has reached it: until then revoke() its keys, or start a new ring.`,
      ),
    )
  }

  /** Read within `answered`, too: what a store returns may have getters. */
  #look(): Promise<HeldRing | null> {
    return answered('load', () => this.#load(++this.#looks))
  }

  async #load(look: number): Promise<HeldRing | null> {
    const stored = await loadRing(this.#plan.store)
    this.#lookedAt = this.#plan.now()
    if (!stored) return null
    const { kept, version } = stored
    // The time too: a store that was emptied counts from the beginning again.
    const known = this.#held
    if (known?.version === version && isObject(kept) && own(kept, 'time') === known.state.time) {
      this.#compare(known.state)
      return known
    }
    const state = readRingState(kept)
    const keys = await openKeys(state, this.#held?.keys)
    const ring = { state, version, keys, changesAt: changesAt(state, this.#plan.policy) }
    if (look > this.#adopted) {
      this.#adopted = look
      this.#held = ring
      this.#compare(state)
    }
    return ring
  }
}
