import type { AlgorithmFacts } from '../algorithms/table.ts'
import { show } from '../errors.ts'
import { admitKey } from '../keys/check.ts'
import { FORMATS } from '../keys/formats.ts'
import { jwkOf } from '../keys/jwk.ts'
import { Key } from '../keys/key.ts'
import { isBytes } from '../keys/read.ts'
import { algorithm, compileOptions, flag, misconfigured, type OptionReader } from '../token/options.ts'
import type { ExportedJwk } from '../types.ts'
import { rememberKey } from './memo.ts'

/** Reads a key of either side, for export. Text is PEM, bytes are a secret. @throws JwtError as `readKey` */
export function readAny(input: unknown): Key {
  return rememberKey(input, isBytes(input) ? 'oct' : 'RSA', 'sign', FORMATS)
}

/** A key to import, judged for its algorithm and for what it is to do. */
export interface Importing {
  readonly key: Key
  readonly facts: AlgorithmFacts
  readonly usage: 'sign' | 'verify'
}

/**
 * Reads and judges a key for `importKey`, and binds it to the algorithm.
 *
 * @throws JwtError `ERR_CONFIG`, `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH` or `ERR_KEY_WEAK`
 */
export function readImport(input: unknown, name: unknown, use: unknown): Importing {
  const facts = algorithm(name, 'algorithm')
  if (use !== undefined && use !== 'sign' && use !== 'verify')
    misconfigured(`use is ${show(use)}; expected 'sign' or 'verify'.`)
  const read = rememberKey(input, facts.kty, use ?? 'sign', FORMATS)
  const usage =
    use ??
    (read.side === 'public' || (read.side === 'secret' && read.ops?.includes('sign') === false) ? 'verify' : 'sign')
  admitKey(read, facts, usage, false)
  return { key: new Key({ ...read, alg: facts.name }, Key.material(read), Key.native(read)), facts, usage }
}

/** A key's JWK with what else is known of it. */
export function describeJwk(key: Key): ExportedJwk {
  const { alg, kid, use, ops } = key
  return {
    ...jwkOf(key),
    ...(alg && { alg }),
    ...(kid !== undefined && { kid }),
    ...(use !== undefined && { use }),
    ...(ops && { key_ops: [...ops] }),
  }
}

/** How long a secret for that algorithm is, in bytes. @throws JwtError `ERR_CONFIG` */
export function secretLength(name: unknown): number {
  const { kty, size } = algorithm(name, 'algorithm')
  if (kty !== 'oct')
    misconfigured('generateSecret() is for HS256, HS384 and HS512; generateKeyPair() makes keys for the others.')
  return size as number
}

const modulus: OptionReader<number> = (value, name) => {
  if (!Number.isInteger(value) || (value as number) < 2048 || (value as number) > 16384 || (value as number) % 8) {
    misconfigured(`${name} is ${show(value)}; expected a number of bits from 2048 to 16384 that is a multiple of 8.`)
  }
  return value as number
}

/** Reads the arguments of `generateKeyPair`. @throws JwtError `ERR_CONFIG` */
export function compilePair(
  name: unknown,
  options: unknown,
): { facts: AlgorithmFacts; modulusLength: number; extractable: boolean } {
  const facts = algorithm(name, 'algorithm')
  if (facts.kty === 'oct')
    misconfigured('generateKeyPair() is for asymmetric algorithms; generateSecret() makes secrets for HS*.')
  const { modulusLength, extractable } = compileOptions(options, { modulusLength: modulus, extractable: flag })
  if (modulusLength && facts.kty !== 'RSA')
    misconfigured(`modulusLength is for RSA keys; the curve of ${facts.name} has one size.`)
  return { facts, modulusLength: modulusLength ?? 2048, extractable: extractable ?? true }
}
