import { type JsonScan, type JsonToken, membersOf } from './json.ts'

/** A piece of a line as it is shown. `rest` is what follows the place where the text stops being JSON. */
export interface LinePiece {
  readonly kind: JsonToken['kind'] | 'bad' | 'rest'
  readonly text: string
}

/** One line of a JSON text laid out. */
export interface Line {
  readonly depth: number
  readonly pieces: readonly LinePiece[]
  /** The outermost member that begins on this line, and where its name stands in the text. */
  readonly member?: string
  readonly key?: number
}

/** A list of plain values up to this many characters stays on one line. */
const SHORT = 60

/** Up to where a list that begins at a token is short and flat, as an index of the token that closes it. */
function flatEnd({ text, tokens }: JsonScan, from: number): number {
  const { start } = tokens[from] as JsonToken
  for (let at = from + 1; at < tokens.length; at++) {
    const token = tokens[at] as JsonToken
    const mark = text[token.start] as string
    if (token.end - start > SHORT || mark === '{' || mark === '[' || token.kind === 'key') return -1
    if (mark === ']' || mark === '}') return at
  }
  return -1
}

/**
 * Lays a JSON text out, one member a line. Every piece keeps the spelling that it has in the text: numbers beyond what
 * JavaScript can hold, escapes and repeated members stay what they are.
 */
export function linesOf(scan: JsonScan): Line[] {
  const { text, tokens, fault } = scan
  const names = new Map(membersOf(scan).map(({ key, name }) => [key.start, name]))
  const lines: { depth: number; pieces: LinePiece[]; member?: string; key?: number }[] = []
  let fresh = true
  let flat = -1
  const put = (depth: number, ...pieces: LinePiece[]) => {
    if (fresh) lines.push({ depth, pieces: [] })
    fresh = false
    lines.at(-1)?.pieces.push(...pieces)
  }
  tokens.forEach((token, at) => {
    const { kind, start, depth } = token
    const piece = text.slice(start, token.end)
    const opens = kind === 'mark' && '{['.includes(piece)
    if (opens && flat < at) flat = flatEnd(scan, at)
    const inline = at <= flat
    if (kind === 'mark' && '}]'.includes(piece) && !inline) fresh = true
    put(depth, { kind, text: piece === ':' || (piece === ',' && inline) ? `${piece} ` : piece })
    const line = lines.at(-1)
    const member = names.get(start)
    if (line && kind === 'key' && member !== undefined) Object.assign(line, { member, key: start })
    if (!inline && (opens || piece === ',')) fresh = true
  })
  if (fault) {
    put(tokens.at(-1)?.depth ?? 0, { kind: 'bad', text: text.slice(fault.start, fault.end) || '…' })
    put(0, { kind: 'rest', text: text.slice(fault.end) })
  }
  return lines
}
