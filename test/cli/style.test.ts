import { describe, expect, it } from 'vitest'
import { pad, styleOf, table, widthOf, wrap } from '../../src/cli/style.ts'

const channel = (columns: number, isTerminal = true) => ({ isTerminal, columns, write() {} })

describe('the style of a channel', () => {
  it('makes visible whatever would act on a terminal, its own colours excepted', () => {
    const { seal, red } = styleOf(channel(80), {})
    expect(seal(`${red('a')}\u001b[31m\u001b[5m\u0007\u202e\u2028\nb`)).toBe(
      '\u001b[31ma\u001b[0m\u001b[31m\\u001b[5m\\u0007\\u202e\\u2028\nb',
    )
    expect(styleOf(channel(80, false), {}).seal('\u001b[31ma')).toBe('\\u001b[31ma')
  })

  it('paints nothing for an empty text, and nothing where there is no terminal', () => {
    expect(styleOf(channel(80), {}).red('')).toBe('')
    expect(styleOf(channel(80, false), {}).red('a')).toBe('a')
  })

  it('is as wide as the terminal, within reason', () => {
    expect([10, 72, 300].map((columns) => styleOf(channel(columns), {}).width)).toEqual([40, 72, 100])
  })
})

describe('text in columns', () => {
  it('counts what is seen', () => {
    expect([widthOf('\u001b[31mab\u001b[0m'), widthOf('👍')]).toEqual([2, 1])
  })

  it('is filled up at either side, and never cut', () => {
    expect([pad('a', 3), pad('a', 3, 'right'), pad('abcd', 3)]).toEqual(['a  ', '  a', 'abcd'])
  })

  it('is wrapped at spaces; a longer word stays whole', () => {
    expect(wrap('a bc def ghijkl m', 4)).toEqual(['a bc', 'def', 'ghijkl', 'm'])
  })

  it('stands in rows, to the left or to the right', () => {
    expect(
      table(
        [
          ['a', 'bb'],
          ['ccc', 'd'],
        ],
        [1],
      ),
    ).toEqual(['a    bb', 'ccc   d'])
    expect(table([['a', '']])).toEqual(['a'])
  })
})
