import { inspectKey } from '../../index.ts'
import { readKeyText, type SecretForm } from '../model/key-text.ts'
import { keyWords } from '../model/key-words.ts'
import { debounced, h } from '../view/element.ts'
import { field, select, textArea } from '../view/form.ts'
import { safely } from '../view/marked-field.ts'

/** A field for a key in any form, with a line below that says what it is. */
export interface KeyField {
  readonly element: HTMLElement
  readonly area: HTMLTextAreaElement
  readonly secretForm: SecretForm
  /** Puts a text in as if it had been typed. */
  put(text: string): void
  /** Shows the choice of how a secret is spelt, which no other key needs. */
  offerForms(offered: boolean): void
}

const FORMS = [
  ['text', 'The secret is this text'],
  ['base64', 'The secret is base64'],
] as const

/** What a key is, and what is wrong with it. Whether it fits its use is for the verdict. */
function describe(text: string, form: SecretForm): [words: string, bad: boolean] {
  if (text === '') return ['Secret, PEM, JWK or JWK Set. It stays in this page.', false]
  try {
    const key = readKeyText(text, form)
    const report = inspectKey(key)
    const [problem] = report.problems
    const edge = report.format === 'secret' && key === text && text !== text.trim()
    const flaw = edge ? 'White space at its beginning or end is part of it.' : problem?.message
    return [`${keyWords(report)}. ${flaw ?? ''}`, flaw !== undefined]
  } catch (error) {
    return [(error as Error).message, true]
  }
}

/** Makes a key field. `changed` runs at each change of the text or its form. */
export function keyField(label: string, changed: () => void): KeyField {
  const status = h('p', {})
  const say = (words: string, bad: boolean) => {
    status.replaceChildren(...safely(words))
    status.className = bad ? 'hint bad' : 'hint'
  }
  const form = () => (forms.hidden ? 'text' : (forms.value as SecretForm))
  const show = () => say(...describe(area.value, form()))
  const soon = debounced(120, show)
  const typed = () => {
    soon()
    changed()
  }
  const area = textArea(typed, (message) => say(message, true), { rows: 5, class: 'code' })
  const forms = select([['', FORMS]], typed)
  forms.setAttribute('aria-label', 'How the secret is spelt')
  forms.hidden = true
  show()
  return {
    element: h('div', {}, field(label, area, status), forms),
    area,
    get secretForm() {
      return form()
    },
    put(text) {
      area.value = text
      typed()
    },
    offerForms(offered) {
      forms.hidden = !offered
    },
  }
}
