// The engine of the async entry, under the names that both entries' verbs use.
export { load, signBytes, verifyBytes } from '../../engines/webcrypto.ts'
export { exposeKey, generatePair, sha256 } from '../../engines/webcrypto-keys.ts'
