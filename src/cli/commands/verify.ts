import type { Claims } from '../../index.ts'
import { ALGORITHM_NAMES, readAlgorithms } from '../algorithms.ts'
import { payloadLines, timesOf } from '../claims.ts'
import { type Command, command } from '../command.ts'
import { KEY_OPTIONS } from '../key-input.ts'
import { readMoment } from '../moments.ts'
import { printable } from '../printable.ts'
import { type Style, wrap } from '../style.ts'
import { readToken, TOKEN_OPERANDS, TOKEN_OPTIONS } from '../token-input.ts'
import { type Checked, readTrust } from '../trust.ts'
import { CLAIM_OPTIONS, SET_OPTIONS, type VerifyGiven } from '../verify-options.ts'

/** `countersign verify`. */
export const verifyCommand: Command = command({
  usage:
    '[TOKEN | -] --alg ALG (--key FILE | --secret-file FILE | --secret-env NAME | --jwks FILE|URL | --issuer URL) [OPTIONS]',
  about:
    'Checks a token and prints its payload, or says what is wrong with it, why, and what to do. Without TOKEN it is read from standard input; on a terminal it is asked for.',
  operands: TOKEN_OPERANDS,
  options: {
    alg: { value: 'ALG', many: true, choices: ALGORITHM_NAMES, about: 'an algorithm that is allowed' },
    ...KEY_OPTIONS,
    ...SET_OPTIONS,
    ...CLAIM_OPTIONS,
    now: { value: 'TIME', about: 'judge as if it were then: a date, or seconds since the epoch' },
    ...TOKEN_OPTIONS,
  },
  examples: [
    ['with a public key', 'countersign verify --alg RS256 --key public.pem --aud shop < t.txt'],
    ['with the keys of an issuer', 'countersign verify --alg RS256 --issuer https://id.example --aud shop < t.txt'],
    ['with a shared secret', 'countersign verify --alg HS256 --secret-env JWT_SECRET < t.txt'],
    ['was it good yesterday?', 'countersign verify --alg RS256 --key public.pem --now 2026-05-01 < t.txt'],
  ],
  async run({ options, operands, world }) {
    const algorithms = readAlgorithms(options.alg)
    const now = options.now === undefined ? world.now() : readMoment(options.now)
    const check = await readTrust(options, { algorithms, now }, world)
    const token = await readToken(operands, options['token-file'], world)
    const checked = await check(token)
    const { header, payload } = checked.token
    return {
      json: { verified: true, header, payload, times: timesOf(payload) },
      text: (style) => describe(checked, { now, options }, style),
    }
  },
})

function describe(
  { token: { header, payload }, name }: Checked,
  asked: { now: number; options: VerifyGiven },
  style: Style,
): string {
  const kid = header.kid === undefined ? '' : `, kid ${printable(header.kid)}`
  const open = unchecked(payload, asked.options)
  return [
    `${style.green(style.bold('VERIFIED'))}  ${header.alg}${kid}, by ${name}`,
    ...(open.length ? wrap(`not checked: ${open.join(', ')}`, style.width).map(style.yellow) : []),
    '',
    ...payloadLines(payload, asked.now, style),
  ].join('\n')
}

/** Claims that say whom or what the token is for, and that nothing was expected of. */
function unchecked(payload: Claims, options: VerifyGiven): string[] {
  const { iss, aud, issuer } = options
  return [
    ...(payload.iss !== undefined && !iss.length && issuer === undefined ? ['iss (expect it with --iss)'] : []),
    ...(payload.aud !== undefined && !aud.length ? ['aud (expect it with --aud)'] : []),
    ...(options['ignore-exp'] ? ['exp (--ignore-exp)'] : []),
    ...(options['ignore-nbf'] ? ['nbf (--ignore-nbf)'] : []),
  ]
}
