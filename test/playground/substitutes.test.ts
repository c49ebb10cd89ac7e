import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as sha256 from '../../src/engines/plain/sha256.ts'
import * as sha512 from '../../src/engines/plain/sha512.ts'
import { dispatch } from '../../src/playground/substitutes/dispatch.ts'
import * as ours256 from '../../src/playground/substitutes/sha256.ts'
import * as ours512 from '../../src/playground/substitutes/sha512.ts'

describe('what stands in for the library in the page', () => {
  it('starts from the same words', () => {
    expect(ours256.INITIAL_256).toEqual(sha256.INITIAL_256)
    expect(ours512.INITIAL_384).toEqual(sha512.INITIAL_384)
    expect(ours512.INITIAL_512).toEqual(sha512.INITIAL_512)
  })

  it.each([0, 3])('compresses as the library does, from byte %i on', (offset) => {
    for (let blocks = 0; blocks < 5; blocks++) {
      // A view into a longer buffer, as every caller may pass one.
      const bytes = randomBytes(offset + 7 + blocks * 128).subarray(7)
      const [a, b] = [sha256.INITIAL_256.slice(), sha256.INITIAL_256.slice()]
      sha256.compress256(a, bytes, offset, blocks)
      ours256.compress256(b, bytes, offset, blocks)
      expect(b).toEqual(a)
      const [c, d] = [sha512.INITIAL_512.slice(), sha512.INITIAL_512.slice()]
      sha512.compress512(c, bytes, offset, blocks)
      ours512.compress512(d, bytes, offset, blocks)
      expect(d).toEqual(c)
    }
  })

  it('gives the digests of node:crypto', () => {
    const block = new Uint8Array(64)
    block[0] = 0x80
    const state = ours256.INITIAL_256.slice()
    ours256.compress256(state, block, 0, 1)
    const hex = [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
    expect(hex).toBe(createHash('sha256').update('').digest('hex'))
  })

  it('makes calls of Web Crypto as they come', async () => {
    expect(await Promise.all([1, 2].map((answer) => dispatch(undefined, async () => answer)))).toEqual([1, 2])
  })
})
