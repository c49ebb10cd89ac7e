import { createPrivateKey, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rawFromDer } from '../../src/algorithms/ecdsa.ts'
import { hex } from '../encoding/bytes.ts'
import { p256, p384, p521 } from '../vectors/keys.ts'
import { derFromRaw } from './ecdsa-der.ts'

const SIZES = [64, 96, 132] as const

describe('rawFromDer and the tests’ derFromRaw', () => {
  it('undo each other for any two numbers', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SIZES), fc.infiniteStream(fc.nat(255)), fc.nat(66), (size, stream, zeros) => {
        const raw = Uint8Array.from({ length: size }, () => stream.next().value as number)
        raw.fill(0, 0, zeros)
        expect(rawFromDer(derFromRaw(raw), size)).toEqual(raw)
      }),
    )
  })

  it.each([
    [p256, 64, 'sha256'],
    [p384, 96, 'sha384'],
    [p521, 132, 'sha512'],
  ] as const)('agree with Node, which writes both forms (%#)', (pair, size, hash) => {
    const key = createPrivateKey(pair.privatePem)
    for (let round = 0; round < 20; round++) {
      const raw = Uint8Array.from(sign(hash, Buffer.from('x'), { key, dsaEncoding: 'ieee-p1363' }))
      const written = derFromRaw(raw)
      expect(rawFromDer(written, size)).toEqual(raw)
      const der = Uint8Array.from(sign(hash, Buffer.from('x'), { key, dsaEncoding: 'der' }))
      expect(derFromRaw(rawFromDer(der, size) as Uint8Array)).toEqual(der)
    }
  })

  it('pad small numbers on the left', () => {
    const raw = rawFromDer(hex('30 06 02 01 01 02 01 02'), 64) as Uint8Array
    expect([raw.length, raw[31], raw[63], raw.filter(Boolean).length]).toEqual([64, 1, 2, 2])
  })

  it.each([
    ['', 'nothing'],
    ['30 00', 'no numbers'],
    ['30 03 02 01 01', 'one number'],
    ['30 09 02 01 01 02 01 01 02 01 01', 'three numbers'],
    ['30 06 02 01 01 02 01 81', 'a negative number'],
    ['30 07 02 02 00 01 02 01 01', 'needless zeros'],
    ['31 06 02 01 01 02 01 01', 'another tag'],
    ['30 06 02 01 01 02 01 01 00', 'bytes behind'],
    [`30 26 02 21 ${'7f'.repeat(33)} 02 01 01`, 'a first number that is too long'],
    [`30 26 02 01 01 02 21 ${'7f'.repeat(33)}`, 'a second number that is too long'],
  ])('call %s no signature (%s)', (digits) => {
    expect(rawFromDer(hex(digits), 64)).toBeUndefined()
  })

  it('give nothing but a signature or undefined for random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(...SIZES), (bytes, size) => {
        expect([undefined, size]).toContain(rawFromDer(bytes, size)?.length)
      }),
    )
  })
})
