import type { Algorithm, JoseHeader } from './token.ts'

/** A JWK (RFC 7517). */
export interface JwkInput {
  readonly kty: string
  readonly [member: string]: unknown
}

/** A JWK Set (RFC 7517 §5). */
export interface JwkSet {
  readonly keys: readonly object[]
}

/** What countersign reads of a `CryptoKey` (Web Crypto §13); that of any realm and any runtime fits. */
export type CryptoKeyInput = {
  readonly type: string
  readonly extractable: boolean
  readonly algorithm: { readonly name: string }
  readonly usages: readonly string[]
}

/**
 * What the platform makes of a class of its own by this name, where the compiler knows it. Cloudflare's types declare
 * classes that are no members of `globalThis`, and name them in `global` besides.
 */
export type PlatformClass<Name extends string, Otherwise> = typeof globalThis extends {
  readonly [name in Name]: { readonly prototype: infer Instance }
}
  ? Instance
  : typeof globalThis extends { readonly global: { readonly [name in Name]: { readonly prototype: infer Instance } } }
    ? Instance
    : Otherwise

/** The platform's own `CryptoKey` type where the compiler knows it, else what every runtime's has. */
export type PlatformCryptoKey = PlatformClass<'CryptoKey', CryptoKeyInput>

/** What countersign reads of a `KeyObject` of `node:crypto`. */
export interface KeyObjectInput {
  readonly type: string
  export(options: { format: 'jwk' }): object
}

/** A pair of keys, as `generateKeyPair` and Web Crypto return it: `sign` takes the private half, `verify` the public one. */
export interface KeyPairInput {
  readonly privateKey: CryptoKeyInput | KeyObjectInput
  readonly publicKey: CryptoKeyInput | KeyObjectInput
}

/** A key that `importKey` has read and judged. Showing or serialising it shows these facts only. */
export interface ImportedKey {
  readonly kty: 'oct' | 'RSA' | 'EC' | 'OKP'
  readonly side: 'secret' | 'public' | 'private'
  /** The secret's, the modulus' or the curve's size in bits. */
  readonly bits: number
  readonly crv?: string
  readonly alg?: Algorithm
  readonly kid?: string
}

/**
 * A `Uint8Array`. Its own `find` is left out of account: the compiler would mix it up with that of a key source, whose
 * parameter would then go without a type.
 */
export type SecretBytes = Omit<Uint8Array, 'find'>

/**
 * A `Uint8Array` over memory that it shares with no other thread, as the types of Web Crypto want it since TypeScript
 * 5.9. Not spelled `Uint8Array<ArrayBuffer>`: before 5.7 the type had no parameter.
 */
export type OwnBytes = ReturnType<typeof Uint8Array.of>

/** One key in any form: a secret (text, bytes), PEM text, JWK, `CryptoKey`, `KeyObject`, key pair or imported key. */
export type KeyInput =
  | string
  | SecretBytes
  | JwkInput
  | ExportedJwk
  | CryptoKeyInput
  | KeyObjectInput
  | KeyPairInput
  | ImportedKey

type Found = KeyInput | JwkSet | null | undefined

/** Where keys come from at run time; asked for each token, once its header has been admitted. */
export interface KeySource {
  find(header: JoseHeader): Found | Promise<Found>
}

/** A key source as a function of the header. `null` or `undefined`: no such key. */
export type KeyResolver = (header: JoseHeader) => Found | Promise<Found>

/** A key bound to its own algorithms, and where wanted to a span of time. */
export interface KeyBinding {
  readonly key: KeyInput | JwkSet | KeySource | KeyResolver
  readonly algorithms: readonly Algorithm[]
  /** From when on it is trusted: a `Date`, seconds since the epoch, or an ISO 8601 date (UTC). */
  readonly since?: Date | number | string
  /** Until when (that moment not included). */
  readonly until?: Date | number | string
}

/** What `verify` and `createVerifier` take as a key, besides bindings. */
export type VerifyKey = KeyInput | JwkSet | KeySource | KeyResolver

/** A signer outside of this process: a KMS or an HSM. ECDSA signatures may come raw or in DER. */
export interface ExternalSigner {
  readonly algorithm: Algorithm
  readonly keyid?: string
  sign(bytes: OwnBytes): Uint8Array | Promise<Uint8Array>
}

/** Options of `generateKeyPair`. */
export interface KeyPairOptions {
  /** RSA modulus in bits, 2048 to 16384. Default 2048. */
  modulusLength?: number
  /** Whether the private key can be exported. Default true: a key that cannot be saved ends with the process. */
  extractable?: boolean
}

/** A pair of keys as made by `generateKeyPair`. */
export interface KeyPair {
  readonly privateKey: PlatformCryptoKey
  readonly publicKey: PlatformCryptoKey
}

/** A JWK as `exportJwk` returns it. */
export interface ExportedJwk {
  kty: 'oct' | 'RSA' | 'EC' | 'OKP'
  alg?: Algorithm
  kid?: string
  use?: string
  key_ops?: string[]
  crv?: string
  k?: string
  n?: string
  e?: string
  d?: string
  p?: string
  q?: string
  dp?: string
  dq?: string
  qi?: string
  x?: string
  y?: string
}
