import { platformBuffer } from './platform.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Marks a character outside the alphabet in `VALUES`: above every six-bit value. */
const FOREIGN = 0x80

/** Character code → six-bit value. */
const VALUES: Uint8Array = /* @__PURE__ */ valuesOf(ALPHABET)
/** Six-bit value → character code. */
const CODES: Uint8Array = /* @__PURE__ */ Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))

function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(128).fill(FOREIGN)
  for (let value = 0; value < 64; value++) values[alphabet.charCodeAt(value)] = value
  return values
}

/**
 * Decodes base64url (RFC 4648 §5) in its one strict spelling: no padding, no white space, no other alphabet, and the
 * unused bits of the last character zero. Anything else gives `undefined`. `start` and `end` cut a part out of a
 * longer text without copying it.
 *
 * No branch depends on what the characters are before the end, so that decoding a secret tells nothing by its timing.
 */
export function decodeBase64url(text: string, start = 0, end: number = text.length): Uint8Array | undefined {
  const length = end - start
  const tail = length & 3
  if (tail === 1) return undefined
  const bytes = new Uint8Array((length * 3) >> 2)
  const whole = end - tail
  let seen = 0 // every character code, or-ed: a bit above the seventh betrays a code that is not ASCII
  let marks = 0 // every value, or-ed: FOREIGN survives
  let at = 0
  let from = start
  while (from < whole) {
    const c0 = text.charCodeAt(from++)
    const c1 = text.charCodeAt(from++)
    const c2 = text.charCodeAt(from++)
    const c3 = text.charCodeAt(from++)
    const v0 = VALUES[c0 & 127] as number
    const v1 = VALUES[c1 & 127] as number
    const v2 = VALUES[c2 & 127] as number
    const v3 = VALUES[c3 & 127] as number
    seen |= c0 | c1 | c2 | c3
    marks |= v0 | v1 | v2 | v3
    bytes[at++] = (v0 << 2) | (v1 >> 4)
    bytes[at++] = (v1 << 4) | (v2 >> 2)
    bytes[at++] = (v2 << 6) | v3
  }
  if (tail) {
    const c0 = text.charCodeAt(from++)
    const c1 = text.charCodeAt(from++)
    const c2 = tail === 3 ? text.charCodeAt(from) : 65 // 'A', the value 0
    const v0 = VALUES[c0 & 127] as number
    const v1 = VALUES[c1 & 127] as number
    const v2 = VALUES[c2 & 127] as number
    seen |= c0 | c1 | c2
    // The spare bits must be zero: else one value would have several spellings (RFC 4648 §3.5).
    const spare = tail === 3 ? v2 & 3 : v1 & 15
    marks |= v0 | v1 | v2 | (spare && FOREIGN)
    bytes[at++] = (v0 << 2) | (v1 >> 4)
    bytes[at] = (v1 << 4) | (v2 >> 2) // where the tail is two characters this is past the end, and dropped
  }
  return seen > 127 || marks & FOREIGN ? undefined : bytes
}

/** Up to this many characters the codec written out here is the quicker one. */
const SHORT = 64

/**
 * The same for text that is public, such as a token's parts: by the platform where that is quicker. A platform's
 * decoder passes over what it does not know; that the bytes encode to the very same text again shows that there was
 * nothing of the kind.
 */
export function decodePublic(text: string, start: number, end: number): Uint8Array | undefined {
  const Buffer = end - start > SHORT ? platformBuffer() : undefined
  if (!Buffer) return decodeBase64url(text, start, end)
  const part = text.slice(start, end)
  const bytes = Buffer.from(part, 'base64url')
  return bytes.toString('base64url') === part ? bytes : undefined
}

/** Encodes bytes that are public as base64url without padding, by the platform where it can. */
export function encodePublic(bytes: Uint8Array): string {
  const Buffer = platformBuffer()
  return Buffer
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url')
    : encodeBase64url(bytes)
}

/** Encodes bytes as base64url without padding (RFC 7515 §2). */
export function encodeBase64url(bytes: Uint8Array): string {
  const { length } = bytes
  const codes = new Uint8Array(Math.ceil((length * 4) / 3))
  let at = 0
  let from = 0
  // Past the end a typed array answers undefined, which the bit operators read as zero.
  while (from < length) {
    const b0 = bytes[from++] as number
    const b1 = bytes[from++] as number
    const b2 = bytes[from++] as number
    codes[at++] = CODES[b0 >> 2] as number
    codes[at++] = CODES[((b0 & 3) << 4) | (b1 >> 4)] as number
    codes[at++] = CODES[((b1 & 15) << 2) | (b2 >> 6)] as number
    codes[at++] = CODES[b2 & 63] as number
  }
  return textOf(codes)
}

/** How many arguments one call may take in every engine. */
const CHUNK = 4096

/** ASCII codes as a text. */
export function textOf(codes: Uint8Array | Uint16Array): string {
  let text = ''
  for (let from = 0; from < codes.length; from += CHUNK) {
    text += String.fromCharCode.apply(null, codes.subarray(from, from + CHUNK) as unknown as number[])
  }
  return text
}
