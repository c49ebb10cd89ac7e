import { h } from './element.ts'

const region: HTMLElement = h('p', { class: 'hidden', role: 'status' })
let timer: ReturnType<typeof setTimeout> | undefined

/** Where screen readers hear what changed. One for the whole page. */
export function announcer(): HTMLElement {
  return region
}

/** Says a sentence to screen readers once the person has stopped typing, and the same sentence once only. */
export function announce(sentence: string, wait = 900): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    if (region.textContent !== sentence) region.textContent = sentence
  }, wait)
}
