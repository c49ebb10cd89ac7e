import { type AlgorithmFacts, factsOf } from '../algorithms/table.ts'
import { isObject, own } from '../encoding/json.ts'
import { JwtError } from '../errors.ts'
import { createLocalJwks, type LocalJwks } from '../jwks/local.ts'
import { admitKey } from '../keys/check.ts'
import { Key } from '../keys/key.ts'
import { PUBLIC_FORMATS } from '../keys/spki.ts'
import { type Binding, compileBindings } from '../token/bindings.ts'
import type { HeaderRules } from '../token/header.ts'
import { misconfigured } from '../token/options.ts'
import { settled } from '../token/schema.ts'
import type { VerifyPlan } from '../token/verify-options.ts'
import type { JoseHeader, JwkSet, KeySource } from '../types.ts'
import { rememberKey } from './memo.ts'

/** What is asked for a key, for each token. */
export interface Source {
  readonly key?: undefined
  readonly find: KeySource['find']
}

/**
 * A key that was read up front, or a source of keys, with the algorithms that it is trusted for. Times are seconds since
 * the epoch.
 */
export type Trust = {
  readonly algorithms: readonly AlgorithmFacts[]
  readonly since: number
  readonly until: number
} & (Source | { readonly key: Key })

/** All that a verifier trusts, and what it expects of a header for it. */
export interface TrustedKeys {
  readonly trusts: readonly Trust[]
  readonly rules: HeaderRules
}

/**
 * Reads the key argument of `verify`: one key, a key set, a source, or bindings.
 *
 * @throws JwtError `ERR_CONFIG`, `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH` or `ERR_KEY_WEAK`
 */
export function readTrust(key: unknown, plan: VerifyPlan): TrustedKeys {
  const trusts = Array.isArray(key)
    ? compileBindings(key, plan.algorithms).map((binding) => readOne(binding, plan))
    : [readOne({ key, algorithms: required(plan), since: -Infinity, until: Infinity }, plan)]
  const algorithms = trusts.flatMap((trust) => trust.algorithms)
  return { trusts, rules: { algorithms, crit: plan.crit, typ: plan.typ } }
}

function required({ algorithms }: VerifyPlan): readonly AlgorithmFacts[] {
  return (
    algorithms ??
    misconfigured(
      "The option algorithms is missing; name the ones that you allow, such as algorithms: ['RS256']. A token never chooses its own.",
    )
  )
}

function readOne({ key: input, algorithms, since, until }: Binding, plan: VerifyPlan): Trust {
  const [first] = algorithms as readonly [AlgorithmFacts]
  // RFC 8725 §2.1: where secrets and public keys serve the same call, a public key can come to be used as a secret.
  if (algorithms.some(({ kty }) => (kty === 'oct') !== (first.kty === 'oct'))) {
    misconfigured(
      'algorithms mixes HS* with asymmetric algorithms for one key; to accept both, pass a list of bindings { key, algorithms }.',
    )
  }
  const find = sourceOf(input)
  if (find) return { algorithms, since, until, find }
  if (algorithms.some(({ kty }) => kty !== first.kty)) {
    misconfigured(
      'algorithms names several key families, but one key has one family; pass a key set, or a list of bindings { key, algorithms }.',
    )
  }
  const key = rememberKey(input, first.kty, 'verify', PUBLIC_FORMATS)
  admitSome(key, algorithms, plan)
  return { algorithms, since, until, key }
}

function sourceOf(input: unknown): KeySource['find'] | undefined {
  if (typeof input === 'function') return (header) => (input as KeySource['find'])(header)
  // A Uint8Array has a find of its own, and so have its relatives, which are no keys.
  if (!isObject(input) || ArrayBuffer.isView(input) || input instanceof Key) return undefined
  if (typeof input.find === 'function') return (header) => (input as unknown as KeySource).find(header)
  const set = setOf(input)
  return set && ((header) => set.find(header))
}

/** A key that can serve none of its algorithms is a mistake that no token needs to bring to light. */
function admitSome(key: Key, algorithms: readonly AlgorithmFacts[], plan: VerifyPlan): void {
  let reason: unknown
  for (const facts of algorithms) {
    try {
      admitKey(key, facts, 'verify', plan.allowWeakKeys)
      return
    } catch (error) {
      reason ??= error
    }
  }
  throw reason
}

const sets: WeakMap<object, { readonly members: readonly unknown[]; readonly set: LocalJwks }> =
  /* @__PURE__ */ new WeakMap()

/** A JWK Set as a source, remembered while its list holds the same members. */
function setOf(input: object): LocalJwks | undefined {
  const keys = own(input, 'keys')
  if (keys === undefined) return undefined
  const known = sets.get(input)
  if (
    known &&
    Array.isArray(keys) &&
    keys.length === known.members.length &&
    keys.every((member, at) => member === known.members[at])
  ) {
    return known.set
  }
  const set = createLocalJwks(input as JwkSet)
  sets.set(input, { members: [...(keys as unknown[])], set })
  return set
}

/**
 * The trusts that may judge a token of that algorithm at that time.
 *
 * @param now seconds since the epoch
 * @throws JwtError `ERR_ALG_NOT_ALLOWED` when each of them has ended, or is yet to begin
 */
export function trustsFor(trusted: TrustedKeys, facts: AlgorithmFacts, now: number): readonly Trust[] {
  const current = trusted.trusts.filter(
    (trust) => trust.algorithms.includes(facts) && trust.since <= now && now < trust.until,
  )
  if (!current.length) {
    throw new JwtError(
      'ERR_ALG_NOT_ALLOWED',
      `No binding for ${facts.name} is in force at this time; see since and until.`,
    )
  }
  return current
}

/**
 * The key that a source yielded for a token.
 *
 * @throws JwtError `ERR_KEY_NOT_FOUND` when it yielded none; `ERR_CONFIG` for a promise in the sync entry; as `readKey`
 */
export function readFound(found: unknown, header: JoseHeader): Key {
  const facts = factsOf(header.alg) as AlgorithmFacts
  try {
    const input = settled(found, 'The key source')
    if (input === undefined || input === null || input === '') {
      throw new JwtError('ERR_KEY_NOT_FOUND', `The key source has no key for ${facts.name}.`)
    }
    const set = setOf(input)
    return set ? (set.find(header) as Key) : rememberKey(input, facts.kty, 'verify', PUBLIC_FORMATS)
  } catch (cause) {
    // What a source yields may fail when it is looked at: a getter, a Proxy.
    throw sourceFailure(cause)
  }
}

/** What a source that failed comes out as: its own `JwtError`, or `ERR_KEY_NOT_FOUND` with the error as its cause. */
export function sourceFailure(cause: unknown): JwtError {
  if (cause instanceof JwtError) return cause
  return new JwtError('ERR_KEY_NOT_FOUND', 'The key source raised an error; see cause.', { cause })
}
