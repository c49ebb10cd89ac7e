import { need } from './refusal.ts'

/** What a payload is held against. Spans and times are seconds. */
export interface ReferenceRules {
  readonly now: number
  readonly issuer?: string | readonly string[]
  readonly audience?: string | readonly string[]
  readonly subject?: string
  readonly jwtid?: string
  readonly nonce?: string
  readonly maxAge?: number
  readonly clockTolerance?: number
  readonly requireExp?: boolean
  readonly requiredClaims?: readonly string[]
  readonly ignoreExpiration?: boolean
  readonly ignoreNotBefore?: boolean
}

type Payload = { readonly [claim: string]: unknown }

const listOf = (value: string | readonly string[]): readonly unknown[] => [value].flat()

/** Judges the claims of RFC 7519 §4.1. @throws Refusal */
export function judgeClaims(payload: Payload, rules: ReferenceRules): void {
  const claim = (name: string): unknown => (Object.hasOwn(payload, name) ? payload[name] : undefined)
  const { now, clockTolerance: slack = 0, maxAge } = rules
  const [exp, nbf, iat] = ['exp', 'nbf', 'iat'].map((name) => {
    const time = claim(name)
    need('payload', time === undefined || Number.isFinite(time), `${name} is no time`)
    return time as number | undefined
  })
  need('payload', exp !== undefined || rules.requireExp === false, 'no end')
  // "On or after" is too late (§4.1.4), "before" too early (§4.1.5).
  if (exp !== undefined && !rules.ignoreExpiration) need('payload', now < exp + slack, 'expired')
  if (nbf !== undefined && !rules.ignoreNotBefore) need('payload', nbf - slack <= now, 'not yet')
  if (maxAge !== undefined) {
    need('payload', iat !== undefined && iat - slack <= now, 'issued at no time, or later')
    need('payload', now < iat + maxAge + slack, 'too old')
  }
  for (const name of rules.requiredClaims ?? []) need('payload', (claim(name) ?? null) !== null, `${name} is missing`)
  for (const [name, wanted] of [
    ['iss', rules.issuer],
    ['sub', rules.subject],
    ['jti', rules.jwtid],
    ['nonce', rules.nonce],
  ] as const) {
    if (wanted !== undefined) need('payload', listOf(wanted).includes(claim(name)), `${name} is another`)
  }
  if (rules.audience === undefined) return
  const audiences = [claim('aud')].flat()
  need('payload', !Array.isArray(claim('aud')) || audiences.length === (claim('aud') as []).length, 'nested audiences')
  need(
    'payload',
    audiences.every((each) => typeof each === 'string'),
    'an audience that is no text',
  )
  const wanted = listOf(rules.audience)
  need(
    'payload',
    audiences.some((each) => wanted.includes(each)),
    'for another audience',
  )
}
