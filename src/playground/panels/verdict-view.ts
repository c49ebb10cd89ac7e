import type { Verdict } from '../model/verdict.ts'
import { h } from '../view/element.ts'
import { safely } from '../view/marked-field.ts'

const ICONS = { idle: '○', open: '○', good: '✓', bad: '✕' }

/** A bar that says what a token is worth, with more about it below. */
export function verdictView(more: HTMLElement): { element: HTMLElement; show(verdict: Verdict): void } {
  const icon = h('span', { class: 'icon', 'aria-hidden': 'true' })
  const words = h('p', {})
  const element = h('div', {}, icon, h('div', {}, words, more))
  return {
    element,
    show({ state, title, detail, code }) {
      element.className = `verdict ${state}`
      icon.textContent = ICONS[state]
      words.replaceChildren(h('strong', {}, title), ' ', code ? h('code', {}, code) : '', h('br'), ...safely(detail))
    },
  }
}
