import type { Algorithm } from '../../index.ts'
import type { Expectations } from '../model/expectations.ts'
import { FAMILIES } from '../model/key-text.ts'
import { h } from '../view/element.ts'
import { field, textInput, tick } from '../view/form.ts'
import { pair } from '../view/parts.ts'

/** The fields that say what a token must be. */
export interface Checks {
  readonly algorithms: HTMLElement
  readonly claims: readonly HTMLElement[]
  read(): Expectations
  /** Allows these algorithms and no others. */
  only(algorithms: readonly Algorithm[]): void
  expect(issuer: string, audience: string): void
}

const TEXTS = [
  ['issuer', 'Issuer'],
  ['audience', 'Audience'],
  ['subject', 'Subject'],
  ['typ', 'Type (typ)'],
  ['maxAge', 'Longest age', 'Seconds, or 5m, 1h, 7d'],
  ['clockTolerance', 'Clock tolerance', 'Seconds, or 30s'],
] as const

const FLAGS = [
  ['requireExp', 'Refuse a token without exp', true],
  ['ignoreExpiration', 'Take an expired token', false],
  ['allowWeakKeys', 'Take a key that is too short', false],
] as const

/** Makes the fields. `changed` runs at each change. */
export function checksForm(changed: () => void): Checks {
  const boxes = new Map<Algorithm, HTMLInputElement>()
  const rows = FAMILIES.map(([family, names]) => {
    const chips = names.map((name) => {
      const { element, box } = tick(name, changed, false, 'chip')
      boxes.set(name, box)
      return element
    })
    return h('div', { class: 'tools', role: 'group', 'aria-label': family }, ...chips)
  })
  const texts = TEXTS.map(([name, label, hint]) => ({ name, label, hint, input: textInput(changed) }))
  const flags = FLAGS.map(([name, label, checked]) => ({ name, ...tick(label, changed, checked) }))
  const fields = texts.map(({ label, input, hint }) => field(label, input, hint))
  return {
    algorithms: h('fieldset', {}, h('legend', {}, 'Algorithms that you allow'), ...rows),
    claims: [
      pair(...fields.slice(0, 2)),
      h(
        'details',
        {},
        h('summary', {}, 'More checks'),
        h('div', { class: 'stack' }, pair(...fields.slice(2)), ...flags.map(({ element }) => element)),
      ),
    ],
    read: () =>
      ({
        algorithms: [...boxes].flatMap(([name, box]) => (box.checked ? [name] : [])),
        ...Object.fromEntries(texts.map(({ name, input }) => [name, input.value])),
        ...Object.fromEntries(flags.map(({ name, box }) => [name, box.checked])),
      }) as unknown as Expectations,
    only(algorithms) {
      for (const [name, box] of boxes) box.checked = algorithms.includes(name)
      changed()
    },
    expect(...values) {
      for (const [at, value] of values.entries()) (texts[at] as { input: HTMLInputElement }).input.value = value
      changed()
    },
  }
}
