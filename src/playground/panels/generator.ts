import type { Algorithm } from '../../index.ts'
import { engine } from '../engine.ts'
import { noteOnClaim } from '../model/claims.ts'
import { scanJson } from '../model/json.ts'
import { base64urlOf, FAMILIES, readKeyText, takesSecret } from '../model/key-text.ts'
import { type Draft, linkTo } from '../model/link.ts'
import { stretchesOf } from '../model/pieces.ts'
import { annotate } from '../model/token.ts'
import { announce } from '../view/announce.ts'
import { debounced, freshId, h, newest } from '../view/element.ts'
import { button, field, select, textArea, textInput } from '../view/form.ts'
import { markedField, paintedToken, safely } from '../view/marked-field.ts'
import { copyButton } from '../view/take-away.ts'
import { keyField } from './key-field.ts'
import { newKey, verifyingHalf } from './new-key.ts'

/** The panel that makes tokens. */
export interface GeneratorPanel {
  readonly element: HTMLElement
  /** Takes over what a link carries. */
  take(draft: Draft): void
}

type Payload = { [claim: string]: unknown }

const seconds = () => Math.floor(Date.now() / 1000)

/** What the helper buttons put into a payload. */
const CLAIMS: readonly (readonly [label: string, claim: string, value: (payload: Payload) => unknown])[] = [
  ['iat now', 'iat', seconds],
  ['nbf now', 'nbf', seconds],
  ['Random jti', 'jti', () => base64urlOf(crypto.getRandomValues(new Uint8Array(16)))],
  ['iss', 'iss', ({ iss }) => iss ?? 'https://issuer.example'],
  ['sub', 'sub', ({ sub }) => sub ?? 'user-1'],
  ['aud', 'aud', ({ aud }) => aud ?? 'shop'],
]

const LIFETIMES: readonly (readonly [seconds: string, label: string])[] = [
  ['300', '5 minutes'],
  ['900', '15 minutes'],
  ['3600', '1 hour'],
  ['86400', '1 day'],
  ['', 'no end'],
]

/** Makes the panel. `open` shows a token in the debugger. */
export function generatorPanel(open: (token: string, key: string, algorithm: Algorithm) => void): GeneratorPanel {
  const signed = newest()
  let token = ''
  let verifying = ''
  /** The key that the page made and nobody has touched since: it is made anew for another algorithm. */
  let ownKey = ''

  const algorithm = select(FAMILIES, () => {
    key.offerForms(takesSecret(algorithm.value))
    if (key.area.value === ownKey) makeKey()
    else sign()
  })
  const algorithmNow = () => algorithm.value as Algorithm
  const sign = debounced(150, signNow)
  const area = textArea(edited, fail, { id: freshId() })
  const payload = markedField(area)
  const key = keyField('Key to sign with', sign, 5)
  const typ = textInput(sign)
  const kid = textInput(sign)
  const times = h('ul', { class: 'times' })
  const output = h('output', { class: 'code token-text', translate: 'no' })
  const problem = h('p', { class: 'verdict bad' })
  const pem = h('pre', { class: 'code', translate: 'no', tabindex: 0, 'aria-label': 'Key to verify with' })
  const publicPart = h(
    'section',
    { class: 'stack' },
    h(
      'div',
      { class: 'row' },
      h('h3', {}, 'Key to verify with'),
      copyButton('key to verify with', () => verifying),
    ),
    pem,
  )

  function fail(message: string): void {
    problem.replaceChildren(...safely(message))
    problem.hidden = message === ''
    output.classList.toggle('stale', message !== '')
    if (message) announce(message)
  }

  /** The payload as an object; broken JSON raises what is wrong and where. */
  function readPayload(): Payload {
    const { fault } = scanJson(area.value)
    const lines = area.value.slice(0, fault?.start).split('\n')
    if (fault)
      throw new Error(`Payload, line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}: ${fault.message}`)
    const value: unknown = JSON.parse(area.value)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Error('The payload is no JSON object.')
    return value as Payload
  }

  function edited(): void {
    const { fault, tokens } = scanJson(area.value)
    const names = tokens
      .filter(({ kind }) => kind === 'key')
      .map(({ start, end }) => ({ name: 'payload' as const, start, end }))
    payload.paint(stretchesOf(area.value.length, names.slice(0, 200), fault ? [fault] : []))
    sign()
  }

  function put(claims: Payload): void {
    area.value = JSON.stringify(claims, null, 2)
    edited()
  }

  function change(claim: string, value: unknown): void {
    try {
      const { [claim]: _, ...rest } = readPayload()
      put(value === undefined ? rest : { ...rest, [claim]: value })
    } catch (error) {
      fail((error as Error).message)
    }
  }

  async function make(): Promise<string> {
    const claims = readPayload()
    times.replaceChildren(
      ...['exp', 'nbf', 'iat']
        .filter((name) => Object.hasOwn(claims, name))
        .map((name) => h('li', {}, noteOnClaim(name, claims[name], seconds())?.text ?? '')),
      ...(Object.hasOwn(claims, 'exp') ? [] : [h('li', {}, 'no exp: this token never expires')]),
    )
    if (key.area.value === '') throw new Error('Give a key, or let the page make one.')
    const read = readKeyText(key.area.value, key.secretForm)
    const made = await engine.sign(claims, read as string, {
      algorithm: algorithmNow(),
      noTimestamp: true,
      ...(!Object.hasOwn(claims, 'exp') && { expiresIn: null }),
      ...(kid.value !== '' && { keyid: kid.value }),
      header: { typ: typ.value || 'JWT' },
    })
    verifying = takesSecret(algorithm.value) ? key.area.value : await verifyingHalf(read as string)
    return made
  }

  function signNow(): void {
    signed(
      make(),
      (made) => {
        token = made
        const { parts } = annotate(made)
        output.replaceChildren(...paintedToken(made, stretchesOf(made.length, parts, [])))
        pem.textContent = verifying
        publicPart.hidden = takesSecret(algorithm.value)
        fail('')
      },
      (error) => {
        token = ''
        fail((error as Error).message)
      },
    )
  }

  function makeKey(): void {
    newKey(algorithmNow()).then(
      ({ signing }) => {
        ownKey = signing
        key.put(signing)
      },
      (error) => fail((error as Error).message),
    )
  }

  const draft = (): Draft => ({ algorithm: algorithm.value, payload: area.value, typ: typ.value, kid: kid.value })
  const link = () => linkTo(draft(), location.href) ?? ''
  const lifetime = select([['', LIFETIMES]], () =>
    change('exp', lifetime.value === '' ? undefined : seconds() + Number(lifetime.value)),
  )
  lifetime.value = '3600'
  const helpers = CLAIMS.map(([label, claim, value]) =>
    button(
      label,
      () => {
        try {
          change(claim, value(readPayload()))
        } catch (error) {
          fail((error as Error).message)
        }
      },
      'small',
    ),
  )
  const element = h(
    'div',
    { class: 'two' },
    h(
      'section',
      { class: 'card stack' },
      h('h2', { class: 'hidden' }, 'What the token is to say'),
      h('div', { class: 'field' }, h('label', { for: area.id }, 'Payload'), payload.element),
      h('div', { class: 'pair' }, field('Expires in', lifetime), times),
      h('div', { class: 'tools', role: 'group', 'aria-label': 'Add claims' }, ...helpers),
      h('div', { class: 'pair' }, field('Algorithm', algorithm), field('Key ID (kid)', kid), field('Type (typ)', typ)),
      key.element,
      h(
        'div',
        { class: 'tools' },
        button('Make a new key', makeKey, 'small'),
        copyButton('key to sign with', () => key.area.value),
      ),
    ),
    h(
      'section',
      { class: 'card stack' },
      h(
        'div',
        { class: 'row' },
        h('h2', {}, 'Token'),
        h(
          'div',
          { class: 'tools' },
          copyButton('token', () => token),
          button('Open in debugger', () => token && open(token, verifying, algorithmNow()), 'small'),
        ),
      ),
      output,
      problem,
      publicPart,
      h(
        'div',
        { class: 'stack' },
        copyButton('link', link, 'Copy a link'),
        h(
          'p',
          { class: 'hint' },
          'The link carries the payload, the algorithm, kid and typ. It carries no key and no token.',
        ),
      ),
    ),
  )
  put({ sub: 'user-1', iss: 'https://issuer.example', aud: 'shop', iat: seconds(), exp: seconds() + 3600 })
  key.offerForms(true)
  makeKey()
  return {
    element,
    take({ algorithm: name, payload: text, typ: type, kid: id }) {
      if (FAMILIES.some(([, names]) => names.includes(name as Algorithm))) algorithm.value = name
      area.value = text
      typ.value = type
      kid.value = id
      key.offerForms(takesSecret(algorithm.value))
      makeKey()
      edited()
    },
  }
}
