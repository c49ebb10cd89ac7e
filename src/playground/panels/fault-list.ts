import type { Fault } from '../model/base64url.ts'
import type { Annotation } from '../model/token.ts'
import { h } from '../view/element.ts'
import { button } from '../view/form.ts'

/** So many faults are told; the others are marked in the token all the same. */
const MOST = 6

/** What is wrong with a token's form, each with a way to its place. */
export interface FaultList {
  readonly element: HTMLElement
  show(annotation: Annotation): void
}

/** Makes an empty list. `go` takes the person to a place in the token. */
export function faultList(go: (start: number, end: number) => void): FaultList {
  const element = h('ul', {})
  const item = ({ start, end, message }: Fault, whole: number) => {
    // What concerns the whole text has no place to go to.
    const place = end - start < whole ? button(`Character ${start + 1}`, () => go(start, end), 'link') : ''
    return h('li', {}, place, ` ${message}`)
  }
  return {
    element,
    show({ text, faults }) {
      const items = faults.slice(0, MOST).map((fault) => item(fault, text.length))
      if (faults.length > MOST) items.push(h('li', {}, `and ${faults.length - MOST} more`))
      element.replaceChildren(...items)
    },
  }
}
