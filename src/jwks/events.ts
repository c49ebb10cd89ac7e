import type { JwtError } from '../errors.ts'

/**
 * What happened to a set, for logs and metrics. `source` is the address without its query, or the issuer. A `kid` may
 * come from an attacker's token: text of up to 256 characters, to be treated as such.
 */
export type JwksEvent = { readonly source: string } & (
  | {
      /** A set came. `keys`: how many it holds; `maxAge`: for how long it is fresh, in seconds. */
      readonly type: 'fetched'
      readonly keys: number
      readonly maxAge: number
    }
  | {
      /** The set that is held is still the current one. */
      readonly type: 'not-modified'
      readonly maxAge: number
    }
  | {
      /** A request failed. `failures`: how many in a row; `retryIn`: the pause before the next, in seconds. */
      readonly type: 'failed'
      readonly error: JwtError
      readonly failures: number
      readonly retryIn: number
    }
  | {
      /** A set serves beyond its time, because the endpoint fails; told once after each failure. `age` in seconds. */
      readonly type: 'stale'
      readonly age: number
    }
  | {
      /** A token named a key that the set has not; told for each such token. */
      readonly type: 'unknown-kid'
      readonly kid: string | undefined
    }
  | {
      /** A fetched set has a key that the one before had not, or the other way round. */
      readonly type: 'key-added' | 'key-removed'
      readonly kid: string | undefined
    }
  | {
      /** The store raised an error, or returned something that is no snapshot. */
      readonly type: 'store-failed'
      readonly error: JwtError
    }
)

/** An event without its source. */
export type Happening = JwksEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'source'> : never) : never

/** Longest `kid` in an event. */
const MOST_KID = 256

/** A `kid` as events carry it. */
export function kidOf(kid: unknown): string | undefined {
  return typeof kid === 'string' ? kid.slice(0, MOST_KID) : undefined
}

/** Calls the listener. What it raises, now or later, is its own affair: a broken log must not refuse a good token. */
export async function tell(listener: ((event: JwksEvent) => unknown) | undefined, event: JwksEvent): Promise<void> {
  try {
    await listener?.(event)
  } catch {}
}
