import type { AlgorithmFacts } from '../../algorithms/table.ts'
import { type Handle, load as loadNative } from '../../engines/webcrypto.ts'
import type { Key } from '../../keys/key.ts'
import type { EngineName } from '../../types.ts'

// The engine of the async entry, under the names that both entries' verbs use.
export { signText, verifyText } from '../../engines/webcrypto.ts'
export { exposeKey, sha256 } from '../../engines/webcrypto-keys.ts'

/** Makes a key ready. The last parameter is the sync entry's choice of a road; here there is one. */
export function load(
  key: Key,
  facts: AlgorithmFacts,
  usage: 'sign' | 'verify',
  _road: EngineName | undefined,
): Promise<Handle> {
  return loadNative(key, facts, usage)
}
