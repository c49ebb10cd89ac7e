// What may be a key, by RFC 7517, 7518 §6, 8037 §2 and the sizes of RFC 7518 §3; read from a JWK here, from DER in der.ts.
import { createHash } from 'node:crypto'
import { isEdwardsKey, isShortNumber, isShortPoint, sizeOf } from './curves.ts'
import { need, refuse } from './refusal.ts'
import { unbase64url } from './text.ts'

/** A key that has been read and found sound. */
export interface ReferenceKey {
  readonly kty: 'oct' | 'RSA' | 'EC' | 'OKP'
  readonly crv?: string
  readonly side: 'secret' | 'public' | 'private'
  readonly numbers: { readonly [member: string]: Uint8Array }
  /** What a JWK says of itself. */
  readonly said: { readonly alg?: unknown; readonly kid?: unknown; readonly use?: unknown; readonly ops?: unknown }
}

/** Each algorithm's family, curve, and least secret or modulus in bits. */
export const ALGORITHMS: { readonly [name: string]: { kty: string; crv?: string; least?: number } } = {
  HS256: { kty: 'oct', least: 256 },
  HS384: { kty: 'oct', least: 384 },
  HS512: { kty: 'oct', least: 512 },
  ...Object.fromEntries(
    ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((name) => [name, { kty: 'RSA', least: 2048 }]),
  ),
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
}

const PUBLIC: { readonly [kty: string]: readonly string[] } = { RSA: ['n', 'e'], EC: ['x', 'y'], OKP: ['x'] }
const PRIVATE: { readonly [kty: string]: readonly string[] } = {
  RSA: ['d', 'p', 'q', 'dp', 'dq', 'qi'],
  EC: ['d'],
  OKP: ['d'],
}

type Jwk = { readonly [member: string]: unknown }

const own = (jwk: Jwk, name: string): unknown => (Object.hasOwn(jwk, name) ? jwk[name] : undefined)

/** Reads a JWK. @throws Refusal */
export function readReferenceJwk(jwk: Jwk): ReferenceKey {
  const member = (name: string): Uint8Array => {
    const text = own(jwk, name)
    const bytes = typeof text === 'string' ? unbase64url(text) : undefined
    need('key', bytes, `"${name}" is not base64url`)
    return bytes
  }
  const said = saidBy(jwk)
  const kty = own(jwk, 'kty')
  if (kty === 'oct') {
    const k = member('k')
    need('key', k.length, 'an empty secret')
    return { kty, side: 'secret', numbers: { k }, said }
  }
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') refuse('key', 'of no known family')
  need('key', own(jwk, 'oth') === undefined, 'more than two primes')
  const hidden = PRIVATE[kty] ?? []
  const side = hidden.every((name) => own(jwk, name) === undefined) ? 'public' : 'private'
  const names = [...(PUBLIC[kty] ?? []), ...(side === 'private' ? hidden : [])]
  const numbers = Object.fromEntries(names.map((name) => [name, member(name)]))
  const crv = kty === 'RSA' ? undefined : own(jwk, 'crv')
  return sound({ kty, side, numbers, said, ...(crv !== undefined && { crv: crv as string }) })
}

function saidBy(jwk: Jwk): ReferenceKey['said'] {
  const [alg, kid, use, ops] = ['alg', 'kid', 'use', 'key_ops'].map((name) => own(jwk, name))
  for (const text of [alg, kid, use]) need('key', text === undefined || typeof text === 'string', 'no text')
  need('key', alg === undefined || Object.hasOwn(ALGORITHMS, alg as string), 'bound to another algorithm')
  if (ops !== undefined) {
    need('key', Array.isArray(ops) && ops.every((op) => typeof op === 'string'), '"key_ops" is no list of texts')
    need('key', new Set(ops).size === ops.length, '"key_ops" has one twice')
    need('key', use !== 'sig' || ops.every((op) => ['sign', 'verify'].includes(op as string)), 'uses in conflict')
  }
  return { alg, kid, use, ops }
}

const integer = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)

/** Judges numbers, wherever they were read. A private key may lack its public ones. @throws Refusal */
export function sound(key: ReferenceKey): ReferenceKey {
  const { kty, crv, numbers } = key
  const { n, e, x, y } = numbers
  if (kty === 'RSA') {
    for (const number of Object.values(numbers)) need('key', number[0], 'an empty number, or leading zeros')
    need('key', n && e, 'numbers are missing')
    need('key', integer(n) % 2n === 1n, 'an even modulus')
    need('key', integer(n).toString(2).length <= 16384, 'a modulus too long')
    const exponent = integer(e)
    need('key', exponent % 2n === 1n && exponent > 1n && exponent < 1n << 32n, 'an unsound exponent')
    return key
  }
  need('key', typeof crv === 'string' && (kty === 'OKP') === (crv === 'Ed25519'), 'the wrong curve')
  const size = sizeOf(crv)
  need('key', size !== undefined, 'no known curve')
  for (const number of Object.values(numbers)) need('key', number.length === size, 'a number of the wrong length')
  if (kty === 'EC' && numbers['d']) need('key', isShortNumber(crv, numbers['d']), 'no private number')
  if (!x) need('key', key.side === 'private', 'no point')
  else if (kty === 'OKP') need('key', isEdwardsKey(x), 'no sound point')
  else need('key', isShortPoint(crv, x, y as Uint8Array), 'not on the curve')
  return key
}

/** The size that counts: of a secret, or of a modulus. */
export function bitsOf({ kty, numbers }: ReferenceKey): number {
  if (kty === 'oct') return (numbers['k'] as Uint8Array).length * 8
  return kty === 'RSA' ? integer(numbers['n'] as Uint8Array).toString(2).length : 0
}

/** Judges whether a key may serve an algorithm. @throws Refusal */
export function admit(key: ReferenceKey, name: string, operation: 'sign' | 'verify', weak = false): void {
  const facts = ALGORITHMS[name]
  const { said, side } = key
  need('key', facts && facts.kty === key.kty && facts.crv === key.crv, 'of another family or curve')
  need('key', said.alg === undefined || said.alg === name, 'bound to another algorithm')
  need('key', said.use === undefined || said.use === 'sig', 'not for signatures')
  need('key', said.ops === undefined || (said.ops as string[]).includes(operation), 'not for that operation')
  need('key', side === 'secret' || (side === 'private') === (operation === 'sign'), 'the wrong half of a pair')
  const least = key.kty === 'RSA' && weak ? 1024 : weak ? 0 : (facts.least ?? 0)
  need('key', bitsOf(key) >= least, 'too small')
}

/** RFC 7638 §3. */
export function thumbprintOf({ kty, crv, numbers }: ReferenceKey): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  const names = kty === 'oct' ? ['k'] : (PUBLIC[kty] ?? [])
  const members: [string, unknown][] = names.map((name) => [name, text(numbers[name] as Uint8Array)])
  members.push(['kty', kty])
  if (crv !== undefined) members.push(['crv', crv])
  const sorted = Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url')
}
