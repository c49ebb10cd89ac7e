import { describe, expect, it } from 'vitest'
import { nameOfCharacter, shown } from '../../src/playground/model/characters.ts'

const textOf = (text: string) => shown(text).map((piece) => (piece.escaped ? `[${piece.text}]` : piece.text))

describe('shown', () => {
  it('leaves what can be seen as it is', () => {
    for (const text of ['plain', 'Zoë 🗝', 'שלום', 'two\nlines']) expect(textOf(text)).toEqual([text])
    expect(shown('')).toEqual([])
  })

  it.each([
    ['\u202e', 'U+202E'],
    ['\u2066', 'U+2066'],
    ['\u200b', 'U+200B'],
    ['\ufeff', 'U+FEFF'],
    ['\u00a0', 'U+00A0'],
    ['\u2028', 'U+2028'],
    ['\0', 'U+0000'],
    ['\t', 'U+0009'],
    ['\ud800', 'U+D800'],
    ['\u{e0041}', 'U+E0041'],
    ['\ue000', 'U+E000'],
  ])('escapes what hides or misleads: %j', (character, name) => {
    expect(textOf(`a${character}b`)).toEqual(['a', `[${name}]`, 'b'])
  })

  it('counts one character that comes again and again', () => {
    expect(textOf('\u200b\u200b\u200bx')).toEqual(['[U+200B×3]', 'x'])
    expect(textOf('\u{e0041}\u{e0041}')).toEqual(['[U+E0041×2]'])
  })

  it('stops where there are too many to look at', () => {
    const pieces = shown('a\u200b'.repeat(8_000))
    expect(pieces.length).toBeLessThan(500)
    expect(pieces.at(-1)?.text).toMatch(/^… 15\d\d\d more characters$/)
  })
})

describe('nameOfCharacter', () => {
  it.each([
    ['+', '“+”'],
    ['🗝x', '“🗝”'],
    [' ', 'a space'],
    ['\r\n', 'a line break'],
    ['\u202eabc', 'U+202E'],
    ['', 'U+0000'],
  ])('names the first character of %j', (text, name) => {
    expect(nameOfCharacter(text)).toBe(name)
  })
})
