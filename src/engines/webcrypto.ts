import { badSignature } from '../algorithms/signature.ts'
import type { AlgorithmFacts } from '../algorithms/table.ts'
import { decodeBase64url, encodePublic } from '../encoding/base64url.ts'
import { encodeAscii } from '../encoding/utf8.ts'
import { JwtError } from '../errors.ts'
import { jwkOf, readJwk } from '../keys/jwk.ts'
import { Key } from '../keys/key.ts'
import { noPair, PROBE, publicHalf } from '../keys/pair.ts'
import type { CryptoKeyInput } from '../types.ts'
import { dispatch } from './dispatch.ts'

type Parameters = { readonly name: string; readonly [parameter: string]: unknown }
type Usage = 'sign' | 'verify'

/** What countersign calls of `SubtleCrypto`: written down here, so that the source needs no runtime's type library. */
export interface Subtle {
  importKey(
    format: string,
    data: unknown,
    algorithm: Parameters,
    extractable: boolean,
    usages: readonly Usage[],
  ): Promise<CryptoKeyInput>
  exportKey(format: 'jwk', key: CryptoKeyInput): Promise<{ [member: string]: unknown }>
  generateKey(algorithm: Parameters, extractable: boolean, usages: readonly Usage[]): Promise<unknown>
  digest(hash: string, bytes: Uint8Array): Promise<ArrayBuffer>
  sign(algorithm: Parameters, key: CryptoKeyInput, bytes: Uint8Array): Promise<ArrayBuffer>
  verify(algorithm: Parameters, key: CryptoKeyInput, signature: Uint8Array, bytes: Uint8Array): Promise<boolean>
}

/** The runtime's Web Crypto. @throws JwtError `ERR_NO_WEBCRYPTO`, saying why it is missing */
export function subtleCrypto(): Subtle {
  const scope = globalThis as unknown as { crypto?: { subtle?: Subtle }; isSecureContext?: boolean }
  const subtle = scope.crypto?.subtle
  if (subtle) return subtle
  const why =
    scope.isSecureContext === false
      ? 'browsers offer it to pages from https or localhost only, and this page came over plain http'
      : 'Node 20.19, Deno, Bun, workers and browsers have it, jsdom has not'
  throw new JwtError('ERR_NO_WEBCRYPTO', `crypto.subtle is missing: ${why}. 'countersign/sync' works without it.`)
}

/** What Web Crypto wants to know of an algorithm when a key is imported or made. */
export function keyParameters({ scheme, hash, crv }: AlgorithmFacts): Parameters {
  if (scheme === 'Ed25519') return { name: scheme }
  return scheme === 'ECDSA' ? { name: scheme, namedCurve: crv } : { name: scheme, hash }
}

/** What Web Crypto wants to know when it signs. The salt is as long as the hash (RFC 7518 §3.5). */
function callParameters({ scheme, hash }: AlgorithmFacts): Parameters {
  if (scheme === 'RSA-PSS') return { name: scheme, saltLength: Number(hash.slice(4)) / 8 }
  return scheme === 'ECDSA' ? { name: scheme, hash } : { name: scheme }
}

/** A key ready for one algorithm and one operation. */
export interface Handle {
  readonly facts: AlgorithmFacts
  readonly usage: Usage
  readonly key: CryptoKeyInput
  readonly parameters: Parameters
  readonly subtle: Subtle
}

/** The handles of each key, one for each algorithm and operation: a key is imported once. */
const handles: WeakMap<Key, Handle[]> = /* @__PURE__ */ new WeakMap()

/** The handle of a key that has been loaded for an algorithm and an operation. */
export function loadedHandle(key: Key, facts: AlgorithmFacts, usage: Usage): Handle | undefined {
  return handles.get(key)?.find((handle) => handle.facts === facts && handle.usage === usage)
}

/**
 * Makes a key ready for an algorithm and an operation. A failure is not kept: Web Crypto may be missing now and be
 * there later.
 *
 * @throws JwtError `ERR_KEY_INVALID`, `ERR_ALG_UNSUPPORTED` or `ERR_NO_WEBCRYPTO`
 */
export async function loadHandle(key: Key, facts: AlgorithmFacts, usage: Usage): Promise<Handle> {
  const made = await makeHandle(key, facts, usage)
  // Several calls may have waited for the same key: the first handle stays.
  const known = loadedHandle(key, facts, usage)
  if (known) return known
  handles.set(key, [...(handles.get(key) ?? []), made])
  return made
}

async function makeHandle(key: Key, facts: AlgorithmFacts, usage: Usage): Promise<Handle> {
  const subtle = subtleCrypto()
  const parameters = callParameters(facts)
  const native = Key.native(key) as CryptoKeyInput | undefined
  if (native) {
    const handle = { facts, usage, key: native, parameters, subtle }
    await inspectNative(handle)
    return handle
  }
  const imported = await importNumbers(subtle, key, facts, [usage], false)
  const handle = { facts, usage, key: imported, parameters, subtle }
  const open = publicHalf(key)
  if (open) await admitPair(handle, open)
  if (usage === 'verify' && key.kty === 'RSA' && key.bits > 4096) await tryLongKey(handle, key.bits)
  return handle
}

/** Has a private key sign once, and its public half answer for it. @throws JwtError `ERR_KEY_INVALID` */
async function admitPair(handle: Handle, open: Key): Promise<void> {
  const { facts, subtle } = handle
  const signature = decodeBase64url(await signText(handle, facts, PROBE)) as Uint8Array
  const key = await importNumbers(subtle, open, facts, ['verify'], false)
  // Where the runtime raises an error (Deno, RSA keys of more than 4096 bits), it has not said no.
  const held = await verifyText({ ...handle, key }, facts, signature, PROBE).catch(() => true)
  if (!held) throw noPair()
}

/**
 * Deno (2.9) imports RSA keys of more than 4096 bits, and then raises an error at every signature, good or bad, which
 * would pass for a signature that does not hold. @throws JwtError `ERR_ALG_UNSUPPORTED`
 */
async function tryLongKey({ subtle, parameters, key, facts }: Handle, bits: number): Promise<void> {
  try {
    await subtle.verify(parameters, key, new Uint8Array((bits + 7) >> 3), new Uint8Array(0))
  } catch (cause) {
    const reason = `This runtime's Web Crypto does not verify ${facts.name} with an RSA key of ${bits} bits`
    throw new JwtError('ERR_ALG_UNSUPPORTED', `${reason}; 'countersign/sync' does.`, { cause })
  }
}

/**
 * Judges the numbers of a `CryptoKey` where the runtime lets them out; a private key is left in peace. Where it does not,
 * a key of another implementation would make each signature a bad one. @throws JwtError `ERR_KEY_INVALID`
 */
async function inspectNative({ subtle, key, usage, parameters }: Handle): Promise<void> {
  if (key.extractable && key.type !== 'private') await exportNumbers(subtle, key)
  else if (usage === 'verify') {
    try {
      await subtle.verify(parameters, key, new Uint8Array(0), new Uint8Array(0))
    } catch (cause) {
      // Whatever else is raised is said of the signature.
      if ((cause as Partial<Error>).name === 'TypeError') throw foreign(cause)
    }
  }
}

function foreign(cause: unknown): JwtError {
  return new JwtError('ERR_KEY_INVALID', 'The runtime does not take the key for a CryptoKey of its own.', { cause })
}

/** The numbers of an extractable `CryptoKey`, judged. @throws JwtError `ERR_KEY_INVALID` */
export async function exportNumbers(subtle: Subtle, native: CryptoKeyInput): Promise<Key> {
  let exported: { [member: string]: unknown }
  try {
    exported = await subtle.exportKey('jwk', native)
  } catch (cause) {
    throw foreign(cause)
  }
  const { key_ops: _, ext: __, alg: ___, ...jwk } = exported
  return readJwk(jwk)
}

/** @throws JwtError `ERR_KEY_INVALID` or `ERR_ALG_UNSUPPORTED` */
export async function importNumbers(
  subtle: Subtle,
  key: Key,
  facts: AlgorithmFacts,
  usages: readonly Usage[],
  extractable: boolean,
): Promise<CryptoKeyInput> {
  try {
    const { k, pkcs8 } = Key.material(key)
    const [format, data] = k ? ['raw', k] : pkcs8 ? ['pkcs8', pkcs8] : ['jwk', jwkOf(key)]
    return await subtle.importKey(format as string, data, keyParameters(facts), extractable, usages)
  } catch (cause) {
    throw failure(cause, facts, 'The runtime refused the key')
  }
}

/** What it means that the runtime lacks the algorithm. Recognised by name: in some it is no `DOMException` of the caller's realm. */
function unsupported(cause: unknown, facts: AlgorithmFacts): JwtError | undefined {
  return (cause as Partial<Error> | null)?.name === 'NotSupportedError'
    ? new JwtError('ERR_ALG_UNSUPPORTED', `This runtime's Web Crypto does not support ${facts.name}.`, { cause })
    : undefined
}

/** What a runtime's error about a key means. */
function failure(cause: unknown, facts: AlgorithmFacts, reason: string): JwtError {
  return (
    unsupported(cause, facts) ??
    new JwtError('ERR_KEY_INVALID', `${reason} for ${facts.name}; inspectKey() may tell more.`, { cause })
  )
}

/** The signature of an ASCII text, in base64url. @throws JwtError `ERR_KEY_INVALID` or `ERR_ALG_UNSUPPORTED` when the runtime cannot sign with this key */
export async function signText(handle: Handle, facts: AlgorithmFacts, text: string): Promise<string> {
  try {
    return encodePublic(
      new Uint8Array(await dispatch(facts, () => handle.subtle.sign(handle.parameters, handle.key, encodeAscii(text)))),
    )
  } catch (cause) {
    throw failure(cause, facts, 'The runtime could not sign with the key')
  }
}

/** True when the signature of an ASCII text holds. What the runtime raises instead, `explained` puts into words. */
export function verifyText(
  handle: Handle,
  facts: AlgorithmFacts,
  signature: Uint8Array,
  text: string,
): Promise<boolean> {
  return dispatch(facts, () => handle.subtle.verify(handle.parameters, handle.key, signature, encodeAscii(text)))
}

/**
 * What came instead of a verdict that a signature holds: our own error stands; a runtime that raises one at a malformed
 * signature, and a verdict of false, have answered no.
 */
export function explained(error: unknown, facts: AlgorithmFacts): JwtError {
  if (error instanceof JwtError) return error
  return unsupported(error, facts) ?? badSignature(facts)
}
