// A ring under any order of actions and any behaviour of the clock, beside what was seen of it.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readRingState } from '../../src/jwks/ring-read.ts'
import {
  changesAt,
  evolve,
  isPrivate,
  phaseOf,
  type RingAction,
  type RingJwk,
  type RingPolicy,
  type RingState,
  signingKey,
} from '../../src/jwks/ring-state.ts'
import { rsa } from '../vectors/keys.ts'

/** What was seen of one key. */
interface Sighting {
  published: number
  signedFirst?: number
  signedLast?: number
  /** The longest token that it can have signed. */
  lifetime: number
  gone: boolean
  revoked: boolean
}

class Ring {
  state: RingState | null = null
  clock = 1_000_000
  time = -Infinity
  policy: RingPolicy
  urgent = new Set<string>()
  seen = new Map<string, Sighting>()
  made = 0

  constructor(policy: RingPolicy) {
    this.policy = policy
  }

  act(action: RingAction): void {
    const before = this.state
    // As an instance does: what it has seen of time once stays seen.
    this.time = Math.max(this.time, this.clock)
    const moment = { now: this.time, policy: this.policy }
    const fresh = key(`k${this.made++}`)
    const next = evolve(before, action, moment) ?? (evolve(before, action, { ...moment, fresh }) as RingState)
    expect(next).toBeDefined()
    if (action.type === 'tick' && before) {
      const time = Math.max(this.time, before.time)
      expect(next !== before, 'changesAt says when a tick changes something').toBe(
        time >= changesAt(before, this.policy),
      )
    }
    if (before) {
      expect(next.time).toBeGreaterThanOrEqual(before.time)
      const added = next.keys.filter(({ jwk }) => !before.keys.some((key) => key.jwk.kid === jwk.kid))
      expect(added.length).toBeLessThanOrEqual(1)
    }
    this.state = next
    const time = Math.max(this.time, next.time)
    const hurried = action.type === 'revoke' && this.seen.get(action.kid)?.signedFirst !== undefined
    if (hurried) this.urgent.add(signingKey(next, time).jwk.kid)
    this.look()
  }

  /** What an instance sees at its time, which like every instance's never runs backwards. */
  look(): void {
    const state = this.state as RingState
    this.time = Math.max(this.time, this.clock, state.time)
    const at = (kid: string) => state.keys.find(({ jwk }) => jwk.kid === kid)
    const signing = state.keys.filter((key) => phaseOf(key, this.time) === 'signing')
    expect(signing.length, 'one key signs').toBe(1)
    const [signer] = signing as [(typeof signing)[0]]
    expect(signingKey(state, this.time)).toBe(signer)
    expect(isPrivate(signer.jwk)).toBe(true)
    for (const one of state.keys) {
      const { kid } = one.jwk
      const known = this.seen.get(kid) ?? { published: this.time, lifetime: 0, gone: false, revoked: false }
      this.seen.set(kid, known)
      expect(known.revoked, `${kid} was revoked and is back`).toBe(false)
      if (phaseOf(one, this.time) !== 'removed') expect(known.gone, `${kid} was removed and is back`).toBe(false)
    }
    const sighting = this.seen.get(signer.jwk.kid) as Sighting
    if (sighting.signedFirst === undefined) {
      sighting.signedFirst = this.time
      const urgent = this.urgent.has(signer.jwk.kid)
      if (!urgent && this.seen.size > 1) {
        expect(this.time - sighting.published, 'published ahead').toBeGreaterThanOrEqual(this.policy.publishAhead)
      }
    }
    sighting.signedLast = this.time
    sighting.lifetime = Math.max(sighting.lifetime, Math.min(signer.lifetime, this.policy.maxTokenLifetime))
    for (const [kid, known] of this.seen) {
      const one = at(kid)
      const published = one !== undefined && phaseOf(one, this.time) !== 'removed'
      if (!published) known.gone = true
      if (known.signedLast !== undefined && !known.revoked && this.time < known.signedLast + known.lifetime)
        expect(published, `${kid} has tokens that are valid`).toBe(true)
    }
  }

  /** What is left is a state that another instance takes. */
  keep(): void {
    expect(readRingState(JSON.parse(JSON.stringify(this.state)))).toEqual(this.state)
  }

  revoke(kid: string): void {
    const known = this.seen.get(kid) as Sighting
    known.revoked = known.gone = true
    this.act({ type: 'revoke', kid })
    expect(this.state?.keys.some(({ jwk }) => jwk.kid === kid)).toBe(false)
  }
}

// One sound key for all: here it is names and times that matter.
function key(kid: string): RingJwk {
  return { ...(rsa.privateJwk as unknown as RingJwk), kid, alg: 'RS256', use: 'sig' }
}

type Step = (ring: Ring) => void

const steps: fc.Arbitrary<[string, Step]> = fc.oneof(
  fc.integer({ min: -400, max: 1500 }).map((by): [string, Step] => [
    `clock ${by}`,
    (ring) => {
      ring.clock += by
      if (ring.state) ring.look()
    },
  ]),
  fc.constant<[string, Step]>(['tick', (ring) => ring.act({ type: 'tick' })]),
  fc.constant<[string, Step]>(['rotate', (ring) => ring.act({ type: 'rotate' })]),
  fc.nat().map((index): [string, Step] => [
    `revoke ${index}`,
    (ring) => {
      const keys = ring.state?.keys ?? []
      const one = keys[index % keys.length]
      if (one) ring.revoke(one.jwk.kid)
    },
  ]),
)

const policies = fc
  .record({
    publishAhead: fc.integer({ min: 1, max: 500 }),
    more: fc.integer({ min: 0, max: 2000 }),
    maxTokenLifetime: fc.integer({ min: 1, max: 3000 }),
  })
  .map(({ publishAhead, more, maxTokenLifetime }) => ({
    publishAhead,
    rotateEvery: publishAhead + more,
    maxTokenLifetime,
  }))

it('holds its promises in any order of actions, whatever the clock does', () => {
  fc.assert(
    fc.property(policies, fc.array(steps, { maxLength: 60 }), (policy, list) => {
      const ring = new Ring(policy)
      ring.act({ type: 'tick' })
      for (const [, step] of list) step(ring)
      ring.keep()
    }),
    { numRuns: 1000 },
  )
})

it('keeps them when the longest lifetime is changed under way', () => {
  const change = fc.integer({ min: 1, max: 5000 }).map((maxTokenLifetime): [string, Step] => [
    `lifetime ${maxTokenLifetime}`,
    (ring) => {
      ring.policy = { ...ring.policy, maxTokenLifetime }
      ring.act({ type: 'tick' })
    },
  ])
  fc.assert(
    fc.property(policies, fc.array(fc.oneof(steps, change), { maxLength: 60 }), (policy, list) => {
      const ring = new Ring(policy)
      ring.act({ type: 'tick' })
      for (const [, step] of list) step(ring)
      ring.keep()
    }),
    { numRuns: 1000 },
  )
})
