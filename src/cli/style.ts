import { escapeCharacter } from './printable.ts'
import type { Channel, Surroundings } from './surroundings.ts'

type Paint = (text: string) => string

/** How text for people looks on one channel. */
export interface Style {
  /** In columns. */
  readonly width: number
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
  readonly magenta: Paint
  /** What a channel may be given: this style's own colours and line ends, everything else made visible. */
  readonly seal: Paint
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 } as const

const OWN = /^\u001b\[(?:0|1|2|31|32|33|35|36)m$/

/** Longest line that is made, in columns: on wide terminals, longer ones are hard to read. */
const WIDEST = 100

/** True where colours are wanted: on a terminal, and without NO_COLOR (https://no-color.org). */
function isColoured(channel: Channel, env: Surroundings['env']): boolean {
  return channel.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

/** The style of a channel. */
export function styleOf(channel: Channel, env: Surroundings['env']): Style {
  const coloured = isColoured(channel, env)
  const paint =
    (name: keyof typeof CODES): Paint =>
    (text) =>
      coloured && text ? `\u001b[${CODES[name]}m${text}\u001b[0m` : text
  return {
    width: Math.max(40, Math.min(channel.columns, WIDEST)),
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
    magenta: paint('magenta'),
    // The second net below `printable`: whatever a command forgot, no foreign escape sequence comes through.
    seal: (text) =>
      text.replace(/\u001b\[\d{1,2}m|[^\n\P{C}]|[\p{Zl}\p{Zp}]/gu, (found) =>
        coloured && OWN.test(found) ? found : Array.from(found, sealed).join(''),
      ),
  }
}

function sealed(character: string): string {
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? escapeCharacter(character) : character
}

/** How many columns a text takes, its colours not counted. */
export function widthOf(text: string): number {
  return Array.from(text.replace(/\u001b\[\d+m/g, '')).length
}

/** A text filled up with spaces to a width. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)))
  return side === 'right' ? gap + text : text + gap
}

/** A text broken into lines of a width at its spaces; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Rows in columns that are as wide as their widest cell. `right` names the columns that stand to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))
  }
  return rows.map((row) =>
    row
      .map((cell, at) => pad(cell, widths[at] as number, right.includes(at) ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  )
}
