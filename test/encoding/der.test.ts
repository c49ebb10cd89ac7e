import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  readBits,
  readDer,
  readInteger,
  readOctets,
  readOne,
  readSequence,
  TAG,
  writeDer,
  writeInteger,
} from '../../src/encoding/der.ts'
import { isJwtError } from '../../src/errors.ts'
import { errorOf, hex } from './bytes.ts'

function refused(action: () => unknown, reason: string): void {
  expect(errorOf(action)).toMatchObject({
    name: 'JwtError',
    code: 'ERR_KEY_INVALID',
    message: expect.stringContaining(reason),
  })
}

const element = (digits: string) => readDer(hex(digits))[0]

describe('readDer', () => {
  it('reads elements one after another, each with its tag, contents and whole', () => {
    const found = readDer(hex('02 01 05 04 00 30 03 02 01 07'))
    expect(found.map(({ tag, body, whole }) => [tag, [...body], whole.length])).toEqual([
      [TAG.integer, [5], 3],
      [TAG.octetString, [], 2],
      [TAG.sequence, [2, 1, 7], 5],
    ])
    expect(readDer(new Uint8Array())).toEqual([])
  })

  it('reads lengths of every form, at its borders', () => {
    for (const length of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0x1000000]) {
      const bytes = writeDer(TAG.octetString, new Uint8Array(length))
      expect(readOne(bytes, TAG.octetString).body).toHaveLength(length)
    }
  })

  it.each([
    ['04', 'truncated'],
    ['04 02 00', 'truncated'],
    ['04 81', 'shortest'],
    ['04 82 01', 'truncated'],
    ['04 84 01 00 00 00', 'truncated'],
    ['04 84 ff ff ff ff', 'truncated'],
    ['04 80 00 00', 'length that DER does not allow'],
    ['04 85 01 00 00 00 00', 'length that DER does not allow'],
    ['04 ff 00', 'length that DER does not allow'],
    ['04 81 7f', 'shortest form'],
    ['04 81 00', 'shortest form'],
    ['04 82 00 80', 'shortest form'],
    ['04 82 00 ff', 'shortest form'],
    ['04 83 00 ff ff', 'shortest form'],
    ['1f 01 00', 'tag that no key has'],
    ['3f 01 00', 'tag that no key has'],
    ['bf 81 01 00', 'tag that no key has'],
    ['02 01 05 04', 'truncated'],
  ])('refuses %s', (digits, reason) => {
    refused(() => readDer(hex(digits)), reason)
  })

  it('takes the shortest long forms', () => {
    const long = new Uint8Array(0x100)
    expect(readDer(Uint8Array.of(4, 0x81, 0x80, ...long.subarray(0, 0x80)))).toHaveLength(1)
    expect(readDer(Uint8Array.of(4, 0x82, 1, 0, ...long))).toHaveLength(1)
  })

  it('goes one level deep, however deep the nesting', () => {
    const deep = hex('3080'.repeat(10))
    refused(() => readDer(deep), 'does not allow')
    let nested: Uint8Array = new Uint8Array()
    for (let depth = 0; depth < 2000; depth++) nested = writeDer(TAG.sequence, nested)
    expect(readDer(nested)).toHaveLength(1)
  })

  it('raises nothing but JwtError on random bytes', () => {
    const readers = [readDer, readSequence, (bytes: Uint8Array) => readOne(bytes, TAG.integer)]
    const derLike = fc.array(
      fc.constantFrom(0x02, 0x03, 0x04, 0x05, 0x06, 0x30, 0xa0, 0x80, 0x81, 0x82, 0, 1, 2, 0xff),
      {
        maxLength: 12,
      },
    )
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      derLike.map((each) => Uint8Array.from(each)),
    )
    fc.assert(
      fc.property(bytes, fc.constantFrom(...readers), (each, read) => {
        const error = errorOf(() => read(each))
        expect(error === undefined || isJwtError(error, 'ERR_KEY_INVALID')).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('readOne and readSequence', () => {
  it('want one element, of that tag, and nothing behind it', () => {
    expect([...readOne(hex('04 01 07'), TAG.octetString).body]).toEqual([7])
    refused(() => readOne(hex('04 01 07'), TAG.integer), 'begins with tag 4 where tag 2 belongs')
    refused(() => readOne(hex('04 01 07 05 00'), TAG.octetString), 'followed by other data')
    refused(() => readOne(new Uint8Array(), TAG.octetString), 'tag nothing')
    refused(() => readSequence(hex('31 00')), 'tag 49 where tag 48 belongs')
    expect(readSequence(hex('30 05 05 00 02 01 01')).map(({ tag }) => tag)).toEqual([TAG.null, TAG.integer])
  })
})

describe('readInteger', () => {
  it.each([
    ['02 01 00', [0]],
    ['02 01 7f', [0x7f]],
    ['02 02 00 80', [0x80]],
    ['02 03 01 00 01', [1, 0, 1]],
  ])('reads %s without its sign byte', (digits, magnitude) => {
    expect([...readInteger(element(digits))]).toEqual(magnitude)
  })

  it.each([
    ['02 00', 'negative or empty'],
    ['02 01 80', 'negative or empty'],
    ['02 02 ff 7f', 'negative or empty'],
    ['02 02 00 00', 'needless leading zeros'],
    ['02 02 00 7f', 'needless leading zeros'],
    ['02 03 00 00 80', 'needless leading zeros'],
    ['04 01 01', 'lacks an integer'],
  ])('refuses %s', (digits, reason) => {
    refused(() => readInteger(element(digits)), reason)
  })

  it('refuses an element that is not there', () => {
    refused(() => readInteger(undefined), 'lacks an integer')
  })
})

describe('readBits and readOctets', () => {
  it('read whole bytes', () => {
    expect([...readBits(element('03 03 00 aa bb'))]).toEqual([0xaa, 0xbb])
    expect([...readBits(element('03 01 00'))]).toEqual([])
    expect([...readOctets(element('04 02 aa bb'))]).toEqual([0xaa, 0xbb])
  })

  it('refuse another tag, unused bits, and an element that is not there', () => {
    for (const digits of ['04 02 00 aa', '03 02 01 aa', '03 00']) refused(() => readBits(element(digits)), 'bit string')
    refused(() => readBits(undefined), 'bit string')
    refused(() => readOctets(element('03 02 00 aa')), 'octet string')
    refused(() => readOctets(undefined), 'octet string')
  })
})

describe('writeDer and writeInteger', () => {
  it('come back from reading as they went in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (contents) => {
        const written = writeDer(TAG.sequence, ...contents.map((each) => writeDer(TAG.octetString, each)))
        expect(readSequence(written).map(readOctets)).toEqual(contents)
        expect(readOne(written, TAG.sequence).whole).toEqual(written)
      }),
    )
  })

  it('write an integer in its shortest form', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (magnitude) => {
        const read = readInteger(readDer(writeInteger(magnitude))[0])
        expect(BigInt(`0x${Buffer.from(read).toString('hex')}`)).toBe(
          BigInt(`0x${Buffer.from(magnitude).toString('hex')}`),
        )
        expect(read[0] !== 0 || read.length === 1).toBe(true)
      }),
    )
    expect([...writeInteger(Uint8Array.of(0, 0, 0x80))]).toEqual([2, 2, 0, 0x80])
    expect([...writeInteger(Uint8Array.of(0, 0, 0x7f))]).toEqual([2, 1, 0x7f])
    expect([...writeInteger(Uint8Array.of(0, 0))]).toEqual([2, 1, 0])
  })
})
