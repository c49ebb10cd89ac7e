import type { AlgorithmFacts } from '../../algorithms/table.ts'
import { type Handle, loadedHandle, loadHandle } from '../../engines/webcrypto.ts'
import type { Key } from '../../keys/key.ts'
import type { EngineName } from '../../types.ts'

// The engine of the async entry, under the names that both entries' verbs use. The last parameter of the first two is
// the sync entry's choice of a road; here there is one.
export { explained, signText, verifyText } from '../../engines/webcrypto.ts'
export { exposeKey, sha256 } from '../../engines/webcrypto-keys.ts'

type Usage = 'sign' | 'verify'

/** A key's handle, if it has been made. */
export function loaded(
  key: Key,
  facts: AlgorithmFacts,
  usage: Usage,
  _road: EngineName | undefined,
): Handle | undefined {
  return loadedHandle(key, facts, usage)
}

/** Makes a key ready. @throws JwtError as `loadHandle` */
export function load(key: Key, facts: AlgorithmFacts, usage: Usage, _road: EngineName | undefined): Promise<Handle> {
  return loadHandle(key, facts, usage)
}
