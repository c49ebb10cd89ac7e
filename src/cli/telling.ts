import { type ErrorCode, isJwtError, type JwtError } from '../index.ts'
import { Refusal, UsageError } from './failures.ts'
import { fixFor } from './fixes.ts'
import { fixLines } from './mending.ts'
import { messageOf } from './messages.ts'
import { dateText, isoText, relative } from './moments.ts'
import { printable, safeJson } from './printable.ts'
import { styleOf, wrap } from './style.ts'
import type { Surroundings } from './surroundings.ts'

/** An error as it is told. */
interface Told {
  readonly exit: 1 | 2
  readonly code: string
  readonly message: string
  readonly fix?: string | undefined
  readonly details?: { readonly [name: string]: unknown }
}

/** Where an error came up. */
export interface Occasion {
  readonly json: boolean
  readonly command: string | undefined
  readonly world: Surroundings
}

/** Prints an error on standard error, for people or as JSON, and returns the exit code. */
export function tell(error: unknown, { json, command, world: { stderr, env } }: Occasion): 1 | 2 {
  const told = readError(error, command)
  const { exit, code, message, fix, details } = told
  const style = styleOf(stderr, env)
  if (json) {
    stderr.write(
      `${safeJson({ ok: false, error: { code, message, ...(fix !== undefined && { fix }), ...details } })}\n`,
    )
    return exit
  }
  const head = style.red(style.bold(exit === 1 ? 'refused' : 'usage'))
  // A code of the library is one to look up; what the command itself refuses, it says in words.
  const lines = [isJwtCode(code) ? `${head}  ${style.bold(code)}` : head]
  lines.push(...wrap(printable(message), style.width - 2).map((line) => `  ${line}`))
  for (const line of datesOf(error)) lines.push(`  ${line}`)
  if (fix !== undefined) lines.push(...fixLines(fix, style))
  if (exit === 2) lines.push(`  ${style.dim(`countersign ${command ? `${command} ` : ''}--help says more`)}`)
  stderr.write(`${style.seal(lines.join('\n'))}\n`)
  return exit
}

/** True for the code of an error of the library; ERR_CONFIG says that the command line is wrong, in words. */
function isJwtCode(code: string): boolean {
  return code.startsWith('ERR_') && code !== 'ERR_CONFIG'
}

/** The call is wrong, and the call is the command line; or the file of a ring cannot be read or written. */
const USAGE: readonly ErrorCode[] = ['ERR_CONFIG', 'ERR_STORE']

function readError(error: unknown, command: string | undefined): Told {
  if (isJwtError(error)) {
    return {
      exit: USAGE.includes(error.code) ? 2 : 1,
      code: error.code,
      message: messageOf(error),
      fix: fixFor(error, command),
      details: detailsOf(error),
    }
  }
  if (error instanceof UsageError) return { exit: 2, code: error.code, message: error.message, fix: error.fix }
  if (error instanceof Refusal) return { exit: 1, code: error.code, message: error.message, fix: error.fix }
  // Nobody knows what such a message holds, so that only where it came from is told.
  const { name = 'Error', stack = '' } = (error ?? {}) as Partial<Error>
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return {
    exit: 1,
    code: 'UNEXPECTED',
    message: `An unexpected ${name}; please report it. ${frames.slice(0, 4).join(' ')}`,
  }
}

const SHOWN = ['claim', 'expected', 'actual'] as const satisfies readonly (keyof JwtError)[]

function detailsOf(error: JwtError): { [name: string]: unknown } {
  const details = Object.fromEntries(SHOWN.flatMap((name) => (error[name] === undefined ? [] : [[name, error[name]]])))
  for (const name of ['expiredAt', 'notBefore'] as const) {
    const time = error[name]
    if (time) details[name] = isoText(time.getTime() / 1000)
  }
  return details
}

function datesOf(error: unknown): string[] {
  if (!isJwtError(error)) return []
  const { code, actual, expected } = error
  const verb = code === 'ERR_TOKEN_EXPIRED' ? 'ended' : code === 'ERR_TOKEN_NOT_ACTIVE' ? 'begins' : undefined
  if (verb === undefined) return []
  // The second itself, as there may be no Date for it; and the one that the token was judged at, which --now may have chosen.
  const [time, now] = [actual as number, expected as number]
  return [`It ${verb} at ${dateText(time)}, ${relative(time, now)}.`]
}
