// Sound options and keys for verifying, each as the library takes it and as the reference does.
import fc from 'fast-check'
import { NOW } from '../../conformance/forge.ts'
import { ALGORITHMS, type ReferenceKey, readReferenceJwk } from '../../reference/keys.ts'
import { refuse } from '../../reference/refusal.ts'
import type { ReferenceOptions } from '../../reference/verifier.ts'
import { MATERIAL, NAMES, SIGNERS } from '../material.ts'

/** What a token is verified with, described. */
export interface VerifySpec {
  /** The name of a key, or `undefined` for the one that signed. */
  readonly key?: string
  /** In which of its forms the key that signed is passed. */
  readonly form: number
  readonly wrap: 'none' | 'function' | 'find' | 'set' | 'binding'
  /** Which algorithms are allowed beside the token's own, or in its place: by their places among all of the family. */
  readonly more: readonly number[]
  readonly own: boolean
  readonly options: { readonly [name: string]: unknown }
}

/** Spans as the library reads them, with what they are in seconds. */
const SPANS: readonly (readonly [value: unknown, seconds: number])[] = [
  [0, 0],
  [5, 5],
  [0.5, 0.5],
  ['5s', 5],
  ['1m', 60],
  ['1 minute', 60],
  ['2 hours', 7200],
]

const text = fc.constantFrom('a', 'b', 'ab')
const texts = fc.oneof(text, fc.subarray(['a', 'b', 'c'], { minLength: 1 }))
const flag = fc.boolean()
const span = fc.nat(SPANS.length - 1).map((place) => ({ span: place }))

const OPTIONS: { readonly [name: string]: fc.Arbitrary<unknown> } = {
  issuer: texts,
  audience: texts,
  subject: text,
  jwtid: text,
  nonce: text,
  typ: fc.constantFrom('JWT', 'at+jwt', 'application/jwt'),
  crit: fc.subarray(['x', 'y', 'toString'], { minLength: 1 }),
  maxAge: span,
  clockTolerance: span,
  requireExp: flag,
  requiredClaims: fc.subarray(['sub', 'role', 'iat', 'toString'], { minLength: 1 }),
  ignoreExpiration: flag,
  ignoreNotBefore: flag,
  maxTokenLength: fc.constantFrom(80, 200, 400, 20_000),
}

const option = fc
  .constantFrom(...Object.keys(OPTIONS))
  .chain((name) => fc.tuple(fc.constant(name), OPTIONS[name] as fc.Arbitrary<unknown>))

const options = fc.array(option, { maxLength: 3 }).map((chosen) => Object.fromEntries(chosen))

/** Ways to verify. */
export const verifying: fc.Arbitrary<VerifySpec> = fc.record(
  {
    key: fc.constantFrom(...NAMES.filter((name) => !name.startsWith('odd.'))),
    form: fc.nat(7),
    wrap: fc.oneof(
      { weight: 3, arbitrary: fc.constant('none') },
      fc.constantFrom('function', 'find', 'set', 'binding'),
    ),
    more: fc.array(fc.nat(5), { maxLength: 2 }),
    own: fc.oneof({ weight: 8, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    options: fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: options }),
  },
  { requiredKeys: ['form', 'wrap', 'more', 'own', 'options'] },
) as fc.Arbitrary<VerifySpec>

/** The right key, and many options. */
export const expecting: fc.Arbitrary<VerifySpec> = fc
  .array(option, { maxLength: 6, size: 'max' })
  .map((chosen) => ({ form: 0, wrap: 'none', more: [], own: true, options: Object.fromEntries(chosen) }))

/** Most of the time the key that signed. */
export const rightly: fc.Arbitrary<VerifySpec> = fc.oneof(
  { weight: 12, arbitrary: verifying.map(({ key: _, ...rest }) => rest) },
  { weight: 1, arbitrary: verifying },
)

/** The options as the library takes them. */
export function libraryOptions({ options }: VerifySpec): { [name: string]: unknown } {
  const entries = Object.entries(options).map(([name, value]) => [name, spanOf(value)?.[0] ?? value])
  return { now: NOW, ...Object.fromEntries(entries) }
}

/** The options as the reference takes them. */
export function referenceOptions({ options }: VerifySpec, algorithms: readonly string[]): ReferenceOptions {
  const entries = Object.entries(options).map(([name, value]) => [name, spanOf(value)?.[1] ?? value])
  return { now: NOW, algorithms, ...Object.fromEntries(entries) }
}

function spanOf(value: unknown): readonly [unknown, number] | undefined {
  const place = (value as { span?: number } | null)?.span
  return place === undefined ? undefined : SPANS[place]
}

/** The algorithms that are allowed. */
export function allowed({ more, own }: VerifySpec, signer: number): string[] {
  const { alg } = SIGNERS[signer] as (typeof SIGNERS)[number]
  const family = Object.keys(ALGORITHMS).filter((name) => ALGORITHMS[name]?.kty === ALGORITHMS[alg]?.kty)
  const others = more.map((place) => family[place % family.length] as string)
  const names = own || !others.length ? [alg, ...others] : others
  return [...new Set(names)]
}

/** The name of the key to pass. */
export function keyName({ key, form }: VerifySpec, signer: number): string {
  if (key !== undefined) return key
  const { name, alg } = SIGNERS[signer] as (typeof SIGNERS)[number]
  const forms = NAMES.filter((each) => each.startsWith(`${name}.`) && !/\.private|CryptoKey.S/.test(each))
  const bound = NAMES.filter((each) => each === `${name}.publicCryptoKey${alg}`)
  return (form > 6 ? bound[0] : undefined) ?? (forms[form % forms.length] as string)
}

/** A key in the clothes that the spec asks for. */
export function wrapped(name: string, wrap: VerifySpec['wrap'], algorithms: readonly string[]): unknown {
  const key = MATERIAL[name]
  if (wrap === 'function') return () => key
  if (wrap === 'find') return { find: () => key }
  if (wrap === 'binding') return [{ key, algorithms }]
  return wrap === 'set' && /wk$/.test(name) ? { keys: [key] } : key
}

/** The same key for the reference, as the algorithms' family reads it. @throws Refusal */
export function referenceKey(name: string, family: string): ReferenceKey {
  const [pair, form] = name.split('.') as [string, string]
  const isText = typeof MATERIAL[name] === 'string'
  const isSecret = /^(text|bytes)$/.test(form)
  if ((isText || isSecret) && isSecret !== (family === 'oct')) refuse('key', 'read as of another family')
  const found = cached(pair, form)
  return found ?? refuse('key', 'a key that the reference does not know')
}

const known = new Map<string, ReferenceKey | undefined>()

function cached(pair: string, form: string): ReferenceKey | undefined {
  const name = `${pair}.${form}`
  if (!known.has(name)) known.set(name, read(pair, form))
  return known.get(name)
}

function read(pair: string, form: string): ReferenceKey | undefined {
  const side = /private/.test(form) ? 'privateJwk' : 'publicJwk'
  const jwk = (MATERIAL[`${pair}.jwk`] ?? MATERIAL[`${pair}.${side}`]) as
    | { readonly [member: string]: unknown }
    | undefined
  if (!jwk) return undefined
  const key = readReferenceJwk(jwk)
  const [, , bound] = /^(public|private)?CryptoKey(.*)$/i.exec(form) ?? []
  const [first] = SIGNERS.filter((signer) => signer.name === pair).map(({ alg }) => alg)
  if (/cryptoKey/i.test(form)) {
    const ops = key.kty === 'oct' ? ['sign', 'verify'] : [key.side === 'private' ? 'sign' : 'verify']
    // Web Crypto knows Ed25519 under one name, and leaves open which "alg" it is.
    return { ...key, said: { ops, ...(key.kty !== 'OKP' && { alg: bound || first }) } }
  }
  return /imported/i.test(form) ? { ...key, said: { alg: first } } : key
}
