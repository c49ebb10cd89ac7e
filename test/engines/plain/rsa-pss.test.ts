import { constants, sign as signByNode, verify as verifyByNode } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verifyPss } from '../../../src/engines/plain/rsa.ts'
import { type HashName, SHA2 } from '../../../src/engines/plain/sha2.ts'
import { bytesOf, encodePss, integerOf, NODE, type Pair, type PssParts, pairOf, rawSign } from './rsa-forge.ts'

const HASHES = Object.keys(NODE) as HashName[]
const message = Buffer.from('header.payload')
const padding = constants.RSA_PKCS1_PSS_PADDING

const pair = pairOf(2048)
// Of 8k + 1 bits: the encoded message is a byte shorter than the modulus, and no bit of it has to be clear.
const odd = pairOf(2049)

const nodeSigns = (by: Pair, hash: HashName, bytes: Uint8Array, saltLength: number): Buffer =>
  signByNode(NODE[hash], bytes, { key: by.privateKey, padding, saltLength })

const holds = (bytes: Uint8Array, { key }: Pair = pair, hash: HashName = 'SHA-256'): boolean =>
  verifyPss(key, hash, bytes, message)

/** A signature over an encoding with parts exchanged. */
const forged = (parts: Omit<PssParts, 'bits' | 'hash'>, by: Pair = pair): Buffer =>
  rawSign(by, encodePss(message, { bits: by.key.bits, hash: 'SHA-256', ...parts }))

describe('verifyPss accepts what node:crypto signs with a salt as long as the hash', () => {
  it.each([
    ['2048 bits', pair],
    ['2048 bits and the exponent 3', pairOf(2048, 3)],
    ['2049 bits', odd],
    ['2050 bits', pairOf(2050)],
    ['2055 bits', pairOf(2055)],
    ['3072 bits', pairOf(3072)],
  ] as const)('with a key of %s', (_, by) => {
    for (const hash of HASHES) {
      // Several, as what becomes of the topmost bits differs from salt to salt.
      for (let round = 0; round < 5; round++) {
        const made = nodeSigns(by, hash, message, SHA2[hash].size)
        expect(verifyPss(by.key, hash, made, message)).toBe(true)
        expect(verifyPss(by.key, hash, made, Buffer.from('header.payloae'))).toBe(false)
        made[made.length >> 1] = (made[made.length >> 1] as number) ^ 1
        expect(verifyPss(by.key, hash, made, message)).toBe(false)
      }
    }
  })

  it('over any message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...HASHES), (bytes, hash) => {
        expect(verifyPss(pair.key, hash, nodeSigns(pair, hash, bytes, SHA2[hash].size), bytes)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it("and what this file's own encoder makes, as node:crypto does", () => {
    for (const by of [pair, odd]) {
      const made = forged({}, by)
      expect(verifyByNode('sha256', message, { key: by.publicKey, padding, saltLength: 32 }, made)).toBe(true)
      expect(holds(made, by)).toBe(true)
    }
  })

  it('with the smallest key that has room for hash, salt and two bytes', () => {
    const least = pairOf(528)
    expect(holds(nodeSigns(least, 'SHA-256', message, 32), least)).toBe(true)
    const exact = pairOf(522)
    expect(Math.ceil((522 - 1) / 8)).toBe(2 * 32 + 2)
    expect(holds(nodeSigns(exact, 'SHA-256', message, 32), exact)).toBe(true)
  })
})

describe('verifyPss refuses', () => {
  it.each(HASHES)('a salt of another length: %s', (hash) => {
    const { size } = SHA2[hash]
    const lengths = [0, 1, 20, size - 1, size + 1, 100]
    const results = lengths.map((length) => holds(nodeSigns(pair, hash, message, length), pair, hash))
    expect(results).toEqual(lengths.map(() => false))
  })

  it('the signature of another key, another hash, another scheme', () => {
    const made = nodeSigns(pair, 'SHA-256', message, 32)
    expect(holds(made, pairOf(2048))).toBe(false)
    expect(holds(made, pair, 'SHA-384')).toBe(false)
    expect(holds(signByNode('sha256', message, pair.privateKey))).toBe(false)
  })

  it('a mask made with another hash', () => {
    const others = ['sha1', 'sha384', 'sha512'].map((maskHash) => forged({ maskHash }))
    expect(others.map((other) => holds(other))).toEqual([false, false, false])
  })

  it('another trailer', () => {
    const trailers = [0x00, 0xbd, 0xcc, 0x3c]
    expect(trailers.map((trailer) => holds(forged({ trailer })))).toEqual(trailers.map(() => false))
  })

  it('a bit set above those that the encoding may use', () => {
    let salt = 0
    // The number must stay below the modulus to be signed at all.
    const parts = (): PssParts => ({ bits: 2048, hash: 'SHA-256', salt: Buffer.alloc(32, salt), topBit: true })
    while (integerOf(encodePss(message, parts())) >= pair.n) salt++
    expect(holds(forged({ salt: Buffer.alloc(32, salt) }))).toBe(true)
    expect(holds(rawSign(pair, encodePss(message, parts())))).toBe(false)
  })

  it('a byte in front of the encoding, where the modulus has room for one (8k + 1 bits)', () => {
    let salt = 0
    const encoded = (): Buffer => encodePss(message, { bits: 2049, hash: 'SHA-256', salt: Buffer.alloc(32, salt) })
    const more = (): bigint => integerOf(encoded()) + (1n << 2048n)
    while (more() >= odd.n) salt++
    expect(holds(rawSign(odd, encoded()), odd)).toBe(true)
    expect(holds(rawSign(odd, bytesOf(more(), odd.size)), odd)).toBe(false)
  })

  it('padding that is not zero, at its end and at its start, and another byte in front of the salt', () => {
    expect(holds(forged({ padding: 1 }))).toBe(false)
    expect(holds(forged({ padding: 0x80 }))).toBe(false)
    expect(holds(forged({ separator: 0 }))).toBe(false)
    expect(holds(forged({ separator: 2 }))).toBe(false)
    expect(holds(forged({ separator: 0x81 }))).toBe(false)
    const exact = pairOf(530)
    expect(holds(forged({}, exact), exact)).toBe(true)
    expect(holds(forged({ padding: 1 }, exact), exact)).toBe(false)
  })

  it('a signature one byte short or long, and an empty one', () => {
    const made = nodeSigns(pair, 'SHA-256', message, 32)
    const others = [made.subarray(0, -1), made.subarray(1), Buffer.concat([made, Buffer.alloc(1)]), Buffer.alloc(0)]
    expect(others.map((other) => holds(other))).toEqual(others.map(() => false))
    expect(holds(Buffer.concat([Buffer.alloc(1), made]))).toBe(false)
  })

  it('a number with its own leading zero byte dropped', () => {
    let made = nodeSigns(odd, 'SHA-256', message, 32)
    while (made[0] !== 0) made = nodeSigns(odd, 'SHA-256', message, 32)
    expect(holds(made, odd)).toBe(true)
    expect(holds(made.subarray(1), odd)).toBe(false)
  })

  it('0, 1, n - 1, n, and a valid number with the modulus added', () => {
    const numbers = [0n, 1n, pair.n - 1n, pair.n]
    expect(numbers.map((number) => holds(bytesOf(number, pair.size)))).toEqual(numbers.map(() => false))
    let made = integerOf(nodeSigns(pair, 'SHA-256', message, 32))
    while (made + pair.n >= 1n << 2048n) made = integerOf(nodeSigns(pair, 'SHA-256', message, 32))
    expect(holds(bytesOf(made, pair.size))).toBe(true)
    expect(holds(bytesOf(made + pair.n, pair.size))).toBe(false)
  })

  it('whatever a key signs that has no room for hash and salt, without throwing', () => {
    const small = pairOf(520)
    const least = pairOf(512)
    expect(Math.ceil((520 - 1) / 8)).toBe(2 * 32 + 1)
    for (let round = 0; round < 20; round++) {
      expect(holds(rawSign(small, Buffer.alloc(65, round)), small)).toBe(false)
      // With the trailer in its place, what is missing is room alone.
      for (const trailer of [round, 0xbc]) {
        const encoded = Buffer.concat([Buffer.alloc(63, round), Uint8Array.of(trailer)])
        expect(holds(rawSign(least, encoded), least, 'SHA-512')).toBe(false)
      }
    }
  })

  it('any bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 520 }), fc.constantFrom(...HASHES), (bytes, hash) => {
        expect(holds(bytes, pair, hash)).toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 256, maxLength: 256 }), (bytes) => {
        expect(holds(bytes)).toBe(false)
      }),
    )
  })
})
