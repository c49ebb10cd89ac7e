import { h } from './element.ts'

/** A box of some kind. */
export function box(kind: string, ...content: (Node | string)[]): HTMLElement {
  return h('div', { class: kind }, ...content)
}

/** A heading with its buttons at the other end of the line. */
export function headed(heading: HTMLElement, ...tools: HTMLElement[]): HTMLElement {
  return box('row', heading, toolbar(...tools))
}

/** Buttons in a line. */
export function toolbar(...tools: HTMLElement[]): HTMLElement {
  return box('tools', ...tools)
}

/** A card: what belongs together. */
export function card(...content: (HTMLElement | undefined)[]): HTMLElement {
  return h('section', { class: 'card stack' }, ...content)
}

/** Fields side by side where there is room. */
export function pair(...fields: HTMLElement[]): HTMLElement {
  return box('pair', ...fields)
}

/** A text to read and copy, which the keyboard can scroll. */
export function textBlock(label: string): HTMLElement {
  return h('pre', { class: 'code', translate: 'no', tabindex: 0, role: 'group', 'aria-label': label })
}
