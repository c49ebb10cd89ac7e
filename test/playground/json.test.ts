import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { membersOf, scanJson } from '../../src/playground/model/json.ts'
import { linesOf } from '../../src/playground/model/lines.ts'

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const textOf = (text: string) =>
  linesOf(scanJson(text)).map(({ depth, pieces }) => '  '.repeat(depth) + pieces.map((piece) => piece.text).join(''))

describe('scanJson', () => {
  it('finds a fault exactly where JSON.parse does', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\u00e9"',
      '"\\x"',
      '"',
      '1',
      '-',
      '01',
      '1e9',
      '1.',
      'true',
      'nul',
      ' ',
      '\n',
      '\u00a0',
      '\u0001',
    )
    const broken = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(''))
    fc.assert(
      fc.property(fc.oneof(broken, fc.json()), (text) => {
        expect([text, scanJson(text).fault === undefined]).toEqual([text, parses(text)])
      }),
      { numRuns: 5000 },
    )
  })

  it('finds names that stand twice in one object, however they are spelt', () => {
    const text = '{"a":{"b":1},"b":[{"a":1,"\\u0061":2}],"a":3}'
    expect(scanJson(text).repeated.map(({ start, end }) => text.slice(start, end))).toEqual(['"\\u0061"', '"a"'])
  })

  it('has no limit on depth', () => {
    const deep = '['.repeat(100_000)
    expect(scanJson(deep).fault).toMatchObject({ start: 100_000 })
    expect(scanJson(deep + ']'.repeat(100_000)).fault).toBeUndefined()
  })
})

describe('membersOf', () => {
  it('gives the outermost members and where their values stand', () => {
    const text = '{ "a" : [1, {"b": 2}], "__proto__": {}, "a": -1.5e3 }'
    expect(membersOf(scanJson(text)).map(({ name, start, end }) => [name, text.slice(start, end)])).toEqual([
      ['a', '[1, {"b": 2}]'],
      ['__proto__', '{}'],
      ['a', '-1.5e3'],
    ])
  })

  it('gives what there is of a text that breaks off', () => {
    expect(membersOf(scanJson('{"a":1,"b"')).map(({ name }) => name)).toEqual(['a', 'b'])
    expect(membersOf(scanJson('[{"a":1}]'))).toEqual([])
  })
})

describe('linesOf', () => {
  it('lays out one member a line and keeps every spelling', () => {
    expect(textOf('{"exp":1e999,"n":12345678901234567890,"aud":["a","b"],"o":{"x":[]},"l":[{}]}')).toEqual([
      '{',
      '  "exp": 1e999,',
      '  "n": 12345678901234567890,',
      '  "aud": ["a", "b"],',
      '  "o": {',
      '    "x": []',
      '  },',
      '  "l": [',
      '    {}',
      '  ]',
      '}',
    ])
  })

  it('breaks a list up that is long, or holds more than plain values', () => {
    expect(textOf(`["${'x'.repeat(60)}"]`)).toEqual(['[', `  "${'x'.repeat(60)}"`, ']'])
    expect(textOf('{"a":[1,{"b":2}]}')).toHaveLength(8)
    expect(textOf('[1,2')).toEqual(['[', '  1,', '  2…'])
  })

  it('tells which outermost member begins on a line', () => {
    const members = linesOf(scanJson('{"a":{"a":1},"b":2}')).map(({ member }) => member)
    expect(members).toEqual([undefined, 'a', undefined, undefined, 'b', undefined])
  })

  it('shows what follows the place where a text stops being JSON', () => {
    const lines = linesOf(scanJson('{"a":1,}x'))
    expect(lines.flatMap(({ pieces }) => pieces).slice(-2)).toEqual([
      { kind: 'bad', text: '}' },
      { kind: 'rest', text: 'x' },
    ])
  })

  it('loses no character but white space', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const laid = linesOf(scanJson(text)).flatMap(({ pieces }) => pieces.map((piece) => piece.text))
        const bare = (value: string) => value.replace(/[\s…]/g, '')
        expect(bare(laid.join(''))).toBe(bare(text))
      }),
    )
  })
})
