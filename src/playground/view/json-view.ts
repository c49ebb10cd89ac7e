import type { Note } from '../model/claims.ts'
import type { Line } from '../model/lines.ts'
import { h } from './element.ts'
import { safely } from './marked-field.ts'
import { box } from './parts.ts'

/** So many lines are made at once; the rest follows a frame later, so that no frame takes long. */
const AT_ONCE = 120

/** A JSON text line by line, with what is to be said of a member beside it. */
export interface JsonView {
  readonly element: HTMLElement
  show(lines: readonly Line[], noteOn: (line: Line) => Note | undefined): void
  /** Asks again what is to be said. */
  refresh(): void
}

/** Makes an empty view. */
export function jsonView(label: string): JsonView {
  const element = h('div', { class: 'json code', role: 'group', 'aria-label': label, translate: 'no' })
  let frame = 0
  let notes: (() => void)[] = []
  const lineOf = (line: Line, noteOn: (line: Line) => Note | undefined) => {
    const pieces = line.pieces.map(({ kind, text }) =>
      h(kind === 'bad' ? 'mark' : 'span', { class: `j-${kind}` }, ...safely(text)),
    )
    const code = h('code', {}, '  '.repeat(Math.min(line.depth, 20)), ...pieces)
    if (line.member === undefined) return box('line', code)
    const note = h('span', { class: 'note' })
    const whole = h('div', {}, code, note)
    const say = () => {
      const { tone = 'plain', text = '' } = noteOn(line) ?? {}
      if (note.textContent === text) return
      note.textContent = text
      whole.className = `line ${tone}`
    }
    whole.className = 'line'
    say()
    notes.push(say)
    return whole
  }
  return {
    element,
    show(lines, noteOn) {
      cancelAnimationFrame(frame)
      notes = []
      element.replaceChildren()
      const more = (from: number) => {
        const chunk = lines.slice(from, from + AT_ONCE).map((line) => lineOf(line, noteOn))
        element.append(box('chunk', ...chunk))
        if (from + AT_ONCE < lines.length) frame = requestAnimationFrame(() => more(from + AT_ONCE))
      }
      more(0)
    },
    refresh() {
      for (const say of notes) say()
    },
  }
}
