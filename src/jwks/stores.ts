import type { RingState } from './ring-state.ts'

/** What a store holds: the state as it was saved, and a mark that changes with each saving. */
export interface StoredRing {
  readonly state: RingState
  readonly version: string | number
}

/**
 * Where the instances of one ring keep their common state. It holds private keys: keep it as you keep those.
 *
 * `save` is a compare and set, done as one act: it writes only where the version is still `expectedVersion` (`null`: where
 * nothing is stored yet), and returns whether it wrote.
 */
export interface RingStore {
  load(): Promise<StoredRing | null>
  save(state: RingState, expectedVersion: string | number | null): Promise<boolean>
}

/** A store in this process' memory: for tests, and for several rings of one process. */
export function createMemoryStore(): RingStore {
  let stored: { readonly text: string; readonly version: number } | null = null
  return {
    async load() {
      // As text, so that no two rings hold the same object, and what a real store would lose is lost here too.
      return stored && { state: JSON.parse(stored.text) as RingState, version: stored.version }
    },
    async save(state, expectedVersion) {
      if ((stored?.version ?? null) !== expectedVersion) return false
      stored = { text: JSON.stringify(state), version: (stored?.version ?? 0) + 1 }
      return true
    },
  }
}
