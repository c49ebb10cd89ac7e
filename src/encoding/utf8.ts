import { encodeBase64url, textOf } from './base64url.ts'
import { platformBuffer, platformDecoder, platformEncoder } from './platform.ts'

/**
 * Decodes UTF-8 fatally (RFC 3629): an invalid, overlong or truncated sequence, a surrogate, or a byte order mark at
 * the start gives `undefined`. By the platform where it can.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  const decoder = platformDecoder()
  if (!decoder) return readUtf8(bytes)
  try {
    const text = decoder.decode(bytes)
    return text.charCodeAt(0) === 0xfeff ? undefined : text
  } catch {
    return undefined
  }
}

/** The same, written out: some engines that the sync entry serves have no `TextDecoder`. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  let high = 0
  for (let at = 0; at < bytes.length; at++) high |= bytes[at] as number
  if (high < 0x80) return textOf(bytes)
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return undefined
  const units = new Uint16Array(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at++] as number
    let point = lead
    if (lead > 0x7f) {
      const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
      // 0x80 to 0xc1 continue or are overlong, above 0xf4 there is no code point.
      if (lead < 0xc2 || lead > 0xf4) return undefined
      point &= 0x3f >> more
      for (let left = more; left; left--) {
        const next = bytes[at++] as number
        if ((next & 0xc0) !== 0x80) return undefined
        point = (point << 6) | (next & 0x3f)
      }
      const overlong = more === 2 ? point < 0x800 : more === 3 && point < 0x10000
      if (overlong || point > 0x10ffff || (point & 0xfffff800) === 0xd800) return undefined
    }
    if (point > 0xffff) {
      units[length++] = 0xd7c0 + (point >> 10)
      point = 0xdc00 | (point & 0x3ff)
    }
    units[length++] = point
  }
  return textOf(units.subarray(0, length))
}

/** Encodes a text as UTF-8; a text with half of a surrogate pair has no UTF-8 form and gives `undefined`. */
export function encodeUtf8(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) as number
    if (point < 0x80) {
      bytes[length++] = point
      continue
    }
    if ((point & 0xfffff800) === 0xd800) return undefined
    if (point < 0x800) {
      bytes[length++] = 0xc0 | (point >> 6)
    } else {
      if (point < 0x10000) {
        bytes[length++] = 0xe0 | (point >> 12)
      } else {
        at++
        bytes[length++] = 0xf0 | (point >> 18)
        bytes[length++] = 0x80 | ((point >> 12) & 0x3f)
      }
      bytes[length++] = 0x80 | ((point >> 6) & 0x3f)
    }
    bytes[length++] = 0x80 | (point & 0x3f)
  }
  return bytes.slice(0, length)
}

/** The base64url of a public, well-formed text's UTF-8. */
export function encodeText(text: string): string {
  const Buffer = platformBuffer()
  return Buffer ? Buffer.from(text, 'utf8').toString('base64url') : encodeBase64url(encodeUtf8(text) as Uint8Array)
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
