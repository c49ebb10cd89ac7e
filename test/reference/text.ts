// Base64url and UTF-8 as the standards have them, written for clearness and not for speed.
import { isUtf8 } from 'node:buffer'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The bytes of base64url without padding (RFC 7515 §2, RFC 4648 §3.5 and §5); `undefined` for any other spelling. */
export function unbase64url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined
  const bits = [...text].map((character) => ALPHABET.indexOf(character).toString(2).padStart(6, '0')).join('')
  const spare = bits.length % 8
  // A whole character that adds no byte, or spare bits that are set, would be a second spelling of the same bytes.
  if (spare >= 6 || /1/.test(bits.slice(bits.length - spare))) return undefined
  return Uint8Array.from({ length: (bits.length - spare) / 8 }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2),
  )
}

/** The text of well-formed UTF-8 (RFC 3629) that begins with no byte order mark (RFC 8259 §8.1); else `undefined`. */
export function unutf8(bytes: Uint8Array): string | undefined {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return isUtf8(bytes) && !marked ? Buffer.from(bytes).toString('utf8') : undefined
}
