import { describe, expect, it } from 'vitest'
import { isJwtError, type JwtError } from '../../src/errors.ts'
import { readRingState } from '../../src/jwks/ring-read.ts'
import { publicJwk, type RingJwk, type RingKey } from '../../src/jwks/ring-state.ts'
import { ed25519, rsa, rsa1024 } from '../vectors/keys.ts'

const jwk = { ...ed25519.privateJwk, kid: 'a', alg: 'Ed25519', use: 'sig' } as unknown as RingJwk
const retired: RingKey = { jwk: publicJwk(jwk), publishedAt: 0, signsFrom: 0, signsUntil: 100, lifetime: 500 }
const signing: RingKey = { jwk: { ...jwk, kid: 'b' }, publishedAt: 50, signsFrom: 100, signsUntil: 200, lifetime: 500 }
const pending: RingKey = {
  jwk: { ...jwk, kid: 'c' },
  publishedAt: 150,
  signsFrom: 200,
  signsUntil: null,
  lifetime: 500,
}
const state = { format: 1, time: 150, keys: [retired, signing, pending] }

/** The state with other members, or with another key in one place. */
function withKey(at: number, change: object): unknown {
  return { ...state, keys: state.keys.map((key, index) => (index === at ? { ...key, ...change } : key)) }
}

function withJwk(at: number, change: object): unknown {
  return withKey(at, { jwk: { ...state.keys[at]?.jwk, ...change } })
}

function errorOf(value: unknown): JwtError {
  try {
    readRingState(value)
  } catch (error) {
    return error as JwtError
  }
  throw new Error('accepted')
}

describe('the state of a ring', () => {
  it('is read as it was written, members of other origin left out', () => {
    expect(readRingState(JSON.parse(JSON.stringify(state)))).toEqual(state)
    expect(readRingState({ ...(withKey(0, { note: 1 }) as object), note: 1 })).toEqual(state)
  })

  it('takes keys of several algorithms, so that a ring can move from one to the other', () => {
    const old = { ...rsa.privateJwk, kid: 'b', alg: 'RS256', use: 'sig' }
    expect(readRingState(withKey(1, { jwk: old })).keys[1]?.jwk.alg).toBe('RS256')
  })

  it('takes a gap in the past, which a revoked key leaves', () => {
    const gap = {
      ...state,
      keys: [
        { ...retired, signsUntil: 60 },
        { ...signing, signsUntil: null },
      ],
    }
    expect(readRingState(gap)).toEqual(gap)
  })

  it.each<[string, unknown]>([
    ['a text; parse it as JSON first', JSON.stringify(state)],
    ['is null', null],
    ['is a list', [state]],
    ['is undefined', undefined],
    ["has the format 2, not 1 (a later version's?). Expected", { ...state, format: 2 }],
    ['has no "format". Expected', { time: 1, keys: [retired] }],
    ['"time"', { ...state, time: '150' }],
    ['"time"', { ...state, time: Number.NaN }],
    ['no list "keys"', { ...state, keys: [] }],
    ['a key that is not an object', { ...state, keys: new Array(1) }],
    ['no list "keys"', { ...state, keys: { length: 1 } }],
    ['a key that is not an object', { ...state, keys: [retired, null, pending] }],
    ['without a JWK', withKey(1, { jwk: 'jwk' })],
    ['without a "kid"', withJwk(1, { kid: '' })],
    ['without a "kid"', withJwk(1, { kid: 7 })],
    ['without an asymmetric "alg"', withJwk(1, { alg: 'HS256' })],
    ['without an asymmetric "alg"', withJwk(1, { alg: 'none' })],
    ['without an asymmetric "alg"', withJwk(1, { alg: ['Ed25519'] })],
    ['"use": "sig"', withJwk(1, { use: 'enc' })],
    ['a member that is not a text', withJwk(1, { key_ops: ['sign'] })],
    ['not sound', withJwk(1, { x: 'AAAA' })],
    ['not sound', withJwk(1, { d: 'AAAA' })],
    ['not sound', withJwk(0, { x: 'AAAA' })],
    ['not sound', withJwk(1, { alg: 'ES256' })],
    ['not sound', withKey(1, { jwk: { ...rsa1024.privateJwk, kid: 'b', alg: 'RS256', use: 'sig' } })],
    ['not sound', withKey(0, { jwk: { ...rsa1024.publicJwk, kid: 'a', alg: 'RS256', use: 'sig' } })],
    ['not sound', withKey(1, { jwk: { kty: 'oct', k: 'c2VjcmV0', kid: 'b', alg: 'RS256', use: 'sig' } })],
    ['the same kid twice', withJwk(1, { kid: 'c' })],
    ['"publishedAt"', withKey(1, { publishedAt: null })],
    ['"signsFrom"', withKey(1, { signsFrom: undefined })],
    ['"signsUntil"', withKey(1, { signsUntil: undefined })],
    ['"lifetime"', withKey(1, { lifetime: '500' })],
    ['times are in disorder', withKey(1, { lifetime: 0 })],
    ['times are in disorder', withKey(2, { publishedAt: 151 })],
    ['times are in disorder', withKey(1, { publishedAt: 101 })],
    ['times are in disorder', withKey(1, { signsUntil: 100 })],
    ['lacks its private members', withKey(1, { jwk: publicJwk(signing.jwk) })],
    ['lacks its private members', withKey(2, { jwk: publicJwk(pending.jwk) })],
    ['overlap or leave a gap', withKey(2, { signsUntil: 300 })],
    ['overlap or leave a gap', withKey(1, { signsUntil: null })],
    ['overlap or leave a gap', withKey(0, { jwk: { ...jwk, kid: 'a' }, signsUntil: null })],
    ['overlap or leave a gap', withKey(1, { signsUntil: 199 })],
    ['overlap or leave a gap', withKey(1, { signsUntil: 201 })],
    ['overlap or leave a gap', withKey(0, { signsUntil: 101 })],
    ['overlap or leave a gap', { ...state, keys: [pending] }],
    [
      'overlap or leave a gap',
      {
        ...state,
        time: 99,
        keys: [
          { ...signing, signsUntil: 200 },
          { ...pending, publishedAt: 60 },
        ],
      },
    ],
    ['overlap or leave a gap', { ...state, keys: [signing, retired, pending] }],
  ])('is refused when it %s', (reason, value) => {
    const error = errorOf(value)
    expect(isJwtError(error, 'ERR_KEY_INVALID')).toBe(true)
    expect(error.message).toContain(reason)
  })

  it('is refused with the cause where a JWK is not sound, and without one elsewhere', () => {
    expect(errorOf(withJwk(1, { x: 'AAAA' })).cause).toMatchObject({ code: 'ERR_KEY_INVALID' })
    expect(errorOf(withJwk(1, { alg: 'ES256' })).cause).toMatchObject({ code: 'ERR_KEY_MISMATCH' })
    expect(errorOf(withJwk(1, { kid: '' }))).not.toHaveProperty('cause')
  })

  it('is refused without showing a private member', () => {
    const texts = [withJwk(1, { x: 'AAAA' }), withJwk(1, { kid: '' }), JSON.stringify(state)].map((value) => {
      const error = errorOf(value)
      return `${error.message} ${(error.cause as Error | undefined)?.message}`
    })
    expect(texts.join(' ')).not.toContain(jwk.d)
  })
})
