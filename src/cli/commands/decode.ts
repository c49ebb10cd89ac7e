import { type CompleteToken, decode } from '../../index.ts'
import { ALGORITHM_NAMES, isShared } from '../algorithms.ts'
import { headerLines, payloadLines, timesOf } from '../claims.ts'
import type { Command } from '../command.ts'
import { command } from '../command.ts'
import { readMoment } from '../moments.ts'
import { MOST_BYTES } from '../sources.ts'
import { type Style, wrap } from '../style.ts'
import { readMaxLength, readToken, TOKEN_OPERANDS, TOKEN_OPTIONS } from '../token-input.ts'

const WARNING = 'nobody has checked the signature, so anyone may have written what stands here'

const ENDLESS = 'no exp: this token never ends, and verify refuses it unless told otherwise'

/** `countersign decode`. */
export const decodeCommand: Command = command({
  usage: '[TOKEN | -] [OPTIONS]',
  about:
    'Shows the header and the payload of a token without checking anything. Without TOKEN it is read from standard input; on a terminal it is asked for, so that it stays out of the history.',
  operands: TOKEN_OPERANDS,
  options: {
    ...TOKEN_OPTIONS,
    'max-length': { value: 'CHARACTERS', about: `look at tokens of up to that length; ${MOST_BYTES} without it` },
    now: { value: 'TIME', about: 'tell times as seen from then: a date, or seconds since the epoch' },
  },
  examples: [
    ['paste a token where neither history nor ps shows it', 'countersign decode'],
    ['the token that is in the clipboard', 'xclip -o | countersign decode'],
    ['the subject alone', 'countersign decode --json < token.txt | jq -r .payload.sub'],
  ],
  async run({ options, operands, world }) {
    const maxTokenLength = readMaxLength(options['max-length'], MOST_BYTES)
    const now = options.now === undefined ? world.now() : readMoment(options.now)
    const token = await readToken(operands, options['token-file'], world)
    const read = decode(token, { complete: true, maxTokenLength })
    const { exp } = read.payload
    const expired = Number.isFinite(exp) ? (exp as number) <= now : null
    return {
      json: { verified: false, ...read, times: timesOf(read.payload), expired },
      text: (style) => describe(read, token.length, now, style),
    }
  },
})

function describe({ header, payload, signature }: CompleteToken, length: number, now: number, style: Style): string {
  return [
    ...wrap(`${style.yellow(style.bold('UNVERIFIED'))}: ${WARNING}.`, style.width),
    '',
    style.bold('header'),
    ...headerLines(header, style),
    '',
    style.bold('payload'),
    ...payloadLines(payload, now, style),
    ...('exp' in payload ? [] : wrap(ENDLESS, style.width - 3).map((line) => style.yellow(`// ${line}`))),
    '',
    ...wrap(`${style.bold('signature')}  ${describeSignature(signature, length, style)}`, style.width),
    ...hintFor(header.alg, style).map(style.dim),
  ].join('\n')
}

function describeSignature(signature: string, length: number, style: Style): string {
  if (!signature) return style.red('none')
  if (!/^[\w-]+$/.test(signature)) return style.red('not base64url: nothing accepts it')
  const bytes = Math.floor((signature.length * 3) / 4)
  return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'} of ${length} characters in all, not checked`
}

/** How the token can be checked, if its algorithm is one that can. */
function hintFor(alg: string, style: Style): string[] {
  if (!ALGORITHM_NAMES.includes(alg)) return []
  // A command stays on one line, however long: it is there to be copied.
  const line = `countersign verify --alg ${alg} ${isShared(alg) ? '--secret-file FILE' : '--key public.pem'}`
  const about = 'to check it:'
  return about.length + 1 + line.length <= style.width ? [`${about} ${line}`] : [about, line]
}
