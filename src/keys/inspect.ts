import { type AlgorithmFacts, everyAlgorithm, factsOf } from '../algorithms/table.ts'
import { isObject, type JsonObject, own } from '../encoding/json.ts'
import { JwtError, show } from '../errors.ts'
import type { Algorithm, CryptoKeyInput, KeyObjectInput } from '../types.ts'
import { admitKey } from './check.ts'
import { commandFor, type KeyProblem, type Sighting } from './foreign.ts'
import { recogniseBytes, recogniseText } from './forms.ts'
import { readJwk } from './jwk.ts'
import { Key } from './key.ts'
import { hasBrand, readCryptoKey, readKeyObject } from './native.ts'
import { isBytes } from './read.ts'
import { readSecret } from './secret.ts'

export type { KeyProblem } from './foreign.ts'

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
  const what = typeof input === 'number' ? 'a number' : show(input)
  return `The key is ${what}; expected text, bytes, a JWK or a CryptoKey. Is an environment variable unset?`
}

/** What was seen in text or bytes, as a report; what is nothing else is a secret. */
function reportOf(sighting: Sighting | undefined, secret: () => Key): KeyReport {
  if (!sighting) {
    const report = reportOn('secret', secret)
    return report.problems[0]?.code === 'ERR_KEY_INVALID' ? { ...report, format: 'unknown' } : report
  }
  const { format, read, problem, validity, parts, value } = sighting
  const inner = sighting.inner ? reportOf(sighting.inner, secret) : isObject(value) ? inspectObject(value) : undefined
  const report = inner ? { ...inner, format } : read ? reportOn(format, read) : refusal(format)
  const full: KeyReport = {
    ...report,
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
  return alg
    ? [factsOf(alg) as AlgorithmFacts]
    : everyAlgorithm().filter((facts) => facts.kty === kty && facts.crv === crv)
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
    return reportOn('CryptoKey', () => readCryptoKey(input as unknown as CryptoKeyInput))
  }
  if (hasBrand(input, 'KeyObject')) {
    return reportOn('KeyObject', () => readKeyObject(input as unknown as KeyObjectInput))
  }
  if (own(input, 'kty') !== undefined) return reportOn('JWK', () => readJwk(input))
  if (own(input, 'keys') !== undefined) return inspectSet(own(input, 'keys'))
  const halves = ['privateKey', 'publicKey'].map((name) => own(input, name))
  if (halves.some(isObject)) return inspectPair(halves.filter(isObject))
  if (halves.some((half) => typeof half === 'string')) {
    return unknown(
      'The halves of this pair are text; pass the one that the call needs.',
      'pair.privateKey to sign, pair.publicKey to verify',
    )
  }
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
  const { side: _, ...first } = keys[0] as KeyReport
  const problems = keys.flatMap((half) => half.problems)
  return { ...first, ok: !problems.length, format: 'key pair', problems, keys }
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
  const secrets = members.filter((jwk) => isObject(jwk) && own(jwk, 'kty') === 'oct').length
  if (secrets && secrets < keys.length) {
    const message = 'The JWK Set holds secrets (kty "oct") beside public keys; keep them in sets of their own.'
    problems.push({ code: 'ERR_KEY_INVALID', message })
  }
  if (!algorithms.length)
    problems.push({ code: 'ERR_KEY_NOT_FOUND', message: 'No key of the JWK Set can be used; see keys.' })
  return { ok: !problems.length, format: 'JWK Set', algorithms, problems, keys }
}
