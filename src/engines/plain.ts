import type { AlgorithmFacts } from '../algorithms/table.ts'
import { encodePublic } from '../encoding/base64url.ts'
import { encodeAscii } from '../encoding/utf8.ts'
import { Key } from '../keys/key.ts'
import { type HmacKey, prepareHmac, signText as signHmac, verifyText as verifyHmac } from './plain/hmac.ts'
import { prepareRsa, type RsaPublic, verifyPkcs1, verifyPss } from './plain/rsa.ts'

/** A key ready for the plain engine: an HMAC key's states, or an RSA public key's integers. */
export type PlainHandle = { readonly hmac: HmacKey } | { readonly rsa: RsaPublic }

/**
 * Makes a key ready, or answers `undefined` for what the plain engine does not do: private-key operations, which plain
 * TypeScript cannot keep from leaking through their timing, and elliptic curves.
 */
export function loadPlain(key: Key, facts: AlgorithmFacts, usage: 'sign' | 'verify'): PlainHandle | undefined {
  const { k, n, e } = Key.material(key)
  if (k) return { hmac: prepareHmac(facts.hash, k) }
  if (n && usage === 'verify') return { rsa: prepareRsa(n, e as Uint8Array) }
  return undefined
}

/** The HMAC of an ASCII text, in base64url. */
export function signPlain(hmac: HmacKey, text: string): string {
  return encodePublic(signHmac(hmac, text))
}

/** True when the signature of an ASCII text holds. */
export function verifyPlain(handle: PlainHandle, facts: AlgorithmFacts, signature: Uint8Array, text: string): boolean {
  if ('hmac' in handle) return verifyHmac(handle.hmac, signature, text)
  const verify = facts.scheme === 'RSA-PSS' ? verifyPss : verifyPkcs1
  return verify(handle.rsa, facts.hash, signature, encodeAscii(text))
}
