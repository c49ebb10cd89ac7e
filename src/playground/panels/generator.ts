import type { Algorithm } from '../../index.ts'
import { engine } from '../engine.ts'
import { scanJson } from '../model/json.ts'
import { base64urlOf, FAMILIES, type ReadKey, readKeyText, takesSecret } from '../model/key-text.ts'
import { type Draft, linkTo } from '../model/link.ts'
import { type Payload, readPayload, timesOf } from '../model/payload.ts'
import { stretchesOf } from '../model/pieces.ts'
import { annotate } from '../model/token.ts'
import { announce } from '../view/announce.ts'
import { debounced, freshId, h, latest } from '../view/element.ts'
import { button, field, select, textArea, textInput } from '../view/form.ts'
import { markedField, paintedToken, safely } from '../view/marked-field.ts'
import { box, card, headed, pair, textBlock, toolbar } from '../view/parts.ts'
import { copyButton } from '../view/take-away.ts'
import { keyField } from './key-field.ts'
import { newKey, verifyingHalf } from './new-key.ts'

const now = () => Math.floor(Date.now() / 1000)

/** What the helper buttons put into a payload. */
const CLAIMS: readonly (readonly [claim: string, label: string, value: () => unknown])[] = [
  ['iat', 'Issued now', now],
  ['nbf', 'Valid from now', now],
  ['jti', 'Random id', () => base64urlOf(crypto.getRandomValues(new Uint8Array(16)))],
]

const LIFETIMES: readonly (readonly [seconds: string, label: string])[] = [
  ['300', '5 minutes'],
  ['900', '15 minutes'],
  ['3600', '1 hour'],
  ['86400', '1 day'],
  ['', 'never'],
]

/** The panel that makes tokens. */
export class Generator {
  readonly element: HTMLElement
  #token = ''
  #verifying = ''
  /** The key that the page made and nobody has changed since: another algorithm gets another one. */
  #ownKey = ''
  readonly #latest = latest()
  readonly #settled = debounced(150, () => this.#signNow())
  readonly #sign = () => {
    this.#output.classList.add('stale')
    this.#latest.drop()
    this.#settled()
  }
  readonly #area = textArea(
    () => this.#edited(),
    (message) => this.#fail(message),
    { id: freshId() },
  )
  readonly #payload = markedField(this.#area)
  readonly #key = keyField('Key to sign with', this.#sign)
  readonly #algorithm = select(FAMILIES, () => this.#changeAlgorithm())
  readonly #typ = textInput(this.#sign)
  readonly #kid = textInput(this.#sign)
  readonly #times = h('ul', { class: 'times' })
  readonly #output = h('div', { class: 'code token-text', translate: 'no', role: 'group', 'aria-label': 'Token' })
  readonly #problem = h('p', { class: 'verdict bad' })
  readonly #public = textBlock('Key to verify with')
  readonly #publicPart = h(
    'section',
    {},
    headed(
      h('h3', {}, 'Key to verify with'),
      copyButton('key to verify with', () => this.#verifying),
    ),
    this.#public,
  )

  /** @param open shows a token in the debugger */
  constructor(open: (token: string, key: string, algorithm: Algorithm) => void) {
    const debug = button(
      'Open in debugger',
      () => this.#token && open(this.#token, this.#verifying, this.#name),
      'small',
    )
    this.element = box('two', this.#form(), this.#result(debug))
    this.#put({ sub: 'user-1', iss: 'https://issuer.example', aud: 'shop', iat: now(), exp: now() + 3600 })
    this.#changeAlgorithm()
  }

  /** Takes over what a link carries. */
  take({ algorithm, payload, typ, kid }: Draft): void {
    if (FAMILIES.some(([, names]) => names.includes(algorithm as Algorithm))) this.#algorithm.value = algorithm
    this.#area.value = payload
    this.#typ.value = typ
    this.#kid.value = kid
    this.#edited()
    this.#changeAlgorithm()
  }

  get #name(): Algorithm {
    return this.#algorithm.value as Algorithm
  }

  #form(): HTMLElement {
    const lifetime = select([['', LIFETIMES]], () =>
      this.#set('exp', () => (lifetime.value ? now() + Number(lifetime.value) : undefined)),
    )
    lifetime.value = '3600'
    const helpers = CLAIMS.map(([claim, label, value]) => button(label, () => this.#set(claim, value), 'small'))
    return card(
      box('field', h('label', { for: this.#area.id }, 'Payload'), this.#payload.element),
      pair(field('Expires in', lifetime), this.#times),
      toolbar(...helpers),
      pair(field('Algorithm', this.#algorithm), field('Key ID (kid)', this.#kid), field('Type (typ)', this.#typ)),
      this.#key.element,
      toolbar(
        button('Make a new key', () => this.#makeKey(), 'small'),
        copyButton('key to sign with', () => this.#key.area.value),
      ),
    )
  }

  #result(debug: HTMLElement): HTMLElement {
    const draft = () => ({
      algorithm: this.#name,
      payload: this.#area.value,
      typ: this.#typ.value,
      kid: this.#kid.value,
    })
    const link = copyButton('a link', () => linkTo(draft(), location.href) ?? '', 'Copy a link')
    return card(
      headed(
        h('h2', {}, 'Token'),
        copyButton('token', () => this.#token),
        debug,
      ),
      this.#output,
      this.#problem,
      this.#publicPart,
      toolbar(link, h('p', { class: 'hint' }, 'It carries payload, algorithm, kid and typ: no key, no token.')),
    )
  }

  #fail(message: string): void {
    this.#problem.replaceChildren(...safely(message))
    this.#problem.hidden = message === ''
    this.#output.classList.toggle('stale', message !== '')
    if (message) announce(message)
  }

  #edited(): void {
    const { fault, tokens } = scanJson(this.#area.value)
    const keys = tokens.filter(({ kind }) => kind === 'key').slice(0, 200)
    const parts = keys.map(({ start, end }) => ({ name: 'payload' as const, start, end }))
    this.#payload.paint(stretchesOf(this.#area.value.length, parts, fault ? [fault] : []))
    this.#sign()
  }

  #put(claims: Payload): void {
    this.#area.value = JSON.stringify(claims, null, 2)
    this.#edited()
  }

  /** Sets a claim, or takes it out where its value is `undefined`. */
  #set(claim: string, value: () => unknown): void {
    try {
      this.#put({ ...readPayload(this.#area.value), [claim]: value() })
    } catch (error) {
      this.#fail((error as Error).message)
    }
  }

  #changeAlgorithm(): void {
    this.#key.offerForms(takesSecret(this.#name))
    if (this.#key.area.value === this.#ownKey) this.#makeKey()
    else this.#sign()
  }

  #makeKey(): void {
    newKey(this.#name).then(
      ({ signing }) => {
        this.#ownKey = signing
        this.#key.put(signing)
      },
      (error) => this.#fail(error.message),
    )
  }

  async #make(): Promise<[token: string, verifying: string]> {
    const claims = readPayload(this.#area.value)
    this.#times.replaceChildren(...timesOf(claims, now()).map((text) => h('li', {}, text)))
    const text = this.#key.area.value
    if (text === '') throw new Error('Give a key, or let the page make one.')
    const key: ReadKey = readKeyText(text, this.#key.secretForm)
    const token = await engine.sign(claims, key as string, {
      algorithm: this.#name,
      noTimestamp: true,
      ...(Object.hasOwn(claims, 'exp') ? {} : { expiresIn: null }),
      ...(this.#kid.value && { keyid: this.#kid.value }),
      ...(this.#typ.value && { header: { typ: this.#typ.value } }),
    })
    return [token, takesSecret(this.#name) ? text : await verifyingHalf(key as string)]
  }

  #signNow(): void {
    this.#latest.follow(
      this.#make(),
      ([token, verifying]) => {
        this.#token = token
        this.#verifying = verifying
        this.#output.replaceChildren(...paintedToken(token, stretchesOf(token.length, annotate(token).parts, [])))
        this.#public.textContent = verifying
        this.#publicPart.hidden = takesSecret(this.#name)
        this.#fail('')
      },
      (error) => {
        this.#token = ''
        this.#fail((error as Error).message)
      },
    )
  }
}
