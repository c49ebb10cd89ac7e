import type { AlgorithmFacts } from '../algorithms/table.ts'
import { decodeBase64url, encodePublic } from '../encoding/base64url.ts'
import { encodeAscii } from '../encoding/utf8.ts'
import { JwtError } from '../errors.ts'
import { jwkOf } from '../keys/jwk.ts'
import { Key } from '../keys/key.ts'
import { LOCKED, readKeyObject } from '../keys/native.ts'
import { noPair, PROBE, publicHalf } from '../keys/pair.ts'
import type { KeyObjectInput } from '../types.ts'
import { hashName, type NodeCrypto, type Options } from './node-crypto.ts'
import { NodeHmac } from './node-hmac.ts'

/** A key ready for one algorithm in `node:crypto`. */
export interface NodeHandle {
  readonly crypto: NodeCrypto
  readonly key: KeyObjectInput
  /** What `crypto.sign` and `crypto.verify` take as their key. */
  readonly options: Options
  /** The quicker way to an HMAC, where key and runtime offer it. */
  readonly hmac: NodeHmac | undefined
  /** Whether `crypto.sign` and `crypto.verify` heed what the options say. */
  readonly heeded: boolean
}

/**
 * Makes a key ready for an algorithm and the operation that its side allows.
 *
 * @throws JwtError `ERR_KEY_INVALID` when the runtime refuses the key, or the halves of a private one are no pair
 */
export function loadNode(crypto: NodeCrypto, key: Key, facts: AlgorithmFacts): NodeHandle {
  const handle = makeNode(crypto, key, facts)
  const open = publicHalf(key)
  if (open) {
    const signature = decodeBase64url(signNode(handle, facts, PROBE)) as Uint8Array
    if (!isHeld(makeNode(crypto, open, facts), facts, signature)) throw noPair()
  }
  return handle
}

/** True also where the runtime raises an error instead: Deno verifies nothing with RSA keys of more than 4096 bits. */
function isHeld(handle: NodeHandle, facts: AlgorithmFacts, signature: Uint8Array): boolean {
  try {
    return verifyNode(handle, facts, signature, PROBE)
  } catch {
    return true
  }
}

function makeNode(crypto: NodeCrypto, key: Key, { name, scheme, hash }: AlgorithmFacts): NodeHandle {
  let object: KeyObjectInput
  let given: Options
  const { k } = Key.material(key)
  let heeded: boolean
  try {
    object = objectOf(crypto, key)
    heeded = !!k || heedsOptions(crypto, object)
    given = heeded ? { key: object } : { key: object.export(JWK), ...JWK }
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
  const options = { RSA: { ...given, padding, saltLength }, EC: { ...given, dsaEncoding: 'ieee-p1363' } }
  const hmac = k && crypto.hash ? new NodeHmac(crypto, hash, k) : undefined
  return { crypto, key: object, options: options[key.kty as 'RSA' | 'EC'] ?? given, hmac, heeded }
}

const JWK = { format: 'jwk' } as const

/** What was found out of each `node:crypto`: one for the life of a program, or a test's. */
const heeding: WeakMap<NodeCrypto, boolean> = /* @__PURE__ */ new WeakMap()

/**
 * False in workerd (1.20261117). Its sign and verify take a `KeyObject` alone and not among options, where they say so
 * with an error that would pass for a signature which does not hold; and they make a PKCS #1 signature whatever padding
 * is asked for. createSign and createVerify do as they are told there.
 */
function heedsOptions(crypto: NodeCrypto, key: KeyObjectInput): boolean {
  const known = heeding.get(crypto)
  if (known !== undefined) return known
  let heeds = true
  try {
    crypto.verify(null, new Uint8Array(0), { key }, new Uint8Array(0))
  } catch (error) {
    heeds = (error as { code?: unknown }).code !== 'ERR_INVALID_ARG_TYPE'
  }
  heeding.set(crypto, heeds)
  return heeds
}

function objectOf(crypto: NodeCrypto, key: Key): KeyObjectInput {
  const native = Key.native(key)
  if (native) {
    const object = crypto.KeyObject.from(native)
    // Judged as what it holds, where that is no secret that is to stay inside; a CryptoKey says little of itself.
    if (key.side === 'public' || (key.side === 'secret' && (native as { extractable: boolean }).extractable))
      readKeyObject(object)
    return object
  }
  const { k, pkcs8 } = Key.material(key)
  if (k) return crypto.createSecretKey(k)
  if (pkcs8) return crypto.createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const jwk = { key: jwkOf(key), format: 'jwk' }
  return key.side === 'private' ? crypto.createPrivateKey(jwk) : crypto.createPublicKey(jwk)
}

/** The signature of an ASCII text, in base64url. @throws JwtError `ERR_KEY_INVALID` when the runtime cannot sign with this key */
export function signNode(handle: NodeHandle, facts: AlgorithmFacts, text: string): string {
  const { crypto, options, hmac, heeded } = handle
  if (hmac) return hmac.of(text, 'base64url')
  try {
    if (facts.kty === 'oct') return encodePublic(macOf(handle, facts, text))
    const bytes = encodeAscii(text)
    if (facts.kty === 'OKP') return encodePublic(crypto.sign(null, bytes, options))
    const hash = hashName(facts.hash)
    return encodePublic(
      heeded ? crypto.sign(hash, bytes, options) : crypto.createSign(hash).update(bytes).sign(options),
    )
  } catch (cause) {
    throw new JwtError('ERR_KEY_INVALID', `The runtime could not sign with the key for ${facts.name}.`, { cause })
  }
}

function macOf({ crypto, key }: NodeHandle, { hash }: AlgorithmFacts, text: string): Uint8Array {
  return crypto.createHmac(hashName(hash), key).update(text, 'latin1').digest()
}

/** True when the signature of an ASCII text holds. A runtime may raise an error at a malformed signature instead. */
export function verifyNode(handle: NodeHandle, facts: AlgorithmFacts, signature: Uint8Array, text: string): boolean {
  const { crypto, options, hmac, heeded } = handle
  if (hmac) return hmac.holds(signature, text)
  if (facts.kty === 'oct') return crypto.timingSafeEqual(macOf(handle, facts, text), signature)
  const bytes = encodeAscii(text)
  if (facts.kty === 'OKP') return crypto.verify(null, bytes, options, signature)
  const hash = hashName(facts.hash)
  if (heeded) return crypto.verify(hash, bytes, options, signature)
  return crypto.createVerify(hash).update(bytes).verify(options, signature)
}

/**
 * The key with all its numbers at hand, for export.
 *
 * @throws JwtError `ERR_KEY_MISMATCH` for a `CryptoKey` that is not extractable; `ERR_KEY_INVALID`
 */
export function exposeNode(crypto: NodeCrypto, key: Key): Key {
  const native = Key.native(key) as { extractable: boolean } | undefined
  if (native && !native.extractable) throw new JwtError('ERR_KEY_MISMATCH', LOCKED)
  return Key.described(readKeyObject(objectOf(crypto, key)), key)
}
