import { within } from './freshness.ts'

/** How many names are remembered; the oldest goes first. */
const MOST_NAMES = 1000
/** A longer name is not remembered: a thousand of them would be an attacker's way into the memory. */
const MOST_LENGTH = 256
/**
 * The longest time that a name is believed to be missing, in seconds. Not longer, because anybody can name a key before it
 * is published, whose tokens are then refused for the rest of it.
 */
const MOST_SPAN = 120

/**
 * Names of keys that the endpoint was asked for in vain. A client that keeps sending a token of a key that is gone
 * would else cause a request after every cooldown. The span doubles with each time that a name was asked for again, so
 * that a key which is published late is still found.
 */
export class MissingNames {
  readonly #names: Map<string, { readonly since: number; readonly span: number }> = new Map()

  /** True while a name is believed to be missing. */
  has(name: string, now: number): boolean {
    const entry = this.#names.get(name)
    return entry !== undefined && within(entry.since, entry.span, now)
  }

  /** Notes that a name was not in the set just now. @param span the first span, in seconds */
  add(name: string, now: number, span: number): void {
    if (name.length > MOST_LENGTH) return
    const before = this.#names.get(name)
    this.#names.delete(name)
    if (this.#names.size >= MOST_NAMES) this.#names.delete(this.#names.keys().next().value as string)
    this.#names.set(name, { since: now, span: before ? Math.min(before.span * 2, Math.max(span, MOST_SPAN)) : span })
  }
}
