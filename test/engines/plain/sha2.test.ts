import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digest, finish, type HashName, SHA2, writeDigest } from '../../../src/engines/plain/sha2.ts'

const NODE: Record<HashName, string> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' }
const HASHES = Object.keys(NODE) as HashName[]

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const byNode = (hash: HashName, bytes: Uint8Array): string => createHash(NODE[hash]).update(bytes).digest('hex')

const EMPTY = ''
const ABC = 'abc'
const BLOCKS_OF_64 = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'
const BLOCKS_OF_128 =
  'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu'
const MILLION = 'a'.repeat(1_000_000)

// FIPS 180-4's examples, as NIST publishes them with intermediate values, and the SHAVS file's empty messages.
const KNOWN: readonly (readonly [HashName, string, string])[] = [
  ['SHA-256', EMPTY, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['SHA-256', ABC, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['SHA-256', BLOCKS_OF_64, '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
  ['SHA-256', MILLION, 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  [
    'SHA-384',
    EMPTY,
    '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b',
  ],
  ['SHA-384', ABC, 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'],
  [
    'SHA-384',
    BLOCKS_OF_128,
    '09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039',
  ],
  [
    'SHA-384',
    MILLION,
    '9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985',
  ],
  [
    'SHA-512',
    EMPTY,
    'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
  ],
  [
    'SHA-512',
    ABC,
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ],
  [
    'SHA-512',
    BLOCKS_OF_128,
    '8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909',
  ],
  [
    'SHA-512',
    MILLION,
    'e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b',
  ],
]

describe('digest', () => {
  it.each(KNOWN)("gives NIST's known answer: %s of %.20s", (hash, text, answer) => {
    expect(hex(digest(hash, Buffer.from(text)))).toBe(answer)
  })

  it.each(HASHES)('agrees with node:crypto at every length from 0 to 1000 bytes: %s', (hash) => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * 167 + 13) & 0xff)
    for (let length = 0; length <= 1000; length++) {
      const part = bytes.subarray(0, length)
      expect(`${length} ${hex(digest(hash, part))}`).toBe(`${length} ${byNode(hash, part)}`)
    }
  })

  it.each(HASHES)('agrees with node:crypto on bytes of extreme values: %s', (hash) => {
    for (const value of [0x00, 0x7f, 0x80, 0xff]) {
      const bytes = new Uint8Array(300).fill(value)
      expect(hex(digest(hash, bytes))).toBe(byNode(hash, bytes))
    }
  })

  it.each(HASHES)('agrees with node:crypto on any bytes, wherever they lie in their buffer: %s', (hash) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.nat(9), (bytes, before) => {
        const part = new Uint8Array([...new Uint8Array(before), ...bytes, 1, 2, 3]).subarray(
          before,
          before + bytes.length,
        )
        expect(hex(digest(hash, part))).toBe(byNode(hash, bytes))
      }),
    )
  })

  it('agrees with node:crypto on text outside ASCII', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HASHES), fc.string({ unit: 'grapheme' }), (hash, text) => {
        expect(hex(digest(hash, new TextEncoder().encode(text)))).toBe(byNode(hash, Buffer.from(text)))
      }),
    )
  })

  it('leaves its input as it was, and earlier results too', () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const first = digest('SHA-256', bytes)
    const copy = first.slice()
    digest('SHA-256', Uint8Array.of(4))
    digest('SHA-512', Uint8Array.of(5))
    expect(bytes).toEqual(Uint8Array.of(1, 2, 3))
    expect(first).toEqual(copy)
  })
})

describe('finish', () => {
  it('writes lengths of more than 32 bits into the padding', () => {
    // 2^29 bytes are 2^32 bits: the first length with a bit in the upper word. These are the words after that many zero
    // bytes, and the digest of them and 'abc' as sha256sum gives it.
    const words = Int32Array.of(
      ...[0xc1945316, 0x0ed03e10, 0x4e1064e9, 0x2f8b0652, 0xe52774ad, 0x065ea229, 0xc9c3c246, 0x0e0cc072],
    )
    const bytes = new Uint8Array(32)
    writeDigest(finish(SHA2['SHA-256'], { words, length: 2 ** 29 }, Buffer.from('abc'), 3), 32, bytes)
    expect(hex(bytes)).toBe('717dbb38e902c8ccfec58bd3ad0c34913fab4850d86992ad326ed3ada0382653')
  })

  it('leaves the midstate that it starts from as it was', () => {
    const words = SHA2['SHA-512'].initial.slice()
    finish(SHA2['SHA-512'], { words, length: 0 }, new Uint8Array(300), 300)
    expect(words).toEqual(SHA2['SHA-512'].initial)
  })
})
