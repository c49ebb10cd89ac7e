// The roads that every behaviour is held equal on: the async entry, and the sync entry on each of its engines.
import * as entry from '../src/index.ts'
import type { Lib, Need } from './conformance/case.ts'

/** One way through the library. */
export interface Road {
  readonly name: string
  readonly lib: Lib
  readonly lacks: readonly Need[]
}

export const roads: readonly Road[] = [{ name: 'async', lib: entry as unknown as Lib, lacks: [] }]
