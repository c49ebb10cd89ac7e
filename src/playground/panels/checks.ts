import type { Algorithm } from '../../index.ts'
import type { Expectations } from '../model/expectations.ts'
import { FAMILIES } from '../model/key-text.ts'
import { h } from '../view/element.ts'
import { field, textInput, tick } from '../view/form.ts'
import { box, pair } from '../view/parts.ts'

/** The fields that say what a token must be. */
export interface Checks {
  readonly algorithms: HTMLElement
  readonly claims: readonly HTMLElement[]
  read(): Expectations
  /** Allows one algorithm more. */
  allow(algorithm: Algorithm): void
  /** Allows these algorithms and no others, and expects these claims alone. */
  reset(algorithms: readonly Algorithm[], issuer?: string, audience?: string): void
}

const TEXTS = [
  ['issuer', 'Issuer'],
  ['audience', 'Audience'],
  ['subject', 'Subject'],
  ['typ', 'Type (typ)'],
  ['maxAge', 'Longest age, such as 1h'],
  ['clockTolerance', 'Clock tolerance, such as 30s'],
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
  const texts = TEXTS.map(([name, label]) => ({ name, label, input: textInput(changed) }))
  const flags = FLAGS.map(([name, label, checked]) => ({ name, ...tick(label, changed, checked) }))
  const fields = texts.map(({ label, input }) => field(label, input))
  return {
    algorithms: h('fieldset', {}, h('legend', {}, 'Algorithms that you allow'), ...rows),
    claims: [
      pair(...fields.slice(0, 2)),
      h(
        'details',
        {},
        h('summary', {}, 'More checks'),
        box('stack', pair(...fields.slice(2, 4)), pair(...fields.slice(4)), ...flags.map(({ element }) => element)),
      ),
    ],
    read: () =>
      ({
        algorithms: [...boxes].flatMap(([name, box]) => (box.checked ? [name] : [])),
        ...Object.fromEntries(texts.map(({ name, input }) => [name, input.value])),
        ...Object.fromEntries(flags.map(({ name, box }) => [name, box.checked])),
      }) as unknown as Expectations,
    allow(algorithm) {
      ;(boxes.get(algorithm) as HTMLInputElement).checked = true
      changed()
    },
    reset(algorithms, ...values) {
      for (const [name, box] of boxes) box.checked = algorithms.includes(name)
      for (const [at, { input }] of texts.entries()) input.value = values[at] ?? ''
      changed()
    },
  }
}
