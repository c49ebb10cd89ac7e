// A verifier that remembers tokens says at every moment what one without a memory says.
import fc from 'fast-check'
import { hs256, NOW, secret } from '../../conformance/forge.ts'
import { roads } from '../../roads.ts'
import { secrets } from '../../vectors/keys.ts'
import { alike, outcomeOf } from '../oracle.ts'
import { must, target } from '../target.ts'

/** One step of a life: time goes by, a key changes, or a token comes. */
type Step =
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'rotate'; readonly key: number }
  | { readonly do: 'revoke'; readonly revoked: boolean }
  | { readonly do: 'verify'; readonly token: number }

interface Life {
  readonly steps: readonly Step[]
  readonly max: number
  readonly ttl: number
  readonly source: 'secret' | 'function' | 'bindings'
  readonly options: { readonly [name: string]: unknown }
}

const KEYS = [secret, `${secret}-two`, secrets.HS512]

/** Tokens of different ends, beginnings and keys; bad ones among them. */
const TOKENS: readonly string[] = [
  hs256({ sub: 'a', exp: NOW + 10, iat: NOW }),
  hs256({ sub: 'b', exp: NOW + 30, iat: NOW - 20 }, { kid: 'x' }),
  hs256({ sub: 'c', exp: NOW + 100, nbf: NOW + 15, iat: NOW + 5 }),
  hs256({ sub: 'd' }),
  hs256({ sub: 'e', exp: NOW + 50, list: [{ deep: true }] }, { typ: 'at+jwt' }),
  `${hs256({ sub: 'a', exp: NOW + 10, iat: NOW }).slice(0, -4)}AAAA`,
  hs256({ sub: 'f', exp: NOW + 20 }, { alg: 'HS384' }),
  'a.b.c',
]

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 5, 10, 30, -10, -60) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rotate' as const), key: fc.nat(KEYS.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), revoked: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('verify' as const), token: fc.nat(TOKENS.length - 1) }) },
)

const lives: fc.Arbitrary<Life> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
  max: fc.constantFrom(1, 2, 100),
  ttl: fc.constantFrom(1, 10, 1000),
  source: fc.constantFrom('secret', 'function', 'bindings'),
  options: fc
    .subarray([
      ['maxAge', 15],
      ['clockTolerance', 3],
      ['requireExp', false],
      ['ignoreExpiration', true],
      ['complete', true],
      ['typ', 'JWT'],
      ['subject', 'a'],
    ] as const)
    .map((entries) => Object.fromEntries(entries)),
})

async function check({ steps, max, ttl, source, options }: Life): Promise<void> {
  for (const { name, lib } of roads) {
    let now = NOW
    let key = KEYS[0] as string
    let revoked = false
    const find = () => key
    const bindings = [
      { key: secret, algorithms: ['HS256'], until: NOW + 25 },
      { key: find, algorithms: ['HS256'], since: NOW + 5 },
    ]
    const from = { secret, function: find, bindings }[source]
    const told = {
      ...options,
      now: () => now,
      check: () => !revoked,
      ...(source !== 'bindings' && { algorithms: ['HS256'] }),
    }
    const remembering = lib.createVerifier(from, { ...told, cache: { max, ttl } })
    const forgetful = lib.createVerifier(from, told)
    for (const step of steps) {
      if (step.do === 'wait') now += step.seconds
      else if (step.do === 'rotate') key = KEYS[step.key] as string
      else if (step.do === 'revoke') revoked = step.revoked
      else {
        const token = TOKENS[step.token] as string
        const [hit, miss] = [await outcomeOf(() => remembering(token)), await outcomeOf(() => forgetful(token))]
        alike(hit, miss, `a memory changes no verdict (${name})`)
        if ('value' in hit)
          must(isFrozen(hit.value, Boolean(options['complete'])), 'what several callers get is frozen')
      }
    }
  }
}

function isFrozen(value: unknown, complete: boolean): boolean {
  const payload = complete ? (value as { payload: unknown }).payload : value
  const open = [payload]
  for (const each of open) {
    if (typeof each !== 'object' || each === null) continue
    if (!Object.isFrozen(each)) return false
    open.push(...Object.values(each))
  }
  return true
}

export const remembered = target('cache', 60, lives, check)
