import { encodeBase64url, textOf } from './base64url.ts'
import { hexOf } from './hex.ts'
import { platformBuffer, platformDecoder, platformEncoder } from './platform.ts'

/**
 * Decodes UTF-8 fatally (RFC 3629): an invalid, overlong or truncated sequence, a surrogate, or a byte order mark at
 * the start gives `undefined`. By the platform where it can.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const decoder = platformDecoder()
  if (!decoder) return readUtf8(bytes)
  try {
    return withoutMark(decoder.decode(bytes))
  } catch {}
  return undefined
}

/**
 * The same by means of the language alone, since some engines that the sync entry serves have no `TextDecoder`:
 * `decodeURIComponent` has to refuse exactly the sequences that are not UTF-8 (ECMA-262, Decode).
 */
export function readUtf8(bytes: Uint8Array): string | undefined {
  let high = 0
  for (let at = 0; at < bytes.length; at++) high |= bytes[at] as number
  if (high < 0x80) return textOf(bytes)
  try {
    return withoutMark(decodeURIComponent(hexOf(bytes).replace(/../g, '%$&')))
  } catch {}
  return undefined
}

/** A byte order mark in front makes a second spelling of the same text. */
function withoutMark(text: string): string | undefined {
  return text.charCodeAt(0) === 0xfeff ? undefined : text
}

/** Encodes a text as UTF-8; a text with half of a surrogate pair has no UTF-8 form and gives `undefined`. */
export function encodeUtf8(text: string): Uint8Array | undefined {
  let spelt: string
  try {
    spelt = encodeURIComponent(text)
  } catch {
    return undefined
  }
  const bytes = spelt.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))
}

/** The base64url of a public, well-formed text's UTF-8. */
export function encodeText(text: string): string {
  const Buffer = platformBuffer()
  if (Buffer) return Buffer.from(text).toString('base64url')
  return encodeBase64url(platformEncoder()?.encode(text) ?? (encodeUtf8(text) as Uint8Array))
}

/** How many bytes of ASCII texts share one buffer: a buffer for each is what costs most (0.6 of 1.6 µs a text). */
const SLAB = 65536

let slab: Uint8Array | undefined
let used = 0

/**
 * The bytes of a public text that is expected to be ASCII; of another text, bytes that are not those of any ASCII text.
 * The result may be a view of a larger buffer, and is written once.
 */
export function encodeAscii(text: string): Uint8Array {
  const { length } = text
  const encoder = platformEncoder()
  if (!encoder) return Uint8Array.from({ length }, (_, at) => Math.min(text.charCodeAt(at), 0xff))
  if (!slab || used + length > slab.length) {
    slab = new Uint8Array(Math.max(SLAB, length))
    used = 0
  }
  const bytes = new Uint8Array(slab.buffer, used, length)
  used += length
  encoder.encodeInto(text, bytes)
  return bytes
}
