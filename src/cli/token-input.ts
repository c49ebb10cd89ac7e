import { Refusal, UsageError } from './failures.ts'
import { MOST_BYTES, readText } from './sources.ts'
import type { Surroundings } from './surroundings.ts'

/** The operand of a command that takes one token. */
export const TOKEN_OPERANDS = { name: 'TOKEN', most: 1 } as const

/** The options of a command that takes one token, as a verifier bounds it unless told otherwise. */
export const TOKEN_OPTIONS = {
  'token-file': { value: 'FILE', path: true, about: 'read the token from a file' },
  'max-length': { value: 'CHARACTERS', about: 'look at tokens of up to that length; 16384 without it' },
} as const

/**
 * The token of a call: an argument, a file, or standard input. Asked for on a terminal, it stays out of the shell's
 * history and out of the list of processes. White space around it is the shell's and the editor's, not the token's.
 *
 * @throws UsageError when none is given or the file cannot be read; Refusal when it holds none
 */
export async function readToken(
  operands: readonly string[],
  file: string | undefined,
  world: Surroundings,
): Promise<string> {
  const [operand] = operands
  if (operand !== undefined && file !== undefined) {
    throw new UsageError('A token and --token-file are both given.', 'give one of them')
  }
  if (operand !== undefined && operand !== '-') return operand.trim()
  const read = file === undefined ? piped(operand, world) : readText({ name: file, option: '--token-file' }, world)
  const token = (await read).trim()
  if (!token) {
    if (file !== undefined && file !== '-') throw new Refusal('The file that --token-file names holds no token.')
    throw new UsageError(
      'There is no token: what was read is empty.',
      'pipe the token in, name a file with --token-file, or give it as the argument',
    )
  }
  return token
}

async function piped(operand: string | undefined, world: Surroundings): Promise<string> {
  if (operand === '-' || !world.stdin.isTerminal) return readText({ name: '-', option: 'the token' }, world)
  const answer = await world.stdin.ask('Paste the token and press Enter (it is not shown): ')
  if (answer === undefined) throw new UsageError('No token was given.')
  return answer
}

/** Reads `--max-length`. @throws UsageError */
export function readMaxLength(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const length = /^\d{1,7}$/.test(text) ? Number(text) : 0
  if (length >= 1 && length <= MOST_BYTES) return length
  throw new UsageError(`--max-length is no whole number of characters from 1 to ${MOST_BYTES}.`)
}
