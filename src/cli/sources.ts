import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { Refusal, UsageError } from './failures.ts'
import { printable } from './printable.ts'
import type { Surroundings } from './surroundings.ts'

/** The most that is read of any input, in bytes: no key, set or token is a tenth of it. */
export const MOST_BYTES = 1_048_576

/** An input that a command line names. */
export interface Source {
  /** A path, or `-` for standard input. */
  readonly name: string
  /** What it is called in messages, such as `--key`. */
  readonly option: string
  /** It should name a file of a secret, so that what stands there by mistake may be the secret itself. */
  readonly secret?: boolean
}

/** What stands beside the options as a file's name, as the usage of a command calls it. */
export const OPERAND = 'FILE'

const WHY: { readonly [code: string]: string } = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a part of its path is a file',
  EISDIR: 'is a folder',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ENAMETOOLONG: 'has a name that is longer than any file has',
  ELOOP: 'is a symbolic link that leads back to itself',
  ENXIO: 'is a socket or a device that cannot be read',
}

/** Standard input was read, and holds nothing more. */
const readAlready = new WeakSet<object>()

/** Reads a file or standard input whole, up to a bound. @throws UsageError */
export async function readBytes(source: Source, world: Surroundings): Promise<Uint8Array> {
  admitName(source)
  return source.name === '-' ? readStdin(source, world) : readFile(source)
}

/**
 * Reads a file or standard input as text. A byte order mark is dropped.
 *
 * @throws UsageError when it cannot be read; Refusal when it is no text
 */
export async function readText(source: Source, world: Surroundings): Promise<string> {
  return textOf(await readBytes(source, world)) ?? refuse(source, 'holds something that is no UTF-8 text')
}

/**
 * Reads a JSON object from a file or from standard input.
 *
 * @throws UsageError when it cannot be read; Refusal when it is none
 */
export async function readObject(source: Source, world: Surroundings): Promise<{ [name: string]: unknown }> {
  const value = jsonOf(await readText(source, world))
  return value ?? refuse(source, 'holds no JSON object')
}

/** Bytes as text without its byte order mark; `undefined` when they are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The object that a JSON text spells. The parser's own message would quote the text. */
export function jsonOf(text: string): { [name: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Key material in the place of a file's name shows in the list of processes already; here it must not show again. */
function admitName({ name, option }: Source): void {
  if (!/-----BEGIN|[\r\n]|^\s*\{|"kty"/.test(name)) return
  throw new UsageError(
    `${option} takes the name of a file, not what is in it: arguments show in the list of processes and in the shell's history.`,
    'write it to a file, or pipe it in and say -',
  )
}

/** How a source is called in a message. Anything that could be a key or a secret is not shown. */
function nameOf({ name, option, secret }: Source): string {
  const isOption = option !== OPERAND
  if (name === '-') return isOption ? `Standard input (${option})` : 'Standard input'
  if (!secret && !looksSecret(name)) return `The file ${printable(name)}`
  return isOption ? `The file that ${option} names` : 'A file that was named'
}

/** A word as people name folders, in whichever of the usual ways: lower, Upper, CAPITALS, camelCase, v2, 2026. */
const WORD = /^(?:(?:[A-Z]?[a-z]{2,}|[A-Z]{2,})+\d{0,4}|[a-z]?\d{0,4})$/

/** Longest part of a path that is taken for words, in characters. */
const LONGEST_PART = 24

/**
 * True for a name that may be a secret in the place of a file's: base64, base64url or hexadecimal, long enough to be
 * one. Base64 holds slashes as paths do, so that such a name counts as a path only where all of its parts are words.
 */
export function looksSecret(name: string): boolean {
  if (name.length >= 256 || /[\w+=-]{40}/.test(name)) return true
  return /^[\w+/=-]{32,}$/.test(name) && !isPathOfWords(name)
}

function isPathOfWords(name: string): boolean {
  const parts = name.split('/').filter(Boolean)
  return (
    parts.length > 1 &&
    parts.every((part) => part.length <= LONGEST_PART && part.split(/[-_]/).every((word) => WORD.test(word)))
  )
}

function fail(source: Source, reason: string): never {
  throw new UsageError(`${nameOf(source)} ${reason}.`)
}

function refuse(source: Source, reason: string): never {
  throw new Refusal(`${nameOf(source)} ${reason}.`)
}

function tooLarge(source: Source): never {
  return fail(source, `is larger than ${MOST_BYTES / 1_048_576} MiB, which no key, set or token is`)
}

async function readStdin(source: Source, world: Surroundings): Promise<Uint8Array> {
  if (readAlready.has(world)) return fail(source, 'can be read only once, and two options ask for it')
  readAlready.add(world)
  if (world.stdin.isTerminal && source.secret) return askFor(source, world)
  if (world.stdin.isTerminal) world.stderr.write(`Reading from the terminal (${source.option}); Ctrl-D ends it.\n`)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of world.stdin.chunks()) {
      chunks.push(chunk)
      size += chunk.length
      if (size > MOST_BYTES) return tooLarge(source)
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    return fail(source, `cannot be read (${codeOf(error)})`)
  }
  return joined(chunks, size)
}

/** Reads a secret from the terminal, which does not show it. */
async function askFor(source: Source, world: Surroundings): Promise<Uint8Array> {
  const answer = await world.stdin.ask('Type the secret and press Enter (it is not shown): ')
  return answer === undefined ? fail(source, 'was not given') : new TextEncoder().encode(answer)
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? 'unknown reason')
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** Reads until the end or the bound, whatever the file's size says: pipes and devices have none. */
function readFile(source: Source): Uint8Array {
  let file: number | undefined
  try {
    file = openSync(source.name, 'r')
    if (fstatSync(file).isDirectory()) return fail(source, WHY['EISDIR'] as string)
    const buffer = new Uint8Array(MOST_BYTES + 1)
    let size = 0
    for (;;) {
      const read = readSync(file, buffer, size, buffer.length - size, null)
      size += read
      if (size > MOST_BYTES) return tooLarge(source)
      if (read === 0) return buffer.slice(0, size)
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const code = codeOf(error)
    return fail(source, WHY[code] ?? `cannot be read (${code})`)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
