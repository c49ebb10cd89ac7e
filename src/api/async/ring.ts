import { isObject, own } from '../../encoding/json.ts'
import { JwtError, kindOf, show } from '../../errors.ts'
import {
  ageRing,
  phaseOf,
  publishesAt,
  type RingJwk,
  type RingKey,
  type RingPhase,
  type RingState,
  removedAt,
  signingKey,
} from '../../jwks/ring-state.ts'
import { readDuration } from '../../token/duration.ts'
import { isPlain, misconfigured } from '../../token/options.ts'
import type { Algorithm, ImportedKey, JoseHeader, SignOptions } from '../../types.ts'
import { compileRing, type KeyRingOptions } from '../ring-options.ts'
import { RingFollower, type RingView } from './ring-follow.ts'
import type { OpenKey } from './ring-keys.ts'
import { sign } from './sign.ts'

/** Options of a ring's `sign`: those of `sign` but for what the ring decides. */
export type RingSignOptions = Omit<SignOptions, 'algorithm' | 'keyid' | 'now' | 'allowWeakKeys'>

/** What one key of a ring is doing, and when that changes. Times are seconds since the epoch. */
export interface RingKeyStatus {
  readonly kid: string
  readonly alg: Algorithm
  readonly state: RingPhase
  readonly publishedAt: number
  readonly signsFrom: number
  /** `null` while there is no successor. */
  readonly signsUntil: number | null
  readonly removedAt: number | null
}

/** A ring at a glance. Times are seconds since the epoch. */
export interface RingStatus {
  readonly time: number
  /** When the next key is due to be published. */
  readonly publishesAt: number
  readonly keys: readonly RingKeyStatus[]
}

/** Keys that sign and verify, and change by themselves. Also a key source for `verify` and `createVerifier`. */
export interface KeyRing {
  /** How long a copy of `jwks()` may be kept, in seconds: a quarter of `publishAhead`. */
  readonly maxAge: number
  /**
   * Signs with the key whose turn it is, and names it in the header.
   *
   * @throws JwtError `ERR_CONFIG`, also for a lifetime beyond `maxTokenLifetime`; as `sign`; `ERR_STORE` while no key is
   * known
   */
  sign(payload: object, options?: RingSignOptions): Promise<string>
  /** The published key that a token names. @throws JwtError `ERR_KEY_NOT_FOUND`; `ERR_STORE` while no key is known */
  find(header: JoseHeader): Promise<ImportedKey>
  /** The JWK Set to publish: public members only. @throws JwtError `ERR_STORE` while no key is known */
  jwks(): Promise<{ keys: RingJwk[] }>
  /**
   * Publishes a new key now, to sign after `publishAhead`; where one is pending already, it is that one.
   *
   * @throws JwtError `ERR_STORE`
   */
  rotate(): Promise<RingKeyStatus>
  /**
   * Takes a leaked key out at once, and puts another in its place if it was signing. Other instances sign with it for up
   * to 30 s more, until they look at the store again; verifiers elsewhere keep accepting it for as long as they keep their
   * copy of the set (`maxAge`).
   *
   * @throws JwtError `ERR_KEY_NOT_FOUND`; `ERR_STORE`: call again until it succeeds
   */
  revoke(kid: string): Promise<void>
  /** What each key is doing, and when that changes. @throws JwtError `ERR_STORE` while no key is known */
  status(): Promise<RingStatus>
  /** The whole ring as plain JSON, **private keys included**, for `createKeyRing({ state })`. @throws JwtError `ERR_STORE` while no key is known */
  export(): Promise<RingState>
}

/**
 * Makes a ring of signing keys that follow each other: published ahead of use, signing, retired until the last token has
 * expired, removed. Nothing runs in the background: whatever time has made due is done within the next call.
 *
 * @throws JwtError `ERR_CONFIG`; `ERR_KEY_INVALID` for the state
 */
export function createKeyRing(options: KeyRingOptions): KeyRing {
  const plan = compileRing(options)
  const follower = new RingFollower(plan)
  return {
    maxAge: Math.floor(plan.policy.publishAhead / 4),
    async sign(payload, options = {}) {
      admitOptions(options)
      const view = await follower.view()
      const { jwk, lifetime } = signingKey(view.state, view.time)
      admitLifetime(payload, options, Math.min(lifetime, plan.policy.maxTokenLifetime), view.now)
      const { signing, facts } = view.keys.get(jwk.kid) as OpenKey & { signing: ImportedKey }
      return sign(payload, signing, { ...options, algorithm: facts.name, now: view.now })
    },
    async find(header) {
      const kid = isObject(header) ? own(header, 'kid') : undefined
      if (typeof kid !== 'string')
        throw new JwtError('ERR_KEY_NOT_FOUND', 'The token names no key (kid); those of the ring do.')
      const key = published(await follower.view(), kid) ?? published(await follower.viewAgain(), kid)
      if (key) return key.verifying
      throw new JwtError('ERR_KEY_NOT_FOUND', `The ring publishes no key with the kid ${show(kid)}.`)
    },
    async jwks() {
      const view = await follower.view()
      // The key that signs stands first: there are clients that look no further.
      const first = signingKey(view.state, view.time)
      const keys = [first, ...view.state.keys.filter((key) => key !== first)]
      const open = keys.map(({ jwk }) => published(view, jwk.kid)).filter((key) => key !== undefined)
      return { keys: open.map(({ jwk }) => ({ ...jwk })) }
    },
    async rotate() {
      await follower.act({ type: 'rotate' })
      const { state, time } = await follower.view()
      return statusOf(state.keys[state.keys.length - 1] as RingKey, time)
    },
    async revoke(kid) {
      if (typeof kid !== 'string' || !kid) misconfigured(`revoke() got ${show(kid)}; expected the kid of a key.`)
      if (await follower.act({ type: 'revoke', kid })) return
      throw new JwtError('ERR_KEY_NOT_FOUND', `The ring has no key with the kid ${show(kid)}; see status().`)
    },
    async status() {
      const { state, time } = await follower.view()
      const keys = state.keys.map((key) => statusOf(key, time)).filter((key) => key.state !== 'removed')
      return { time, publishesAt: publishesAt(state, plan.policy), keys }
    },
    async export() {
      const { state, time } = await follower.view()
      // Not structuredClone, which jsdom has not: a state is JSON, or no store could keep it.
      return JSON.parse(JSON.stringify(ageRing(state, { now: time, policy: plan.policy })))
    },
  }
}

/** A key that is pending here may sign on another instance whose clock is ahead, so all that are published verify. */
function published({ state, time, keys }: RingView, kid: string): OpenKey | undefined {
  const key = state.keys.find(({ jwk }) => jwk.kid === kid)
  return key && phaseOf(key, time) !== 'removed' ? keys.get(kid) : undefined
}

function statusOf(key: RingKey, time: number): RingKeyStatus {
  const { jwk, publishedAt, signsFrom, signsUntil } = key
  const gone = signsUntil === null ? null : removedAt(key)
  return { kid: jwk.kid, alg: jwk.alg, state: phaseOf(key, time), publishedAt, signsFrom, signsUntil, removedAt: gone }
}

/** What the ring decides, and no caller. */
const DECIDED = ['algorithm', 'keyid', 'now', 'allowWeakKeys']

function admitOptions(options: unknown): void {
  if (!isPlain(options)) misconfigured(`The options of ring.sign() are ${kindOf(options)}; expected a plain object.`)
  const given = DECIDED.find((name) => Object.hasOwn(options, name))
  if (given) misconfigured(`ring.sign() takes no option ${given}: the ring decides it.`)
  const header = own(options, 'header')
  if (isObject(header) && own(header, 'kid') !== undefined)
    misconfigured('ring.sign() takes no header.kid: the ring names its own key.')
}

/** A token that outlives its key's publication would be refused before its time. */
function admitLifetime(payload: unknown, { expiresIn }: RingSignOptions, longest: number, now: number): void {
  const claims = isObject(payload) ? payload : {}
  const issued = own(claims, 'iat')
  const start = typeof issued === 'number' ? issued : now
  const end = expiresIn === undefined ? own(claims, 'exp') : start + readLifetime(expiresIn)
  if (end === undefined && isObject(payload))
    misconfigured(
      `ring.sign() needs the option expiresIn, or exp in the payload: at most ${longest} s (maxTokenLifetime).`,
    )
  if (typeof end === 'number' && end > now + longest)
    misconfigured(
      `The token would outlive its key: it may last ${longest} s from now (maxTokenLifetime); shorten expiresIn or exp, or raise that option.`,
    )
}

function readLifetime(expiresIn: unknown): number {
  return expiresIn === null ? Infinity : readDuration(expiresIn, 'expiresIn')
}
