// The roads that every behaviour is held equal on: the async entry, and the sync entry on each of its engines.
import * as asyncEntry from '../src/index.ts'
import * as syncEntry from '../src/sync.ts'
import type { Lib, Need, Verb } from './conformance/case.ts'

/** One way through the library. */
export interface Road {
  readonly name: string
  readonly lib: Lib
  readonly lacks: readonly Need[]
}

/** Where the options stand among the arguments of each verb that takes the choice of an engine. */
const OPTIONS_AT: { readonly [verb: string]: number } = { sign: 2, verify: 2, createSigner: 1, createVerifier: 1 }

function isSigner(key: unknown): boolean {
  return typeof (key as { sign?: unknown } | null)?.sign === 'function'
}

/** The sync entry held to one engine. Options that are no plain object are what a case is about, and stay as they are. */
export function onEngine(engine: 'plain' | 'native', entry: Lib): Lib {
  const held = Object.entries(OPTIONS_AT).map(([name, at]): [string, Verb] => [
    name,
    (...values) => {
      const options = values[at]
      const plain =
        typeof options === 'object' && options !== null && Object.getPrototypeOf(options) === Object.prototype
      // An external signer has no engine to choose.
      const own = plain && !isSigner(values[at - 1])
      return entry[name]?.(...values.map((value, index) => (own && index === at ? { ...options, engine } : value)))
    },
  ])
  return { ...entry, ...Object.fromEntries(held) }
}

const sync = syncEntry as unknown as Lib

export const roads: readonly Road[] = [
  { name: 'async', lib: asyncEntry as unknown as Lib, lacks: [] },
  { name: 'sync native', lib: onEngine('native', sync), lacks: ['promises'] },
  { name: 'sync plain', lib: onEngine('plain', sync), lacks: ['promises', 'private keys', 'ecdsa', 'ed25519'] },
]
