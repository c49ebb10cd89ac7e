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
