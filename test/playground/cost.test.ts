import { describe, expect, it } from 'vitest'
import { explanation, figure, scaleOf, times } from '../../src/playground/model/cost.ts'

describe('figure', () => {
  it.each([
    [3.456, '3.5 µs'],
    [12, '12 µs'],
    [99.7, '100 µs'],
    [123.4, '123 µs'],
    [999.6, '1 ms'],
    [1_234, '1.2 ms'],
    [123_456, '123 ms'],
  ])('%d microseconds are %s', (value, text) => {
    expect(figure(value)).toBe(text)
  })
})

describe('times', () => {
  it('tells ratios, and those that are none', () => {
    expect(times(100, 10)).toBe('10 times as long')
    expect(times(35, 10)).toBe('3.5 times as long')
    expect(times(10.5, 10)).toBe('about as long')
  })
})

describe('scaleOf', () => {
  it('spans whole decades around all values', () => {
    const scale = scaleOf([14, 900, 2_500])
    expect(scale.ticks).toEqual([10, 100, 1_000, 10_000])
    expect(scale.at(10)).toBe(0)
    expect(scale.at(10_000)).toBe(1)
    expect(scale.at(100)).toBeCloseTo(1 / 3)
    expect(scaleOf([10]).ticks).toEqual([10, 100])
  })
})

describe('explanation', () => {
  const costs = [
    { algorithm: 'HS256', sign: 10, verify: 10 },
    { algorithm: 'RS256', sign: 1_000, verify: 40 },
    { algorithm: 'ES256', sign: 30, verify: 90 },
    { algorithm: 'Ed25519', sign: 31, verify: 91 },
  ]

  it('speaks with the numbers that were measured', () => {
    const text = explanation(costs).join(' ')
    expect(text).toContain('RS256 takes 1 ms to sign, 100 times as long, and 40 µs to verify, 4 times as long.')
    expect(text).toContain('They sign in 30 µs and 31 µs, and verify in 90 µs and 91 µs.')
  })

  it('says what it can without them', () => {
    expect(explanation([])).toHaveLength(2)
    expect(explanation(costs.slice(0, 1))[0]).toBe('Here HS256 takes 10 µs to sign and 10 µs to verify.')
  })
})
