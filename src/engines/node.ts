import type { AlgorithmFacts } from '../algorithms/table.ts'
import { encodeAscii } from '../encoding/utf8.ts'
import { JwtError } from '../errors.ts'
import { jwkOf } from '../keys/jwk.ts'
import { Key } from '../keys/key.ts'
import { type KeyObjectLike, LOCKED, readKeyObject } from '../keys/native.ts'

type Options = { readonly [name: string]: unknown }

/** What countersign calls of `node:crypto`: written down here, so that the source needs no runtime's type library. */
export interface NodeCrypto {
  readonly KeyObject: { from(key: object): KeyObjectLike }
  readonly constants: { readonly RSA_PKCS1_PADDING: number; readonly RSA_PKCS1_PSS_PADDING: number }
  createSecretKey(bytes: Uint8Array): KeyObjectLike
  createPublicKey(key: Options): KeyObjectLike
  createPrivateKey(key: Options): KeyObjectLike
  createHmac(hash: string, key: KeyObjectLike): { update(text: string, encoding: 'latin1'): { digest(): Uint8Array } }
  createHash(hash: string): { update(bytes: Uint8Array): { digest(): Uint8Array } }
  sign(hash: string | null, bytes: Uint8Array, key: Options): Uint8Array
  verify(hash: string | null, bytes: Uint8Array, key: Options, signature: Uint8Array): boolean
  timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
}

type Process = { getBuiltinModule?: (name: string) => unknown }

/**
 * `node:crypto`, where the runtime has it: Node, Bun, Deno, and workerd with its compatibility flag. Reached at first
 * use and never by an import, so that the sync entry loads in browsers and engines that have none.
 */
export function nodeCrypto(): NodeCrypto | undefined {
  const { process } = globalThis as { process?: Process }
  return typeof process?.getBuiltinModule === 'function'
    ? (process.getBuiltinModule('node:crypto') as NodeCrypto | undefined)
    : undefined
}

/** A key ready for one algorithm in `node:crypto`. */
export interface NodeHandle {
  readonly crypto: NodeCrypto
  readonly key: KeyObjectLike
  /** What `crypto.sign` and `crypto.verify` take as their key. */
  readonly options: Options
}

/**
 * Makes a key ready for an algorithm and an operation.
 *
 * @throws JwtError `ERR_KEY_INVALID` when the runtime refuses the key
 */
export function loadNode(crypto: NodeCrypto, key: Key, { name, scheme, hash }: AlgorithmFacts): NodeHandle {
  let object: KeyObjectLike
  try {
    object = objectOf(crypto, key)
  } catch (cause) {
    if (cause instanceof JwtError) throw cause
    throw new JwtError('ERR_KEY_INVALID', `The runtime refused the key for ${name}; inspectKey() may tell more.`, {
      cause,
    })
  }
  const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = crypto.constants
  const padding = scheme === 'RSA-PSS' ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING
  // The salt is as long as the hash (RFC 7518 §3.5); raw ECDSA signatures are "ieee-p1363" to Node.
  const saltLength = Number(hash.slice(4)) / 8
  const options = { RSA: { key: object, padding, saltLength }, EC: { key: object, dsaEncoding: 'ieee-p1363' } }
  return { crypto, key: object, options: options[key.kty as 'RSA' | 'EC'] ?? { key: object } }
}

function objectOf(crypto: NodeCrypto, key: Key): KeyObjectLike {
  const native = Key.native(key)
  if (native) {
    const object = crypto.KeyObject.from(native)
    // Judged as what it holds, where that is not private; a CryptoKey says little of itself.
    if ((native as { extractable: boolean }).extractable && key.side !== 'private') readKeyObject(object)
    return object
  }
  const { k, pkcs8 } = Key.material(key)
  if (k) return crypto.createSecretKey(k)
  if (pkcs8) return crypto.createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const jwk = { key: jwkOf(key), format: 'jwk' }
  return key.side === 'private' ? crypto.createPrivateKey(jwk) : crypto.createPublicKey(jwk)
}

const hashName = (hash: string): string => hash.replace('-', '').toLowerCase()

/** Signs an ASCII text. @throws JwtError `ERR_KEY_INVALID` when the runtime cannot sign with this key */
export function signNode(handle: NodeHandle, facts: AlgorithmFacts, text: string): Uint8Array {
  const { crypto, key, options } = handle
  try {
    if (facts.kty === 'oct') return crypto.createHmac(hashName(facts.hash), key).update(text, 'latin1').digest()
    return crypto.sign(facts.kty === 'OKP' ? null : hashName(facts.hash), encodeAscii(text), options)
  } catch (cause) {
    throw new JwtError('ERR_KEY_INVALID', `The runtime could not sign with the key for ${facts.name}.`, { cause })
  }
}

/** True when the signature of an ASCII text holds. A runtime may raise an error at a malformed signature instead. */
export function verifyNode(handle: NodeHandle, facts: AlgorithmFacts, signature: Uint8Array, text: string): boolean {
  const { crypto, options } = handle
  if (facts.kty === 'oct') return crypto.timingSafeEqual(signNode(handle, facts, text), signature)
  return crypto.verify(facts.kty === 'OKP' ? null : hashName(facts.hash), encodeAscii(text), options, signature)
}

/**
 * The key with all its numbers at hand, for export; `undefined` when it has them already.
 *
 * @throws JwtError `ERR_KEY_MISMATCH` for a `CryptoKey` that is not extractable; `ERR_KEY_INVALID`
 */
export function exposeNode(crypto: NodeCrypto, key: Key): Key {
  const native = Key.native(key) as { extractable: boolean } | undefined
  if (native && !native.extractable) throw new JwtError('ERR_KEY_MISMATCH', LOCKED)
  return Key.described(readKeyObject(objectOf(crypto, key)), key)
}
