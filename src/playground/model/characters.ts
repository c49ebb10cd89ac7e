/**
 * What must not be shown as it is: control, format and private characters, lone surrogates, unassigned ones, and every
 * space but the plain one; line breaks may stay. Among them are those that turn the direction of the text or take no room.
 */
const HIDDEN = /(?!\n)[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u

const HIDDEN_RUN: RegExp = new RegExp(`(${HIDDEN.source})`, 'gu')

const NAMES: { readonly [code: number]: string } = {
  9: 'a tab',
  10: 'a line break',
  13: 'a line break',
  32: 'a space',
  160: 'a no-break space',
  8203: 'a zero-width space',
  8238: 'a right-to-left override',
  65279: 'a byte order mark',
}

/** A code point as `U+202E`. */
export function codeName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** A character as a message names it: in quotes where it can be seen, by name or number where not. */
export function nameOfCharacter(text: string): string {
  const code = text.codePointAt(0) ?? 0
  const character = String.fromCodePoint(code)
  return NAMES[code] ?? (HIDDEN.test(character) ? codeName(code) : `“${character}”`)
}

/** A stretch of a text as it may be shown. `escaped` ones stand for a character that would hide or mislead. */
export interface Shown {
  readonly text: string
  readonly escaped: boolean
}

/** A text in stretches that are safe to look at. */
export function shown(text: string): Shown[] {
  return text
    .split(HIDDEN_RUN)
    .map((piece, at) =>
      at % 2 ? { text: codeName(piece.codePointAt(0) ?? 0), escaped: true } : { text: piece, escaped: false },
    )
    .filter((piece) => piece.text !== '')
}

/** The same in one text, for messages. */
export function plainly(text: string): string {
  return shown(text)
    .map((piece) => (piece.escaped ? `[${piece.text}]` : piece.text))
    .join('')
}
