import { type JsonObject, own } from '../encoding/json.ts'
import { JwtError, show } from '../errors.ts'

/** What a verifier expects of a payload, compiled. Times are seconds. */
export interface ClaimRules {
  readonly issuer?: readonly string[] | undefined
  readonly audience?: readonly string[] | undefined
  readonly subject?: string | undefined
  readonly jwtid?: string | undefined
  readonly nonce?: string | undefined
  readonly maxAge?: number | undefined
  readonly clockTolerance: number
  readonly requireExp: boolean
  readonly requiredClaims: readonly string[]
  readonly ignoreExpiration: boolean
  readonly ignoreNotBefore: boolean
}

function refuse(claim: string, expected: unknown, actual: unknown, reason: string): never {
  const shown = typeof actual === 'string' ? actual.slice(0, 100) : actual
  throw new JwtError('ERR_CLAIM', `The claim ${show(claim)} ${reason}.`, { claim, expected, actual: shown })
}

/** A NumericDate (RFC 7519 §2): a finite number, or absent. Anything else is an error and never "absent". */
function readTime(payload: JsonObject, claim: 'exp' | 'nbf' | 'iat'): number | undefined {
  const value = own(payload, claim)
  if (value === undefined || Number.isFinite(value)) return value as number | undefined
  return refuse(claim, 'a number', value, `is ${show(value)}; expected a finite number of seconds`)
}

/** Holds the payload of a token whose signature has held against the caller's rules. @throws JwtError */
export function admitClaims(payload: JsonObject, rules: ClaimRules, now: number): void {
  admitTimes(payload, rules, now)
  for (const claim of rules.requiredClaims) {
    if (own(payload, claim) === undefined || own(payload, claim) === null)
      refuse(claim, 'a value', undefined, 'is required and missing')
  }
  admitExact(payload, 'iss', rules.issuer)
  admitExact(payload, 'sub', rules.subject)
  admitExact(payload, 'jti', rules.jwtid)
  admitExact(payload, 'nonce', rules.nonce)
  if (rules.audience) admitAudience(payload, rules.audience)
}

/** The times of a token alone: also judged again for each hit of a cache. @throws JwtError */
export function admitTimes(payload: JsonObject, rules: ClaimRules, now: number): void {
  const { clockTolerance, maxAge } = rules
  const exp = readTime(payload, 'exp')
  const nbf = readTime(payload, 'nbf') ?? -Infinity
  const iat = readTime(payload, 'iat')
  if (exp === undefined && rules.requireExp) {
    refuse('exp', 'a number', undefined, 'is missing; a token without an end is accepted with requireExp: false only')
  }
  // "On or after" exp is too late (RFC 7519 §4.1.4): equality counts as expired.
  if (!rules.ignoreExpiration && now - clockTolerance >= (exp ?? Infinity)) expired('exp', exp as number, now)
  if (!rules.ignoreNotBefore && now + clockTolerance < nbf) {
    throw new JwtError('ERR_TOKEN_NOT_ACTIVE', `The token is not valid for another ${nbf - now} s (nbf).`, {
      claim: 'nbf',
      ...dated('notBefore', nbf),
      expected: now,
      actual: nbf,
    })
  }
  if (maxAge === undefined) return
  if (iat === undefined) refuse('iat', 'a number', undefined, 'is missing, so that maxAge cannot be judged')
  if (iat > now + clockTolerance) refuse('iat', now, iat, 'lies in the future, so that maxAge cannot be judged')
  if (now - clockTolerance >= iat + maxAge) expired('iat', iat + maxAge, now)
}

/** A time as a Date, where there is one: a token may name seconds beyond all dates. */
function dated(name: 'expiredAt' | 'notBefore', seconds: number): { [detail: string]: Date } {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? {} : { [name]: date }
}

function expired(claim: 'exp' | 'iat', end: number, now: number): never {
  const why = claim === 'exp' ? 'exp' : 'maxAge'
  throw new JwtError('ERR_TOKEN_EXPIRED', `The token expired ${now - end} s ago (${why}).`, {
    claim,
    ...dated('expiredAt', end),
    expected: now,
    actual: end,
  })
}

function admitExact(payload: JsonObject, claim: string, expected: string | readonly string[] | undefined): void {
  if (expected === undefined) return
  const actual = own(payload, claim)
  const list = typeof expected === 'string' ? [expected] : expected
  if (actual === undefined) refuse(claim, expected, actual, `is missing; expected ${list.map(show).join(' or ')}`)
  if (!list.includes(actual as string))
    refuse(claim, expected, actual, `is ${show(actual)}; expected ${list.map(show).join(' or ')}`)
}

/** RFC 7519 §4.1.3: a text or a list of texts, of which one must be expected. */
function admitAudience(payload: JsonObject, expected: readonly string[]): void {
  const actual = own(payload, 'aud')
  const list: readonly unknown[] = Array.isArray(actual) ? actual : [actual]
  const wanted = expected.map(show).join(' or ')
  if (actual === undefined) refuse('aud', expected, actual, `is missing; expected ${wanted}`)
  if (list.some((member) => typeof member !== 'string'))
    refuse('aud', expected, actual, 'holds something that is not a text')
  if (!list.some((member) => expected.includes(member as string))) {
    refuse('aud', expected, actual, `is ${list.slice(0, 4).map(show).join(', ') || show(list)}; expected ${wanted}`)
  }
}
