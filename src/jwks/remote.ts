import { JwtError } from '../errors.ts'
import type { Key } from '../keys/key.ts'
import type { ImportedKey, JoseHeader } from '../types.ts'
import { readWanted, type Wanted } from './choose.ts'
import { withDeadline } from './deadline.ts'
import { type Reply, requestJson } from './fetch.ts'
import type { Address } from './fetch-types.ts'
import { type Flight, Flights, type Outcome } from './flights.ts'
import { type Held, KeptSet } from './kept.ts'
import type { Get, Settings } from './settings.ts'
import type { JwksSnapshot, JwksStore } from './snapshot.ts'

/** A JWK Set that is fetched and followed, as a source of keys. */
export interface RemoteJwks {
  /**
   * The key for a token's header: at once where the set has it, as a promise where the endpoint must be asked first.
   *
   * @throws JwtError `ERR_KEY_NOT_FOUND`, `ERR_KEY_AMBIGUOUS`, `ERR_JWKS_FETCH` or `ERR_JWKS_INVALID`
   */
  find(header: JoseHeader): ImportedKey | Promise<ImportedKey>
  /**
   * Fetches the set now, whatever its age and the cooldown: at start, or when word of a leaked key has come. A request
   * that is under way is given up for it.
   *
   * @throws JwtError `ERR_JWKS_FETCH` or `ERR_JWKS_INVALID`; the keys that were held stay
   */
  reload(): Promise<void>
  /** The set as it is held, in a form that can be written as JSON; `null` before the first fetch. */
  snapshot(): JwksSnapshot | null
}

/** Follows a published set: `freshness.ts` says when to ask, this asks, and hands out keys meanwhile. */
export class Follower implements RemoteJwks {
  readonly #settings: Settings
  readonly #kept: KeptSet
  readonly #flights: Flights
  #storeRead = false

  constructor(settings: Settings) {
    this.#settings = settings
    this.#kept = new KeptSet(settings)
    // A flight may read the store, make its requests, and write the store, each of the three within the timeout.
    this.#flights = new Flights(settings.timeout * 3 + 1, settings.now, (flight) => this.#fly(flight))
  }

  find(header: JoseHeader): Key | Promise<Key> {
    const wanted = readWanted(header)
    if (wanted.facts.kty === 'oct') {
      throw new JwtError('ERR_KEY_NOT_FOUND', 'A fetched JWK Set holds public keys, and serves no HS* algorithm.')
    }
    return this.#find(wanted)
  }

  #find(wanted: Wanted): Key | Promise<Key> {
    const now = this.#settings.now()
    const step = this.#kept.stepFor(wanted, now)
    if (step === 'refuse') return this.#kept.refuse(wanted, now)
    if (step === 'wait') return this.#wait(wanted)
    if (step === 'serve and refresh') this.#flights.refresh()
    return this.#kept.serve(wanted, now)
  }

  async reload(): Promise<void> {
    const { error } = await this.#flights.supersede().done
    if (error) throw error
  }

  snapshot(): JwksSnapshot | null {
    return this.#kept.snapshot()
  }

  #wait(wanted: Wanted): Promise<Key> {
    const found = this.#flights.join().then(({ asked, error }) => {
      // A snapshot out of the store may settle the matter without a request.
      if (!asked) return this.#find(wanted)
      const now = this.#settings.now()
      const usable = !error || this.#kept.phase(now) !== 'empty'
      if (usable && this.#kept.knows(wanted)) return this.#kept.serve(wanted, now)
      if (!error) this.#kept.miss(wanted, now)
      return this.#kept.refuse(wanted, now)
    })
    // The sync entry refuses the promise and drops it: what comes of it later must not end the process.
    found.catch(() => {})
    return found
  }

  async #fly(flight: Flight): Promise<Outcome> {
    if (flight.mayRestore && (await this.#restore())) return { asked: false, error: undefined }
    const error = await this.#ask(flight)
    return flight.successor ? flight.successor.done : { asked: true, error }
  }

  /** Reads the store, once. @returns true when it was read now */
  async #restore(): Promise<boolean> {
    const { store, now } = this.#settings
    if (!store || this.#storeRead) return false
    await this.#use('get', async () => this.#kept.restore(await store.get(), now()))
    this.#storeRead = true
    return true
  }

  /** Makes the request and takes the answer. @returns the failure, which has been taken note of */
  async #ask(flight: Flight): Promise<JwtError | undefined> {
    const { name: source, timeout, signal } = this.#settings
    const subject = `The JWK Set of ${source}`
    const asked = this.#kept.held
    try {
      const signals = [signal, flight.controller.signal]
      const { url, reply } = await withDeadline({ timeout, subject, signals }, (open) => this.#request(asked, open))
      if (flight.successor || !this.#kept.take(flight, url, reply, asked)) return undefined
    } catch (cause) {
      if (flight.successor) return undefined
      const error =
        cause instanceof JwtError
          ? cause
          : new JwtError('ERR_JWKS_FETCH', `${subject} came as no Response that can be read; see cause.`, { cause })
      this.#kept.fail(flight, error)
      return error
    }
    const { store } = this.#settings
    // Waited for: a worker or a lambda may be frozen as soon as its own answer is out.
    if (store) await this.#use('set', async () => store.set(this.snapshot() as JwksSnapshot))
    return undefined
  }

  async #request(held: Held | undefined, signal: AbortSignal): Promise<{ url: Address; reply: Reply }> {
    const { exchange, locate, now } = this.#settings
    const get: Get = (url, subject, validators = {}) => requestJson({ url, subject, validators }, exchange, signal)
    // One that is fresh is asked for because of an unknown kid, or by reload(): it may have moved, and the old one answer.
    const url = await locate(get, this.#kept.failing || this.#kept.phase(now()) === 'fresh')
    // A version is the version of one address only.
    const validators = held?.url === url.href ? held.validators : {}
    return { url, reply: await get(url, 'The JWK Set', validators) }
  }

  /** Uses the store. It saves requests, and that is all: without it, everything goes on. */
  async #use(method: keyof JwksStore, work: () => Promise<void>): Promise<void> {
    const { timeout } = this.#settings
    try {
      await withDeadline({ timeout, subject: `The store's ${method}()`, signals: [] }, work)
    } catch (cause) {
      const error =
        cause instanceof JwtError
          ? cause
          : new JwtError('ERR_JWKS_FETCH', `The store's ${method}() raised an error; see cause.`, { cause })
      this.#kept.tell({ type: 'store-failed', error })
    }
  }
}
