// The judgement of times against a model written down apart from it, over generated claims, clocks and options.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isJwtError } from '../../src/errors.ts'
import { verify } from '../../src/sync.ts'
import { hs256, secret } from '../conformance/forge.ts'

/** Times near each other, so that every order and equality comes up; and what is no time. */
const time = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 990, max: 1010 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1980, max: 2020 }).map((half) => half / 2) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 1e300, -1e300) },
)
const claim = fc.oneof(
  { weight: 8, arbitrary: time },
  { weight: 1, arbitrary: fc.constantFrom<unknown>('1000', null, true, [1000], {}) },
)
const span = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(0.5, 1e6))

const payloads = fc.record({ exp: claim, nbf: claim, iat: claim }, { requiredKeys: [] })
const rules = fc.record(
  {
    clockTolerance: span,
    maxAge: span,
    requireExp: fc.boolean(),
    ignoreExpiration: fc.boolean(),
    ignoreNotBefore: fc.boolean(),
  },
  { requiredKeys: [] },
)

type Payload = { exp?: unknown; nbf?: unknown; iat?: unknown }
type Rules = { [rule in 'requireExp' | 'ignoreExpiration' | 'ignoreNotBefore']?: boolean } & {
  clockTolerance?: number
  maxAge?: number
}

/** Every complaint that may be made, in no order: the library must make one of them, and none when there is none. */
function complaints(payload: Payload, rules: Rules, now: number): string[] {
  const found: string[] = []
  const { exp, nbf, iat } = payload
  const slack = rules.clockTolerance ?? 0
  // As if in milliseconds.
  if (now >= 1e12) found.push('ERR_CONFIG')
  for (const value of [exp, nbf, iat]) if (value !== undefined && typeof value !== 'number') found.push('ERR_CLAIM')
  if (exp === undefined && (rules.requireExp ?? true)) found.push('ERR_CLAIM')
  if (typeof exp === 'number' && !rules.ignoreExpiration && !(now < exp + slack)) found.push('ERR_TOKEN_EXPIRED')
  if (typeof nbf === 'number' && !rules.ignoreNotBefore && !(nbf - slack <= now)) found.push('ERR_TOKEN_NOT_ACTIVE')
  if (rules.maxAge !== undefined) {
    if (iat === undefined) found.push('ERR_CLAIM')
    if (typeof iat === 'number' && !(iat - slack <= now)) found.push('ERR_CLAIM')
    if (typeof iat === 'number' && !(now < iat + rules.maxAge + slack)) found.push('ERR_TOKEN_EXPIRED')
  }
  return found
}

it('accepts and refuses exactly what the model does', () => {
  let accepted = 0
  fc.assert(
    fc.property(payloads, rules, time, (payload, more, now) => {
      const expected = complaints(payload, more as Rules, now)
      let code: string | undefined
      try {
        verify(hs256(payload), secret, { algorithms: ['HS256'], now, ...(more as Rules) })
        accepted++
      } catch (error) {
        if (!isJwtError(error)) throw error
        code = error.code
      }
      if (code === undefined) expect(expected).toEqual([])
      else expect(expected).toContain(code)
    }),
    { numRuns: 4000 },
  )
  expect(accepted).toBeGreaterThan(100)
})
