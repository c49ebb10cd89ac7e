import { inspectKey } from '../../index.ts'
import { type ReadKey, readKeyText, type SecretForm } from '../model/key-text.ts'
import { keyWords } from '../model/key-words.ts'
import { debounced, h } from '../view/element.ts'
import { field, select, textArea } from '../view/form.ts'

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

/** What the line below says of a key. Faults of use, such as the wrong side, are for the verdict. */
function words(text: string, form: SecretForm): { text: string; bad: boolean } {
  let key: ReadKey
  try {
    key = readKeyText(text, form)
  } catch (error) {
    return { text: (error as Error).message, bad: true }
  }
  const report = inspectKey(key)
  const [problem] = report.problems
  const edge = typeof key === 'string' && report.format === 'secret' && key !== key.trim()
  if (edge) return { text: `${keyWords(report)}. It begins or ends with white space, which counts.`, bad: true }
  return { text: `${keyWords(report)}${problem ? `. ${problem.message}` : ''}`, bad: problem !== undefined }
}

/** Makes a key field. `changed` runs at each change of the text or its form. */
export function keyField(label: string, changed: () => void, rows = 4): KeyField {
  const status = h('p', { class: 'hint key-status' })
  const describe = () => {
    const { text, bad } = area.value === '' ? { text: hint, bad: false } : words(area.value, form())
    status.textContent = text
    status.classList.toggle('bad', bad)
  }
  const hint = 'A secret, PEM, JWK or JWK Set. It stays in this page.'
  const form = () => forms.value as SecretForm
  const soon = debounced(120, describe)
  const area = textArea(
    () => {
      soon()
      changed()
    },
    (message) => {
      status.textContent = message
      status.classList.add('bad')
    },
    { rows, class: 'code' },
  )
  const both = () => {
    describe()
    changed()
  }
  const forms = select(
    [
      [
        '',
        [
          ['text', 'The secret is this text'],
          ['base64', 'The secret is base64'],
        ],
      ],
    ],
    both,
  )
  forms.setAttribute('aria-label', 'How the secret is spelt')
  forms.hidden = true
  describe()
  return {
    element: h('div', { class: 'key-field' }, field(label, area, status), forms),
    area,
    get secretForm() {
      return forms.hidden ? 'text' : form()
    },
    put(text) {
      area.value = text
      both()
    },
    offerForms(offered) {
      forms.hidden = !offered
    },
  }
}
