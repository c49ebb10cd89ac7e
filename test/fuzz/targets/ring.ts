// A key ring through any sequence of times and acts, from any state, on any store: one key signs, its tokens verify, and
// no private member is ever published.
import fc from 'fast-check'
import { createKeyRing, type KeyRing, verify } from '../../../src/index.ts'
import type { Algorithm, ImportedKey } from '../../../src/types.ts'
import { moody, START, type StateSpec, type StoreSpec, stateOf, states, stores } from '../generate/rings.ts'
import { type Outcome, outcomeNow, outcomeOf } from '../oracle.ts'
import { must, target } from '../target.ts'

type Step =
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'sign'; readonly expiresIn: number }
  | { readonly do: 'revoke' | 'find'; readonly key: number }
  | { readonly do: 'rotate' | 'status' | 'jwks' | 'resume' }

interface Life {
  readonly state: StateSpec | null
  readonly store: StoreSpec | null
  readonly algorithm: 'ES256' | 'Ed25519'
  readonly steps: readonly Step[]
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 5, 11, 20, 61, 130, -10, 5000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sign' as const), expiresIn: fc.constantFrom(1, 50, 60, 61) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('revoke' as const, 'find' as const), key: fc.nat(4) }) },
  { weight: 4, arbitrary: fc.constantFrom('rotate', 'status', 'jwks', 'resume').map((each) => ({ do: each }) as Step) },
)

const lives: fc.Arbitrary<Life> = fc.record({
  state: fc.oneof({ weight: 3, arbitrary: states }, { weight: 1, arbitrary: fc.constant(null) }),
  store: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: stores }),
  algorithm: fc.constantFrom('ES256', 'Ed25519'),
  steps: fc.array(step, { minLength: 1, maxLength: 10, size: 'max' }),
})

const CODES = /^ERR_(CONFIG|STORE|KEY_INVALID|KEY_NOT_FOUND)$/
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth']

/** A ring with its clock. On a store that fails, or from a state that is none, less is promised of it. */
class Kept {
  readonly life: Life
  readonly steady: boolean
  /** Whether it has every reason to go on: nothing that it is asked for may fail. */
  readonly well: boolean
  ring: KeyRing
  now = START

  constructor(life: Life) {
    this.life = life
    this.steady = life.store === null
    this.well = this.steady && life.state?.sound !== false
    this.ring = this.make(life.state ? stateOf(life.state) : undefined)
  }

  make(state: unknown): KeyRing {
    const { algorithm, store } = this.life
    const options = { algorithm, publishAhead: 10, rotateEvery: 100, maxTokenLifetime: 60, now: () => this.now }
    return createKeyRing({
      ...options,
      ...(state !== undefined && { state: state as never }),
      ...(store && { store: moody(store, null) }),
    })
  }
}

async function check(life: Life): Promise<void> {
  const made = outcomeNow(() => new Kept(life))
  if ('code' in made) {
    must(
      life.state?.sound === false && made.code === 'ERR_KEY_INVALID',
      'only a state that is none stands against a ring',
      made,
    )
    return
  }
  const kept = made.value as Kept
  for (const step of life.steps) {
    if (step.do === 'wait') kept.now += step.seconds
    else {
      const outcome = await act(kept, step)
      if ('code' in outcome) must(CODES.test(outcome.code), 'the code fits', outcome)
    }
    await admitPublished(kept)
  }
}

async function act(kept: Kept, step: Exclude<Step, { do: 'wait' }>): Promise<Outcome> {
  const { ring } = kept
  switch (step.do) {
    case 'sign':
      return signed(kept, step.expiresIn)
    case 'revoke':
      return revoked(kept, step.key)
    case 'find':
      return outcomeOf(async () => ring.find({ alg: 'ES256', kid: await kidAt(ring, step.key) }))
    case 'resume':
      return resumed(kept)
    case 'rotate':
    case 'status':
    case 'jwks': {
      const method = step.do
      return outcomeOf(() => ring[method]())
    }
  }
}

async function kidAt(ring: KeyRing, at: number): Promise<string> {
  const { keys } = await ring.jwks()
  return keys[at % (keys.length + 1)]?.kid ?? 'no such kid'
}

async function signed(kept: Kept, expiresIn: number): Promise<Outcome> {
  const { ring, now } = kept
  const outcome = await outcomeOf(() => ring.sign({ sub: 'ann' }, { expiresIn }))
  if ('code' in outcome) {
    must(expiresIn > 60 || !kept.well, 'a ring signs what its keys outlive', outcome)
    return outcome
  }
  must(expiresIn <= 60, 'and nothing that outlives them', expiresIn)
  const token = String(outcome.value)
  const header = JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()) as {
    alg: Algorithm
    kid: string
  }
  const payload = await verify(token, ring, { algorithms: [header.alg], now })
  must(payload.sub === 'ann' && payload.exp === now + expiresIn, 'its tokens verify', payload)
  const { keys } = await ring.jwks()
  must(
    keys.some(({ kid }) => kid === header.kid),
    'the key that signs is published',
    header,
  )
  return outcome
}

async function revoked(kept: Kept, at: number): Promise<Outcome> {
  const { ring } = kept
  return outcomeOf(async () => {
    const kid = await kidAt(ring, at)
    await ring.revoke(kid)
    if (!kept.steady) return
    const { keys } = await ring.jwks()
    must(!keys.some((key) => key.kid === kid), 'a key that was revoked is published no more', kid)
    const found = await outcomeOf(() => ring.find({ alg: 'ES256', kid }) as Promise<ImportedKey>)
    must('code' in found && found.code === 'ERR_KEY_NOT_FOUND', 'nor does it verify', kid)
  })
}

/** Goes on with what was exported, elsewhere: the same keys. */
async function resumed(kept: Kept): Promise<Outcome> {
  return outcomeOf(async () => {
    const state = await kept.ring.export()
    const before = await kept.ring.status()
    if (!kept.steady) return
    const next = kept.make(JSON.parse(JSON.stringify(state)))
    const after = await next.status()
    must(JSON.stringify(after) === JSON.stringify(before), 'a ring goes on as it was exported', [before, after])
    kept.ring = next
  })
}

async function admitPublished({ ring, steady, well }: Kept): Promise<void> {
  const outcome = await outcomeOf(() => ring.jwks())
  if ('code' in outcome) {
    must(!well, 'a ring publishes its keys', outcome)
    must(CODES.test(outcome.code), 'the code fits', outcome)
    return
  }
  const { keys } = outcome.value as Awaited<ReturnType<KeyRing['jwks']>>
  for (const key of keys) must(!PRIVATE.some((name) => name in key), 'no private member is published', Object.keys(key))
  must(new Set(keys.map(({ kid }) => kid)).size === keys.length, 'each kid once', keys.length)
  if (!steady) return
  const status = await ring.status()
  const signing = status.keys.filter(({ state }) => state === 'signing')
  must(signing.length === 1 && signing[0]?.kid === keys[0]?.kid, 'one key signs, and is named first', status)
}

export const keyRings = target('ring', 40, lives, check)
