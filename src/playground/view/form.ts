import { freshId, h } from './element.ts'

/** What the page takes into a field, in characters: more than any token or key set that it can judge. */
export const MOST: number = 65_536

/** No field is remembered, completed, spell-checked by a service, or translated by one. */
const PRIVATE = { autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', translate: 'no' }

/** A control with its label above it, and a hint below where there is one. */
export function field(label: string, control: HTMLElement, hint?: string | HTMLElement): HTMLElement {
  control.id ||= freshId()
  const note = hint === undefined ? undefined : h('p', { class: 'hint', id: freshId() }, hint)
  if (note) control.setAttribute('aria-describedby', note.id)
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, note)
}

/** A field of one line. */
export function textInput(changed: () => void, properties: { readonly [name: string]: string } = {}): HTMLInputElement {
  return h('input', { type: 'text', ...PRIVATE, maxlength: MOST, ...properties, input: changed })
}

/** A field of several lines. Text beyond what the page takes is refused before the browser lays it out. */
export function textArea(
  changed: () => void,
  refused: (message: string) => void,
  properties: { readonly [name: string]: string | number } = {},
): HTMLTextAreaElement {
  const area = h('textarea', { ...PRIVATE, rows: 4, ...properties, input: typed })
  function typed(): void {
    const { length } = area.value
    if (length > MOST) {
      // It came by another way than a paste, from an extension say. Told after the verdict on the empty field.
      area.value = ''
      setTimeout(() => refused(tooLong(length)), 500)
    }
    changed()
  }
  const guard = (event: Event, data: DataTransfer | null) => {
    const text = data?.getData('text/plain') ?? ''
    if (area.value.length + text.length <= MOST) return
    event.preventDefault()
    refused(tooLong(text.length))
  }
  area.addEventListener('paste', (event) => guard(event, event.clipboardData))
  area.addEventListener('drop', (event) => guard(event, event.dataTransfer))
  return area
}

function tooLong(length: number): string {
  const [count, most] = [length, MOST].map((number) => number.toLocaleString('en'))
  return `That text has ${count} characters; this field takes ${most}. Nothing was put in.`
}

/** A choice of one. Each group has a name and its values. */
export function select(
  groups: readonly (readonly [name: string, values: readonly (string | readonly [value: string, label: string])[]])[],
  changed: () => void,
): HTMLSelectElement {
  const options = groups.map(([name, values]) => {
    const list = values.map((value) => {
      const [key, label] = typeof value === 'string' ? [value, value] : value
      return h('option', { value: key }, label)
    })
    return name ? h('optgroup', { label: name }, ...list) : list
  })
  return h('select', { change: changed }, ...options.flat())
}

/** A box to tick, with its label behind it. */
export function tick(
  label: string,
  changed: () => void,
  checked = false,
  kind = 'tick',
): { element: HTMLElement; box: HTMLInputElement } {
  const box = h('input', { type: 'checkbox', checked, change: changed })
  return { element: h('label', { class: kind }, box, h('span', {}, label)), box }
}

/** A button that does not send anything anywhere. */
export function button(label: string, pressed: () => void, kind = ''): HTMLButtonElement {
  return h('button', { type: 'button', class: kind, click: pressed }, label)
}
