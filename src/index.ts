export { generateKeyPair } from './api/async/generate.ts'
export { createIssuerVerifier, type IssuerEntry, type IssuerVerifierOptions } from './api/async/issuer.ts'
export { type JwksPublisher, type JwksRequest, jwksResponse } from './api/async/jwks-response.ts'
export { exportJwk, exportPem, generateSecret, importKey, thumbprint } from './api/async/keys.ts'
export {
  createKeyRing,
  type KeyRing,
  type RingKeyStatus,
  type RingSignOptions,
  type RingStatus,
} from './api/async/ring.ts'
export { createSigner, sign } from './api/async/sign.ts'
export { createVerifier, verify } from './api/async/verify.ts'
export { createRemoteJwks, type RemoteJwksOptions } from './api/remote.ts'
export type { KeyRingOptions } from './api/ring-options.ts'
export { type ErrorCode, type ErrorDetails, isJwtError, JwtError } from './errors.ts'
export type { JwksEvent } from './jwks/events.ts'
export type { JwksFetch } from './jwks/fetch-types.ts'
export { createFileStore } from './jwks/file-store.ts'
export { createLocalJwks, type LocalJwks } from './jwks/local.ts'
export type { RemoteJwks } from './jwks/remote.ts'
export type { RingJwk, RingKey, RingPhase, RingState } from './jwks/ring-state.ts'
export type { JwksSnapshot, JwksStore } from './jwks/snapshot.ts'
export { createMemoryStore, type RingStore, type StoredRing } from './jwks/stores.ts'
export { inspectKey, type KeyProblem, type KeyReport } from './keys/inspect.ts'
export { decode } from './token/decode.ts'
export type * from './types.ts'
