import { type Algorithm, inspectKey, isJwtError, type JwtError, type KeyInput } from '../index.ts'
import { isShared } from './algorithms.ts'
import type { Given } from './command.ts'
import { Refusal, UsageError } from './failures.ts'
import { fixFor, inFlags } from './fixes.ts'
import { firstKeyOf, mendingOf, publicHalfOf, wordFor } from './mending.ts'
import { messageOf } from './messages.ts'
import { jsonOf, readBytes, type Source, textOf } from './sources.ts'
import type { Surroundings } from './surroundings.ts'

const ENCODINGS = ['text', 'base64', 'base64url', 'hex'] as const

/** The options that say where one key is. */
export const KEY_OPTIONS = {
  key: { value: 'FILE', path: true, about: 'the key: PEM, a certificate or a JWK; - reads it from standard input' },
  'secret-file': {
    value: 'FILE',
    path: true,
    about: 'the secret of HS*: text, bytes or a JWK; - reads it from standard input',
  },
  'secret-env': { value: 'NAME', about: 'the environment variable that holds the secret' },
  'secret-encoding': {
    value: 'ENCODING',
    choices: ENCODINGS as readonly string[],
    about: 'how the secret is written: text (default), base64, base64url or hex',
  },
} as const

/** A key as a call names it, and how it is called in messages. */
export interface NamedKey {
  readonly key: KeyInput
  readonly name: string
  /** The path, where a command can be run on it. */
  readonly path: string | undefined
}

/** Reads the one key of a call. How it is read depends on the algorithms and on the option, never on its looks. */
export async function readKey(
  given: Given<typeof KEY_OPTIONS>,
  algorithms: readonly Algorithm[],
  world: Surroundings,
): Promise<NamedKey> {
  const { key, 'secret-file': file, 'secret-env': variable, 'secret-encoding': encoding } = given
  const shared = algorithms.every(isShared)
  if (shared && key !== undefined) {
    throw new UsageError(
      `${algorithms[0]} works with a secret, not with a key.`,
      'use --secret-file FILE or --secret-env NAME',
    )
  }
  if (!shared && key === undefined) {
    throw new UsageError(
      `${algorithms.find((name) => !isShared(name))} works with a key, not with a secret.`,
      'use --key FILE',
    )
  }
  if (key !== undefined) {
    if (encoding !== undefined) throw new UsageError('--secret-encoding is for secrets, and --key names a key.')
    return readKeyFile({ name: key, option: '--key' }, world)
  }
  const read = readEncoding(encoding)
  if (variable !== undefined) return { key: read(fromVariable(variable, world)), name: 'the secret', path: undefined }
  return readSecretFile({ name: file as string, option: '--secret-file', secret: true }, read, world)
}

/** A file with a PEM text or a JWK. @throws UsageError when it cannot be read; Refusal when it is no text */
export async function readKeyFile(source: Source, world: Surroundings): Promise<NamedKey> {
  const bytes = await readBytes(source, world)
  const text = textOf(bytes)
  const path = source.name === '-' ? undefined : source.name
  const named = { name: source.name === '-' ? 'standard input' : source.name, path }
  if (text === undefined) {
    const [problem] = inspectKey(bytes).problems
    const fix = mendingOf(problem?.fix, path)
    // Bytes that are nothing else are a secret, which would be a short one or none at all.
    const isSecret = !problem || problem.code === 'ERR_KEY_WEAK'
    const message = isSecret ? 'The file holds neither PEM nor a JWK.' : inFlags(problem.message)
    throw new Refusal(message, { code: 'ERR_KEY_INVALID', fix })
  }
  return { key: (jsonOf(text) as KeyInput | undefined) ?? text, ...named }
}

function fromVariable(name: string, { env }: Surroundings): Uint8Array {
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  // The name is not shown: by mistake, the secret itself may stand in its place.
  if (!value) throw new UsageError('The environment variable that --secret-env names is not set, or empty.')
  return new TextEncoder().encode(value)
}

type Decode = (bytes: Uint8Array) => string | Uint8Array

async function readSecretFile(source: Source, read: Decode, world: Surroundings): Promise<NamedKey> {
  const bytes = await readBytes(source, world)
  const object = jsonOf(textOf(bytes) ?? '')
  const path = source.name === '-' ? undefined : source.name
  const named = { name: source.name === '-' ? 'standard input' : source.name, path }
  if (object && object['kty'] === 'oct') return { key: object as KeyInput, ...named }
  return { key: read(withoutLineEnd(bytes)), ...named }
}

/**
 * The line end that an editor or `echo` leaves behind is no part of a secret; the last byte of a binary one may look
 * the same, and is.
 */
export function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  const text = textOf(bytes)
  if (text === undefined || !/^(?:[^\p{Cc}]|[\t\r\n])*\n$/u.test(text)) return bytes
  return bytes.subarray(0, bytes.length - (text.endsWith('\r\n') ? 2 : 1))
}

const PATTERNS: { readonly [encoding: string]: RegExp } = {
  base64: /^[A-Za-z0-9+/]*={0,2}$/,
  base64url: /^[\w-]*={0,2}$/,
  hex: /^(?:[0-9a-fA-F]{2})*$/,
}

/** Reads `--secret-encoding`. @throws UsageError */
function readEncoding(encoding: string = 'text'): Decode {
  if (encoding === 'text') return (bytes) => bytes
  const pattern = Object.hasOwn(PATTERNS, encoding) ? PATTERNS[encoding] : undefined
  if (!pattern) throw new UsageError('--secret-encoding is none that is known.', `use ${ENCODINGS.join(', ')}`)
  return (bytes) => {
    // openssl and base64 break their lines.
    const text = (textOf(bytes) ?? '?').replace(/\s+/g, '')
    if (!pattern.test(text))
      throw new UsageError(`The secret is not written in ${encoding}, as --secret-encoding says.`)
    return Uint8Array.from(Buffer.from(text, encoding as BufferEncoding))
  }
}

const ABOUT_KEYS = ['ERR_KEY_INVALID', 'ERR_KEY_WEAK', 'ERR_KEY_MISMATCH'] as const

/** A set in the place of one key: to the library a wrong call, here a wrong file. */
const isSetToSign = ({ code, message }: JwtError) => code === 'ERR_CONFIG' && message.startsWith('sign takes one key;')

/** Signs or verifies with a key; where the key is at fault, the error says how to mend that very file. */
export async function withKey<Value>(
  { key, path }: NamedKey,
  use: 'sign' | 'verify',
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (isJwtError(error) && isSetToSign(error)) {
      throw new Refusal(inFlags(error.message), { code: 'ERR_KEY_MISMATCH', fix: firstKeyOf(path) })
    }
    if (!isJwtError(error) || !ABOUT_KEYS.some((code) => code === error.code)) throw error
    const { format, side, problems } = inspectKey(key)
    const turned = side === 'private' && use === 'verify'
    const fix = turned
      ? publicHalfOf(format, path)
      : (mendingOf(problems[0]?.fix, path) ?? fixFor(error, use, wordFor(path)))
    throw new Refusal(messageOf(error), { code: error.code, fix })
  }
}
