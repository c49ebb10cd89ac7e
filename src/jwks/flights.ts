import type { JwtError } from '../errors.ts'
import { within } from './freshness.ts'

/** How a flight ended. */
export interface Outcome {
  /** False when a snapshot out of the store came instead of an answer from the endpoint. */
  readonly asked: boolean
  readonly error: JwtError | undefined
}

/** One request for the set, from reading the store to writing it. */
export interface Flight {
  /** The newer, the higher. */
  readonly serial: number
  /** Seconds since the epoch. */
  readonly startedAt: number
  /** Whether a snapshot out of the store will do. */
  readonly mayRestore: boolean
  readonly controller: AbortController
  readonly done: Promise<Outcome>
  /** The newer flight for which this one was given up. */
  readonly successor?: Flight
}

type Mutable<Type> = { -readonly [name in keyof Type]: Type[name] }

/**
 * Cloudflare Workers run many requests in one isolate, and what one request has begun ends with it: another that waits
 * for it may wait for ever, or have its own work done in the wrong place. There, each waits for its own only.
 */
function sharesNothing(): boolean {
  const { navigator } = globalThis as { navigator?: { userAgent?: unknown } }
  return navigator?.userAgent === 'Cloudflare-Workers'
}

/** Keeps it at one flight at a time. */
export class Flights {
  readonly #patience: number
  readonly #now: () => number
  readonly #fly: (flight: Flight) => Promise<Outcome>
  #current: Flight | undefined
  #serial = 0

  /**
   * @param patience the longest time that a flight can take, in seconds; `fly` must keep to it
   * @param fly makes the request; raises nothing but errors of the caller's clock
   */
  constructor(patience: number, now: () => number, fly: (flight: Flight) => Promise<Outcome>) {
    this.#patience = patience
    this.#now = now
    this.#fly = fly
  }

  /** Waits for the flight under way, or for a new one. */
  async join(): Promise<Outcome> {
    for (;;) {
      const flight = sharesNothing() ? undefined : this.#underWay()
      if (!flight) return this.#start(true).done
      // Flights end by their own deadline, unless the runtime has ended the request (or the machine) that made them.
      const outcome = await this.#orOverdue(flight)
      if (outcome) return outcome
      if (this.#current === flight) this.#current = undefined
    }
  }

  /** Sees to it that a flight is under way; nobody waits for it. */
  refresh(): void {
    if (!this.#underWay()) this.#start(false)
  }

  /** A new flight, whatever is under way: that one is given up, and who waits for it gets the new one's outcome. */
  supersede(): Flight {
    const before: Mutable<Flight> | undefined = this.#underWay()
    const flight = this.#start(false)
    // What another request of a worker has begun is not ours to touch.
    if (before && !sharesNothing()) {
      before.successor = flight
      before.controller.abort()
    }
    return flight
  }

  /** The current flight, unless it is so old that whoever made it must be gone. */
  #underWay(): Flight | undefined {
    return within(this.#current?.startedAt, this.#patience, this.#now()) ? this.#current : undefined
  }

  #start(mayRestore: boolean): Flight {
    const flight = {
      serial: ++this.#serial,
      startedAt: this.#now(),
      mayRestore,
      controller: new AbortController(),
    } as Mutable<Flight>
    this.#current = flight
    flight.done = this.#fly(flight).finally(() => {
      if (this.#current === flight) this.#current = undefined
    })
    // In the background, nobody is there to hear of an error.
    flight.done.catch(() => {})
    return flight
  }

  async #orOverdue({ done }: Flight): Promise<Outcome | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const overdue = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, this.#patience * 1000, undefined)
    })
    try {
      return await Promise.race([done, overdue])
    } finally {
      clearTimeout(timer)
    }
  }
}
