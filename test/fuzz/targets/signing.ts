// Tokens that the library makes, beside a model of what they must hold, and the reference that verifies them.
import fc from 'fast-check'
import { NOW } from '../../conformance/forge.ts'
import { judgeToken } from '../../reference/verifier.ts'
import { type Road, roads } from '../../roads.ts'
import { goodSignature } from '../generate/signatures.ts'
import { referenceKey } from '../generate/verifying.ts'
import { MATERIAL, SIGNERS, type Signer } from '../material.ts'
import { alike, type Outcome, outcomeOf, same } from '../oracle.ts'
import { must, target } from '../target.ts'

type Json = { readonly [member: string]: unknown }

interface Signing {
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

const inputs: fc.Arbitrary<Signing> = fc.record({
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
function expected(payload: Json, options: Json, perCall: Json): Json | undefined {
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

/** The forms in which a signer's key is passed. */
function keyOf({ name }: Signer, form: number): unknown {
  const forms = Object.keys(MATERIAL).filter(
    (each) => each.startsWith(`${name}.`) && !/\.(public|certificate|imported)|CryptoKey/.test(each),
  )
  return MATERIAL[forms[form % forms.length] as string]
}

async function check({ signer: place, form, payload, options, perCall }: Signing): Promise<void> {
  const signer = SIGNERS[place] as Signer
  const wanted = expected(payload, options, perCall ?? {})
  const before = JSON.stringify(payload)
  let first: Outcome | undefined
  for (const road of roads) {
    const outcome = await outcomeOf(() => signed(road, signer, { form, payload, options, perCall }))
    if ('code' in outcome && outcome.code === 'ERR_ALG_UNSUPPORTED' && road.name === 'sync plain') continue
    must(JSON.stringify(payload) === before, 'a payload is left as it was')
    must('code' in outcome === !wanted, 'a token is made where one may be, and only there', [
      'code' in outcome ? outcome : wanted,
    ])
    if ('code' in outcome) must(/^ERR_(CONFIG|CLAIM)$/.test(outcome.code), 'the code fits', outcome)
    else await admit(String(outcome.value), signer, { wanted: wanted as Json, options })
    const random = /^[PE]S/.test(signer.alg) || JSON.stringify([options, perCall]).includes('"jwtid":true')
    if (first && !random) alike(outcome, first, `${road.name} makes the very same token`)
    first ??= outcome
  }
}

async function signed(
  { lib }: Road,
  signer: Signer,
  { form, payload, options, perCall }: Omit<Signing, 'signer'>,
): Promise<unknown> {
  const key = keyOf(signer, form)
  const all = { algorithm: signer.alg, now: NOW, ...options }
  return perCall ? lib.createSigner(key, all)(payload, perCall) : lib.sign(payload, key, all)
}

async function admit(
  token: string,
  signer: Signer,
  { wanted, options }: { wanted: Json; options: Json },
): Promise<void> {
  const key = referenceKey(
    `${signer.name}.${signer.alg.startsWith('HS') ? 'jwk' : 'publicJwk'}`,
    signer.alg.startsWith('HS') ? 'oct' : '',
  )
  const lax = {
    algorithms: [signer.alg],
    now: NOW,
    requireExp: false,
    ignoreExpiration: true,
    ignoreNotBefore: true,
    maxTokenLength: 1e6,
  }
  const verdict = judgeToken(token, () => key, lax)
  must(verdict.ok, 'the reference accepts what the library signs', verdict)
  const kid = options['keyid'] === undefined ? {} : { kid: options['keyid'] }
  const header = { alg: signer.alg, typ: 'JWT', ...kid, ...((options['header'] as object | undefined) ?? {}) }
  must(same(verdict.header, header), 'the header says what was asked for', verdict.header)
  const { jti } = verdict.payload
  const payload = wanted['jti'] === true ? { ...wanted, jti } : wanted
  if (wanted['jti'] === true) must(/^[0-9a-f-]{36}$/.test(String(jti)), 'jwtid: true makes a UUID', jti)
  // As JSON has it: -0 is 0 there.
  must(same(verdict.payload, JSON.parse(JSON.stringify(payload))), 'the payload holds what was given', verdict.payload)
  const input = token.slice(0, token.lastIndexOf('.'))
  if (/^(HS|RS|Ed)/.test(signer.alg)) {
    const text = goodSignature(signer, Buffer.from(input)).toString('base64url')
    must(token === `${input}.${text}`, 'the signature is the one that there is')
  }
}

export const signing = target('sign', 250, inputs, check)
