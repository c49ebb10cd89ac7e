import type { Algorithm } from '../../index.ts'
import type { Expectations } from '../model/expectations.ts'
import { FAMILIES } from '../model/key-text.ts'
import { h } from '../view/element.ts'
import { field, textInput, tick } from '../view/form.ts'

/** The fields that say what a token must be. */
export interface Checks {
  readonly algorithms: HTMLElement
  readonly claims: HTMLElement
  read(): Expectations
  /** Allows these algorithms and no others. */
  only(algorithms: readonly Algorithm[]): void
  expect(issuer: string, audience: string): void
}

/** Makes the fields. `changed` runs at each change. */
export function checksForm(changed: () => void): Checks {
  const boxes = new Map<Algorithm, HTMLInputElement>()
  const rows = FAMILIES.map(([family, names]) => {
    const chips = names.map((name) => {
      const { element, box } = tick(name, changed)
      boxes.set(name, box)
      element.className = 'chip'
      return element
    })
    return h('div', { class: 'chips', role: 'group', 'aria-label': family }, ...chips)
  })
  const text = () => textInput(changed)
  const [issuer, audience, subject, typ] = [text(), text(), text(), text()]
  const [maxAge, clockTolerance, now] = [text(), text(), text()]
  const requireExp = tick('Refuse a token that has no “exp”', changed, true)
  const ignoreExpiration = tick('Leave the expiry alone', changed)
  const allowWeakKeys = tick('Take keys that are too short', changed)
  return {
    algorithms: h('fieldset', {}, h('legend', {}, 'Algorithms that you allow'), ...rows),
    claims: h(
      'div',
      { class: 'stack' },
      h('div', { class: 'pair' }, field('Issuer', issuer), field('Audience', audience)),
      h(
        'details',
        {},
        h('summary', {}, 'More checks'),
        h('div', { class: 'pair' }, field('Subject', subject), field('Type (typ)', typ)),
        h(
          'div',
          { class: 'pair' },
          field('Longest age', maxAge, 'Seconds, or 5m, 1h, 7d'),
          field('Clock tolerance', clockTolerance, 'Seconds, or 30s'),
        ),
        field('Judge at', now, 'Empty for now. 2026-12-31 18:00 is UTC'),
        requireExp.element,
        ignoreExpiration.element,
        allowWeakKeys.element,
      ),
    ),
    read: () => ({
      algorithms: [...boxes].flatMap(([name, box]) => (box.checked ? [name] : [])),
      issuer: issuer.value,
      audience: audience.value,
      subject: subject.value,
      typ: typ.value,
      maxAge: maxAge.value,
      clockTolerance: clockTolerance.value,
      now: now.value,
      requireExp: requireExp.box.checked,
      ignoreExpiration: ignoreExpiration.box.checked,
      allowWeakKeys: allowWeakKeys.box.checked,
    }),
    only(algorithms) {
      for (const [name, box] of boxes) box.checked = algorithms.includes(name)
      changed()
    },
    expect(anIssuer, anAudience) {
      issuer.value = anIssuer
      audience.value = anAudience
      changed()
    },
  }
}
