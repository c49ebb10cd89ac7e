import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRoca } from '../../src/keys/roca.ts'
import { rsa, rsa1024, rsaOther } from '../vectors/keys.ts'
import { rsa8192 } from '../vectors/long-keys.ts'
import { rocaModulus } from '../vectors/wycheproof.ts'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'))

/** A number modulo the product of the odd primes up to 353, as their primes are made: k·M + 65537^a. */
function marked(k: bigint, a: number): bigint {
  let product = 1n
  let power = 1n
  for (let prime = 3n; prime <= 353n; prime += 2n) {
    let isPrime = true
    for (let by = 3n; by * by <= prime; by += 2n) if (prime % by === 0n) isPrime = false
    if (isPrime) product *= prime
  }
  for (let count = 0; count < a; count++) power = (power * 65537n) % product
  return 2n * k * product + power
}

const bytesOf = (number: bigint) => {
  const hex = number.toString(16)
  return Uint8Array.from(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'))
}

describe('isRoca', () => {
  it('knows a modulus of the chips of CVE-2017-15361', () => {
    expect(isRoca(bytes(rocaModulus))).toBe(true)
  })

  it('knows the product of any two numbers that are made as theirs', () => {
    const number = fc.tuple(fc.bigInt(1n, 2n ** 500n), fc.nat(2000)).map(([k, a]) => marked(k, a))
    fc.assert(
      fc.property(number, number, (p, q) => isRoca(bytesOf(p * q))),
      { numRuns: 30 },
    )
  })

  it('lets other moduli pass', () => {
    for (const { publicJwk } of [rsa, rsaOther, rsa1024, rsa8192])
      expect(isRoca(bytes(publicJwk.n as string))).toBe(false)
    fc.assert(fc.property(fc.uint8Array({ minLength: 128, maxLength: 256 }), (any) => any[0] === 0 || !isRoca(any)))
  })

  it('lets a modulus with one bit changed pass', () => {
    const modulus = bytes(rocaModulus)
    for (let at = 0; at < modulus.length; at += 16) {
      const changed = modulus.slice()
      changed[at] = (changed[at] as number) ^ 1
      expect(isRoca(changed)).toBe(false)
    }
  })
})
