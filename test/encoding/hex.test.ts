import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexOf, integerOf } from '../../src/encoding/hex.ts'

describe('hexOf and integerOf', () => {
  it('agree with Node on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const digits = Buffer.from(bytes).toString('hex')
        expect(hexOf(bytes)).toBe(digits)
        expect(integerOf(bytes)).toBe(BigInt(`0x0${digits}`))
      }),
    )
  })

  it('keep leading zeros of each byte, and take no bytes for zero', () => {
    expect(hexOf(Uint8Array.of(0, 1, 0x0f, 0xf0))).toBe('00010ff0')
    expect(integerOf(new Uint8Array())).toBe(0n)
    expect(integerOf(Uint8Array.of(1, 0, 1))).toBe(65537n)
  })
})
