// JWKs: sound ones with one thing or another done to them.
import fc from 'fast-check'
import { MATERIAL, NAMES } from '../material.ts'
import { anythingElse, build, type Spec } from '../spec.ts'

/** Something done to one member. */
interface Change {
  readonly member: string
  readonly op: 'delete' | 'set' | 'pad' | 'zero' | 'strip' | 'flip' | 'cut' | 'double' | 'space' | 'alphabet' | 'take'
  readonly at: number
  readonly value: Spec
}

/** A JWK, described: the name of a sound one, and what is done to it. */
export interface JwkSpec {
  readonly base: string
  readonly changes: readonly Change[]
  /** How the object is made: plain, without a prototype, or inherited, so that no member is its own. */
  readonly make: 'plain' | 'bare' | 'inherited' | 'frozen'
}

const BASES = NAMES.filter((name) => /wk$/.test(name))
const NUMBERS = ['k', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'x', 'y']
const NAMED = [
  'kty',
  'crv',
  'alg',
  'kid',
  'use',
  'key_ops',
  'oth',
  'ext',
  'x5c',
  'x5t',
  '__proto__',
  'constructor',
  'keys',
]

const VALUES: { readonly [member: string]: readonly Spec[] } = {
  // 1, 3, 65536, 65537 with a zero in front, 2^32 + 1: exponents that are no exponents, but for the second.
  e: ['AQ', 'Aw', 'AQAA', 'AAEAAQ', 'AQAAAAE', 'Ag'],
  kty: ['RSA', 'EC', 'OKP', 'oct', 'rsa', 'AKP', '', null, 1],
  crv: ['P-256', 'P-384', 'P-521', 'Ed25519', 'Ed448', 'X25519', 'secp256k1', '__proto__', 'toString', null, 1],
  alg: [
    'HS256',
    'HS512',
    'RS256',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
    'RSA-OAEP',
    'none',
    '',
    null,
    5,
  ],
  kid: ['a', 'b', '', null, 7, ['a']],
  use: ['sig', 'enc', '', null, true],
  key_ops: [
    ['sign'],
    ['verify'],
    ['sign', 'verify'],
    [],
    ['verify', 'verify'],
    ['encrypt'],
    ['verify', 'x'],
    'verify',
    [1],
    null,
  ],
}

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...Object.keys(VALUES)).chain((member) =>
    fc.record({
      member: fc.constant(member),
      op: fc.constant('set'),
      at: fc.constant(0),
      value: fc.constantFrom(...(VALUES[member] as Spec[])),
    }),
  ),
  fc.record({
    member: fc.constantFrom(...NUMBERS),
    op: fc.constantFrom('delete', 'pad', 'zero', 'strip', 'flip', 'cut', 'double', 'space', 'alphabet', 'take'),
    at: fc.nat(400),
    value: fc.constantFrom<Spec>(...BASES),
  }),
  fc.record({
    member: fc.constantFrom(...NUMBERS, ...NAMED),
    op: fc.constantFrom('set', 'delete'),
    at: fc.constant(0),
    value: fc.oneof(
      anythingElse,
      fc.constantFrom<Spec>('', 'A', 'AA', 'AQ', 'Aw', 'AQAB', 'AQAA', 'AAEAAQ', '_____w', 'AQAAAAE'),
    ),
  }),
)

/** JWKs of every kind. */
export const jwks: fc.Arbitrary<JwkSpec> = fc.record({
  base: fc.constantFrom(...BASES),
  changes: fc.array(change, { maxLength: 3, size: 'max' }),
  make: fc.oneof({ weight: 8, arbitrary: fc.constant('plain') }, fc.constantFrom('bare', 'inherited', 'frozen')),
})

type Members = { [member: string]: unknown }

function changed(jwk: Members, { member, op, at, value }: Change): Members {
  if (op === 'set') return { ...jwk, [member]: build(value) }
  if (op === 'take') {
    const other = MATERIAL[String(value)] as Members
    return Object.hasOwn(other, member) ? { ...jwk, [member]: other[member] } : jwk
  }
  const { [member]: text, ...rest } = jwk
  if (op === 'delete' || typeof text !== 'string') return rest
  return { ...jwk, [member]: spelled(text, op, at) }
}

function spelled(text: string, op: Change['op'], at: number): string {
  const bytes = Buffer.from(text, 'base64url')
  if (op === 'pad') return `${text}=`
  if (op === 'space') return `${text.slice(0, at % (text.length + 1))} ${text.slice(at % (text.length + 1))}`
  if (op === 'alphabet') return text.replaceAll('-', '+').replaceAll('_', '/')
  if (op === 'zero') return Buffer.concat([Buffer.alloc(1), bytes]).toString('base64url')
  if (op === 'strip') return bytes.subarray(1).toString('base64url')
  if (op === 'cut') return bytes.subarray(0, at % (bytes.length + 1)).toString('base64url')
  if (op === 'double') return Buffer.concat([bytes, bytes]).toString('base64url')
  if (bytes.length) bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ (1 << (at % 8))
  return bytes.toString('base64url')
}

/** Makes the JWK. */
export function jwkOf({ base, changes, make }: JwkSpec): Members {
  const jwk = changes.reduce(changed, { ...(MATERIAL[base] as Members) })
  if (make === 'frozen') return Object.freeze(jwk)
  if (make === 'inherited') return Object.create(jwk) as Members
  return make === 'bare' ? Object.assign(Object.create(null) as Members, jwk) : jwk
}
