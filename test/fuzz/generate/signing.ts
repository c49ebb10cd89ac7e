// Payloads and options to sign with, sound and unsound, and a model of what comes of them.
import fc from 'fast-check'
import { NOW } from '../../conformance/forge.ts'
import { SIGNERS } from '../material.ts'

/** A JSON object. */
export type Json = { readonly [member: string]: unknown }

/** What is signed, with what, described. */
export interface Signing {
  readonly signer: number
  readonly form: number
  readonly payload: Json
  readonly options: Json
  readonly perCall: Json | null
}

const time = fc.oneof(
  fc.integer({ min: -5, max: 5 }).map((by) => NOW + by),
  fc.constantFrom<unknown>(0, -1.5, 1e300, '1', null, true),
)
const text = fc.constantFrom<unknown>('a', 'ü😀', '', 5, null, ['a'])
const audience = fc.constantFrom<unknown>('a', ['a', 'b'], [], [5], '')

const claims = {
  exp: time,
  nbf: time,
  iat: time,
  iss: text,
  sub: text,
  jti: text,
  aud: audience,
  role: fc.jsonValue(),
}

/** Some members of an object, fewer rather than many. */
function some(shape: { readonly [name: string]: fc.Arbitrary<unknown> }, most: number): fc.Arbitrary<Json> {
  const one = fc
    .constantFrom(...Object.keys(shape))
    .chain((name) => fc.tuple(fc.constant(name), shape[name] as fc.Arbitrary<unknown>))
  return fc.array(one, { maxLength: most }).map((entries) => Object.fromEntries(entries))
}

const payloads = fc.oneof(
  some(claims, 3),
  fc.dictionary(fc.string({ unit: 'binary', maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
)

/** Spans with what they are in seconds; the last ones are none. */
const SPANS: readonly (readonly [value: unknown, seconds?: number])[] = [
  [60, 60],
  ['15m', 900],
  ['1.5 hours', 5400],
  ['2W', 1_209_600],
  [-5, -5],
  [0, 0],
  [1e308, 1e308],
  ['60'],
  ['1 fortnight'],
  [''],
]
const span = fc.nat(SPANS.length - 1).map((place) => SPANS[place]?.[0])

const perCall = {
  expiresIn: fc.oneof({ weight: 4, arbitrary: span }, { weight: 1, arbitrary: fc.constant(null) }),
  notBefore: span,
  issuer: fc.constantFrom('a', 'é', ''),
  subject: fc.constantFrom('a', ''),
  audience: fc.constantFrom<unknown>('a', ['a', 'b'], []),
  jwtid: fc.constantFrom<unknown>('a', true, false),
  noTimestamp: fc.boolean(),
}
const headers = fc.constantFrom<unknown>(
  { typ: 'at+jwt' },
  { x: [1, { y: null }] },
  { cty: 'ü' },
  { kid: 'h' },
  { alg: 'HS256' },
  { b64: false },
)

/** Ways to sign. */
export const signings: fc.Arbitrary<Signing> = fc.record({
  signer: fc.oneof(fc.nat(2), fc.nat(SIGNERS.length - 1)),
  form: fc.nat(5),
  payload: payloads,
  options: some({ ...perCall, keyid: fc.constantFrom('k', ''), header: headers, expiresIn: perCall.expiresIn }, 4),
  perCall: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: some(perCall, 2) }),
})

const secondsOf = (value: unknown) => SPANS.find(([each]) => each === value)?.[1]
const isText = (value: unknown) => typeof value === 'string'

/** Whether options and payload are in order, each on its own. */
function sound(payload: Json, options: Json): boolean {
  const good: { readonly [name: string]: (value: unknown) => boolean } = {
    expiresIn: (value) => value === null || secondsOf(value) !== undefined,
    notBefore: (value) => secondsOf(value) !== undefined,
    audience: (value) => [value].flat().length > 0 && [value].flat().every(Boolean),
    jwtid: (value) => value === true || (isText(value) && value !== ''),
    noTimestamp: () => true,
    header: (value) => !Object.hasOwn(value as object, 'alg') && !Object.hasOwn(value as object, 'b64'),
  }
  const fine = Object.entries(options).every(([name, value]) => (good[name] ?? Boolean)(value))
  const registered: { readonly [claim: string]: (value: unknown) => boolean } = {
    ...Object.fromEntries(['iss', 'sub', 'jti'].map((claim) => [claim, isText])),
    ...Object.fromEntries(['exp', 'nbf', 'iat'].map((claim) => [claim, (value: unknown) => typeof value === 'number'])),
    aud: (value) => [value].flat().every(isText) && !(Array.isArray(value) && value.some(Array.isArray)),
  }
  return (
    fine &&
    Object.entries(payload).every(([claim, value]) =>
      Object.hasOwn(registered, claim) ? registered[claim]?.(value) : true,
    )
  )
}

const CLAIM: { readonly [option: string]: string } = {
  expiresIn: 'exp',
  notBefore: 'nbf',
  issuer: 'iss',
  subject: 'sub',
  audience: 'aud',
  jwtid: 'jti',
}

/** What a token must hold, or `undefined` where none may be made. `jti: true` stands for any. */
export function expected(payload: Json, options: Json, perCall: Json): Json | undefined {
  const all: Json = { ...options, ...perCall }
  if (!sound(payload, options) || !sound({}, perCall)) return undefined
  if (options['keyid'] !== undefined && Object.hasOwn((options['header'] ?? {}) as object, 'kid')) return undefined
  const given = Object.keys(CLAIM).filter((name) => Object.hasOwn(all, name))
  if (given.some((name) => Object.hasOwn(payload, CLAIM[name] as string))) return undefined
  if (!Object.hasOwn(all, 'expiresIn') && !Object.hasOwn(payload, 'exp')) return undefined
  const issued = Object.hasOwn(payload, 'iat') ? (payload['iat'] as number) : NOW
  const made: { [claim: string]: unknown } = all['noTimestamp'] || Object.hasOwn(payload, 'iat') ? {} : { iat: NOW }
  for (const name of given) {
    const value = all[name]
    if (name === 'expiresIn' && value === null) continue
    const isSpan = name === 'expiresIn' || name === 'notBefore'
    made[CLAIM[name] as string] = isSpan ? issued + (secondsOf(value) as number) : value
  }
  // A time that has run over all numbers is in no token.
  if (Object.values(made).includes(Infinity)) return undefined
  return { ...payload, ...made }
}
