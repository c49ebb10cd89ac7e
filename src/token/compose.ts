import { own } from '../encoding/json.ts'
import { encodeText } from '../encoding/utf8.ts'
import { JwtError, show } from '../errors.ts'
import { misconfigured } from './options.ts'
import { admitPayload } from './payload.ts'
import type { SignPlan } from './sign-options.ts'

/** The header of a new token, encoded (RFC 7515 §4). `kid` is what the key says of itself. */
export function composeHeader(plan: SignPlan, kid: string | undefined): string {
  return encodeText(JSON.stringify({ alg: plan.algorithm.name, typ: 'JWT', kid: plan.keyid ?? kid, ...plan.header }))
}

/** Claims that hold a text. */
const TEXTS = ['iss', 'sub', 'jti']
/** Claims that hold seconds since the epoch. */
const TIMES = ['iat', 'nbf', 'exp']

type Payload = { readonly [claim: string]: unknown }

function refuse(claim: string, expected: string, actual: unknown): never {
  throw new JwtError('ERR_CLAIM', `The claim ${show(claim)} is ${show(actual)}; expected ${expected}.`, {
    claim,
    expected,
    actual,
  })
}

/** Registered claims have their types (RFC 7519 §4.1): a verifier would refuse the token later, far from the cause. */
function admitRegistered(payload: Payload): void {
  for (const claim of TEXTS) {
    const value = own(payload, claim)
    if (value !== undefined && typeof value !== 'string') refuse(claim, 'a text', value)
  }
  for (const claim of TIMES) {
    const value = own(payload, claim)
    if (value !== undefined && typeof value !== 'number') refuse(claim, 'a number of seconds since the epoch', value)
  }
  const audience = own(payload, 'aud')
  const list: readonly unknown[] = Array.isArray(audience) ? audience : [audience]
  if (audience !== undefined && list.some((member) => typeof member !== 'string'))
    refuse('aud', 'a text or a list of texts', audience)
}

/**
 * The payload of a new token, encoded: the caller's claims, then those that follow from the options.
 *
 * @param now seconds since the epoch
 * @param uuid a fresh random UUID, for `jwtid: true`
 * @throws JwtError `ERR_CONFIG` for a claim that is given twice or a lifetime that is not given; `ERR_CLAIM`
 */
export function composePayload(payload: unknown, plan: SignPlan, now: number, uuid: () => string): string {
  admitPayload(payload)
  admitRegistered(payload)
  const set: { [claim: string]: unknown } = {}
  const put = (claim: string, option: string, value: unknown) => {
    if (Object.hasOwn(payload, claim))
      misconfigured(`${claim} stands in the payload and is given by the option ${option}; keep one.`)
    if (value === Infinity || value === -Infinity) misconfigured(`${option} leads to a time beyond all numbers.`)
    set[claim] = value
  }
  // A payload that says when it was issued counts its lifetime from there.
  const issued = (own(payload, 'iat') as number | undefined) ?? now
  if (!plan.noTimestamp && !Object.hasOwn(payload, 'iat')) set.iat = now
  if (plan.notBefore !== undefined) put('nbf', 'notBefore', issued + plan.notBefore)
  if (plan.expiresIn === undefined) {
    if (!Object.hasOwn(payload, 'exp')) {
      misconfigured(
        "The token has no end: give expiresIn (such as '15m'), or exp in the payload, or expiresIn: null for a token that never expires.",
      )
    }
  } else if (plan.expiresIn !== null || Object.hasOwn(payload, 'exp'))
    put('exp', 'expiresIn', issued + (plan.expiresIn as number))
  if (plan.audience !== undefined) put('aud', 'audience', plan.audience)
  if (plan.issuer !== undefined) put('iss', 'issuer', plan.issuer)
  if (plan.subject !== undefined) put('sub', 'subject', plan.subject)
  if (plan.jwtid !== undefined) put('jti', 'jwtid', plan.jwtid === true ? uuid() : plan.jwtid)
  // JSON.stringify escapes lone surrogates, so that the text always has a UTF-8 form.
  // Own __proto__ members survive: spreading defines properties, it does not assign them.
  return encodeText(JSON.stringify({ ...payload, ...set }))
}
