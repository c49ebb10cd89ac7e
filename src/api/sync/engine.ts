import { badSignature } from '../../algorithms/signature.ts'
import type { AlgorithmFacts } from '../../algorithms/table.ts'
import { exposeNode, loadNode, type NodeHandle, signNode, verifyNode } from '../../engines/node.ts'
import { nodeCrypto } from '../../engines/node-crypto.ts'
import { digest } from '../../engines/plain/sha2.ts'
import { loadPlain, type PlainHandle, signPlain, verifyPlain } from '../../engines/plain.ts'
import { JwtError } from '../../errors.ts'
import { Key } from '../../keys/key.ts'
import type { EngineName } from '../../types.ts'

type Usage = 'sign' | 'verify'

/** A key ready on one road or on both; where there are two, the text's length decides. */
export interface Handle {
  readonly facts: AlgorithmFacts
  readonly usage: Usage
  readonly road: EngineName | undefined
  readonly plain: PlainHandle | undefined
  readonly node: NodeHandle | undefined
  /** Texts up to this many characters take the plain road. */
  readonly reach: number
}

/** The handles of each key, one for each algorithm, operation and choice: a key is made ready once. */
const handles: WeakMap<Key, Handle[]> = /* @__PURE__ */ new WeakMap()

/** A key's handle, if it has been made. */
export function loaded(
  key: Key,
  facts: AlgorithmFacts,
  usage: Usage,
  road: EngineName | undefined,
): Handle | undefined {
  return handles.get(key)?.find((handle) => handle.facts === facts && handle.usage === usage && handle.road === road)
}

/**
 * Makes a key ready for an algorithm and an operation.
 *
 * @throws JwtError `ERR_KEY_INVALID`, or `ERR_ALG_UNSUPPORTED` when no road that may be taken leads there
 */
export function load(key: Key, facts: AlgorithmFacts, usage: Usage, road: EngineName | undefined): Handle {
  const handle = prepare(key, facts, usage, road)
  handles.set(key, [...(handles.get(key) ?? []), handle])
  return handle
}

/**
 * What came instead of a verdict that a signature holds: our own error stands; a runtime's, and a verdict of false, have
 * answered no.
 */
export function explained(error: unknown, facts: AlgorithmFacts): JwtError {
  return error instanceof JwtError ? error : badSignature(facts)
}

function prepare(key: Key, facts: AlgorithmFacts, usage: Usage, road: EngineName | undefined): Handle {
  const plain = road === 'native' ? undefined : loadPlain(key, facts, usage)
  const crypto = road === 'plain' || (plain && isAlwaysPlain(plain)) ? undefined : nodeCrypto()
  const node = crypto && loadNode(crypto, key, facts)
  if (!node && !plain) throw unsupported(facts, usage, road)
  return { facts, usage, road, plain, node, reach: node ? reachOf(node, facts) : Infinity }
}

/**
 * Deno's own RSA verification takes several times as long as one with BigInt, and refuses keys of more than 4096 bits;
 * everywhere else the runtime's is quicker.
 */
function isAlwaysPlain(plain: PlainHandle): boolean {
  return 'rsa' in plain && 'Deno' in globalThis
}

/**
 * Up to how many characters the plain road is the quicker one where both lead there, as `bench/` measures it: none
 * where the runtime has a one-shot hash, short ones where each HMAC has to make an object first.
 */
function reachOf({ hmac }: NodeHandle, { kty, hash }: AlgorithmFacts): number {
  return kty !== 'oct' || hmac ? 0 : hash === 'SHA-256' ? 256 : 128
}

function unsupported({ name }: AlgorithmFacts, usage: Usage, road: EngineName | undefined): JwtError {
  const why =
    road === 'plain'
      ? `the plain engine does not ${usage} ${name}; leave engine out to use the runtime's own`
      : `this runtime has no node:crypto to ${usage} ${name} with; use the async entry 'countersign' here`
  return new JwtError('ERR_ALG_UNSUPPORTED', `${name} is not supported here: ${why}.`)
}

/** The signature of an ASCII text, in base64url. @throws JwtError `ERR_KEY_INVALID` when the runtime cannot sign with this key */
export function signText({ plain, node, reach }: Handle, facts: AlgorithmFacts, text: string): string {
  if (plain && 'hmac' in plain && text.length <= reach) return signPlain(plain.hmac, text)
  return signNode(node as NodeHandle, facts, text)
}

/** True when the signature of an ASCII text holds. */
export function verifyText(
  { plain, node, reach }: Handle,
  facts: AlgorithmFacts,
  signature: Uint8Array,
  text: string,
): boolean {
  if (plain && text.length <= reach) return verifyPlain(plain, facts, signature, text)
  return verifyNode(node as NodeHandle, facts, signature, text)
}

/**
 * The key with all its numbers at hand, for export.
 *
 * @throws JwtError `ERR_KEY_MISMATCH` for a `CryptoKey` that is not extractable; `ERR_ALG_UNSUPPORTED` without
 * `node:crypto` where the numbers are out of reach
 */
export function exposeKey(key: Key): Key {
  if (!Key.native(key) && !Key.material(key).pkcs8) return key
  const crypto = nodeCrypto()
  if (!crypto) {
    throw new JwtError(
      'ERR_ALG_UNSUPPORTED',
      "This runtime has no node:crypto to take the key's public numbers from; use the async entry 'countersign' here.",
    )
  }
  return exposeNode(crypto, key)
}

/** The SHA-256 of some bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return digest('SHA-256', bytes)
}
