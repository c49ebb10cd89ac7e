import { createECDH } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isScalar } from '../../src/keys/scalar.ts'

/** The orders as SEC 2 prints them. */
const ORDERS = [
  ['P-256', 32, 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'],
  ['P-384', 48, 'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973'],
  ['P-521', 66, `01${'ff'.repeat(32)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`],
] as const

const bytesOf = (number: bigint, size: number) =>
  Uint8Array.from(Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex'))

describe.each(ORDERS)('isScalar on %s', (crv, size, digits) => {
  const order = BigInt(`0x${digits}`)
  const accepts = (number: bigint) => isScalar(bytesOf(number, size), crv)

  it('takes 1 to the order less 1, and nothing else', () => {
    expect([1n, 2n, order / 2n, order - 2n, order - 1n].map(accepts)).toEqual(Array(5).fill(true))
    const most = 2n ** BigInt(size * 8) - 1n
    expect([0n, order, order + 1n, 2n * order < most ? 2n * order : most, most].map(accepts)).toEqual(
      Array(5).fill(false),
    )
  })

  it('agrees with OpenSSL about numbers around every byte of the order', () => {
    const curve = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' }[crv]
    for (let bit = 0n; bit < BigInt(size * 8); bit += 7n) {
      for (const number of [order - 2n ** bit, order + 2n ** bit, 2n ** bit]) {
        if (number < 0n || number >> BigInt(size * 8)) continue
        const key = bytesOf(number, size)
        let taken = true
        try {
          createECDH(curve).setPrivateKey(key)
        } catch {
          taken = false
        }
        expect(isScalar(key, crv)).toBe(taken)
      }
    }
  })
})
