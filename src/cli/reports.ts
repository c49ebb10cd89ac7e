import type { KeyReport } from '../index.ts'
import { fixLines } from './mending.ts'
import { dateText, relative } from './moments.ts'
import { printable } from './printable.ts'
import { pad, type Style, wrap } from './style.ts'

/** What `countersign inspect` says of one file. */
export interface FileReport extends Omit<KeyReport, 'notBefore' | 'notAfter'> {
  readonly file: string
  readonly path: string | undefined
  /** ISO 8601. */
  readonly notBefore?: string
  readonly notAfter?: string
  /** RFC 7638. */
  readonly thumbprint?: string
  /** What is no problem, and worth knowing. */
  readonly notes: readonly string[]
}

/** The reports on all files, and which of the files are halves of one pair. */
export function describeReports(reports: readonly FileReport[], now: number, style: Style): string {
  const parts = reports.map((report) => describeReport(report, now, style).join('\n'))
  const pairs = pairsIn(reports).map((names) =>
    wrap(`the same key: ${names.map(printable).join(', ')}`, style.width)
      .map(style.green)
      .join('\n'),
  )
  return [...parts, ...pairs].join('\n\n')
}

function pairsIn(reports: readonly FileReport[]): string[][] {
  const byPrint = new Map<string, string[]>()
  for (const { thumbprint, file } of reports) {
    if (thumbprint !== undefined) byPrint.set(thumbprint, [...(byPrint.get(thumbprint) ?? []), file])
  }
  return [...byPrint.values()].filter((names) => names.length > 1)
}

function describeReport(report: FileReport, now: number, style: Style): string[] {
  const { file, ok, problems, keys = [], notes } = report
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const verdict = ok ? style.green(style.bold('good')) : style.red(style.bold(count))
  return [
    `${style.bold(printable(file))}  ${verdict}`,
    ...row('what', whatItIs(report), style),
    ...row('serves', report.algorithms.join(', '), style),
    ...row('kid', report.kid ?? '', style),
    ...row('thumbprint', report.thumbprint ?? '', style),
    ...row('valid', validity(report, now), style),
    ...problems.flatMap((problem) => problemLines(problem, style)),
    ...keys.flatMap((key, at) => memberLines(key, at, style)),
    ...notes.flatMap((note) => row('note', note, style, style.yellow)),
  ]
}

const LEFT = 12

function row(label: string, text: string, style: Style, paint: (text: string) => string = (text) => text): string[] {
  if (!text) return []
  return wrap(printable(text), style.width - LEFT - 2).map(
    (line, at) => `  ${pad(at ? '' : style.dim(label), LEFT)}${paint(line)}`,
  )
}

function problemLines({ code, message, fix }: KeyReport['problems'][number], style: Style): string[] {
  return [
    `  ${style.red(code)}`,
    ...wrap(printable(message), style.width - 4).map((line) => `    ${line}`),
    ...(fix === undefined ? [] : fixLines(fix, style).map((line) => `  ${line}`)),
  ]
}

function memberLines(key: KeyReport, at: number, style: Style): string[] {
  const kid = key.kid === undefined ? '' : ` kid ${key.kid},`
  const serves = key.algorithms.length ? `serves ${key.algorithms.join(', ')}` : 'cannot be used'
  const lines = wrap(printable(`${at + 1}:${kid} ${whatItIs(key)}, ${serves}`), style.width - 4)
  return [
    ...lines.map((line, index) => (index ? `     ${line}` : `  ${line}`)),
    ...key.problems.flatMap((problem) => problemLines(problem, style)).map((line) => `  ${line}`),
  ]
}

const KINDS = { oct: 'secret', RSA: 'RSA', EC: 'EC', OKP: 'Ed25519' } as const

/** The kind of a key in a few words. */
export function whatItIs({
  kty,
  side,
  bits,
  crv,
  format,
}: Pick<KeyReport, 'kty' | 'side' | 'bits' | 'crv' | 'format'>): string {
  if (kty === undefined) return format
  if (kty === 'oct') {
    const bytes = (bits as number) / 8
    return `secret of ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}${format === 'secret' ? '' : ` (${format})`}`
  }
  const size = kty === 'RSA' ? `, ${bits} bits` : kty === 'EC' ? ` on ${crv}` : ''
  return `${KINDS[kty]} ${side} key${size} (${format})`
}

function validity({ notBefore, notAfter }: FileReport, now: number): string {
  if (notBefore === undefined || notAfter === undefined) return ''
  const [from, until] = [notBefore, notAfter].map((date) => Date.parse(date) / 1000) as [number, number]
  return `from ${dateText(from)} until ${dateText(until)} (${relative(until, now)})`
}
