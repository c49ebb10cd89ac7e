import { parseArgs } from 'node:util'
import type { AnyGiven, Command, OptionFacts, OptionTable } from './command.ts'
import { UsageError } from './failures.ts'
import { nearest } from './nearest.ts'

/** The options that every command has. */
export const EVERYWHERE = {
  json: { about: 'print the answer, or the error, as JSON' },
  help: { about: 'show this help' },
} as const

const INSTEAD = 'give it as --secret-file FILE (- for standard input) or --secret-env NAME'

/** Options that people try, and that would show a secret to `ps` and to the shell's history. */
const REVEALING: { readonly [name: string]: string } = {
  secret: INSTEAD,
  password: INSTEAD,
  'secret-key': INSTEAD,
  'private-key': 'give the file that holds it as --key FILE (- for standard input)',
  pem: 'give the file that holds it as --key FILE (- for standard input)',
}

/** What the library calls an option, and what the commands call it. */
const LIBRARY: ReadonlyMap<string, string> = new Map(
  Object.entries({
    algorithm: 'alg',
    algorithms: 'alg',
    audience: 'aud',
    'clock-tolerance': 'tolerance',
    'expires-in': 'exp',
    'ignore-expiration': 'ignore-exp',
    'ignore-not-before': 'ignore-nbf',
    issuer: 'iss',
    'issuer-name': 'iss',
    jwtid: 'jti',
    keyid: 'kid',
    'max-token-length': 'max-length',
    'max-token-lifetime': 'max-lifetime',
    'modulus-length': 'bits',
    'no-timestamp': 'no-iat',
    'not-before': 'nbf',
    'required-claims': 'require',
    subject: 'sub',
  }),
)

/** A kid as key rings make them (RFC 7638): one of 64 begins with a hyphen, and is no option for that. */
const THUMBPRINT = /^(?=-[\w-]{42}$)/
/** Stands before such a kid while options are told from values; no argument of a process can hold it. */
const MARK = '\0'
const unmarked = (word: string): string => (word.startsWith(MARK) ? word.slice(1) : word)

/** A command line as it was read. */
export interface Arguments {
  readonly options: AnyGiven
  readonly operands: readonly string[]
  readonly json: boolean
  readonly help: boolean
}

type Values = { [name: string]: string | string[] | boolean | undefined }

/**
 * Reads what follows a command's name. Whatever is unknown, given twice, empty or out of place is an error: an option
 * that is passed over is a check that silently does not happen. No message shows a value, which may be a secret.
 *
 * @throws UsageError
 */
export function readArguments(args: readonly string[], { options, operands }: Command): Arguments {
  const table: OptionTable = { ...options, ...EVERYWHERE }
  const { tokens } = parseArgs({
    args: args.map((word) => word.replace(THUMBPRINT, MARK)),
    options: {
      ...Object.fromEntries(Object.entries(table).map(([name, { value }]) => [name, typeOf(value)])),
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const values: Values = {}
  const given: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(unmarked(token.value))
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    store(values, name, readOption(table, { name, rawName, value, inline: inlineValue === true }))
  }
  const help = values['help'] === true
  if (!help) admitOperands(given, operands)
  return { options: complete(values, table), operands: given, json: values['json'] === true, help }
}

function typeOf(value: string | undefined): { type: 'string' | 'boolean' } {
  return { type: value === undefined ? 'boolean' : 'string' }
}

/** One option as it stood on the command line. */
interface Found {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inline: boolean
}

function readOption(table: OptionTable, { name, rawName, value, inline }: Found): OptionFacts & { given?: string } {
  const facts = Object.hasOwn(table, name) ? table[name] : undefined
  if (!facts) return unknown(rawName, Object.keys(table))
  if (facts.value === undefined) {
    if (!inline) return facts
    throw new UsageError(`--${name} takes no value.`)
  }
  if (value === undefined) throw new UsageError(`--${name} lacks its value (${facts.value}).`)
  if (value === '') throw new UsageError(`--${name} is empty.`, 'is an environment variable unset?')
  // A PEM text begins with hyphens, too; what reads the file says better what is wrong with that.
  if (!inline && /^-(?!$|----BEGIN)/.test(value)) {
    throw new UsageError(
      `--${name} is followed by what looks like another option.`,
      `write --${name}=VALUE if that is its value`,
    )
  }
  return { ...facts, given: unmarked(value) }
}

function store(values: Values, name: string, { given, many }: OptionFacts & { given?: string }): void {
  if (many) {
    const list = (values[name] ?? []) as string[]
    values[name] = [...list, given as string]
    return
  }
  if (Object.hasOwn(values, name)) throw new UsageError(`--${name} is given twice.`)
  values[name] = given ?? true
}

function unknown(rawName: string, known: readonly string[]): never {
  const name = rawName.replace(/^-+/, '')
  const instead = Object.hasOwn(REVEALING, name) ? REVEALING[name] : undefined
  if (instead !== undefined) {
    throw new UsageError(
      `There is no --${name}: as an argument, a secret shows in the list of processes and in the shell's history.`,
      instead,
    )
  }
  const meant = flagFor(name, known) ?? nearest(name, known)
  // What does not look like an option may be anything, a key among them.
  const shown = /^--?[a-z][a-z-]{0,30}$/i.test(rawName) ? `option ${rawName}` : 'such option'
  throw new UsageError(`There is no ${shown} here.`, meant && `did you mean --${meant}?`)
}

/** The command's name for an option of the library, written as the library does (`expiresIn`) or as flags are. */
function flagFor(name: string, known: readonly string[]): string | undefined {
  const flag = LIBRARY.get(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
  return known.find((candidate) => candidate === flag)
}

function admitOperands(given: readonly string[], operands: Command['operands']): void {
  const most = operands?.most ?? 0
  if (given.length > most) {
    const what = operands ? `at most ${most} (${operands.name}) may be` : 'none may be'
    throw new UsageError(`${count(given.length)} given beside the options; ${what}.`, 'quote values that hold spaces')
  }
  const least = operands?.least ?? 0
  if (operands && given.length < least) throw new UsageError(`${operands.name} is missing.`)
  if (given.includes('')) throw new UsageError('An argument is empty.', 'is an environment variable unset?')
}

function count(length: number): string {
  return length === 1 ? 'One argument is' : `${length} arguments are`
}

/** Flags that were not given are false, lists empty: a command reads what it declared, and nothing else. */
function complete(values: Values, table: OptionTable): Values {
  const names = Object.entries(table).filter(([name]) => !Object.hasOwn(EVERYWHERE, name))
  return Object.fromEntries(
    names.map(([name, { value, many }]) => [
      name,
      values[name] ?? (value === undefined ? false : many ? [] : undefined),
    ]),
  )
}
