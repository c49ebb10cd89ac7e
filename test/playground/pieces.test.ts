import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stretchesOf } from '../../src/playground/model/pieces.ts'
import { annotate } from '../../src/playground/model/token.ts'

describe('stretchesOf', () => {
  it('cuts a token into its parts, with the dots between and the faults within', () => {
    const text = 'e30.e*0.AA'
    const { parts, faults } = annotate(text)
    const inPlace = faults.filter(({ start, end }) => end - start === 1)
    expect(
      stretchesOf(text.length, parts, inPlace).map(
        ({ start, end, kind, bad }) => `${text.slice(start, end)} ${kind} ${bad}`,
      ),
    ).toEqual([
      'e30 header false',
      '. dot false',
      'e payload false',
      '* payload true',
      '0 payload false',
      '. dot false',
      'AA signature false',
    ])
  })

  it('marks nothing where everything is meant, and no more than can be looked at', () => {
    const all = [{ start: 0, end: 3, message: '' }]
    expect(stretchesOf(3, [], all)).toEqual([{ start: 0, end: 3, kind: 'dot', bad: false }])
    const many = Array.from({ length: 5_000 }, (_, at) => ({ start: 2 * at, end: 2 * at + 1, message: '' }))
    expect(stretchesOf(10_000, [], many).length).toBeLessThan(250)
  })

  it('covers any text from beginning to end, each character once', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { parts, faults } = annotate(text)
        const stretches = stretchesOf(text.length, parts, faults)
        expect(stretches.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
      }),
    )
  })
})
