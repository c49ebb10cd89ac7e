import { type Algorithm, inspectKey, type KeyReport } from '../../index.ts'
import { engine } from '../engine.ts'
import { convert, type Form } from '../model/convert.ts'
import { FAMILIES, readKeyText, takesSecret } from '../model/key-text.ts'
import { keyWords } from '../model/key-words.ts'
import { moment } from '../model/time.ts'
import { announce } from '../view/announce.ts'
import { debounced, h, latest } from '../view/element.ts'
import { button, field, select, textArea, tick } from '../view/form.ts'
import { safely } from '../view/marked-field.ts'
import { box, card, headed, pair, textBlock } from '../view/parts.ts'
import { copyButton, saveButton } from '../view/take-away.ts'
import { newKey } from './new-key.ts'

const SIZES = ['2048', '3072', '4096'].map((bits) => [bits, `${bits} bits`] as const)

/** A fact with its name. */
const row = (name: string, ...value: (HTMLElement | string)[]) => [h('dt', {}, name), h('dd', {}, ...value)]

/** What is known of a key, as a list of facts. */
function facts(report: KeyReport): HTMLElement[] {
  const { kid, algorithms, notBefore, notAfter, problems } = report
  const day = (date: Date) => moment(Number(date) / 1000)
  return [
    ...row('What it is', keyWords(report)),
    ...(kid === undefined ? [] : row('kid', ...safely(kid))),
    ...(algorithms.length ? row('Serves', algorithms.join(', ')) : []),
    ...(notBefore && notAfter ? row('Certificate', `${day(notBefore)} to ${day(notAfter)}`) : []),
    ...problems.flatMap(({ message, fix }) =>
      row('Problem', h('p', { class: 'fault' }, ...safely(message)), fix === undefined ? '' : h('code', {}, fix)),
    ),
  ]
}

function formView({ name, file, text }: Form): HTMLElement {
  const block = textBlock(name)
  block.append(...safely(text))
  return h('section', {}, headed(h('h3', {}, name), copyButton(name, text), saveButton(name, file, text)), block)
}

/** The panel that inspects, converts and makes keys. */
export class Keys {
  readonly element: HTMLElement
  readonly #latest = latest()
  readonly #report = h('dl', {})
  readonly #forms = box('stack')
  readonly #lookSoon = debounced(150, () => this.#look())
  readonly #area = textArea(this.#lookSoon, (message) => this.#refuse(message), { class: 'code', rows: 9 })
  readonly #whole = tick('Include private members and secrets', this.#lookSoon)
  readonly #algorithm = select(FAMILIES, () => this.#offerSizes())
  readonly #size = select([['', SIZES]], () => {})
  readonly #sizeField = field('Size', this.#size)
  readonly #make = button('Make a key', () => void this.#makeKey(), 'primary')

  constructor() {
    this.#algorithm.value = 'ES256'
    this.element = box(
      'two',
      card(
        pair(field('Algorithm', this.#algorithm), this.#sizeField, this.#make),
        field('Key', this.#area, 'PEM, JWK, JWK Set or secret. It stays in this page.'),
        this.#whole.element,
        this.#report,
      ),
      card(h('h2', {}, 'The same in other forms'), this.#forms),
    )
    this.#offerSizes()
    this.#look()
  }

  #offerSizes(): void {
    this.#sizeField.hidden = !/^[RP]S/.test(this.#algorithm.value)
  }

  #say(message: string, tone = 'hint'): void {
    this.#forms.replaceChildren(h('p', { class: tone }, ...safely(message)))
  }

  #refuse(message: string): void {
    this.#report.replaceChildren()
    this.#say(message, 'verdict bad')
    announce(message)
  }

  #look(): void {
    const text = this.#area.value
    this.#report.replaceChildren()
    this.#latest.drop()
    if (text === '') {
      this.#say('Paste a key, or make one.')
      return
    }
    const report = inspectKey(readKeyText(text))
    this.#report.append(...facts(report))
    announce(keyWords(report))
    this.#latest.follow(
      convert(text, this.#whole.box.checked, engine),
      ({ thumbprints, forms }) => {
        this.#report.append(...row('Thumbprint', h('code', {}, thumbprints.join('\n'))))
        if (forms.length) this.#forms.replaceChildren(...forms.map(formView))
        else this.#say('A secret has no public half. Include it to see its other forms.')
      },
      (error) => this.#say((error as Error).message),
    )
  }

  async #makeKey(): Promise<void> {
    const name = this.#algorithm.value as Algorithm
    this.#make.disabled = true
    announce('Making a key', 0)
    try {
      const { signing } = await newKey(name, this.#sizeField.hidden ? undefined : Number(this.#size.value))
      this.#area.value = signing
      if (takesSecret(name)) this.#whole.box.checked = true
      this.#look()
    } catch (error) {
      this.#refuse((error as Error).message)
    }
    this.#make.disabled = false
  }
}
