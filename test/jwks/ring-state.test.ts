import { describe, expect, it } from 'vitest'
import {
  changesAt,
  evolve,
  isPrivate,
  phaseOf,
  publishesAt,
  type RingAction,
  type RingJwk,
  type RingState,
  removedAt,
  signingKey,
} from '../../src/jwks/ring-state.ts'

const policy = { publishAhead: 100, rotateEvery: 1000, maxTokenLifetime: 50 }
const tick: RingAction = { type: 'tick' }
const rotate: RingAction = { type: 'rotate' }

function key(kid: string): RingJwk {
  return { kty: 'OKP', crv: 'Ed25519', x: 'public', d: 'private', kid, alg: 'Ed25519', use: 'sig' }
}

/** The state after an action with a fresh key at hand. */
function next(state: RingState | null, action: RingAction, now: number, kid = 'unused'): RingState {
  return evolve(state, action, { now, policy, fresh: key(kid) }) as RingState
}

/** What each key is doing, in words. */
function phases(state: RingState, time: number): string[] {
  return state.keys.map((one) => `${one.jwk.kid} ${phaseOf(one, time)}`)
}

const first = next(null, tick, 0, 'a')
const second = next(first, tick, 900, 'b')

describe('a ring in time', () => {
  it('begins with one key that signs at once: no verifier holds an older set', () => {
    expect(first).toEqual({
      format: 1,
      time: 0,
      keys: [{ jwk: key('a'), publishedAt: 0, signsFrom: 0, signsUntil: null, lifetime: 50 }],
    })
    expect(phases(first, 0)).toEqual(['a signing'])
  })

  it('says that it needs a fresh key, and does nothing without one', () => {
    expect(evolve(null, tick, { now: 0, policy })).toBeUndefined()
    expect(evolve(first, tick, { now: 900, policy })).toBeUndefined()
    expect(evolve(first, rotate, { now: 1, policy })).toBeUndefined()
    expect(evolve(first, { type: 'revoke', kid: 'a' }, { now: 1, policy })).toBeUndefined()
  })

  it('stays the same object until the next key is due', () => {
    expect(publishesAt(first, policy)).toBe(900)
    expect(changesAt(first, policy)).toBe(900)
    expect(next(first, tick, 899.9)).toBe(first)
    expect(next(first, tick, 900)).not.toBe(first)
  })

  it('publishes the next key publishAhead before the turn of the signing one ends', () => {
    expect(phases(second, 900)).toEqual(['a signing', 'b pending'])
    expect(second.keys[0]?.signsUntil).toBe(1000)
    expect(second.keys[1]).toMatchObject({ publishedAt: 900, signsFrom: 1000, signsUntil: null })
  })

  it('hands over by time alone: every instance that knows the state does it in the same moment', () => {
    expect(phases(second, 999.9)).toEqual(['a signing', 'b pending'])
    expect(phases(second, 1000)).toEqual(['a retired', 'b signing'])
    expect(signingKey(second, 999.9).jwk.kid).toBe('a')
    expect(signingKey(second, 1000).jwk.kid).toBe('b')
  })

  it('keeps a retired key until the last token of its time has expired, and then takes it out', () => {
    expect(phaseOf(second.keys[0] as never, 1049.9)).toBe('retired')
    expect(phaseOf(second.keys[0] as never, 1050)).toBe('removed')
    expect(next(second, tick, 1050).keys.map(({ jwk }) => jwk.kid)).toEqual(['b'])
  })

  it('drops the private members of a key that signs no more', () => {
    const later = next(second, tick, 1000)
    expect(changesAt(second, policy)).toBe(1000)
    expect(later.keys.map(({ jwk }) => isPrivate(jwk))).toEqual([false, true])
    expect(later.keys[0]?.jwk).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: 'public',
      kid: 'a',
      alg: 'Ed25519',
      use: 'sig',
    })
    expect(changesAt(later, policy)).toBe(1050)
    expect(next(later, tick, 1049)).toBe(later)
  })

  it('never signs with a key that was not published ahead, however long nobody called', () => {
    const late = next(first, tick, 50_000, 'b')
    expect(phases(late, 50_000)).toEqual(['a signing', 'b pending'])
    expect(late.keys[1]?.signsFrom).toBe(50_100)
  })

  it('does not believe a clock that says less than the state', () => {
    const back = next(second, { type: 'revoke', kid: 'b' }, 10)
    expect(back.time).toBe(900)
    expect(next(second, tick, -5000)).toBe(second)
  })
})

describe('rotating by hand', () => {
  it('publishes a key now, to sign after publishAhead', () => {
    const rotated = next(first, rotate, 10, 'b')
    expect(phases(rotated, 10)).toEqual(['a signing', 'b pending'])
    expect(rotated.keys[1]).toMatchObject({ publishedAt: 10, signsFrom: 110 })
    expect(rotated.keys[0]?.signsUntil).toBe(110)
  })

  it('does nothing where a key is pending already: two that rotate at once make one key', () => {
    const rotated = next(first, rotate, 10, 'b')
    expect(next(rotated, rotate, 11, 'c')).toBe(rotated)
    expect(evolve(rotated, rotate, { now: 11, policy })).toBe(rotated)
  })

  it('counts the next turn from when the new key signs', () => {
    const rotated = next(first, rotate, 10, 'b')
    expect(publishesAt(rotated, policy)).toBe(110 + 900)
  })
})

describe('revoking', () => {
  it('replaces a signing key at once, by a fresh one where none is pending', () => {
    const revoked = next(first, { type: 'revoke', kid: 'a' }, 10, 'b')
    expect(phases(revoked, 10)).toEqual(['b signing'])
    expect(revoked.keys[0]).toMatchObject({ publishedAt: 10, signsFrom: 10, signsUntil: null })
  })

  it('replaces a signing key by the pending one, which verifiers may know already', () => {
    const revoked = next(second, { type: 'revoke', kid: 'a' }, 950)
    expect(phases(revoked, 950)).toEqual(['b signing'])
    expect(revoked.keys[0]).toMatchObject({ publishedAt: 900, signsFrom: 950 })
  })

  it('lets the signing key go on when the pending one is revoked, and publishes another', () => {
    const early = next(first, rotate, 10, 'b')
    const without = next(early, { type: 'revoke', kid: 'b' }, 20)
    expect(without.keys).toEqual(first.keys)
    const due = next(second, { type: 'revoke', kid: 'b' }, 950, 'c')
    expect(phases(due, 950)).toEqual(['a signing', 'c pending'])
    expect(due.keys.map(({ signsFrom, signsUntil }) => [signsFrom, signsUntil])).toEqual([
      [0, 1050],
      [1050, null],
    ])
  })

  it('leaves the retired ones as they are when a pending key is revoked', () => {
    const three = next(next(second, tick, 1000), rotate, 1010, 'c')
    expect(phases(three, 1010)).toEqual(['a retired', 'b signing', 'c pending'])
    const left = next(three, { type: 'revoke', kid: 'c' }, 1020)
    expect(left.keys.map(({ jwk, signsUntil }) => [jwk.kid, signsUntil])).toEqual([
      ['a', 1000],
      ['b', null],
    ])
  })

  it('takes a retired key out without touching the others', () => {
    const retired = next(second, tick, 1000)
    const revoked = next(retired, { type: 'revoke', kid: 'a' }, 1010)
    expect(revoked.keys).toEqual([retired.keys[1]])
    expect(revoked.time).toBe(1010)
  })

  it('changes nothing for a kid that is not there', () => {
    expect(next(second, { type: 'revoke', kid: 'z' }, 950)).toBe(second)
  })

  it('does not use one fresh key twice, where the next is due at once', () => {
    const always = { ...policy, publishAhead: 100, rotateEvery: 100 }
    const moment = { now: 10, policy: always, fresh: key('b') }
    const revoked = evolve(first, { type: 'revoke', kid: 'a' }, moment) as RingState
    expect(revoked.keys.map(({ jwk }) => jwk.kid)).toEqual(['b'])
    expect(changesAt(revoked, always)).toBe(10)
  })
})

describe('a change of maxTokenLifetime', () => {
  const longer = { ...policy, maxTokenLifetime: 500 }

  it('keeps the keys that may still sign published for the longer time', () => {
    expect(changesAt(second, longer)).toBe(-Infinity)
    const raised = evolve(second, tick, { now: 950, policy: longer }) as RingState
    expect(raised.keys.map(({ lifetime }) => lifetime)).toEqual([500, 500])
    expect(raised.keys.map(removedAt)).toEqual([1500, Infinity])
    expect(changesAt(raised, longer)).toBe(1000)
  })

  it('leaves a retired key alone, whose tokens were the shorter ones', () => {
    const retired = next(second, tick, 1000)
    const raised = evolve(retired, tick, { now: 1010, policy: longer }) as RingState
    expect(raised.keys.map(({ lifetime }) => lifetime)).toEqual([50, 500])
    expect(evolve(raised, tick, { now: 1020, policy: longer })).toBe(raised)
  })

  it('does not shorten the publication of a key that has signed longer tokens', () => {
    const raised = evolve(second, tick, { now: 950, policy: longer }) as RingState
    expect(evolve(raised, tick, { now: 960, policy })).toBe(raised)
  })
})
