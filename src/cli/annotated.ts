import { safeJson } from './printable.ts'
import { type Style, widthOf, wrap } from './style.ts'

/** What the value of a member means, as it is told beside it. */
export interface Remark {
  readonly text: string
  readonly bad?: boolean
}

/** How deep lists and objects are spread over lines; what lies deeper stays in one. */
const DEEPEST = 6

/** The tokens of JSON: a name, a text, a number, a word. */
const TOKENS = /("(?:[^"\\]|\\.)*")(?=:)|"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g

function painted(json: string, style: Style): string {
  return json.replace(TOKENS, (token: string, name: string | undefined) => {
    if (name !== undefined) return style.cyan(token)
    if (token.startsWith('"')) return style.green(token)
    return /^[-\d]/.test(token) ? style.yellow(token) : style.magenta(token)
  })
}

/** A value as JSON on lines of the style's width where that is possible, each without its indentation's first part. */
function spread(value: unknown, room: number, depth: number): string[] {
  const flat = flatOf(value)
  if (widthOf(flat) <= room || typeof value !== 'object' || value === null || depth === DEEPEST) return [flat]
  const list = Array.isArray(value)
  const parts = list ? value.map((item: unknown) => ['', item] as const) : named(value)
  if (!parts.length) return [flat]
  const lines = parts.flatMap(([label, item], at) => {
    const inner = spread(item, room - 2 - label.length, depth + 1)
    const comma = at === parts.length - 1 ? '' : ','
    return inner.map((line, row) => `  ${row ? '' : label}${line}${row === inner.length - 1 ? comma : ''}`)
  })
  return [list ? '[' : '{', ...lines, list ? ']' : '}']
}

/** A value in one line. What JSON can hold and JavaScript cannot count would come out as null. */
function flatOf(value: unknown): string {
  if (value === Infinity || value === -Infinity) return value > 0 ? '1e999' : '-1e999'
  return spaced(safeJson(value))
}

function named(value: object): (readonly [label: string, item: unknown])[] {
  return Object.entries(value).map(([name, item]) => [`${safeJson(name)}: `, item] as const)
}

/** JSON in one line, with a space behind each comma and colon that parts members. */
function spaced(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (token) => (token.length === 1 ? `${token} ` : token))
}

/**
 * An object as JSON, each member with the remarks that are made on it: behind it where the line has room, above it
 * otherwise. Foreign text in it cannot act on a terminal.
 */
export function annotate(
  object: object,
  remarkOn: (name: string, value: unknown) => Remark | undefined,
  style: Style,
): string[] {
  const members = named(object)
  if (!members.length) return ['{}']
  const lines = members.flatMap(([label, item], at) => {
    const [first = '', ...rest] = spread(item, style.width - 4 - label.length, 0)
    const inner = [`  ${label}${first}`, ...rest.map((line) => `  ${line}`)]
    inner[inner.length - 1] += at === members.length - 1 ? '' : ','
    const remark = remarkOn(Object.keys(object)[at] as string, item)
    return remark ? withRemark(inner, remark, style) : inner.map((line) => painted(line, style))
  })
  return ['{', ...lines, '}']
}

function withRemark(lines: readonly string[], { text, bad }: Remark, style: Style): string[] {
  const paint = bad ? style.red : style.dim
  const json = lines.map((line) => painted(line, style))
  const [only = ''] = lines
  if (lines.length === 1 && widthOf(only) + 5 + widthOf(text) <= style.width)
    return [`${json[0]}  ${paint(`// ${text}`)}`]
  return [...wrap(text, style.width - 5).map((line) => `  ${paint(`// ${line}`)}`), ...json]
}
