// Secrets: key material is none under any two disguises, random bytes are one in any form, and inspectKey says which.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { importKey, inspectKey } from '../../../src/sync.ts'
import { keyTexts } from '../../conformance/key-texts.ts'
import { admitReport, importAll } from '../agreement.ts'
import { NAMES, textNamed } from '../material.ts'
import { keepSecret, outcomeNow } from '../oracle.ts'
import { must, target } from '../target.ts'

const utf8 = (text: string) => Buffer.from(text)

/** What may be done to the text of a key so that it is still found to be one. */
const WRAPS: { readonly [name: string]: (text: string) => string } = {
  'escaped line ends': (text) => text.replaceAll('\n', '\\n'),
  'Windows line ends': (text) => text.replaceAll('\n', '\r\n'),
  'one line': (text) => text.replaceAll('\n', ' '),
  'one word': (text) => text.replaceAll('\n', ''),
  indented: (text) => text.replace(/^/gm, '  '),
  quoted: (text) => `"${text}"`,
  'JSON text': (text) => JSON.stringify(text),
  'junk in front': (text) => `key is: ${text}`,
  'junk behind': (text) => `${text}\n# mine`,
  'byte order mark': (text) => `\uFEFF${text}`,
  base64: (text) => utf8(text).toString('base64'),
  base64url: (text) => utf8(text).toString('base64url'),
  hex: (text) => utf8(text).toString('hex'),
  'upper-case hex': (text) => utf8(text).toString('hex').toUpperCase(),
}

/** Texts as bytes: an encoding is a disguise too. */
const ENCODINGS: { readonly [name: string]: (text: string) => Uint8Array } = {
  utf8: (text) => Uint8Array.from(utf8(text)),
  'utf-16': (text) => Uint8Array.from(Buffer.from(text, 'utf16le')),
  'utf-16, big end first': (text) => Uint8Array.from(Buffer.from(text, 'utf16le').swap16()),
}

interface Disguise {
  readonly key: number
  readonly wraps: readonly string[]
  readonly encoding?: string
}

/** PuTTY's and SSH2's forms are known by their first words alone, which an encoding on top of junk moves out of sight. */
const KEYS = keyTexts.filter(([name]) => !/PuTTY|SSH2/.test(name))

const disguises: fc.Arbitrary<Disguise> = fc.record(
  {
    key: fc.nat(KEYS.length - 1),
    // The digits of an encoding are looked for where a text begins, so that nothing is put in front of them.
    wraps: fc
      .array(fc.constantFrom(...Object.keys(WRAPS)), { maxLength: 2 })
      .filter((names) => !(/hex|base64/.test(names[0] ?? '') && names[1] === 'junk in front')),
    encoding: fc.constantFrom(...Object.keys(ENCODINGS)),
  },
  { requiredKeys: ['key', 'wraps'] },
)

export const disguised = target('disguises', 250, disguises, ({ key, wraps, encoding }: Disguise) => {
  const [name, text] = KEYS[key] as (typeof KEYS)[number]
  const wrapped = wraps.reduce((made, wrap) => WRAPS[wrap]?.(made) ?? made, text)
  const secret = encoding === undefined ? wrapped : (ENCODINGS[encoding]?.(wrapped) as Uint8Array)
  const outcome = outcomeNow(() => importKey(secret, 'HS256'), [text])
  const seen = [name, wraps, encoding]
  must(
    'code' in outcome && outcome.code === 'ERR_KEY_INVALID',
    'key material is no secret, however it is dressed',
    seen,
  )
  keepSecret(JSON.stringify(inspectKey(secret)), text.match(/[\w+/-]{30,}/g) ?? [])
})

/** The forms in which people keep random bytes. */
const FORMS: { readonly [name: string]: (bytes: Buffer) => string | Uint8Array } = {
  raw: (bytes) => Uint8Array.from(bytes),
  buffer: (bytes) => bytes,
  hex: (bytes) => bytes.toString('hex'),
  'upper-case hex': (bytes) => bytes.toString('hex').toUpperCase(),
  base64: (bytes) => bytes.toString('base64'),
  base64url: (bytes) => bytes.toString('base64url'),
  decimal: (bytes) => bytes.join(''),
  letters: (bytes) => Buffer.from(bytes.map((byte) => 97 + (byte % 26))).toString(),
  printable: (bytes) => Buffer.from(bytes.map((byte) => 33 + (byte % 94))).toString(),
  latin1: (bytes) => bytes.toString('latin1'),
}

/** fast-check likes small numbers; what is to be random is made of a seed. */
const randoms = fc.record({ seed: fc.nat(), form: fc.constantFrom(...Object.keys(FORMS)) })

export const randomSecrets = target('secrets', 1500, randoms, ({ seed, form }) => {
  const bytes = createHash('sha512').update(String(seed)).digest()
  const secret = FORMS[form]?.(bytes) as string | Uint8Array
  const outcome = outcomeNow(() => importKey(secret, 'HS512'))
  must('value' in outcome, 'random bytes are a secret in any form', outcome)
  const report = inspectKey(secret)
  must(report.ok && report.algorithms.length === 3, 'and inspectKey says so', report)
})

const words = fc.constantFrom(
  'https://',
  'eyJ',
  '.',
  '/',
  '.pem',
  'ssh-rsa ',
  'AAAA',
  '<?xml',
  '{"kty":',
  '"keys":[]',
  '}',
  '-----',
)
const markers = fc.constantFrom(
  'BEGIN ',
  'END ',
  'KEY',
  'CERTIFICATE',
  '\n',
  '\\n',
  '"',
  "'",
  'RSA',
  'ecdsa-sha2-nistp256 ',
  '\uFEFF',
)
const snippet = fc.nat(1000).map((at) => {
  const text = textNamed(NAMES.filter((name) => /^odd\.|Pem$/.test(name))[at % 20] as string)
  return text.slice(at % text.length, (at % text.length) + (at % 150))
})

const texts = fc.oneof(
  fc
    .array(fc.oneof(words, markers, snippet, fc.string({ maxLength: 10 })), { maxLength: 8 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.json(),
)

export const anyText = target('texts', 250, texts, async (text) => {
  const answers = await importAll(text, [text.length > 40 ? text.slice(20) : ''])
  admitReport(text, answers)
  const bytes = Uint8Array.from(utf8(text))
  admitReport(bytes, await importAll(bytes))
})
