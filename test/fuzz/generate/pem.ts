import fc from 'fast-check'
import { type DerSpec, der, derBytes, labelOf } from './der.ts'

/** A PEM text, described: its DER, its label if another, and what happened to the text. */
export interface PemSpec {
  readonly der: DerSpec
  readonly label?: string
  readonly end?: string
  readonly width: number
  readonly wraps: readonly string[]
}

/** What copying and environment variables do to PEM, which is read as the key that it is all the same. */
export const HARMLESS: { readonly [name: string]: (pem: string) => string } = {
  crlf: (pem) => pem.replaceAll('\n', '\r\n'),
  escaped: (pem) => pem.replaceAll('\n', '\\n'),
  'twice escaped': (pem) => pem.replaceAll('\n', '\\\\n'),
  quoted: (pem) => `"${pem}"`,
  'single quotes': (pem) => `'${pem}'`,
  indented: (pem) => pem.replace(/^/gm, '    '),
  bom: (pem) => `\uFEFF${pem}`,
  'one line': (pem) => pem.replaceAll('\n', ' '),
  'no line': (pem) => pem.replaceAll('\n', ''),
  'white space around': (pem) => `\n \t${pem}\r\n\n`,
}

/** What leaves no single, sound block. */
export const HARMFUL: { readonly [name: string]: (pem: string) => string } = {
  'junk in front': (pem) => `key: ${pem}`,
  'junk behind': (pem) => `${pem} # mine`,
  twice: (pem) => `${pem}\n${pem}`,
  'no end': (pem) => pem.replace(/-----END[^]*/, ''),
  'no begin': (pem) => pem.replace(/-----BEGIN[^-]*-----/, ''),
  'four hyphens': (pem) => pem.replace(/-----(?=\n|$)/, '----'),
  'lower case': (pem) => pem.replace(/BEGIN [A-Z ]*/, (text) => text.toLowerCase()),
  'url alphabet': (pem) => pem.replace(/[+/]/, '-'),
  'padding inside': (pem) => pem.replace(/\n(.)/, '\n=$1'),
  'a foreign character': (pem) => pem.replace(/\n(.)/, '\n!$1'),
  'one character less': (pem) => pem.replace(/\n(.)/, '\n'),
  'a header line': (pem) => pem.replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n'),
  'a comment line': (pem) => pem.replace('\n', '\nComment: mine\n'),
  'utf-16': (pem) => [...pem].join('\0'),
}

const LABELS = [
  'PUBLIC KEY',
  'PRIVATE KEY',
  'RSA PUBLIC KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
  'CERTIFICATE',
  'ENCRYPTED PRIVATE KEY',
  'EC PARAMETERS',
  'OPENSSH PRIVATE KEY',
  'X509 CERTIFICATE',
  '',
  'toString',
  '__PROTO__',
]

const wrap = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...Object.keys(HARMLESS)) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(HARMFUL)) },
)

/** PEM of every kind. */
export const pem: fc.Arbitrary<PemSpec> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ der, width: fc.constant(64), wraps: fc.array(wrap, { maxLength: 2 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      der,
      label: fc.constantFrom(...LABELS),
      end: fc.constantFrom(...LABELS),
      width: fc.constantFrom(1, 60, 64, 76, 100_000),
      wraps: fc.array(wrap, { maxLength: 1 }),
    }),
  },
)

/** Makes the text. */
export function pemText(spec: PemSpec): string {
  const label = spec.label ?? labelOf(spec.der)
  const lines =
    derBytes(spec.der)
      .toString('base64')
      .match(new RegExp(`.{1,${spec.width}}`, 'g')) ?? []
  const text = `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${spec.end ?? label}-----\n`
  return spec.wraps.reduce((made, name) => (HARMLESS[name] ?? HARMFUL[name])?.(made) ?? made, text)
}
