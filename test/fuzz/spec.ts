// Values of all kinds as plain JSON: what JSON cannot carry is an object with a "$" that says what it stands for.
import fc from 'fast-check'
import { MATERIAL, NAMES } from './material.ts'

/** A value, described. */
export type Spec = null | boolean | number | string | readonly Spec[] | { readonly [member: string]: Spec }

type Special = { readonly $: string; readonly of?: Spec }

/** A class of nobody's, whose instances are no plain objects. */
class Instance {
  constructor(members: object) {
    Object.assign(this, members)
  }
}

/** Error that a caller's own code raises. */
export class Thrown extends Error {}

/** Whether anybody waits for a promise is the library's choice; that nobody does is no failure of the caller's. */
function heard(promise: Promise<unknown>): Promise<unknown> {
  promise.catch(() => {})
  return promise
}

const bytesOf = (of: Spec | undefined): Uint8Array => Uint8Array.from(Buffer.from(String(of), 'hex'))
const objectOf = (of: Spec | undefined): object => Object(build(of ?? {})) as object

const MAKERS: { readonly [kind: string]: (of: Spec | undefined) => unknown } = {
  undefined: () => undefined,
  number: (of) => Number(of),
  bigint: (of) => BigInt(String(of)),
  symbol: (of) => Symbol(String(of)),
  bytes: bytesOf,
  buffer: (of) => Buffer.from(String(of), 'hex'),
  words: (of) => Uint16Array.from(bytesOf(of)),
  view: (of) => new DataView(bytesOf(of).buffer),
  date: (of) => new Date(of === null ? Number.NaN : Number(of)),
  regexp: (of) => new RegExp(String(of).replace(/[^\w ]/g, '')),
  function: (of) => () => build(of ?? null),
  thrower: (of) => () => {
    throw new Thrown(String(of))
  },
  promise: (of) => heard(Promise.resolve(build(of ?? null))),
  rejected: (of) => heard(Promise.reject(new Thrown(String(of)))),
  bare: (of) => Object.assign(Object.create(null) as object, objectOf(of)),
  instance: (of) => new Instance(objectOf(of)),
  child: (of) => Object.create(objectOf(of)) as object,
  frozen: (of) => Object.freeze({ ...objectOf(of) }),
  map: (of) => new Map(Object.entries(objectOf(of))),
  url: (of) => new URL(`https://${String(of).replace(/\W/g, '') || 'a'}.example/`),
  boxed: (of) => Object(of ?? ''),
  holes: (of) => new Array(Number(of)),
  deep: (of) => JSON.parse('['.repeat(Number(of)) + ']'.repeat(Number(of))) as unknown,
  branded: (of) => ({ [Symbol.toStringTag]: of, type: 'public', algorithm: { name: 'ECDSA' }, usages: [] }),
  cycle: (of) => {
    const value: { [member: string]: unknown } = { ...objectOf(of) }
    value['self'] = value
    return value
  },
  material: (of) => MATERIAL[String(of)],
}

function isSpecial(spec: Spec): spec is Special {
  return typeof spec === 'object' && spec !== null && !Array.isArray(spec) && typeof (spec as Special).$ === 'string'
}

/** Makes the value. */
export function build(spec: Spec): unknown {
  if (typeof spec !== 'object' || spec === null) return spec
  if (Array.isArray(spec)) return (spec as readonly Spec[]).map(build)
  if (isSpecial(spec) && Object.hasOwn(MAKERS, spec.$)) return MAKERS[spec.$]?.(spec.of)
  const members = Object.entries(spec).map(([name, member]): [string, unknown] => [name, build(member)])
  return Object.fromEntries(members)
}

/** Freezes what a value is made of, so that whoever changes an argument raises an error that is no JwtError. */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype && !Array.isArray(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value) as unknown[]) frozen(member)
  return value
}

/** True when a value of that kind stands in it: a promise, say, which the two entries rightly treat differently. */
export function holds(spec: Spec, ...kinds: readonly string[]): boolean {
  if (typeof spec !== 'object' || spec === null) return false
  if (isSpecial(spec) && kinds.includes(spec.$)) return true
  return Object.values(spec).some((member: Spec) => holds(member, ...kinds))
}

const special = (kind: string, of: fc.Arbitrary<Spec>): fc.Arbitrary<Spec> =>
  of.map((inner) => ({ $: kind, of: inner }))

const hex = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', ' ', '0', '60', '1h', '__proto__', 'constructor'),
)

const leaf: fc.Arbitrary<Spec> = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 3, arbitrary: fc.integer({ min: -2, max: 100 }) },
  { weight: 2, arbitrary: fc.constantFrom<Spec>(null, true, false, 0.5, 1e300, 2 ** 31, 2 ** 53, 1_700_000_000) },
  { weight: 2, arbitrary: fc.constant<Spec>({ $: 'undefined' }) },
  { weight: 1, arbitrary: special('number', fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0')) },
  { weight: 1, arbitrary: special('bigint', fc.constantFrom('0', '1', '-5')) },
  { weight: 1, arbitrary: special('symbol', word) },
  {
    weight: 2,
    arbitrary: fc.oneof(special('bytes', hex), special('buffer', hex), special('words', hex), special('view', hex)),
  },
  { weight: 1, arbitrary: special('date', fc.constantFrom<Spec>(0, 1_700_000_000_000, 8.64e15, null)) },
  { weight: 1, arbitrary: special('regexp', word) },
  { weight: 1, arbitrary: special('url', word) },
  { weight: 1, arbitrary: special('holes', fc.integer({ min: 0, max: 5 })) },
  { weight: 1, arbitrary: special('deep', fc.constantFrom(3, 199, 201, 5000)) },
  { weight: 1, arbitrary: special('branded', fc.constantFrom('CryptoKey', 'KeyObject', 'Uint8Array', 'Date')) },
  { weight: 3, arbitrary: special('material', fc.constantFrom(...NAMES)) },
)

const WRAPPERS = [
  'function',
  'promise',
  'rejected',
  'thrower',
  'bare',
  'instance',
  'child',
  'frozen',
  'map',
  'boxed',
  'cycle',
]

/** Values of every kind. */
export const anything: fc.Arbitrary<Spec> = fc.letrec<{ value: Spec }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.dictionary(word, tie('value'), { maxKeys: 4, noNullPrototype: true }) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...WRAPPERS), tie('value')).map(([$, of]): Spec => ({ $, of })),
    },
  ),
})).value

/** The same without keys: for places whose contents are shown where they are wrong, such as names and options. */
export const anythingElse: fc.Arbitrary<Spec> = anything.filter((spec) => !holds(spec, 'material'))

/** One of several specs, most of the time; anything, at times. */
export function mostly(usual: fc.Arbitrary<Spec>, oneIn = 12): fc.Arbitrary<Spec> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: usual }, { weight: 1, arbitrary: anything })
}

/** An object some of whose members are there. */
export function members(shape: {
  readonly [name: string]: fc.Arbitrary<Spec>
}): fc.Arbitrary<{ [name: string]: Spec }> {
  const every = Object.entries(shape).map(([name, value]) => fc.tuple(fc.constant(name), value))
  return fc
    .subarray(every, { maxLength: Math.min(6, every.length) })
    .chain((chosen) => fc.tuple(...chosen))
    .map((entries) => Object.fromEntries(entries) as { [name: string]: Spec })
}
