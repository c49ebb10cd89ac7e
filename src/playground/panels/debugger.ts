import type { Algorithm } from '../../index.ts'
import { engine } from '../engine.ts'
import { FAMILIES, takesSecret } from '../model/key-text.ts'
import { stretchesOf } from '../model/pieces.ts'
import { annotate } from '../model/token.ts'
import { judge, type Verdict } from '../model/verdict.ts'
import { announce } from '../view/announce.ts'
import { debounced, freshId, h, latest } from '../view/element.ts'
import { button, textArea } from '../view/form.ts'
import { markedField } from '../view/marked-field.ts'
import { box, card, headed } from '../view/parts.ts'
import { copyButton } from '../view/take-away.ts'
import { checksForm } from './checks.ts'
import { decodedView } from './decoded.ts'
import { example } from './examples.ts'
import { faultList } from './fault-list.ts'
import { keyField } from './key-field.ts'
import { verdictView } from './verdict-view.ts'

/** A token without the words and white space that come along when it is copied from a header or a wrapped line. */
const bare = (text: string) => text.replace(/^\s*bearer\s+/i, '').replace(/\s+/g, '')

/** The panel that looks into a token. */
export class Debugger {
  readonly element: HTMLElement
  #annotation = annotate('')
  #verdict: Verdict | undefined
  /** The algorithm that the token names, where it is one of ours. */
  #asked: Algorithm | undefined
  readonly #latest = latest()
  readonly #area = textArea(
    () => this.#typed(),
    (message) => this.#view.show({ state: 'bad', title: 'Too long', detail: message }),
    { id: freshId(), placeholder: 'eyJhbGciOi…' },
  )
  readonly #token = markedField(this.#area)
  readonly #faults = faultList((start, end) => this.#token.select(start, end))
  readonly #view = verdictView(this.#faults.element)
  readonly #decoded = decodedView()
  readonly #settled = debounced(120, () => this.#judge())
  readonly #judgeSoon = () => {
    this.#view.element.classList.add('stale')
    this.#latest.drop()
    this.#settled()
  }
  readonly #key = keyField('Key to verify with', this.#judgeSoon)
  readonly #checks = checksForm(() => {
    this.#key.offerForms(this.#checks.read().algorithms.some(takesSecret))
    this.#judgeSoon()
  })
  readonly #allow = button('', () => this.#checks.allow(this.#asked as Algorithm), 'link')
  readonly #clean = button('Remove “Bearer” and white space', () => this.#put(bare(this.#area.value)), 'link')

  constructor() {
    const tools = [
      button('Example', () => void this.#show(false), 'small'),
      button('Broken one', () => void this.#show(true), 'small'),
      copyButton('token', () => this.#area.value),
      button('Clear', () => this.open('', ''), 'small'),
    ]
    this.element = box(
      'debugger',
      card(
        h('div', {}, headed(h('label', { for: this.#area.id }, 'Token'), ...tools), this.#token.element),
        this.#clean,
        this.#view.element,
      ),
      card(h('h2', { class: 'hidden' }, 'What the token says'), ...this.#decoded.elements),
      card(h('h2', {}, 'Verify'), this.#key.element, this.#checks.algorithms, this.#allow, ...this.#checks.claims),
    )
    this.#typed()
    setInterval(() => this.element.offsetParent && this.#annotation.text && this.#judge(), 1000)
  }

  /** Shows a token, with the key and the algorithms to verify it by. */
  open(token: string, key: string, ...algorithms: Algorithm[]): void {
    this.#put(token)
    this.#key.put(key)
    this.#checks.reset(algorithms)
  }

  #put(text: string): void {
    this.#area.value = text
    this.#typed()
  }

  /** Colours follow each key press; all else waits until the fingers rest. */
  #typed(): void {
    const text = this.#area.value
    this.#annotation = annotate(text)
    this.#token.paint(stretchesOf(text.length, this.#annotation.parts, this.#annotation.faults))
    this.#judgeSoon()
  }

  /** Judges anew. Where only time has passed, a verdict that stays the same is left alone. */
  #judge(): void {
    const annotation = this.#annotation
    const expected = this.#checks.read()
    const trial = { key: this.#key.area.value, secretForm: this.#key.secretForm, expected }
    this.#latest.follow(judge(annotation, trial, engine.verify), (verdict) => {
      const { state, code, title, detail } = verdict
      const stale = this.#view.element.classList.contains('stale')
      if (!stale && state === this.#verdict?.state && code === this.#verdict.code) return this.#decoded.refresh()
      this.#verdict = verdict
      this.#view.show(verdict)
      this.#faults.show(annotation)
      this.#decoded.show(annotation, verdict, () => Date.now() / 1000)
      this.#offer(expected.algorithms)
      if (state !== 'idle') announce(`${title}. ${annotation.faults[0]?.message ?? detail}`)
    })
  }

  /** Offers what may be the next step: to allow the token's algorithm, or to take off what came along with it. */
  #offer(allowed: readonly Algorithm[]): void {
    const { text, parts, faults } = this.#annotation
    const alg = parts[0]?.value?.['alg']
    this.#asked = FAMILIES.flatMap(([, names]) => names).find((name) => name === alg)
    this.#allow.hidden = !this.#asked || allowed.includes(this.#asked)
    this.#allow.textContent = `Allow ${this.#asked}, which the token names, if that is what you expect`
    this.#clean.hidden = !faults.length || bare(text) === text
  }

  async #show(broken: boolean): Promise<void> {
    const { token, key, algorithm, issuer, audience } = await example(broken)
    this.open(token, key)
    this.#checks.reset([algorithm], issuer, audience)
  }
}
