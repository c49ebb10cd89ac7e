import { type AlgorithmFacts, everyAlgorithm, factsOf } from '../algorithms/table.ts'
import { isObject, type JsonObject, own } from '../encoding/json.ts'
import { type ErrorCode, JwtError, show } from '../errors.ts'
import type { Algorithm } from '../types.ts'
import { admitKey } from './check.ts'
import { commandFor, recogniseBytes, recogniseText, type Sighting } from './forms.ts'
import { readJwk } from './jwk.ts'
import { Key } from './key.ts'
import { type CryptoKeyLike, hasBrand, type KeyObjectLike, readCryptoKey, readKeyObject } from './native.ts'
import { isBytes } from './read.ts'
import { readSecret } from './secret.ts'

/** One thing that is wrong with a key, or with the form in which it was passed. */
export interface KeyProblem {
  /** The code of the error that using the key as it stands would raise. */
  readonly code: ErrorCode
  readonly message: string
  /** What mends it: a command for a terminal, or an expression for the calling code. */
  readonly fix?: string
}

/** What `inspectKey` says of a key. It holds nothing of the key itself but its size, its kind and its names. */
export interface KeyReport {
  /** True when the key can be used as it stands: `problems` is empty. */
  readonly ok: boolean
  /** Such as 'PKCS#8 PEM', 'SPKI PEM', 'X.509 certificate PEM', 'OpenSSH public key', 'JWK', 'CryptoKey', 'secret', 'unknown'. */
  readonly format: string
  readonly kty?: 'oct' | 'RSA' | 'EC' | 'OKP'
  readonly side?: 'secret' | 'public' | 'private'
  /** The secret's, the modulus' or the curve's size in bits. */
  readonly bits?: number
  readonly crv?: string
  readonly kid?: string
  readonly alg?: Algorithm
  readonly use?: string
  /** The algorithms that the key itself serves, once its problems are mended. */
  readonly algorithms: readonly Algorithm[]
  readonly problems: readonly KeyProblem[]
  /** From when to when a certificate says it is valid. Reported, not judged. */
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** The members of a JWK Set, the halves of a pair, the blocks of a PEM text that holds several. */
  readonly keys?: readonly KeyReport[]
}

/**
 * Says of any key input what it is, which algorithms it serves, and what is wrong with it, with the command or the
 * expression that mends it. Text is looked at without regard to the algorithms of a call, so this is for people and
 * for startup checks; `verify` and `sign` never guess. It raises nothing, whatever it is given, and shows no part of
 * the key.
 */
export function inspectKey(input: unknown): KeyReport {
  try {
    if (typeof input === 'string') return reportOf(recogniseText(input), () => readSecret(input))
    if (isBytes(input)) return reportOf(recogniseBytes(input), () => readSecret(input))
    return isObject(input) ? inspectObject(input) : unknown(reasonAgainst(input))
  } catch {
    return unknown('Looking at the value raised an error: it is no key that can be read.')
  }
}

function unknown(message: string, fix?: string): KeyReport {
  return refusal('unknown', { code: 'ERR_KEY_INVALID', message, ...(fix !== undefined && { fix }) })
}

function refusal(format: string, ...problems: readonly KeyProblem[]): KeyReport {
  return { ok: false, format, algorithms: [], problems }
}

function withProblem(report: KeyReport, problem: KeyProblem): KeyReport {
  return { ...report, ok: false, problems: [problem, ...report.problems] }
}

function reasonAgainst(input: unknown): string {
  if (typeof input === 'function')
    return 'A function is a source of keys; what it returns for a token can be inspected.'
  if (Array.isArray(input))
    return 'A list is no key; pass one of its members, or JWKs as { keys: [...] }, or bindings { key, algorithms } to verify.'
  return `The key is ${show(input)}; expected text, bytes, a JWK or a CryptoKey. Is an environment variable unset?`
}

/** What was seen in text or bytes, as a report; what is nothing else is a secret. */
function reportOf(sighting: Sighting | undefined, secret: () => Key): KeyReport {
  if (!sighting) return reportOn('secret', secret)
  const { format, read, problem, facts, validity, parts, value } = sighting
  const inner = sighting.inner ? reportOf(sighting.inner, secret) : isObject(value) ? inspectObject(value) : undefined
  const report = inner ? { ...inner, format } : read ? reportOn(format, read) : refusal(format)
  const full: KeyReport = {
    ...report,
    ...facts,
    ...validity,
    ...(parts && { keys: parts.map((part) => reportOf(part, secret)) }),
  }
  return problem ? withProblem(full, problem) : full
}

/** Reads and judges one key; what stands against it becomes a problem. */
function reportOn(format: string, read: () => Key): KeyReport {
  let key: Key
  try {
    key = read()
  } catch (error) {
    return refusal(format, problemOf(error, format))
  }
  const { kty, side, bits, crv, kid, alg, use } = key
  const served: Algorithm[] = []
  const refused: unknown[] = []
  for (const facts of rowsFor(key)) {
    try {
      admitKey(key, facts, operationOf(key), false)
      served.push(facts.name)
    } catch (error) {
      refused.push(error)
    }
  }
  return {
    ok: served.length > 0,
    format,
    kty,
    side,
    bits,
    ...(crv && { crv }),
    ...(kid !== undefined && { kid }),
    ...(alg && { alg }),
    ...(use !== undefined && { use }),
    algorithms: served,
    problems: served.length ? [] : [problemOf(refused[0], format)],
  }
}

/** The algorithms that a key could serve by its kind, or the one that it names. */
function rowsFor({ kty, crv, alg }: Key): readonly AlgorithmFacts[] {
  const own = alg && factsOf(alg)
  return own ? [own] : everyAlgorithm().filter((facts) => facts.kty === kty && facts.crv === crv)
}

function operationOf({ side, ops }: Key): 'sign' | 'verify' {
  return side === 'private' || (side === 'secret' && !ops?.includes('verify')) ? 'sign' : 'verify'
}

function problemOf(error: unknown, format: string): KeyProblem {
  if (!(error instanceof JwtError)) throw error
  const { code, message } = error
  const fix = commandFor(message, format)
  return { code, message, ...(fix !== undefined && { fix }) }
}

function inspectObject(input: JsonObject): KeyReport {
  if (input instanceof Key) return reportOn('imported key', () => input)
  if (hasBrand(input, 'CryptoKey')) {
    return reportOn('CryptoKey', () => readCryptoKey(input as unknown as CryptoKeyLike))
  }
  if (hasBrand(input, 'KeyObject')) {
    return reportOn('KeyObject', () => readKeyObject(input as unknown as KeyObjectLike))
  }
  if (own(input, 'kty') !== undefined) return reportOn('JWK', () => readJwk(input))
  if (own(input, 'keys') !== undefined) return inspectSet(own(input, 'keys'))
  const halves = ['privateKey', 'publicKey'].map((name) => own(input, name)).filter(isObject)
  if (halves.length) return inspectPair(halves)
  if (ArrayBuffer.isView(input) || input instanceof ArrayBuffer) {
    return unknown('Bytes are taken as a Uint8Array; this is another kind of buffer.', 'new Uint8Array(buffer)')
  }
  if (typeof input.then === 'function') return unknown('The value is a promise; await it first.', 'await key')
  return unknown('The object is no JWK (it has no "kty"), no JWK Set, no CryptoKey, no KeyObject and no key pair.')
}

function inspectPair(halves: readonly JsonObject[]): KeyReport {
  // A pair within a pair is none, and may be itself.
  const keys = halves.map((half) =>
    hasBrand(half, 'CryptoKey') || hasBrand(half, 'KeyObject') || own(half, 'kty') !== undefined
      ? inspectObject(half)
      : unknown('This half of the pair is no key.'),
  )
  const { kty, bits, crv, alg } = keys[0] as KeyReport
  const known = { ...(kty && { kty }), ...(bits && { bits }), ...(crv && { crv }), ...(alg && { alg }) }
  const problems = keys.flatMap((half) => half.problems)
  const algorithms = (keys[0] as KeyReport).algorithms
  return { ok: !problems.length, format: 'key pair', ...known, algorithms, problems, keys }
}

/** A set is used as long as one member can be: broken ones are passed over (RFC 7517 §5). */
function inspectSet(members: unknown): KeyReport {
  if (!Array.isArray(members)) {
    return refusal('JWK Set', { code: 'ERR_KEY_INVALID', message: 'The JWK Set has no list "keys".' })
  }
  const keys = members.map((jwk) =>
    isObject(jwk) ? reportOn('JWK', () => readJwk(jwk)) : unknown('The member is no JWK.'),
  )
  const served = new Set(keys.flatMap((report) => report.algorithms))
  const algorithms = everyAlgorithm().flatMap(({ name }) => (served.has(name) ? [name] : []))
  const problems: KeyProblem[] = []
  const secrets = keys.filter(({ kty }) => kty === 'oct').length
  if (secrets && secrets < keys.length) {
    const message = 'The JWK Set holds secrets (kty "oct") beside public keys; keep them in sets of their own.'
    problems.push({ code: 'ERR_KEY_INVALID', message })
  }
  if (!algorithms.length)
    problems.push({ code: 'ERR_KEY_NOT_FOUND', message: 'No key of the JWK Set can be used; see keys.' })
  return { ok: !problems.length, format: 'JWK Set', algorithms, problems, keys }
}
