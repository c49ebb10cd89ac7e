import { type Note, noteOnClaim, noteOnParameter } from '../model/claims.ts'
import { signatureWords } from '../model/key-words.ts'
import { type Line, linesOf } from '../model/lines.ts'
import type { Annotation, Part } from '../model/token.ts'
import type { Verdict } from '../model/verdict.ts'
import { h } from '../view/element.ts'
import { jsonView } from '../view/json-view.ts'

/** The parts of a token, each with what is to be said of it. */
export interface Decoded {
  readonly elements: readonly HTMLElement[]
  show(annotation: Annotation, verdict: Verdict, now: () => number): void
  /** Lets the times in words keep up with the clock. */
  refresh(): void
}

const partOf = ({ parts }: Annotation, name: Part['name']) => parts.find((part) => part.name === name)

/** What is to be said of a line: of two members with one name, that they are two. */
function noteOn(part: Part, line: Line, verdict: Verdict, now: number): Note | undefined {
  const { member, key } = line
  if (member === undefined) return undefined
  if (part.json?.repeated.some(({ start }) => start === key)) {
    return part.name === 'header'
      ? { tone: 'bad', text: 'stands twice' }
      : { tone: 'wary', text: 'stands twice: the last one counts' }
  }
  if (!part.value) return undefined
  const value = part.value[member]
  const note = part.name === 'header' ? noteOnParameter(member, value) : noteOnClaim(member, value, now)
  if (verdict.claim !== member || note?.tone === 'bad') return note
  return { tone: 'bad', text: `${note ? `${note.text}; ` : ''}not what you expect` }
}

/** Makes the three views. */
export function decodedView(): Decoded {
  const header = jsonView('Header')
  const payload = jsonView('Payload')
  const signature = h('p', {})
  const section = (name: string, content: HTMLElement) =>
    h('section', { class: 'part' }, h('h3', { class: name.toLowerCase() }, name), content)
  return {
    elements: [section('Header', header.element), section('Payload', payload.element), section('Signature', signature)],
    show(annotation, verdict, now) {
      for (const [view, name] of [
        [header, 'header'],
        [payload, 'payload'],
      ] as const) {
        const part = partOf(annotation, name)
        view.show(part?.json ? linesOf(part.json) : [], (line) => part && noteOn(part, line, verdict, now()))
      }
      const part = partOf(annotation, 'signature')
      const { text, fits } = signatureWords(partOf(annotation, 'header')?.value?.['alg'], part?.bytes.length ?? 0)
      signature.textContent = part ? text : ''
      signature.className = fits ? 'hint' : 'hint bad'
    },
    refresh() {
      header.refresh()
      payload.refresh()
    },
  }
}
