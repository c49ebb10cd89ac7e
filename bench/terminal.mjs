// Text on a terminal: colours, tables, bars and a progress line. Colours and progress on a TTY only.

/** True where colours are wanted: a TTY, and no NO_COLOR (https://no-color.org). */
const coloured = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb'

const paint = (code) => (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : String(text))

export const bold = paint('1')
export const dim = paint('2')
export const red = paint('31')
export const green = paint('32')
export const yellow = paint('33')
export const cyan = paint('36')

// biome-ignore lint/complexity/useRegexLiterals: a literal would hold a control character
const ESCAPES = new RegExp('\\u001b\\[\\d+m', 'g')

/** A text without its colours. */
export function plain(text) {
  return text.replace(ESCAPES, '')
}

/** How many columns a text takes. */
export function widthOf(text) {
  return [...plain(String(text))].length
}

/** A text filled up to a width: at the right, or with `'right'` at the left. */
export function pad(text, width, side = 'left') {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)))
  return side === 'right' ? gap + text : text + gap
}

/** A table with a line below its head. The first column stands left, the others right unless `left` names them. */
export function table(head, rows, { left = [0], indent = '  ' } = {}) {
  const widths = head.map((name, at) => Math.max(widthOf(name), ...rows.map((row) => widthOf(row[at] ?? ''))))
  const line = (cells) =>
    indent +
    cells
      .map((cell, at) => pad(cell ?? '', widths[at], left.includes(at) ? 'left' : 'right'))
      .join('  ')
      .trimEnd()
  const rule = dim(indent + widths.map((width) => '─'.repeat(width)).join('──'))
  return [dim(line(head)), rule, ...rows.map(line)].join('\n')
}

/** A heading of a section. */
export function heading(text) {
  return `\n${bold(text)}`
}

const columns = () => Math.min(process.stdout.columns || 110, 110)

/** A text broken into lines, all but the first indented by as much as the label before it takes. */
export function wrapped(label, text) {
  const indent = ' '.repeat(widthOf(label))
  const room = columns() - indent.length
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1]
    if (last && widthOf(last) + 1 + widthOf(word) > room) lines.push(word)
    else lines[lines.length - 1] = last ? `${last} ${word}` : word
  }
  return label + lines.join(`\n${indent}`)
}

/** Shows what is going on in one line that the next output replaces; nothing where stderr is no TTY. */
export function progress(text) {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r\u001b[K${text}`)
}
