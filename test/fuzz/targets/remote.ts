// A followed key set through any sequence of answers, times and questions: what it hands out stands in the set that came
// last, a key that it has never waits, and the endpoint is not asked more often than was promised.
import fc from 'fast-check'
import { createRemoteJwks, type JwksEvent } from '../../../src/index.ts'
import type { FetchInit, FetchResponse } from '../../../src/jwks/fetch-types.ts'
import { thumbprint } from '../../../src/sync.ts'
import type { ImportedKey, JoseHeader } from '../../../src/types.ts'
import { parseJson } from '../../reference/json.ts'
import { thumbprintOf } from '../../reference/keys.ts'
import { chooseReference } from '../../reference/sets.ts'
import { type AnswerSpec, answer, answers, type Pulled, textOf } from '../generate/responses.ts'
import { type Outcome, outcomeOf } from '../oracle.ts'
import { anything, build, type Spec } from '../spec.ts'
import { must, target } from '../target.ts'
import { tryReference } from './jwk.ts'

type Step =
  | { readonly do: 'find'; readonly header: { readonly alg: string; readonly kid?: string } }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'serve'; readonly answer: AnswerSpec }
  | { readonly do: 'reload' }

interface Life {
  readonly first: AnswerSpec
  readonly steps: readonly Step[]
  readonly options: {
    readonly cooldown?: number
    readonly cacheMaxAge?: number
    readonly staleIfError?: number
    readonly maxBytes?: number
    readonly maxKeys?: number
  }
  /** What a store gets, and whether it fails. */
  readonly store?: { readonly get: Spec; readonly fails: boolean }
}

const header = fc.record(
  {
    alg: fc.constantFrom('ES256', 'RS256', 'RS256', 'EdDSA', 'HS256', 'PS512'),
    kid: fc.constantFrom('a', 'a', 'b', 'b', 'c', 'd', '__proto__'),
  },
  { requiredKeys: ['alg'] },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('find' as const), header }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 10, 29, 31, 600, 90_000, -5, -1000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('serve' as const), answer: answers }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'reload' }) },
)
const lives: fc.Arbitrary<Life> = fc.record(
  {
    first: answers,
    steps: fc.array(step, { minLength: 1, maxLength: 15, size: 'max' }),
    options: fc.record(
      {
        cooldown: fc.constantFrom(0, 1, 30),
        cacheMaxAge: fc.constantFrom(1, 20, 1000),
        staleIfError: fc.constantFrom(0, 100),
        maxBytes: fc.constantFrom(600, 100_000, 100_000, 100_000),
        maxKeys: fc.constantFrom(1, 3, 3, 3, 3, 3),
      },
      { requiredKeys: [] },
    ),
    store: fc.record({ get: anything, fails: fc.boolean() }),
  },
  { requiredKeys: ['first', 'steps', 'options'] },
)

const URL_ = 'https://issuer.example/jwks.json?tenant=1'

/** The keys of an answer that is to be taken; `undefined` for one that is none. */
function taken(spec: AnswerSpec, { maxBytes = 524_288, maxKeys = 100 }: Life['options']): unknown[] | undefined {
  if (spec.kind !== 'response' || spec.status !== 200 || spec.oddly) return undefined
  const text = textOf(spec.body)
  if (text === undefined || Buffer.byteLength(text) > maxBytes) return undefined
  if (Number(spec.headers['content-length']) > maxBytes) return undefined
  if (text.startsWith('\uFEFF')) return undefined
  const document = parseJson(text)?.value
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined
  const keys = Object.hasOwn(document, 'keys') ? (document as { keys: unknown }).keys : undefined
  if (!Array.isArray(keys) || keys.length > maxKeys) return undefined
  // What a server hands to everybody is no secret.
  return keys.filter((jwk: { kty?: unknown } | null) => jwk?.kty !== 'oct')
}

/** The keys of a set, where the same one twice is one. */
function distinct(keys: readonly unknown[]): unknown[] {
  const content = (jwk: unknown): unknown => {
    try {
      return JSON.stringify(Object.entries(jwk as object).sort())
    } catch {
      return jwk
    }
  }
  return [...new Map(keys.map((jwk) => [content(jwk), jwk])).values()]
}

class World {
  readonly #life: Life
  now = 1_800_000_000
  served: AnswerSpec
  /** The set that was taken last, and when. */
  held: { keys: unknown[]; at: number } | undefined
  readonly pulled: Pulled[] = []
  readonly asked: FetchInit[] = []
  /** Requests since the clock last moved, and those that were ordered. */
  requests = 0
  reloads = 0

  constructor(life: Life) {
    this.#life = life
    this.served = life.first
  }

  fetch(init: FetchInit): Promise<FetchResponse> {
    this.requests++
    const spec = this.served
    const pulled: Pulled = { bytes: 0 }
    this.pulled.push(pulled)
    this.asked.push(init)
    const given = answer(spec, pulled)
    const keys = taken(spec, this.#life.options)
    const confirmed = spec.kind === 'response' && spec.status === 304 && !spec.oddly && 'if-none-match' in init.headers
    if (keys) this.held = { keys, at: this.now }
    else if (confirmed && this.held) this.held = { ...this.held, at: this.now }
    return given
  }

  /** What is promised of every request. What fails in `fetch` itself would be taken for the network's failure. */
  admitRequests(): void {
    for (const { method, redirect, headers } of this.asked) {
      must(method === 'GET' && redirect === 'manual', 'a request follows nothing', [method, redirect])
      const safe = Object.values(headers).every((value) => /^[\t\x20-\x7e]*$/.test(value))
      must(safe, 'a request repeats nothing that is no header', headers)
    }
    const most = (this.#life.options.maxBytes ?? 524_288) + 1_000_000
    must(
      this.pulled.every(({ bytes }) => bytes <= most),
      'no more is read than maxBytes and a chunk',
      this.pulled,
    )
  }

  /** The key that a set has for a header, by its thumbprint. */
  chosen(header: JoseHeader, held: World['held']): string | undefined {
    const key = held && tryReference(() => chooseReference(distinct(held.keys), header))
    return key && thumbprintOf(key)
  }
}

async function check(life: Life): Promise<void> {
  const world = new World(life)
  const events: JwksEvent[] = []
  const { store } = life
  const jwks = createRemoteJwks(URL_, {
    ...life.options,
    now: () => world.now,
    fetch: (_, init) => world.fetch(init),
    onEvent: (event) => events.push(event),
    ...(store && {
      store: {
        get: async () => build(store.get) as never,
        set: async () => {
          if (store.fails) throw new Error('the store is down')
        },
      },
    }),
  })
  for (const step of life.steps) {
    if (step.do === 'wait') {
      world.now += step.seconds
      world.requests = world.reloads = 0
    } else if (step.do === 'serve') world.served = step.answer
    else if (step.do === 'reload') {
      world.reloads++
      const outcome = await outcomeOf(() => jwks.reload())
      must(!('code' in outcome) || /^ERR_JWKS_/.test(outcome.code), 'the code fits', outcome)
    } else await admitFind(jwks, step.header as JoseHeader, world, life)
    await new Promise((resolve) => setImmediate(resolve))
    const secrets = jwks.snapshot()?.keys.filter((jwk) => (jwk as { kty?: unknown }).kty === 'oct') ?? []
    must(!secrets.length, 'no secret is kept that a server gave away', secrets.length)
    if (life.options.cooldown !== 0)
      must(world.requests <= world.reloads + 1, 'one request, and then a pause', world.requests)
  }
  world.admitRequests()
  for (const event of events) {
    must(event.source === 'https://issuer.example/jwks.json', 'an event names its source without the query', event)
    if ('kid' in event) must((event.kid?.length ?? 0) <= 256, 'a kid is bounded', event)
  }
}

async function admitFind(
  jwks: ReturnType<typeof createRemoteJwks>,
  header: JoseHeader,
  world: World,
  { options }: Life,
): Promise<void> {
  const before = world.held
  const asked = world.requests
  const outcome: Outcome = await outcomeOf(() => jwks.find(header))
  const [old, fresh] = [world.chosen(header, before), world.chosen(header, world.held)]
  if ('value' in outcome) {
    const print = thumbprint(outcome.value as ImportedKey)
    must(print === old || print === fresh, 'a key that is handed out stands in the set that came last', outcome.value)
    return
  }
  must(/^ERR_(KEY_NOT_FOUND|KEY_AMBIGUOUS|JWKS_FETCH|JWKS_INVALID)$/.test(outcome.code), 'the code fits', outcome)
  const isNone = /^ERR_KEY_/.test(outcome.code)
  if (isNone) must(old === undefined || fresh === undefined, 'a key that the set has is found', [outcome, before])
  const age = before ? world.now - before.at : -1
  const life = Math.min(30, options.cacheMaxAge ?? 30)
  if (old !== undefined && age >= 0 && age < life) must(false, 'a key of a fresh set never waits', [outcome, asked])
}

export const remoteSets = target('remote', 80, lives, check)
