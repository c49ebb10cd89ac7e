/** The `alg` names that countersign signs and verifies (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
export type Algorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'Ed25519'
  | 'EdDSA'

type Unit =
  | 's'
  | 'sec'
  | 'secs'
  | 'second'
  | 'seconds'
  | 'm'
  | 'min'
  | 'mins'
  | 'minute'
  | 'minutes'
  | 'h'
  | 'hr'
  | 'hrs'
  | 'hour'
  | 'hours'
  | 'd'
  | 'day'
  | 'days'
  | 'w'
  | 'week'
  | 'weeks'

/** A span of time: a number of seconds, or a text with its unit (`'90s'`, `'15m'`, `'1h'`, `'7d'`, `'2 weeks'`). */
export type Duration = number | `${number}${Unit}` | `${number} ${Unit}`

/** The present: seconds since the epoch, or a function that returns them. */
export type Now = number | (() => number)

/** A token's payload (RFC 7519 §4). Registered claims are typed; every other is `unknown` until a schema types it. */
export interface Claims {
  iss?: string
  sub?: string
  aud?: string | string[]
  /** Seconds since the epoch. */
  exp?: number
  /** Seconds since the epoch. */
  nbf?: number
  /** Seconds since the epoch. */
  iat?: number
  jti?: string
  [claim: string]: unknown
}

/** A token's header (RFC 7515 §4). */
export interface JoseHeader {
  alg: string
  typ?: string
  cty?: string
  kid?: string
  crit?: string[]
  [parameter: string]: unknown
}

/** A token in its three parts, as `complete: true` returns it. */
export interface CompleteToken<Payload = Claims> {
  header: JoseHeader
  payload: Payload
  /** The signature in base64url, as it stands in the token. */
  signature: string
}

/** A schema of any validation library that follows Standard Schema v1 (zod, valibot, arktype and others). */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

/** What a Standard Schema answers: the value, or what is wrong with it. */
export type SchemaResult<Output = unknown> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly unknown[] }

/** A JWK (RFC 7517). */
export interface JwkInput {
  readonly kty: string
  readonly [member: string]: unknown
}

/** A JWK Set (RFC 7517 §5). */
export interface JwkSet {
  readonly keys: readonly object[]
}

/**
 * A `CryptoKey`, where the surrounding types know one (DOM, Node, Deno, Bun); what countersign reads of it elsewhere.
 */
export type CryptoKeyInput = {
  readonly type: string
  readonly extractable: boolean
  readonly algorithm: { readonly name: string }
  readonly usages: readonly string[]
}

/** The platform's own `CryptoKey` type where the compiler knows it, else what every runtime's has. */
export type PlatformCryptoKey = typeof globalThis extends { CryptoKey: { prototype: infer K } } ? K : CryptoKeyInput

/** A `KeyObject` of `node:crypto`. */
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

/** One key in any form: a secret (text, bytes), PEM text, JWK, `CryptoKey`, `KeyObject`, key pair or imported key. */
export type KeyInput = string | Uint8Array | JwkInput | CryptoKeyInput | KeyObjectInput | KeyPairInput | ImportedKey

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
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** What `sign` and `createSigner` take as a key. */
export type SignKey = KeyInput | ExternalSigner

/** Options of a token that may differ from call to call of one signer. */
export interface ClaimOptions {
  /** The lifetime; `null` for a token that never expires. Required unless the payload has `exp`. */
  expiresIn?: Duration | null
  /** How long after its issue the token becomes valid. */
  notBefore?: Duration
  issuer?: string
  subject?: string
  audience?: string | readonly string[]
  /** The token's id; `true` makes a random UUID. */
  jwtid?: string | true
  /** Leaves `iat` out. */
  noTimestamp?: boolean
  /** The time of issue: seconds since the epoch, or a function that returns them. */
  now?: Now
}

/** Options of `sign` and `createSigner`. */
export interface SignOptions extends ClaimOptions {
  /** The one algorithm to sign with. Required, except with an external signer, which names its own. */
  algorithm: Algorithm
  /** `kid` of the header; when absent, the key's own `kid` where it has one. */
  keyid?: string
  /** Further header parameters; `typ` replaces the default `"JWT"`. */
  header?: { readonly [parameter: string]: unknown }
  /** Admits secrets and RSA keys below the sizes of RFC 7518. For tests and old peers only. */
  allowWeakKeys?: boolean
}

/** Options of `sign` with an external signer. */
export type SignerOptions = Omit<SignOptions, 'algorithm' | 'allowWeakKeys'> & { algorithm?: Algorithm }

/** Options of `verify` and `createVerifier`. */
export interface VerifyOptions {
  /** The algorithms that are allowed. Required: a token never chooses its own. */
  algorithms: readonly Algorithm[]
  issuer?: string | readonly string[]
  /** One of these must be among the token's audiences. */
  audience?: string | readonly string[]
  subject?: string
  jwtid?: string
  nonce?: string
  /** The header's `typ`, compared without case and with or without `application/`. */
  typ?: string
  /** The longest time since `iat`. */
  maxAge?: Duration
  /** How far clocks may differ. Default 0. */
  clockTolerance?: Duration
  /** Refuses tokens without `exp`. Default true. */
  requireExp?: boolean
  requiredClaims?: readonly string[]
  ignoreExpiration?: boolean
  ignoreNotBefore?: boolean
  /** The names of `crit` extensions that the caller understands and handles. */
  crit?: readonly string[]
  /** The time to judge at: seconds since the epoch, or a function that returns them. */
  now?: Now
  /** Returns `{ header, payload, signature }` instead of the payload. */
  complete?: boolean
  /** A Standard Schema v1; its output becomes the payload. */
  schema?: StandardSchema
  /** The caller's own check, run last: `false` or an exception refuses the token. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a check that throws to refuse has nothing to return
  check?: (payload: Claims, header: JoseHeader) => boolean | undefined | void | Promise<boolean | undefined | void>
  /** The longest token that is looked at, in characters. Default 16384. */
  maxTokenLength?: number
  /** Admits secrets and RSA keys below the sizes of RFC 7518. For tests and old peers only. */
  allowWeakKeys?: boolean
}

/** A road of the sync entry: plain TypeScript, or the runtime's `node:crypto`. */
export type EngineName = 'plain' | 'native'

/** The option that the sync entry has beside those of both. */
export interface EngineOption {
  /**
   * The road to take: plain TypeScript (HS*; verification of RS* and PS*) or the runtime's `node:crypto`. Default: the
   * quicker one of those that are there.
   */
  engine?: EngineName
}

/** Options of `createVerifier` beside those of `verify`. */
export interface CacheOption {
  /**
   * Remembers verified tokens: at most `max` of them, each for at most `ttl`. Times, key and `check` are judged again
   * on every hit. With it, payloads are returned deeply frozen.
   */
  cache?: { max: number; ttl: Duration }
}

/** Options of `decode`. */
export interface DecodeOptions {
  complete?: boolean
  /** The longest token that is looked at, in characters. Default 16384. */
  maxTokenLength?: number
}

/** Options of `verify` with bindings, each of which names its own algorithms. */
export type BindingOptions = Omit<VerifyOptions, 'algorithms'> & { algorithms?: readonly Algorithm[] }

/** Options whose result is the payload alone, typed by the call's type parameter. */
export type PayloadResult = { complete?: false; schema?: never }

/** Options whose result is the whole token, its payload typed by the call's type parameter. */
export type CompleteResult = { complete: true; schema?: never }

type Shaped<Options, Payload> = Options extends { complete: true }
  ? CompleteToken<Payload>
  : Options extends { complete?: false }
    ? Payload
    : Payload | CompleteToken<Payload>

/** What a verifier with these options returns: the schema's output where there is one, in the form that `complete` asks for. */
export type Verified<Options> = Options extends { schema: StandardSchema<infer Output> }
  ? Shaped<Options, Output>
  : Shaped<Options, Claims>

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
