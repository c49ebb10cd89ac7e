import type { Verdict } from '../model/verdict.ts'
import { h } from '../view/element.ts'
import { safely } from '../view/marked-field.ts'

const SIGNS = { idle: '○', open: '○', good: '✓', bad: '✕' }

/** A bar that says what a token is worth. */
export function verdictView(): { element: HTMLElement; show(verdict: Verdict): void } {
  const element = h('div', {})
  return {
    element,
    show({ state, title, detail, code }) {
      element.className = `verdict ${state}`
      element.replaceChildren(
        h('span', { class: 'icon', 'aria-hidden': 'true' }, SIGNS[state]),
        h('p', {}, h('strong', {}, title), ' ', code ? h('code', {}, code) : undefined, h('br'), ...safely(detail)),
      )
    },
  }
}
