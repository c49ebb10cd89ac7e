/**
 * What must not be shown as it is: control, format and private characters, lone surrogates, unassigned ones, and every
 * space but the plain one; line breaks may stay. Among them are those that turn the direction of the text or take no room.
 */
const HIDDEN = /(?!\n)[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u

/** The same character again and again counts as one. */
const HIDDEN_RUN: RegExp = new RegExp(`((${HIDDEN.source})\\2*)`, 'gu')

/** So many escapes are shown of one text. */
const MOST = 200

const NAMES: { readonly [code: number]: string } = {
  9: 'a tab',
  10: 'a line break',
  13: 'a line break',
  32: 'a space',
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

/** A text in stretches that are safe to look at; what goes beyond all measure is counted only. */
export function shown(text: string): Shown[] {
  const pieces: Shown[] = []
  let from = 0
  for (const { 0: run, 2: found, index } of text.matchAll(HIDDEN_RUN)) {
    const character = found as string
    if (pieces.length > 2 * MOST) return [...pieces, { text: `… ${text.length - from} more characters`, escaped: true }]
    const count = run.length / character.length
    if (index > from) pieces.push({ text: text.slice(from, index), escaped: false })
    const name = codeName(character.codePointAt(0) as number)
    pieces.push({ text: count > 1 ? `${name}×${count}` : name, escaped: true })
    from = index + run.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), escaped: false })
  return pieces
}
