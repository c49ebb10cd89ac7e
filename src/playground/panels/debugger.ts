import type { Algorithm } from '../../index.ts'
import { engine } from '../engine.ts'
import { FAMILIES, takesSecret } from '../model/key-text.ts'
import { stretchesOf } from '../model/pieces.ts'
import { readMoment } from '../model/time.ts'
import { type Annotation, annotate } from '../model/token.ts'
import { judge, type Verdict } from '../model/verdict.ts'
import { announce } from '../view/announce.ts'
import { debounced, freshId, h, newest } from '../view/element.ts'
import { button, textArea } from '../view/form.ts'
import { markedField } from '../view/marked-field.ts'
import { copyButton } from '../view/take-away.ts'
import { checksForm } from './checks.ts'
import { decodedView } from './decoded.ts'
import { example } from './examples.ts'
import { faultList } from './fault-list.ts'
import { keyField } from './key-field.ts'
import { verdictView } from './verdict-view.ts'

/** The panel that looks into a token. */
export interface DebuggerPanel {
  readonly element: HTMLElement
  /** Shows a token, with the key and the algorithm to verify it by. */
  open(token: string, key: string, ...algorithms: Algorithm[]): void
}

/** Words and white space that come along when a token is copied from a header or a wrapped line. */
const cleaned = (text: string) => text.replace(/^\s*bearer\s+/i, '').replace(/\s+/g, '')

/** Makes the panel. */
export function debuggerPanel(): DebuggerPanel {
  let annotation: Annotation = annotate('')
  let verdict: Verdict
  let asked: Algorithm | undefined
  const latest = newest()
  const verifySoon = debounced(120, () => verify(true))

  const area = textArea(typed, (message) => verdictBox.show({ state: 'bad', title: 'Too long', detail: message }), {
    id: freshId(),
    placeholder: 'eyJhbGciOi…',
  })
  const token = markedField(area)
  const verdictBox = verdictView()
  const faults = faultList((start, end) => token.select(start, end))
  const decoded = decodedView()
  const key = keyField('Key to verify with', verifySoon)
  const checks = checksForm(() => {
    key.offerForms(checks.read().algorithms.some(takesSecret))
    verifySoon()
  })
  const allow = button('', () => asked && checks.only([...checks.read().algorithms, asked]), 'link')
  const clean = button('Remove “Bearer” and white space', () => put(cleaned(area.value)), 'link')

  const now = () => readMoment(checks.read().now) ?? Date.now() / 1000
  const settle = debounced(120, () => {
    faults.show(annotation)
    clean.hidden = cleaned(area.value) === area.value || annotation.faults.length === 0
    const alg = annotation.parts[0]?.value?.['alg']
    asked = FAMILIES.flatMap(([, names]) => names).find((name) => name === alg)
    verify(true)
  })

  function typed(): void {
    annotation = annotate(area.value)
    token.paint(stretchesOf(area.value.length, annotation.parts, annotation.faults))
    settle()
  }

  function put(text: string): void {
    area.value = text
    typed()
  }

  /** Judges anew. `anew` is false when only time has passed: then a verdict that stays the same is left alone. */
  function verify(anew: boolean): void {
    const expected = checks.read()
    allow.hidden = !asked || expected.algorithms.includes(asked)
    allow.textContent = `The token says ${asked}. Allow it, if that is what you expect`
    const trial = { key: key.area.value, secretForm: key.secretForm, expected }
    latest(judge(area.value, trial, engine.verify), (found) => {
      if (!anew && found.state === verdict.state && found.code === verdict.code) return decoded.refresh()
      verdict = found
      verdictBox.show(found)
      decoded.show(annotation, found, now)
      if (found.state !== 'idle')
        announce(`${found.title}. ${found.code === 'ERR_TOKEN_EXPIRED' ? 'Expired.' : found.detail}`)
    })
  }

  setInterval(() => element.offsetParent !== null && area.value !== '' && verify(false), 1000)

  async function show(broken: boolean): Promise<void> {
    const made = await example(broken)
    open(made.token, made.key, made.algorithm)
    checks.expect(made.issuer, made.audience)
  }

  function open(text: string, keyText: string, ...algorithms: Algorithm[]): void {
    put(text)
    key.put(keyText)
    checks.only(algorithms)
  }

  const tools = h(
    'div',
    { class: 'tools' },
    button('Example', () => void show(false), 'small'),
    button('Broken example', () => void show(true), 'small'),
    copyButton('token', () => area.value),
    button('Clear', () => open('', ''), 'small'),
  )
  const element = h(
    'div',
    { class: 'debugger' },
    h(
      'section',
      { class: 'card area-token' },
      h('div', { class: 'row' }, h('label', { for: area.id }, 'Token'), tools),
      token.element,
      clean,
      verdictBox.element,
      faults.element,
    ),
    h('section', { class: 'card area-decoded' }, h('h2', { class: 'hidden' }, 'What the token says'), decoded.element),
    h(
      'section',
      { class: 'card area-checks stack' },
      h('h2', {}, 'Verify'),
      key.element,
      checks.algorithms,
      allow,
      checks.claims,
    ),
  )
  typed()
  return { element, open }
}
