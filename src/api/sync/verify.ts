import { hasLength } from '../../algorithms/signature.ts'
import { admitKey } from '../../keys/check.ts'
import type { Key } from '../../keys/key.ts'
import { admitTimes } from '../../token/claims.ts'
import { openCompact } from '../../token/compact.ts'
import { acceptPayload, complete, misspelt, unpack } from '../../token/receive.ts'
import { acceptCheck, acceptSchema, checkFailure, schemaFailure } from '../../token/schema.ts'
import { cache, compileVerify, type VerifyPlan } from '../../token/verify-options.ts'
import type {
  CacheOption,
  Claims,
  CompleteResult,
  CompleteToken,
  JoseHeader,
  KeyBinding,
  Known,
  PayloadResult,
  Verified,
  VerifyKey,
} from '../../types.ts'
import { type Accepted, TokenCache } from '../cache.ts'
import { HeaderMemo } from '../headers.ts'
import { readFound, readTrust, type Source, sourceFailure, type Trust, type TrustedKeys, trustsFor } from '../trust.ts'
import { explained, load, loaded, verifyText } from './engine.ts'
import { type BindingOptions, OWN, type VerifyOptions } from './options.ts'

type Verifier<Result> = (token: string) => Result

/**
 * Makes a verifier: created once, called for each token. The options and the key are read now, and what is wrong with
 * them is raised now.
 *
 * @throws JwtError `ERR_CONFIG`, `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH` or `ERR_KEY_WEAK`
 */
export function createVerifier<Payload = Claims>(
  key: readonly KeyBinding[],
  options: BindingOptions & CacheOption & PayloadResult,
): Verifier<Payload>
export function createVerifier<Payload = Claims>(
  key: readonly KeyBinding[],
  options: BindingOptions & CacheOption & CompleteResult,
): Verifier<CompleteToken<Payload>>
export function createVerifier<const Options extends BindingOptions & CacheOption>(
  key: readonly KeyBinding[],
  options: Known<Options, BindingOptions & CacheOption>,
): Verifier<Verified<Options>>
export function createVerifier<Payload = Claims>(
  key: VerifyKey,
  options: VerifyOptions & CacheOption & PayloadResult,
): Verifier<Payload>
export function createVerifier<Payload = Claims>(
  key: VerifyKey,
  options: VerifyOptions & CacheOption & CompleteResult,
): Verifier<CompleteToken<Payload>>
export function createVerifier<const Options extends VerifyOptions & CacheOption>(
  key: VerifyKey,
  options: Known<Options, VerifyOptions & CacheOption>,
): Verifier<Verified<Options>>
export function createVerifier(key: unknown, options: unknown): Verifier<unknown> {
  const plan = compileVerify(options, { ...OWN, cache })
  const receiver = receiverOf(key, plan, plan.cache && new TokenCache(plan.cache))
  return (token) => receive(token, receiver)
}

/**
 * Verifies a token and returns its payload: the header against `algorithms`, then the signature, then the claims
 * (RFC 7515 §5.2, RFC 7519 §7.2). Nothing of the payload is looked at before the signature has held.
 *
 * @throws JwtError a code for each way to fail; see the table of errors
 */
export function verify<Payload = Claims>(
  token: string,
  key: readonly KeyBinding[],
  options: BindingOptions & PayloadResult,
): Payload
export function verify<Payload = Claims>(
  token: string,
  key: readonly KeyBinding[],
  options: BindingOptions & CompleteResult,
): CompleteToken<Payload>
export function verify<const Options extends BindingOptions>(
  token: string,
  key: readonly KeyBinding[],
  options: Known<Options, BindingOptions>,
): Verified<Options>
export function verify<Payload = Claims>(token: string, key: VerifyKey, options: VerifyOptions & PayloadResult): Payload
export function verify<Payload = Claims>(
  token: string,
  key: VerifyKey,
  options: VerifyOptions & CompleteResult,
): CompleteToken<Payload>
export function verify<const Options extends VerifyOptions>(
  token: string,
  key: VerifyKey,
  options: Known<Options, VerifyOptions>,
): Verified<Options>
export function verify(token: string, key: unknown, options: unknown): unknown {
  return receive(token, receiverOf(key, compileVerify(options, OWN)))
}

/** What a verifier is made of. */
interface Receiver {
  readonly plan: VerifyPlan
  readonly trusted: TrustedKeys
  readonly headers: HeaderMemo
  readonly cache: TokenCache | undefined
}

function receiverOf(key: unknown, plan: VerifyPlan, cache?: TokenCache): Receiver {
  const trusted = readTrust(key, plan)
  return { plan, trusted, headers: new HeaderMemo(trusted.rules), cache }
}

/**
 * Judges a token in the order of RFC 7515 §5.2. Several keys may be bound to its algorithm, as a rule there is one;
 * they are tried in their order, and what the first says stands when none holds. It is one function, because each
 * further promise on the way would cost as much as half of the parsing.
 */
function receive(token: string, { plan, trusted, headers, cache }: Receiver): unknown {
  const now = plan.now()
  const known = cache && recall(token, cache, plan, now)
  if (known) return present(token, known, plan)
  const compact = openCompact(token, plan.maxTokenLength)
  const { header, facts } = headers.admit(compact)
  const { signed, signature } = unpack(compact)
  let voucher: { readonly trust: Trust; readonly key: Key } | undefined
  let reason: unknown
  for (const trust of trustsFor(trusted, facts, now)) {
    try {
      const key = trust.key ?? readFound(ask(trust, header), header)
      admitKey(key, facts, 'verify', plan.allowWeakKeys)
      const handle = loaded(key, facts, 'verify', plan.engine) ?? load(key, facts, 'verify', plan.engine)
      const held = hasLength(signature, facts, key.bits) && verifyText(handle, facts, signature, signed)
      if (held) {
        voucher = { trust, key }
        break
      }
      // An error is made once, at the end: it costs as much as an HMAC.
      reason ??= false
    } catch (error) {
      reason ??= error
    }
  }
  if (!voucher) throw misspelt(compact) ?? explained(reason, facts)
  // Not within the loop, which would catch what is said of the claims, and throw it again.
  const accepted = { header, facts, ...voucher, payload: acceptPayload(compact, plan.claims, now) }
  cache?.keep(token, accepted, now)
  return present(token, accepted, plan)
}

/** What the caller gets of an accepted token: a promise only where a schema or a check has to speak first. */
function present(token: string, { payload, header }: Accepted, plan: VerifyPlan): unknown {
  if (plan.schema || plan.check) return consult(token, payload, header, plan)
  return plan.complete ? complete(token, payload) : payload
}

/** A token that was accepted before, if what vouched for it still does; its times are judged again. */
function recall(token: string, cache: TokenCache, plan: VerifyPlan, now: number): Accepted | undefined {
  const known = cache.recall(token, now)
  if (!known) return undefined
  if (stillVouched(known, now)) {
    admitTimes(known.payload, plan.claims, now)
    return known
  }
  cache.forget(token)
  return undefined
}

/** True as long as the trust that vouched for a token is in force and yields the same key. */
function stillVouched({ trust, header, key }: Accepted, now: number): boolean {
  // The cache knows nothing at a time before it was told, so that only the end has to be looked at.
  if (now >= trust.until) return false
  if (trust.key) return true
  try {
    return readFound(ask(trust, header), header) === key
  } catch {}
  // The way without the cache asks again, and says what is wrong.
  return false
}

function ask(source: Source, header: JoseHeader): unknown {
  try {
    return source.find(header)
  } catch (cause) {
    throw sourceFailure(cause)
  }
}

/** Lets the caller's schema and check speak, last and only of a payload that everything else has accepted. */
function consult(
  token: string,
  payload: Claims,
  header: JoseHeader,
  { schema, check, complete: whole }: VerifyPlan,
): unknown {
  let output: unknown = payload
  if (schema) {
    let answer: unknown
    try {
      answer = schema['~standard'].validate(payload)
    } catch (cause) {
      throw schemaFailure(cause)
    }
    output = acceptSchema(answer)
  }
  if (check) {
    let verdict: unknown
    try {
      verdict = check(payload, header)
    } catch (cause) {
      throw checkFailure(cause)
    }
    acceptCheck(verdict)
  }
  return whole ? complete(token, output) : output
}
