import type { JsonObject } from '../encoding/json.ts'
import { JwtError } from '../errors.ts'
import type { Key } from '../keys/key.ts'
import { chooseKey, type Wanted } from './choose.ts'
import { type Happening, kidOf, tell } from './events.ts'
import type { Reply, Validators } from './fetch.ts'
import type { Address } from './fetch-types.ts'
import {
  decide,
  EMPTY,
  type Freshness,
  failed,
  lifeOf,
  type Phase,
  phaseOf,
  restOf,
  restored,
  type Step,
  succeeded,
} from './freshness.ts'
import { MissingNames } from './missing.ts'
import { copyKeys, keysBeyond, type PublishedSet, readKeys, replaceSet } from './published.ts'
import type { Settings } from './settings.ts'
import { type JwksSnapshot, readSnapshot } from './snapshot.ts'

/** A set, and what it takes to ask whether it is still the current one. */
export interface Held {
  readonly set: PublishedSet
  readonly url: string
  readonly validators: Validators
}

/** The set that is held with all that is known of its age, and of the endpoint. Asks nobody; time is passed in. */
export class KeptSet {
  readonly #settings: Settings
  readonly #missing: MissingNames = new MissingNames()
  #state: Freshness = EMPTY
  #held: Held | undefined
  /** Why the last request failed. */
  #error: JwtError | undefined
  /** What was last said of its life: word that it is current need not say it again (RFC 9111 §4.3.4). */
  #cacheControl: string | null = null
  /** The serial of the newest request whose answer was taken. */
  #newest = 0
  #toldStale: number | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** The set, whatever its age. */
  get held(): Held | undefined {
    return this.#held
  }

  /** True while the endpoint fails. */
  get failing(): boolean {
    return this.#state.failures > 0
  }

  /** The age of the set. */
  phase(now: number): Phase {
    return phaseOf(this.#state, this.#settings.timing, now)
  }

  /** True when the set has the key by name. Whether it serves the algorithm is another question, and no reason to ask. */
  knows({ kid, facts }: Wanted): boolean {
    const index = this.#held?.set.index
    return index !== undefined && (kid === undefined ? index.byAlgorithm.has(facts.name) : index.byKid.has(kid))
  }

  /** What is to be done for a token. */
  stepFor(wanted: Wanted, now: number): Step {
    const sighting = this.knows(wanted) ? 'known' : this.#missing.has(missingName(wanted), now) ? 'missing' : 'unknown'
    return decide(this.#state, this.#settings.timing, now, sighting)
  }

  /** Notes that a good answer had no such key. */
  miss(wanted: Wanted, now: number): void {
    this.#missing.add(missingName(wanted), now, this.#settings.timing.cooldown)
  }

  /** The key. @throws JwtError `ERR_KEY_NOT_FOUND` or `ERR_KEY_AMBIGUOUS` */
  serve({ kid, facts }: Wanted, now: number): Key {
    const { attemptedAt, fetchedAt } = this.#state
    if (this.failing && attemptedAt !== this.#toldStale && this.phase(now) === 'stale') {
      this.#toldStale = attemptedAt
      this.tell({ type: 'stale', age: now - (fetchedAt as number) })
    }
    return chooseKey((this.#held as Held).set.index, kid, facts)
  }

  /**
   * Says why there is no key. While the endpoint fails, nobody knows whether it has one: its failure is the answer.
   *
   * @throws JwtError always
   */
  refuse(wanted: Wanted, now: number): Key {
    if (this.failing) {
      const cause = this.#error as JwtError
      const rest = Math.ceil(restOf(this.#state, now))
      throw new JwtError(cause.code, `${cause.message} The next request is made in ${rest} s at the earliest.`, {
        cause,
      })
    }
    this.tell({ type: 'unknown-kid', kid: kidOf(wanted.kid) })
    return chooseKey((this.#held as Held).set.index, wanted.kid, wanted.facts)
  }

  /**
   * Takes the answer to a request that started with `asked` as the set held. It replaces that set as a whole. An
   * answer that a newer one has overtaken is dropped, and so is word that a set is current which we no longer hold.
   *
   * @returns true when it was taken
   * @throws JwtError `ERR_JWKS_INVALID`
   */
  take(
    { serial, startedAt }: { serial: number; startedAt: number },
    url: Address,
    reply: Reply,
    asked?: Held,
  ): boolean {
    const { document, validators, cacheControl, age } = reply
    if (serial < this.#newest || (!document && this.#held !== asked)) return false
    const keys = document && readKeys(document, this.#settings.maxKeys)
    if (typeof keys === 'string')
      throw new JwtError('ERR_JWKS_INVALID', `The JWK Set at ${this.#settings.name} ${keys}.`)
    const { timing, now } = this.#settings
    this.#cacheControl = cacheControl ?? (keys ? null : this.#cacheControl)
    const life = lifeOf(this.#cacheControl, age, timing)
    this.#state = succeeded(startedAt, now(), life, timing)
    this.#newest = serial
    this.#error = undefined
    if (!keys) {
      this.tell({ type: 'not-modified', maxAge: life })
      return true
    }
    this.#replace(keys, url.href, validators)
    this.tell({ type: 'fetched', keys: keys.length, maxAge: life })
    return true
  }

  /** Takes note of a failure, unless a newer request has gone well; what is held stays. */
  fail({ serial }: { serial: number }, error: JwtError): void {
    if (serial < this.#newest) return
    const { timing, now, chance } = this.#settings
    this.#error = error
    this.#state = failed(this.#state, now(), timing, chance())
    this.tell({ type: 'failed', error, failures: this.#state.failures, retryIn: this.#state.pause })
  }

  /** Takes what a store has returned, unless a set is held by now. @throws JwtError `ERR_JWKS_INVALID` when it is no snapshot */
  restore(value: unknown, now: number): void {
    if (value === null || value === undefined || this.#held) return
    const found = readSnapshot(value, this.#settings, now)
    if (typeof found === 'string') throw new JwtError('ERR_JWKS_INVALID', `What the store returned ${found}.`)
    if (!found) return
    this.#state = restored(found.fetchedAt, found.life)
    this.#cacheControl = `max-age=${Math.floor(found.life)}`
    this.#replace(found.keys, found.url, found.validators)
  }

  /** The set in a form that can be written as JSON. */
  snapshot(): JwksSnapshot | null {
    if (!this.#held) return null
    const { set, url, validators } = this.#held
    const { fetchedAt, life } = this.#state
    const { source } = this.#settings
    return { version: 1, source, url, fetchedAt: fetchedAt as number, maxAge: life, ...validators, keys: copyKeys(set) }
  }

  /** Tells the caller's listener. */
  tell(happening: Happening): void {
    tell(this.#settings.onEvent, { source: this.#settings.name, ...happening })
  }

  #replace(keys: readonly JsonObject[], url: string, validators: Validators): void {
    const before = this.#held?.set
    const set = replaceSet(before, keys)
    this.#held = { set, url, validators }
    for (const { kid } of keysBeyond(set, before)) this.tell({ type: 'key-added', kid: kidOf(kid) })
    for (const { kid } of keysBeyond(before, set)) this.tell({ type: 'key-removed', kid: kidOf(kid) })
  }
}

/** The name under which a key is remembered as missing. */
function missingName({ kid, facts }: Wanted): string {
  return kid === undefined ? facts.name : `kid ${kid}`
}
