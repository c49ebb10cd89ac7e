import type { Algorithm, Claims, CompleteToken, Duration, JoseHeader, Now, StandardSchema } from './token.ts'

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

// Asked by key, not by `{ complete?: false }`: no type without any of its members fits a type of optional ones alone.
type Shaped<Options, Payload> = Options extends { complete: true }
  ? CompleteToken<Payload>
  : Options extends { complete: false }
    ? Payload
    : 'complete' extends keyof Options
      ? Payload | CompleteToken<Payload>
      : Payload

/** Options without names beyond those of `All`, which a type parameter alone would let pass: misspelt ones above all. */
export type Known<Options, All> = Options & { readonly [name in Exclude<keyof Options, keyof All>]: never }

/** What a schema makes of a value: as it declares it, or as its validate function returns it. */
type OutputOf<Schema extends StandardSchema> = Schema['~standard'] extends {
  readonly types?: { readonly output: infer Output } | undefined
}
  ? unknown extends Output
    ? ReturnedBy<Schema>
    : Output
  : ReturnedBy<Schema>

type ReturnedBy<Schema extends StandardSchema> = [Answer<Schema>] extends [never] ? unknown : Answer<Schema>

type Answer<Schema extends StandardSchema> = ValueIn<Awaited<ReturnType<Schema['~standard']['validate']>>>

// An answer with issues refuses the token, whatever value stands beside them.
type ValueIn<Result> = Result extends { readonly issues: readonly unknown[] }
  ? never
  : Result extends { readonly value: infer Value }
    ? Value
    : never

/** What a verifier with these options returns: the schema's output where there is one, in the form that `complete` asks for. */
export type Verified<Options> = Options extends { schema: infer Schema extends StandardSchema }
  ? Shaped<Options, OutputOf<Schema>>
  : Shaped<Options, Claims>
