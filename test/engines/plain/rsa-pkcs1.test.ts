import { sign as signByNode, verify as verifyByNode } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifyPkcs1 } from '../../../src/engines/plain/rsa.ts'
import type { HashName } from '../../../src/engines/plain/sha2.ts'
import { bytesOf, encodePkcs1, integerOf, NODE, type Pair, type Pkcs1Parts, pairOf, rawSign } from './rsa-forge.ts'

const HASHES = Object.keys(NODE) as HashName[]
const message = Buffer.from('header.payload')

const pair = pairOf(2048)
const cubic = pairOf(2048, 3)
const signature = signByNode('sha256', message, pair.privateKey)

const holds = (bytes: Uint8Array, { key }: Pair = pair, hash: HashName = 'SHA-256'): boolean =>
  verifyPkcs1(key, hash, bytes, message)

/** A signature over an encoding with parts exchanged. */
const forged = (parts: Omit<Pkcs1Parts, 'size' | 'hash'>, by: Pair = pair): Buffer =>
  rawSign(by, encodePkcs1(message, { size: by.size, hash: 'SHA-256', ...parts }))

/** The integer whose cube is the next at or above a number. */
function cubeRootOf(value: bigint): bigint {
  let low = 0n
  let high = 1n << BigInt(Math.ceil(value.toString(2).length / 3) + 1)
  while (low < high) {
    const middle = (low + high) >> 1n
    if (middle ** 3n < value) low = middle + 1n
    else high = middle
  }
  return low
}

describe('verifyPkcs1 accepts what node:crypto signs', () => {
  it.each([
    ['2048 bits', pair],
    ['2048 bits and the exponent 3', cubic],
    ['2049 bits', pairOf(2049)],
    ['2055 bits', pairOf(2055)],
    ['3072 bits', pairOf(3072)],
    ['4096 bits', pairOf(4096)],
    ['1024 bits and an exponent with many bits set', pairOf(1024, 0xfffffffb)],
  ] as const)('with a key of %s', (_, by) => {
    for (const hash of HASHES) {
      const made = signByNode(NODE[hash], message, by.privateKey)
      expect(verifyPkcs1(by.key, hash, made, message)).toBe(true)
      expect(verifyPkcs1(by.key, hash, made, Buffer.from('header.payloae'))).toBe(false)
      made[made.length >> 1] = (made[made.length >> 1] as number) ^ 1
      expect(verifyPkcs1(by.key, hash, made, message)).toBe(false)
    }
  })

  it('over any message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...HASHES), (bytes, hash) => {
        expect(verifyPkcs1(pair.key, hash, signByNode(NODE[hash], bytes, pair.privateKey), bytes)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it("as made by this file's own encoder, when no part is exchanged", () => {
    expect(forged({}).equals(signature)).toBe(true)
  })
})

describe('verifyPkcs1 refuses', () => {
  it('the signature of another key, another hash', () => {
    expect(holds(signature, cubic)).toBe(false)
    expect(holds(signature, pair, 'SHA-384')).toBe(false)
    expect(holds(signature, pair, 'SHA-512')).toBe(false)
  })

  it('a signature one byte short or long, an empty one and a doubled one', () => {
    const others = [
      signature.subarray(0, -1),
      signature.subarray(1),
      Buffer.concat([signature, Buffer.alloc(1)]),
      Buffer.alloc(0),
      Buffer.concat([signature, signature]),
    ]
    expect(others.map((other) => holds(other))).toEqual(others.map(() => false))
  })

  it('a valid number with a zero byte in front, or with its own leading zero dropped', () => {
    expect(holds(Buffer.concat([Buffer.alloc(1), signature]))).toBe(false)
    let text = 0
    const made = (): Buffer => signByNode('sha256', Buffer.from(`${text}`), pair.privateKey)
    while (made()[0] !== 0) text++
    expect(verifyPkcs1(pair.key, 'SHA-256', made(), Buffer.from(`${text}`))).toBe(true)
    expect(verifyPkcs1(pair.key, 'SHA-256', made().subarray(1), Buffer.from(`${text}`))).toBe(false)
  })

  it('0, 1, n - 1, n and all ones', () => {
    const numbers = [0n, 1n, pair.n - 1n, pair.n, (1n << 2048n) - 1n]
    expect(numbers.map((number) => holds(bytesOf(number, pair.size)))).toEqual(numbers.map(() => false))
  })

  it('a valid number with the modulus added, which has the same power', () => {
    let text = 0
    const made = (): bigint => integerOf(signByNode('sha256', Buffer.from(`${text}`), pair.privateKey))
    while (made() + pair.n >= 1n << 2048n) text++
    const twin = bytesOf(made() + pair.n, pair.size)
    expect(verifyPkcs1(pair.key, 'SHA-256', bytesOf(made(), pair.size), Buffer.from(`${text}`))).toBe(true)
    expect(verifyPkcs1(pair.key, 'SHA-256', twin, Buffer.from(`${text}`))).toBe(false)
  })

  it('a DigestInfo without the NULL', () => {
    expect(holds(forged({ info: '302f300b0609608648016503040201' + '0420' }))).toBe(false)
  })

  it('the DigestInfo of another hash: SHA-1, SHA-224, SHA-512/256, and none at all', () => {
    const infos = [
      '3021300906052b0e03021a05000414',
      '302d300d06096086480165030402040500041c',
      '3031300d060960864801650304020605000420',
      '',
    ]
    expect(infos.map((info) => holds(forged({ info })))).toEqual(infos.map(() => false))
  })

  it('a DigestInfo with lengths in BER, and one with bytes hidden in its parameters', () => {
    expect(holds(forged({ info: '308131300d060960864801650304020105000420' }))).toBe(false)
    const hidden = '41'.repeat(64)
    expect(holds(forged({ info: `3071304d06096086480165030402010440${hidden}0420` }))).toBe(false)
  })

  it('bytes behind the digest, with the padding made shorter for them', () => {
    expect(holds(forged({ end: '00' }))).toBe(false)
    expect(holds(forged({ end: '41'.repeat(190), padding: 'ff'.repeat(12) }))).toBe(false)
    expect(holds(forged({ padding: 'ff'.repeat(8), end: '41'.repeat(194) }))).toBe(false)
  })

  it('other padding: block type 02 and 00, a byte that is not ff, zeros, a missing separator', () => {
    const random = '5a'.repeat(202)
    const others = [
      forged({ start: '0002' }),
      forged({ start: '0002', padding: random }),
      forged({ start: '0000' }),
      forged({ padding: `fe${'ff'.repeat(201)}` }),
      forged({ padding: `${'ff'.repeat(201)}fe` }),
      forged({ padding: '00'.repeat(202) }),
      forged({ padding: `${'ff'.repeat(203)}`, info: `31300d060960864801650304020105000420` }),
    ]
    expect(others.map((other) => holds(other))).toEqual(others.map(() => false))
  })

  it('an encoding whose leading zero byte is dropped, and one that leads with another byte', () => {
    expect(holds(forged({ start: '01' }))).toBe(false)
    expect(holds(forged({ start: '0101' }))).toBe(false)
  })

  it("Bleichenbacher's forgery of 2006: a cube, perfect but for garbage behind the digest (e = 3)", () => {
    const encoded = encodePkcs1(message, {
      size: cubic.size,
      hash: 'SHA-256',
      padding: 'ff'.repeat(8),
      end: '00'.repeat(194),
    })
    const root = cubeRootOf(integerOf(encoded))
    const cube = bytesOf(root ** 3n, cubic.size)
    // The forger has done it without the key: padding, separator, DigestInfo and digest stand where a parser reads them.
    expect(cube.subarray(0, 62).equals(encoded.subarray(0, 62))).toBe(true)
    expect(holds(bytesOf(root, cubic.size), cubic)).toBe(false)
  })

  it('the cube root of an encoding that needs no reduction (e = 3)', () => {
    const root = cubeRootOf(integerOf(encodePkcs1(message, { size: cubic.size, hash: 'SHA-256' })))
    expect(holds(bytesOf(root, cubic.size), cubic)).toBe(false)
  })

  it('padding shorter than eight bytes, and keys too small for any, whatever is signed', () => {
    // 616 bits leave SHA-384 seven bytes.
    const small = pairOf(616)
    const made = rawSign(small, encodePkcs1(message, { size: small.size, hash: 'SHA-384' }))
    expect(holds(made, small, 'SHA-384')).toBe(false)
    const eight = pairOf(624)
    expect(holds(rawSign(eight, encodePkcs1(message, { size: eight.size, hash: 'SHA-384' })), eight, 'SHA-384')).toBe(
      true,
    )
    const least = pairOf(512)
    expect(holds(new Uint8Array(64).fill(1), least, 'SHA-512')).toBe(false)
  })

  it('any bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 520 }), fc.constantFrom(...HASHES), (bytes, hash) => {
        expect(holds(bytes, cubic, hash)).toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 256, maxLength: 256 }), (bytes) => {
        expect(holds(bytes, cubic)).toBe(verifyByNode('sha256', message, cubic.publicKey, bytes))
      }),
    )
  })
})
