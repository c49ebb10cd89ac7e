/** Every way in which a call can fail. Stable: code that branches on these keeps working. */
export type ErrorCode =
  /** The call itself is wrong: an unknown, missing, misspelt or contradictory option. Mend the calling code. */
  | 'ERR_CONFIG'
  /** The text is not a JWS in compact form with strict base64url, UTF-8 and JSON objects. */
  | 'ERR_TOKEN_MALFORMED'
  /** The token is longer than `maxTokenLength` characters. */
  | 'ERR_TOKEN_TOO_LONG'
  /** The token's `alg` is not one that the caller allows. */
  | 'ERR_ALG_NOT_ALLOWED'
  /** This runtime cannot compute the algorithm. */
  | 'ERR_ALG_UNSUPPORTED'
  /** The header's `crit` is malformed or names an extension that the caller did not declare. */
  | 'ERR_CRIT'
  /** The key is not readable, or is not a sound key. */
  | 'ERR_KEY_INVALID'
  /** The key is sound but too small. */
  | 'ERR_KEY_WEAK'
  /** The key is of another family, curve, use or side than the call needs. */
  | 'ERR_KEY_MISMATCH'
  /** No key for this token. */
  | 'ERR_KEY_NOT_FOUND'
  /** Several keys fit this token, and nothing says which one is meant. */
  | 'ERR_KEY_AMBIGUOUS'
  /** The signature does not hold. */
  | 'ERR_SIGNATURE'
  /** `exp` has passed, or the token is older than `maxAge`. */
  | 'ERR_TOKEN_EXPIRED'
  /** `nbf` lies ahead. */
  | 'ERR_TOKEN_NOT_ACTIVE'
  /** A claim (or `typ`) is missing, of the wrong type, or not the expected one; see `claim`. */
  | 'ERR_CLAIM'
  /** The payload does not fit the caller's `schema`; see `issues`. */
  | 'ERR_SCHEMA'
  /** The caller's `check` refused the token. */
  | 'ERR_REJECTED'
  /** An external signer failed, or returned something that is no signature. */
  | 'ERR_SIGNER'
  /** A JWK Set, or an issuer's description of itself, could not be fetched: network, status, redirect, size, time. */
  | 'ERR_JWKS_FETCH'
  /** What was fetched is no JWK Set, or no description of that issuer. */
  | 'ERR_JWKS_INVALID'
  /** The store of a key ring failed, did not answer in time, or refused every save; see `cause`. */
  | 'ERR_STORE'
  /** This runtime (or this page, when served over plain http) has no Web Crypto. */
  | 'ERR_NO_WEBCRYPTO'

/** What an error may carry besides its code and message. */
export interface ErrorDetails {
  /** The claim (or `typ`) that was judged. */
  claim?: string
  /** What was expected of it. */
  expected?: unknown
  /** What the token held; long text is cut short. */
  actual?: unknown
  /** When the token ended; absent where that is beyond all dates. */
  expiredAt?: Date
  /** When the token begins; absent where that is beyond all dates. */
  notBefore?: Date
  /** What the caller's schema reported. */
  issues?: readonly unknown[]
  /** The error underneath: of the runtime's crypto, or of the caller's own callback. */
  cause?: unknown
}

/**
 * The only error that countersign raises. `code` says what happened in a form that programs can branch on; `message`
 * says what was expected, what came, and how to mend it. No message holds a token, a secret or a key.
 */
export class JwtError extends Error {
  override readonly name = 'JwtError'
  readonly code: ErrorCode
  declare readonly claim?: string
  declare readonly expected?: unknown
  declare readonly actual?: unknown
  declare readonly expiredAt?: Date
  declare readonly notBefore?: Date
  declare readonly issues?: readonly unknown[]

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const bare = REFUSAL.test(code) && hasUsualLimit()
    if (bare) limitStack(0)
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    if (bare) limitStack(USUAL_LIMIT)
    this.code = code
    const { cause: _, ...rest } = details
    Object.assign(this, rest)
  }
}

/**
 * Codes that nothing but a token causes. Collecting a stack takes longer than all of verifying HS256 (3 µs of 5 in Node
 * 20), so that whoever sends bad tokens would cost more than whoever sends good ones; and it would show the inside of this
 * library. Where somebody has set `Error.stackTraceLimit`, as test runners do, it is collected all the same. Not all that a
 * token can cause is here: an unknown `kid`, a wrong `typ` and an `iss` outside a list of issuers share their codes with
 * what the caller's keys, claims and sources cause, and keep their stack.
 */
const REFUSAL = /^ERR_(TOKEN_|SIGNATURE|ALG_NOT|CRIT)/

/** `Error.stackTraceLimit` of V8 when nobody has set another. */
const USUAL_LIMIT = 10

function hasUsualLimit(): boolean {
  return (Error as { stackTraceLimit?: unknown }).stackTraceLimit === USUAL_LIMIT
}

/** Not by assignment, which raises an error in a realm whose built-ins are frozen. */
function limitStack(frames: number): void {
  Reflect.set(Error, 'stackTraceLimit', frames)
}

/** Runs what may raise an error that anybody can cause and nobody will see: it is raised without a stack, too. */
export function quietly<Result>(run: () => Result): Result {
  if (!hasUsualLimit()) return run()
  limitStack(0)
  try {
    return run()
  } finally {
    limitStack(USUAL_LIMIT)
  }
}

/**
 * True for a `JwtError`, and with `code` for one of that code only. Works on errors of another copy of the library or
 * of another realm (a worker, a test sandbox), where `instanceof` does not.
 */
export function isJwtError<Code extends ErrorCode>(
  error: unknown,
  code: Code,
): error is JwtError & { readonly code: Code }
export function isJwtError(error: unknown, code?: ErrorCode): error is JwtError
export function isJwtError(error: unknown, code?: ErrorCode): error is JwtError {
  const candidate = error as Partial<JwtError> | null | undefined
  return candidate?.name === 'JwtError' && typeof candidate.code === 'string' && (!code || candidate.code === code)
}

/** Longest excerpt of a foreign text in a message, in characters. */
const EXCERPT = 60

/** Control characters that JSON leaves as they are, and those that turn the direction of what follows. */
const ACTING = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** A foreign value as it may stand in a message: quoted, escaped, and cut short. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    const quoted = JSON.stringify(value.slice(0, EXCERPT)).replace(ACTING, escapeCharacter)
    return value.length > EXCERPT ? `${quoted}…` : quoted
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || value === undefined)
    return `${value}`
  if (Array.isArray(value)) return value.length ? 'a list' : 'an empty list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** What a value is, where it must not be shown: what stands in the place of the options may be a key. */
export function kindOf(value: unknown): string {
  return value === null || Array.isArray(value) ? show(value) : `of type ${typeof value}`
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
