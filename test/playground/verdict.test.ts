import { describe, expect, it } from 'vitest'
import { type Algorithm, type ErrorCode, exportJwk, sign, verify } from '../../src/index.ts'
import type { Expectations } from '../../src/playground/model/expectations.ts'
import { annotate } from '../../src/playground/model/token.ts'
import { judge, type Trial } from '../../src/playground/model/verdict.ts'
import { keyFor } from './keys.ts'

const NOTHING: Expectations = {
  algorithms: [],
  issuer: '',
  audience: '',
  subject: '',
  typ: '',
  maxAge: '',
  clockTolerance: '',
  requireExp: true,
  ignoreExpiration: false,
  allowWeakKeys: false,
}

const trial = (key: string, algorithms: readonly Algorithm[], more: Partial<Expectations> = {}): Trial => ({
  key,
  secretForm: 'text',
  expected: { ...NOTHING, algorithms, ...more },
})

const judged = (token: string, by: Trial) => judge(annotate(token), by, verify as Parameters<typeof judge>[2])
const { signing, verifying } = keyFor('ES256')
const make = (payload: object, options: object = {}) =>
  sign(payload, signing, { algorithm: 'ES256', expiresIn: '1h', ...options })

describe('judge', () => {
  it('says step by step what is missing', async () => {
    const token = await make({ sub: 'u' })
    expect(await judged('', trial('', []))).toMatchObject({ state: 'idle' })
    expect(await judged('a.b', trial('', []))).toMatchObject({ state: 'bad', code: 'ERR_TOKEN_MALFORMED' })
    expect(await judged(`${token}=`, trial('', []))).toMatchObject({ detail: 'One problem of form:' })
    expect(await judged('a*.b', trial('', []))).toMatchObject({ detail: '3 problems of form:' })
    expect(await judged(token, trial('', []))).toMatchObject({ state: 'open', detail: expect.stringContaining('key') })
    expect(await judged(token, trial(verifying, []))).toMatchObject({
      state: 'open',
      detail: expect.stringContaining('algorithms'),
    })
    expect(await judged(token, trial(verifying, ['ES256']))).toEqual({
      state: 'good',
      title: 'Valid',
      detail: 'Checked: algorithm, signature, expiry. Not checked: issuer, audience.',
    })
  })

  it('refuses what is longer than the library looks at', async () => {
    const token = await make({ text: 'x'.repeat(13_000) })
    expect(await judged(token, trial(verifying, ['ES256']))).toMatchObject({ state: 'bad', code: 'ERR_TOKEN_TOO_LONG' })
  })

  it.each<[string, Partial<Expectations>, ErrorCode, string | undefined]>([
    ['another issuer', { issuer: 'https://other.example' }, 'ERR_CLAIM', 'iss'],
    ['another audience', { audience: 'desk' }, 'ERR_CLAIM', 'aud'],
    ['another subject', { subject: 'v' }, 'ERR_CLAIM', 'sub'],
    ['another type', { typ: 'at+jwt' }, 'ERR_CLAIM', 'typ'],
    ['too old', { maxAge: '10' }, 'ERR_TOKEN_EXPIRED', 'iat'],
    ['a span that is none', { maxAge: '10 moons' }, 'ERR_CONFIG', undefined],
  ])('refuses a token with the code of the library: %s', async (_, more, code, claim) => {
    const now = Math.floor(Date.now() / 1000) - 60
    const token = await make({ sub: 'u', iss: 'https://issuer.example', aud: 'shop' }, { now })
    expect(await judged(token, trial(verifying, ['ES256'], more))).toMatchObject({
      state: 'bad',
      code,
      ...(claim && { claim }),
    })
    const all = { issuer: 'https://issuer.example', audience: 'shop', subject: 'u', typ: 'JWT', maxAge: '5m' }
    expect(await judged(token, trial(verifying, ['ES256'], all))).toMatchObject({
      state: 'good',
      detail: 'Checked: algorithm, signature, expiry, issuer, audience, subject, typ, maxAge.',
    })
  })

  it('takes an expired or endless token, and a clock that is off, only when told to', async () => {
    const old = await make({ sub: 'u' }, { now: Math.floor(Date.now() / 1000) - 3_610 })
    expect(await judged(old, trial(verifying, ['ES256']))).toMatchObject({ code: 'ERR_TOKEN_EXPIRED', claim: 'exp' })
    expect(await judged(old, trial(verifying, ['ES256'], { clockTolerance: '600' }))).toMatchObject({ state: 'good' })
    expect(await judged(old, trial(verifying, ['ES256'], { ignoreExpiration: true }))).toMatchObject({
      detail: 'Checked: algorithm, signature. Not checked: expiry, issuer, audience.',
    })
    const endless = await make({ sub: 'u' }, { expiresIn: null })
    expect(await judged(endless, trial(verifying, ['ES256']))).toMatchObject({ code: 'ERR_CLAIM', claim: 'exp' })
    expect(await judged(endless, trial(verifying, ['ES256'], { requireExp: false }))).toMatchObject({ state: 'good' })
  })

  it('tells a key that cannot serve from a token that is refused', async () => {
    const token = await make({ sub: 'u' })
    const private_ = await judged(token, trial(signing, ['ES256']))
    expect(private_).toMatchObject({ title: 'Cannot verify', code: 'ERR_KEY_MISMATCH' })
    expect(await judged(token, trial(keyFor('ES384').verifying, ['ES256', 'ES384']))).toMatchObject({ state: 'bad' })
    expect(await judged(token, trial(verifying, ['ES384']))).toMatchObject({ title: 'Cannot verify' })
    const other = JSON.stringify({ keys: [await exportJwk(keyFor('RS256').verifying)] })
    expect(await judged(token, trial(other, ['ES256']))).toMatchObject({ code: 'ERR_KEY_NOT_FOUND' })
  })

  it('takes a short secret only when told to, and says when one is not base64', async () => {
    const token = await sign({ sub: 'u' }, 'short', { algorithm: 'HS256', expiresIn: '1h', allowWeakKeys: true })
    expect(await judged(token, trial('short', ['HS256']))).toMatchObject({ code: 'ERR_KEY_WEAK' })
    expect(await judged(token, trial('short', ['HS256'], { allowWeakKeys: true }))).toMatchObject({ state: 'good' })
    const wrong = { ...trial('not base64!', ['HS256']), secretForm: 'base64' } as const
    expect(await judged(token, wrong)).toEqual({
      state: 'open',
      title: 'Not verified',
      detail: expect.stringContaining('base64'),
    })
  })
})
