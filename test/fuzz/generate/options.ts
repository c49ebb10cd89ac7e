// Values of options, mostly right, and which options there are.
import fc from 'fast-check'
import { NOW } from '../../conformance/forge.ts'
import { ALGORITHMS } from '../../reference/keys.ts'
import { anythingElse, type Spec } from '../spec.ts'

/** One of several specs, most of the time. */
export const mostly = (usual: fc.Arbitrary<Spec>) =>
  fc.oneof({ weight: 11, arbitrary: usual }, { weight: 1, arbitrary: anythingElse })

export const of = (...values: readonly Spec[]) => mostly(fc.constantFrom(...values))

export const flag = of(true, false)
export const text = of('a', 'b', 'https://issuer.example', '')
export const texts = of('a', ['a'], ['a', 'b'], [])
export const span = of('1h', 60, '5 minutes', 0, '90s', -1, '60', '1 fortnight', 1e300)
export const clock = mostly(fc.constantFrom<Spec>(NOW, { $: 'function', of: NOW }, { $: 'thrower', of: 'clock' }, 0))
export const name = of(...Object.keys(ALGORITHMS), 'none', 'RS1', '')
export const names = mostly(
  fc.oneof(
    fc.constantFrom<Spec>(...Object.keys(ALGORITHMS).map((each) => [each])),
    fc.subarray(Object.keys(ALGORITHMS)),
    fc.constantFrom<Spec>('RS256', ['none'], [null]),
  ),
)
const schema = mostly(
  fc.constantFrom<Spec>(
    { '~standard': { version: 1, vendor: 'a', validate: { $: 'function', of: { value: 1 } } } },
    { '~standard': { version: 1, vendor: 'a', validate: { $: 'function', of: { issues: [{ message: 'no' }] } } } },
    { '~standard': { version: 1, vendor: 'a', validate: { $: 'thrower', of: 'schema' } } },
    { '~standard': { version: 1, vendor: 'a', validate: { $: 'function', of: { issues: 5 } } } },
    { '~standard': { version: 1, vendor: 'a', validate: { $: 'function', of: { issues: [] } } } },
    { '~standard': { version: 2 } },
  ),
)
const check = mostly(
  fc.constantFrom<Spec>(
    { $: 'function', of: true },
    { $: 'function', of: false },
    { $: 'function', of: { $: 'undefined' } },
    { $: 'function', of: { $: 'promise', of: true } },
    { $: 'thrower', of: 'check' },
  ),
)

/** Names that no function has as an option, or that only another has. */
export const MISSPELT = { issuers: text, Algorithm: name, expires: span, secret: text, complete_: flag, ttl: span }

export const claimOptions = {
  expiresIn: span,
  notBefore: span,
  issuer: text,
  subject: text,
  audience: texts,
  jwtid: of('a', true),
  noTimestamp: flag,
  now: clock,
}
export const signShape = {
  ...claimOptions,
  algorithm: name,
  keyid: text,
  header: of({ typ: 'at+jwt' }, { alg: 'none' }, { x: [1] }, { kid: 'a' }, { crit: ['x'] }),
  allowWeakKeys: flag,
  engine: of('plain', 'native'),
}
export const verifyShape = {
  algorithms: names,
  issuer: texts,
  audience: texts,
  subject: text,
  jwtid: text,
  nonce: text,
  typ: text,
  maxAge: span,
  clockTolerance: span,
  requireExp: flag,
  requiredClaims: texts,
  ignoreExpiration: flag,
  ignoreNotBefore: flag,
  crit: of(['x'], ['alg'], ['b64'], 'x'),
  now: clock,
  complete: flag,
  schema,
  check,
  maxTokenLength: of(16384, 10, 0, -1, 0.5),
  allowWeakKeys: flag,
  engine: of('plain', 'native'),
  cache: of({ max: 2, ttl: 60 }, { max: 0, ttl: 60 }, { max: 2 }, {}),
}
