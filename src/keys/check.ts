import type { AlgorithmFacts, Curve } from '../algorithms/table.ts'
import { integerOf } from '../encoding/hex.ts'
import { JwtError } from '../errors.ts'
import type { Key, KeyFacts, Material } from './key.ts'
import { isRoca } from './roca.ts'
import { isScalar } from './scalar.ts'

/** Size of each curve, in bits. */
export const CURVE_BITS: { readonly [curve in Curve]: number } = {
  'P-256': 256,
  'P-384': 384,
  'P-521': 521,
  Ed25519: 255,
}

/** RSA modulus, in bits: NIST SP 800-131A and RFC 7518 §3.3 below, a bound on an attacker's CPU time above. */
const RSA_BITS = { least: 2048, leastWeak: 1024, most: 16384 }

export type Numbers = Omit<KeyFacts, 'bits'>

function invalid(reason: string): never {
  throw new JwtError('ERR_KEY_INVALID', `The key is not sound: ${reason}.`)
}

/**
 * Judges a public or private key's numbers and returns its size in bits. Runtimes differ in what they refuse here (an
 * exponent of 1 passes in Node, a point off its curve in Deno and WebKit, small-order Ed25519 points everywhere), so
 * these checks stand in front of all of them.
 *
 * @throws JwtError `ERR_KEY_INVALID`
 */
export function checkMaterial(facts: Numbers, material: Material): number {
  if (facts.kty === 'RSA') return checkRsa(material)
  const { crv } = facts
  if (crv === undefined || (facts.kty === 'OKP') !== (crv === 'Ed25519')) {
    invalid(`${facts.kty} keys have the curve ${facts.kty === 'OKP' ? 'Ed25519' : 'P-256, P-384 or P-521'}`)
  }
  const bits = CURVE_BITS[crv]
  for (const name of ['x', 'y', 'd'] as const) {
    const length = material[name]?.length
    if (length !== undefined && length !== (bits + 7) >> 3)
      invalid(`"${name}" has ${length} bytes; on ${crv} it has ${(bits + 7) >> 3}`)
  }
  if (material.d && crv !== 'Ed25519' && !isScalar(material.d, crv)) invalid('"d" is no private number of its curve')
  if (material.x) {
    if (crv === 'Ed25519') checkEdwards(material.x)
    else checkWeierstrass(crv, material)
  }
  return bits
}

/** The length of an integer in bits, leading zeros not counted. */
function bitsOf(integer: Uint8Array): number {
  return integer.length * 8 - Math.clz32(integer[0] as number) + 24
}

function checkRsa(material: Material): number {
  for (const [name, integer] of Object.entries(material)) {
    if (!integer[0]) invalid(`"${name}" is empty or has leading zeros`)
  }
  const { n, e } = material as Required<Material>
  // n and e are odd: the product of two odd primes, and a number without common factor with p - 1.
  if (!((n[n.length - 1] as number) & 1)) invalid('the RSA modulus is even')
  checkExponent(e)
  const bits = checkModulus(bitsOf(n))
  // Smaller ones are refused for their size.
  if (bits >= RSA_BITS.leastWeak && isRoca(n)) {
    invalid(
      'the RSA modulus is of a kind whose private key can be computed (CVE-2017-15361, ROCA); make a new key pair',
    )
  }
  return bits
}

/** A bound on the work that one key can ask for. Small moduli are judged in `admitKey`. @throws JwtError `ERR_KEY_INVALID` */
export function checkModulus(bits: number): number {
  if (bits > RSA_BITS.most) invalid(`the RSA modulus has ${bits} bits, more than ${RSA_BITS.most}`)
  return bits
}

/**
 * An exponent of 1 makes every message its own signature; NIST SP 800-56B §6.4.1 asks for odd numbers, and 2^32
 * bounds the work. @throws JwtError `ERR_KEY_INVALID`
 */
export function checkExponent(e: Uint8Array): void {
  const exponent = integerOf(e)
  if (exponent < 3n || exponent >> 32n || exponent % 2n === 0n) {
    invalid('the RSA exponent is not an odd number from 3 to 2^32 - 1 (65537 is usual)')
  }
}

/** p and b of y² = x³ - 3x + b (FIPS 186-4 D.1.2). */
const WEIERSTRASS: { readonly [curve: string]: () => readonly [p: bigint, b: bigint] } = {
  'P-256': () => [
    2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  ],
  'P-384': () => [
    2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  ],
  'P-521': () => [
    2n ** 521n - 1n,
    0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  ],
}

/** SEC 1 §3.2.2.1: coordinates within the field, and on the curve; (0, 0) is not. */
function checkWeierstrass(crv: Curve, material: Material): void {
  const [p, b] = (WEIERSTRASS[crv] as () => readonly [bigint, bigint])()
  const x = integerOf(material.x as Uint8Array)
  const y = integerOf(material.y as Uint8Array)
  if (x >= p || y >= p || (x * x * x - 3n * x + b - y * y) % p) invalid(`the point is not on ${crv}`)
}

/**
 * Ed25519: the encoded y is below p, lies on the curve, and is none of the eight points of small order. With such a
 * point as the key, a signature for any message can be written down without a private key (RFC 8032 §5.1.7 leaves
 * the check to the caller).
 */
function checkEdwards(encoded: Uint8Array): void {
  const p = 2n ** 255n - 19n
  const y = integerOf(encoded.slice().reverse()) & (2n ** 255n - 1n)
  if (y >= p) invalid('the Ed25519 point is not in canonical form')
  // x² = (y² - 1) / (d·y² + 1) with d = -121665/121666; scaled by 121666 to stay in integers.
  const y2 = (y * y) % p
  const top = (121666n * (y2 - 1n)) % p
  const bottom = (121666n - 121665n * y2) % p
  // A quotient is a square where the product is: that power of squares is 0 or 1, of others p - 1 (Euler's criterion).
  if (power(top * bottom, (p - 1n) / 2n, p) > 1n) invalid('the Ed25519 point is not on its curve')
  // Order 1, 2: y = ±1. Order 4: y = 0. Order 8: x² = -y², which the curve's equation turns into d·y⁴ + 2y² - 1 = 0.
  const eighth = (121665n * y2 * y2 - 2n * 121666n * y2 + 121666n) % p
  if (y === 0n || y2 === 1n || eighth === 0n) invalid('the Ed25519 point has small order, so anyone could sign for it')
}

/** Modular exponentiation, of public numbers only, by an even exponent: so a negative base leaves no sign. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let bit = exponent, square = base; bit; bit >>= 1n, square = (square * square) % modulus) {
    if (bit & 1n) result = (result * square) % modulus
  }
  return result
}

function mismatch(reason: string): never {
  throw new JwtError('ERR_KEY_MISMATCH', reason)
}

const NAMES = { oct: 'a secret', RSA: 'an RSA key', EC: 'an EC key', OKP: 'an Ed25519 key' }

/**
 * Judges whether a key may serve one algorithm for one operation: family, curve, the algorithm that it is bound to,
 * its side, its declared uses, and its size. `weak` relaxes sizes only.
 *
 * @throws JwtError `ERR_KEY_MISMATCH` or `ERR_KEY_WEAK`
 */
export function admitKey(key: Key, facts: AlgorithmFacts, operation: 'sign' | 'verify', weak: boolean): Key {
  const { kty, side } = key
  if (kty !== facts.kty) mismatch(`${facts.name} needs ${NAMES[facts.kty]}; got ${NAMES[kty]}.`)
  if (key.crv !== facts.crv) mismatch(`${facts.name} needs a key on ${facts.crv}; got one on ${key.crv}.`)
  if (key.alg !== undefined && key.alg !== facts.name)
    mismatch(`The key is bound to ${key.alg}; the call uses ${facts.name}.`)
  if (operation === 'verify' && side === 'private') {
    mismatch(
      'A private key was given to verify with; pass the public key, and keep the private one where tokens are signed.',
    )
  }
  if (operation === 'sign' && side === 'public') mismatch('A public key was given to sign with; pass the private key.')
  if (key.use !== undefined && key.use !== 'sig')
    mismatch('The key\'s "use" is not "sig": it is not meant for signatures.')
  if (key.ops && !key.ops.includes(operation)) mismatch(`The key's allowed operations do not include "${operation}".`)
  checkSize(key, facts, weak)
  return key
}

function checkSize({ kty, bits }: Key, facts: AlgorithmFacts, weak: boolean): void {
  if (kty === 'oct') {
    const least = (facts.size as number) * 8
    if (bits < least && !weak) {
      throw new JwtError(
        'ERR_KEY_WEAK',
        `${facts.name} needs a secret of at least ${facts.size} bytes (RFC 7518 §3.2); got ${bits / 8}. Make one with generateSecret('${facts.name}').`,
      )
    }
  } else if (kty === 'RSA') {
    const least = weak ? RSA_BITS.leastWeak : RSA_BITS.least
    if (bits < least) {
      throw new JwtError(
        'ERR_KEY_WEAK',
        `The RSA key has ${bits} bits; at least ${least} are needed (RFC 7518 §3.3). Make a new key pair.`,
      )
    }
  }
}
