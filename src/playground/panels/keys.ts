import { type Algorithm, type ExportedJwk, inspectKey, type KeyReport } from '../../index.ts'
import { engine } from '../engine.ts'
import { FAMILIES, keysIn, publicHalf, readKeyText, takesSecret } from '../model/key-text.ts'
import { keyWords } from '../model/key-words.ts'
import { moment } from '../model/time.ts'
import { announce } from '../view/announce.ts'
import { debounced, h, newest } from '../view/element.ts'
import { button, field, select, textArea, tick } from '../view/form.ts'
import { safely } from '../view/marked-field.ts'
import { copyButton, saveButton } from '../view/take-away.ts'
import { newKey } from './new-key.ts'

/** One of the forms that keys are converted to. */
interface Form {
  readonly name: string
  readonly file: string
  readonly text: string
}

/** More keys of a set than these are named and counted, and not converted. */
const MOST = 20

/** The facts of a key, as rows of a table of two columns. */
function facts(report: KeyReport): HTMLElement[] {
  const row = (name: string, ...value: (HTMLElement | string)[]) => [h('dt', {}, name), h('dd', {}, ...value)]
  return [
    ...row('What it is', keyWords(report)),
    ...(report.kid === undefined ? [] : row('kid', ...safely(report.kid))),
    ...(report.algorithms.length ? row('Serves', report.algorithms.join(', ')) : []),
    ...(report.notAfter
      ? row(
          'Certificate',
          `from ${moment(Number(report.notBefore) / 1000)} to ${moment(Number(report.notAfter) / 1000)}`,
        )
      : []),
    ...report.problems.flatMap(({ message, fix }) =>
      row(
        'Problem',
        h('span', { class: 'bad' }, ...safely(message)),
        ...(fix === undefined ? [] : [h('code', { class: 'fix' }, fix)]),
      ),
    ),
  ]
}

/** A key with its thumbprint in the place of a kid, as a JWK Set wants it. */
async function published(key: string, whole: boolean): Promise<{ jwk: ExportedJwk; thumbprint: string }> {
  // Text is read as PEM by the export, and as nothing else: a secret goes in as the bytes that it is.
  const secret = typeof key === 'string' && inspectKey(key).format === 'secret'
  const input = secret ? new TextEncoder().encode(key) : key
  const exported = await engine.exportJwk(input)
  const thumbprint = await engine.thumbprint(input)
  return { jwk: whole ? exported : publicHalf(exported), thumbprint }
}

/** All forms of some keys. Those that cannot be converted are left out. */
async function convert(text: string, whole: boolean): Promise<{ thumbprints: string[]; forms: Form[] }> {
  const read = await Promise.allSettled(
    keysIn(text)
      .slice(0, MOST)
      .map((key) => published(key as string, whole)),
  )
  const good = read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const [failure] = read.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (!good.length) throw failure
  const jwks = good.map(({ jwk }) => jwk)
  const secrets = jwks.some(({ kty }) => kty === 'oct')
  const thumbprints = good.map(({ thumbprint }) => thumbprint)
  if (secrets && !whole) return { thumbprints, forms: [] }
  const side = secrets ? 'secret' : whole && jwks.some((jwk) => 'd' in jwk) ? 'private' : 'public'
  const json = (value: unknown) => JSON.stringify(value, null, 2)
  const pems = secrets ? [] : await Promise.all(jwks.map((jwk) => engine.exportPem(jwk)))
  const keys = good.map(({ jwk, thumbprint }) => ({ kid: thumbprint, use: 'sig', ...jwk }))
  return {
    thumbprints,
    forms: [
      ...(pems.length ? [{ name: 'PEM', file: `${side}.pem`, text: pems.join('') }] : []),
      ...(jwks.length === 1 ? [{ name: 'JWK', file: `${side}.jwk.json`, text: json(jwks[0]) }] : []),
      { name: 'JWK Set', file: `${side}.jwks.json`, text: json({ keys }) },
    ],
  }
}

function formView({ name, file, text }: Form): HTMLElement {
  const copies = h(
    'div',
    { class: 'tools' },
    copyButton(name, () => text),
    saveButton(
      name,
      () => file,
      () => text,
    ),
  )
  return h(
    'section',
    {},
    h('div', { class: 'row' }, h('h3', {}, name), copies),
    h('pre', { class: 'code', translate: 'no', tabindex: 0, 'aria-label': name }, ...safely(text)),
  )
}

/** Makes the panel that inspects, converts and makes keys. */
export function keysPanel(): HTMLElement {
  const latest = newest()
  const report = h('dl', {})
  const forms = h('div', { class: 'stack' })
  const refuse = (message: string) => {
    report.replaceChildren()
    forms.replaceChildren(h('p', { class: 'verdict bad' }, ...safely(message)))
    announce(message)
  }
  const look = debounced(150, () => {
    const text = area.value
    if (text === '') {
      report.replaceChildren()
      forms.replaceChildren(h('p', { class: 'hint' }, 'Paste a key, or make one.'))
      return
    }
    const found = inspectKey(readKeyText(text))
    report.replaceChildren(...facts(found))
    announce(keyWords(found))
    latest(
      convert(text, whole.box.checked),
      ({ thumbprints, forms: made }) => {
        report.append(
          h('dt', {}, thumbprints.length > 1 ? 'Thumbprints' : 'Thumbprint'),
          h('dd', { class: 'code' }, thumbprints.join(' ')),
        )
        forms.replaceChildren(
          ...(made.length
            ? made.map(formView)
            : [h('p', { class: 'hint' }, 'A secret has no public half. Include private members to convert it.')]),
        )
      },
      (error) => forms.replaceChildren(h('p', { class: 'hint' }, (error as Error).message)),
    )
  })
  const area = textArea(look, refuse, { class: 'code', rows: 9 })
  const whole = tick('Include private members and secrets', look)
  const algorithm = select(FAMILIES, () => {
    size.parentElement!.hidden = !/^[RP]S/.test(algorithm.value)
  })
  const size = select(
    [
      [
        '',
        [
          ['2048', '2048 bits'],
          ['3072', '3072 bits'],
          ['4096', '4096 bits'],
        ],
      ],
    ],
    () => {},
  )
  const generate = button('Make a key', () => void make(), 'primary')
  async function make(): Promise<void> {
    const name = algorithm.value as Algorithm
    generate.disabled = true
    announce('Making a key', 0)
    try {
      const bits = /^[RP]S/.test(name) ? Number(size.value) : undefined
      area.value = (await newKey(name, bits)).signing
      if (takesSecret(name)) whole.box.checked = true
      look()
    } catch (error) {
      refuse((error as Error).message)
    }
    generate.disabled = false
  }
  const sizeField = field('Size', size)
  sizeField.hidden = true
  algorithm.value = 'ES256'
  look()
  return h(
    'div',
    { class: 'two' },
    h(
      'section',
      { class: 'card stack' },
      h('div', { class: 'pair' }, field('Algorithm', algorithm), sizeField, generate),
      field('Key', area, 'PEM, JWK, JWK Set or secret. It stays in this page.'),
      whole.element,
      report,
    ),
    h('section', { class: 'card stack' }, h('h2', {}, 'The same in other forms'), forms),
  )
}
