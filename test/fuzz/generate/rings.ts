// States of key rings, and stores that keep them badly.
import fc from 'fast-check'
import type { RingState, RingStore, StoredRing } from '../../../src/index.ts'
import { readReferenceJwk, thumbprintOf } from '../../reference/keys.ts'
import { MATERIAL, SERVES } from '../material.ts'
import { anythingElse, build, type Spec } from '../spec.ts'

/** The time at which rings begin. */
export const START = 1_800_000_000

/** One key of a state. Times are seconds from the beginning. */
interface KeySpec {
  readonly pair: string
  readonly private: boolean
  readonly published: number
  readonly from: number
  readonly until: number | null
  readonly lifetime: number
  /** A member of the key, or of its JWK ("jwk.d"), that is something else. */
  readonly change?: { readonly member: string; readonly value: Spec }
}

/** A state, described. */
export interface StateSpec {
  readonly keys: readonly KeySpec[]
  readonly time: number
  /** Whether nobody has had hands on it. */
  readonly sound: boolean
  readonly change?: { readonly member: string; readonly value: Spec }
}

const MEMBERS = [
  'publishedAt',
  'signsFrom',
  'signsUntil',
  'lifetime',
  'jwk',
  'jwk.kid',
  'jwk.alg',
  'jwk.use',
  'jwk.d',
  'jwk.x',
  'jwk.n',
  'jwk.crv',
  'jwk.y',
  '__proto__',
]
const value = fc.oneof(
  anythingElse,
  fc.constantFrom<Spec>('a', 'ES256', 'HS256', 'sig', 'enc', 0, -1, null, START + 50),
)
const PAIRS = Object.keys(SERVES)

/** Keys one after another, as a ring has them: each signs until the next one does. */
const sound: fc.Arbitrary<StateSpec> = fc
  .record({
    pairs: fc.shuffledSubarray(PAIRS, { minLength: 1, maxLength: 4 }),
    pending: fc.boolean(),
    spans: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ pairs, pending, spans }) => {
    const ends = pairs.map((_, at) => spans.slice(0, at).reduce((sum, each) => sum + each, -100))
    const last = pairs.length - 1
    const starts = ends.map((start, at) => (pending && at === last && last > 0 ? 20 : start))
    const keys = pairs.map((pair, at): KeySpec => {
      const [from, until] = [starts[at] as number, at === last ? null : (starts[at + 1] as number)]
      return { pair, private: until === null || until > 0, published: Math.min(from, 0), from, until, lifetime: 60 }
    })
    return { keys, time: 0, sound: true }
  })

const change = fc.record({ member: fc.constantFrom(...MEMBERS), value })

/** States: sound ones, and such as somebody has had hands on. */
export const states: fc.Arbitrary<StateSpec> = fc.oneof(
  { weight: 3, arbitrary: sound },
  {
    weight: 2,
    arbitrary: fc.tuple(sound, fc.nat(), change).map(([state, at, made]) => ({
      ...state,
      sound: false,
      keys: state.keys.map((key, index) => (index === at % state.keys.length ? { ...key, change: made } : key)),
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(sound, fc.record({ member: fc.constantFrom('format', 'time', 'keys'), value }))
      .map(([state, made]) => ({ ...state, sound: false, change: made })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(sound, sound).map(([a, b]) => ({ ...a, sound: false, keys: [...a.keys, ...b.keys] })),
  },
)

type Json = { [member: string]: unknown }

function changed(object: Json, { member, value }: { member: string; value: Spec }): Json {
  const [first, second] = member.split('.') as [string, string?]
  if (second !== undefined) return { ...object, [first]: { ...(object[first] as Json), [second]: build(value) } }
  return { ...object, [first]: build(value) }
}

function jwkOf({ pair, private: isPrivate }: KeySpec): Json {
  const jwk = MATERIAL[`${pair}.${isPrivate ? 'private' : 'public'}Jwk`] as Json
  const kid = thumbprintOf(readReferenceJwk(MATERIAL[`${pair}.publicJwk`] as Json))
  return { ...jwk, kid, alg: (SERVES[pair] as string[])[0], use: 'sig' }
}

/** Makes the state. */
export function stateOf(spec: StateSpec): RingState {
  const keys = spec.keys.map((key): Json => {
    const made = {
      jwk: jwkOf(key),
      publishedAt: START + key.published,
      signsFrom: START + key.from,
      signsUntil: key.until === null ? null : START + key.until,
      lifetime: key.lifetime,
    }
    return key.change ? changed(made, key.change) : made
  })
  const state = { format: 1, time: START + spec.time, keys }
  return (spec.change ? changed(state, spec.change) : state) as unknown as RingState
}

/** What a store does instead of its work, for one call. */
export type Mood = 'ok' | 'throws' | 'rejects' | 'nothing' | 'anything' | 'refuses' | 'forgets'

/** Moods, one for each call, and what "anything" is. */
export interface StoreSpec {
  readonly moods: readonly Mood[]
  readonly value: Spec
}

/** Stores, most of whose calls go well. */
export const stores: fc.Arbitrary<StoreSpec> = fc.record({
  moods: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<Mood>('ok') },
      fc.constantFrom<Mood>('throws', 'rejects', 'nothing', 'anything', 'refuses', 'forgets'),
    ),
    { minLength: 1, maxLength: 12, size: 'max' },
  ),
  value: anythingElse,
})

/** A store with moods, on top of one that keeps its word. When the moods have run out, it goes well. */
export function moody(spec: StoreSpec, initial: StoredRing | null): RingStore {
  let held = initial && structuredClone(initial)
  let version = 1
  const moods = [...spec.moods]
  const misdo = (mood: Mood): Promise<never> | undefined => {
    if (mood === 'throws') throw new Error('the store is down')
    if (mood === 'rejects') return Promise.reject(new Error('the store is down'))
    if (mood === 'anything') return Promise.resolve(build(spec.value)) as Promise<never>
    if (mood === 'forgets') held = null
    return mood === 'nothing' ? (Promise.resolve(undefined) as Promise<never>) : undefined
  }
  return {
    load: () => misdo(moods.shift() ?? 'ok') ?? Promise.resolve(held && structuredClone(held)),
    save: (state, expected) => {
      const mood = moods.shift() ?? 'ok'
      const instead = misdo(mood)
      if (instead) return instead
      if (mood === 'refuses' || (held?.version ?? null) !== expected) return Promise.resolve(false)
      held = { state: JSON.parse(JSON.stringify(state)) as RingState, version: ++version }
      return Promise.resolve(true)
    },
  }
}
