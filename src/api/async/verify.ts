import type { AlgorithmFacts } from '../../algorithms/table.ts'
import { JwtError } from '../../errors.ts'
import { admitKey } from '../../keys/check.ts'
import { openCompact } from '../../token/compact.ts'
import { admitHeader, readHeader } from '../../token/header.ts'
import { acceptPayload, badSignature, hasLength, type Unpacked, unpack } from '../../token/receive.ts'
import { acceptCheck, acceptSchema } from '../../token/schema.ts'
import { compileVerify, type VerifyPlan } from '../../token/verify-options.ts'
import type {
  BindingOptions,
  Claims,
  CompleteResult,
  CompleteToken,
  JoseHeader,
  KeyBinding,
  PayloadResult,
  Verified,
  VerifyKey,
  VerifyOptions,
} from '../../types.ts'
import { readFound, readTrust, sourceFailure, type Trust, type TrustedKeys, trustsFor } from '../trust.ts'
import { load, verifyBytes } from './engine.ts'

type Verifier<Result> = (token: string) => Promise<Result>

/**
 * Makes a verifier: created once, called for each token. The options and the key are read now, and what is wrong with
 * them is raised now.
 *
 * @throws JwtError `ERR_CONFIG`, `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH` or `ERR_KEY_WEAK`
 */
export function createVerifier<Payload = Claims>(
  key: VerifyKey,
  options: VerifyOptions & PayloadResult,
): Verifier<Payload>
export function createVerifier<Payload = Claims>(
  key: VerifyKey,
  options: VerifyOptions & CompleteResult,
): Verifier<CompleteToken<Payload>>
export function createVerifier<const Options extends VerifyOptions>(
  key: VerifyKey,
  options: Options,
): Verifier<Verified<Options>>
export function createVerifier<Payload = Claims>(
  key: readonly KeyBinding[],
  options: BindingOptions & PayloadResult,
): Verifier<Payload>
export function createVerifier<Payload = Claims>(
  key: readonly KeyBinding[],
  options: BindingOptions & CompleteResult,
): Verifier<CompleteToken<Payload>>
export function createVerifier<const Options extends BindingOptions>(
  key: readonly KeyBinding[],
  options: Options,
): Verifier<Verified<Options>>
export function createVerifier(key: unknown, options: unknown): Verifier<unknown> {
  const plan = compileVerify(options)
  const trusted = readTrust(key, plan)
  return (token) => receive(token, plan, trusted)
}

/**
 * Verifies a token and returns its payload: the header against `algorithms`, then the signature, then the claims
 * (RFC 7515 §5.2, RFC 7519 §7.2). Nothing of the payload is looked at before the signature has held.
 *
 * @throws JwtError a code for each way to fail; see the table of errors
 */
export async function verify<Payload = Claims>(
  token: string,
  key: VerifyKey,
  options: VerifyOptions & PayloadResult,
): Promise<Payload>
export async function verify<Payload = Claims>(
  token: string,
  key: VerifyKey,
  options: VerifyOptions & CompleteResult,
): Promise<CompleteToken<Payload>>
export async function verify<const Options extends VerifyOptions>(
  token: string,
  key: VerifyKey,
  options: Options,
): Promise<Verified<Options>>
export async function verify<Payload = Claims>(
  token: string,
  key: readonly KeyBinding[],
  options: BindingOptions & PayloadResult,
): Promise<Payload>
export async function verify<Payload = Claims>(
  token: string,
  key: readonly KeyBinding[],
  options: BindingOptions & CompleteResult,
): Promise<CompleteToken<Payload>>
export async function verify<const Options extends BindingOptions>(
  token: string,
  key: readonly KeyBinding[],
  options: Options,
): Promise<Verified<Options>>
export async function verify(token: string, key: unknown, options: unknown): Promise<unknown> {
  const plan = compileVerify(options)
  return receive(token, plan, readTrust(key, plan))
}

async function receive(token: string, plan: VerifyPlan, trusted: TrustedKeys): Promise<unknown> {
  const compact = openCompact(token, plan.maxTokenLength)
  const header = readHeader(compact)
  const facts = admitHeader(header, trusted.rules)
  const parts = unpack(compact)
  const now = plan.now()
  await admitSignature(parts, header, facts, { plan, trusts: trustsFor(trusted, facts, now) })
  const payload = acceptPayload(parts.payload, plan.claims, now)
  const output = await consult(payload, header, plan)
  return plan.complete ? { header, payload: output, signature: token.slice(compact.second + 1) } : output
}

type Judges = { readonly plan: VerifyPlan; readonly trusts: readonly Trust[] }

/** Tries the keys that the caller bound to the algorithm, as a rule one; what the first says stands when none holds. */
async function admitSignature(
  parts: Unpacked,
  header: JoseHeader,
  facts: AlgorithmFacts,
  { plan, trusts }: Judges,
): Promise<void> {
  let reason: unknown
  for (const trust of trusts) {
    try {
      const key = admitKey(
        trust.key ?? readFound(await ask(trust, header), header),
        facts,
        'verify',
        plan.allowWeakKeys,
      )
      const handle = await load(key, facts, 'verify')
      if (hasLength(parts.signature, facts, key) && (await verifyBytes(handle, facts, parts.signature, parts.signed)))
        return
      throw badSignature(facts)
    } catch (error) {
      reason ??= error
    }
  }
  throw reason
}

async function ask(trust: Trust, header: JoseHeader): Promise<unknown> {
  try {
    return await trust.find?.(header)
  } catch (cause) {
    throw sourceFailure(cause)
  }
}

/** Lets the caller's schema and check speak, last and only of a payload that everything else has accepted. */
async function consult(payload: Claims, header: JoseHeader, { schema, check }: VerifyPlan): Promise<unknown> {
  let output: unknown = payload
  if (schema) {
    let answer: unknown
    try {
      answer = await schema['~standard'].validate(payload)
    } catch (cause) {
      throw new JwtError('ERR_SCHEMA', 'The schema raised an error; see cause.', { cause })
    }
    output = acceptSchema(answer)
  }
  if (check) {
    let verdict: unknown
    try {
      verdict = await check(payload, header)
    } catch (cause) {
      throw new JwtError('ERR_REJECTED', 'The check refused the token with an error; see cause.', { cause })
    }
    acceptCheck(verdict)
  }
  return output
}
