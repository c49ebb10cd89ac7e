import { isObject, type JsonObject, own } from '../encoding/json.ts'
import { readValidators, type Validators } from './fetch.ts'
import { boundLife, phaseOf, restored, type Timing } from './freshness.ts'
import { readKeys } from './published.ts'

/** A fetched set in a form that can be written as JSON. It holds public keys: nothing to hide, all to protect. */
export interface JwksSnapshot {
  readonly version: 1
  /** What it is the set of: the address that `createRemoteJwks` was given, or the issuer. */
  readonly source: string
  /** Where it was fetched. */
  readonly url: string
  /** Seconds since the epoch. */
  readonly fetchedAt: number
  /** For how long it is fresh, in seconds. */
  readonly maxAge: number
  readonly etag?: string
  readonly lastModified?: string
  readonly keys: readonly object[]
}

/**
 * Where instances share a fetched set, so that a cold start needs no request. Whoever can write to it can sign tokens:
 * it wants the protection of the application's own code.
 */
export interface JwksStore {
  /** The last snapshot, or `null`. */
  get(): Promise<JwksSnapshot | null | undefined>
  set(snapshot: JwksSnapshot): Promise<void>
}

/** What a snapshot must fit, to be of use. */
export interface SnapshotRules {
  readonly source: string
  readonly maxKeys: number
  readonly timing: Timing
}

/** A snapshot that was read and judged. */
export interface Restored {
  readonly url: string
  readonly fetchedAt: number
  readonly life: number
  readonly validators: Validators
  readonly keys: readonly JsonObject[]
}

/**
 * Reads what a store returned. `undefined` for a set that is too old to serve, or of another source: one store may be
 * shared by mistake, and the keys of one issuer must never verify the tokens of another.
 *
 * @param now seconds since the epoch
 * @returns what speaks against it as the end of a sentence, where it is no snapshot
 */
export function readSnapshot(value: unknown, rules: SnapshotRules, now: number): Restored | string | undefined {
  if (!isObject(value) || own(value, 'version') !== 1) return 'is no snapshot of version 1'
  const text = (name: string) => {
    const found = own(value, name)
    return typeof found === 'string' ? found : undefined
  }
  const time = (name: string) => {
    const found = own(value, name)
    return Number.isFinite(found) ? (found as number) : undefined
  }
  if (text('source') !== rules.source) return undefined
  const fetchedAt = time('fetchedAt')
  const maxAge = time('maxAge')
  const url = text('url')
  if (fetchedAt === undefined || maxAge === undefined || url === undefined) return 'lacks fetchedAt, maxAge or url'
  const keys = readKeys(value, rules.maxKeys)
  if (typeof keys === 'string') return keys
  // Bounded again: a broken store must not make a set immortal.
  const life = boundLife(maxAge, rules.timing)
  if (phaseOf(restored(fetchedAt, life), rules.timing, now) === 'empty') return undefined
  return { url, fetchedAt, life, validators: readValidators(own(value, 'etag'), own(value, 'lastModified')), keys }
}
