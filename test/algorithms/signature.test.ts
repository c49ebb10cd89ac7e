import { describe, expect, it } from 'vitest'
import { badSignature, hasLength } from '../../src/algorithms/signature.ts'
import { type AlgorithmFacts, everyAlgorithm, factsOf } from '../../src/algorithms/table.ts'

describe('hasLength', () => {
  it.each(everyAlgorithm())('takes one length for $name', (facts) => {
    const length = facts.size ?? 256
    for (const other of [0, 1, length - 1, length + 1, length * 2]) {
      expect(hasLength(new Uint8Array(other), facts, 2048)).toBe(false)
    }
    expect(hasLength(new Uint8Array(length), facts, 2048)).toBe(true)
  })

  it('takes an RSA signature as long as the modulus, in whole bytes', () => {
    const facts = factsOf('RS256') as AlgorithmFacts
    for (const [bits, length] of [
      [2047, 256],
      [2048, 256],
      [2049, 257],
      [2056, 257],
      [4096, 512],
    ] as const) {
      expect(hasLength(new Uint8Array(length), facts, bits)).toBe(true)
      expect(hasLength(new Uint8Array(length - 1), facts, bits)).toBe(false)
    }
  })
})

describe('badSignature', () => {
  it('names the algorithm and tells nothing of the reason', () => {
    const error = badSignature(factsOf('ES256') as AlgorithmFacts)
    expect(error).toMatchObject({ name: 'JwtError', code: 'ERR_SIGNATURE', message: expect.stringContaining('ES256') })
    expect(error.cause).toBeUndefined()
  })
})
