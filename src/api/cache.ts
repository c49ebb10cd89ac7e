import type { AlgorithmFacts } from '../algorithms/table.ts'
import type { Key } from '../keys/key.ts'
import type { CacheRules } from '../token/verify-options.ts'
import type { Claims, JoseHeader } from '../types.ts'
import type { Trust } from './trust.ts'

/** A token whose signature has held, and the claims that were read out of it. Header and payload are deeply frozen. */
export interface Accepted {
  readonly header: JoseHeader
  readonly facts: AlgorithmFacts
  readonly payload: Claims
  /** What vouched for it. An entry is good only as long as its trust still yields this very key. */
  readonly trust: Trust
  readonly key: Key
}

/**
 * The tokens that one verifier has accepted, by their whole text. Only successes are kept, so that bad tokens push out
 * nothing; the oldest goes first. A hit saves the signature and the parsing; every other check is made again.
 */
export class TokenCache {
  readonly #rules: CacheRules
  readonly #entries: Map<string, { readonly accepted: Accepted; readonly since: number }> = new Map()

  constructor(rules: CacheRules) {
    this.#rules = rules
  }

  /** What is known of a token at a time (seconds since the epoch). A clock that went backwards knows nothing. */
  recall(token: string, now: number): Accepted | undefined {
    const entry = this.#entries.get(token)
    if (!entry) return undefined
    const age = now - entry.since
    if (age >= 0 && age < this.#rules.ttl) return entry.accepted
    this.#entries.delete(token)
    return undefined
  }

  /** Drops a token whose key is no longer what vouched for it. */
  forget(token: string): void {
    this.#entries.delete(token)
  }

  /** Keeps an accepted token from a time on. */
  keep(token: string, accepted: Accepted, now: number): void {
    if (this.#entries.size >= this.#rules.max) this.#entries.delete(this.#entries.keys().next().value as string)
    this.#entries.set(token, {
      accepted: { ...accepted, header: frozen(accepted.header), payload: frozen(accepted.payload) },
      since: now,
    })
  }
}

/** Freezes a parsed JSON value through and through, without recursion: a payload may be nested deeply. */
export function frozen<Value extends object>(value: Value): Value {
  const open: object[] = [value]
  for (let next = open.pop(); next; next = open.pop()) {
    Object.freeze(next)
    for (const member of Object.values(next) as unknown[]) {
      if (typeof member === 'object' && member !== null) open.push(member)
    }
  }
  return value
}
