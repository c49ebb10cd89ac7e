// A signing kit of the tests' own, sharing nothing with the library: makes tokens that no library would make, with HS256
// signatures that hold, in any runtime.
import { secrets } from '../vectors/keys.ts'

/** The time at which cases judge, in seconds since the epoch. */
export const NOW = 1_700_000_000

/** The secret that cases sign and verify with. */
export const secret: string = secrets.HS256

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Bytes as base64url, bit by bit. */
export function base64url(bytes: ArrayLike<number>): string {
  let text = ''
  let bits = 0
  let held = 0
  for (let at = 0; at < bytes.length; at++) {
    bits = (bits << 8) | (bytes[at] as number)
    for (held += 8; held >= 6; held -= 6) text += ALPHABET[(bits >> (held - 6)) & 63]
    bits &= 0xff
  }
  return held ? text + ALPHABET[(bits << (6 - held)) & 63] : text
}

/** Base64url as bytes; for well-formed text only. */
export function bytesOf(text: string): Uint8Array {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const character of text) {
    bits = ((bits << 6) | ALPHABET.indexOf(character)) & 0xffff
    held += 6
    if (held >= 8) bytes.push((bits >> (held -= 8)) & 0xff)
  }
  return Uint8Array.from(bytes)
}

/** A text as UTF-8, by way of the percent encoding that every runtime has. */
export function utf8(text: string): number[] {
  const escaped = encodeURIComponent(text)
  const bytes: number[] = []
  for (let at = 0; at < escaped.length; at++) {
    if (escaped[at] === '%') {
      bytes.push(Number.parseInt(escaped.slice(at + 1, at + 3), 16))
      at += 2
    } else bytes.push(escaped.charCodeAt(at))
  }
  return bytes
}

/** The first primes' roots give SHA-256 its constants (FIPS 180-4 §4.2.2): computed, not copied. */
function fractions(count: number, root: number): number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime)) primes.push(candidate)
  }
  return primes.map((prime) => {
    const power = prime ** (1 / root)
    return Math.floor((power - Math.floor(power)) * 2 ** 32) | 0
  })
}

const ROUNDS = fractions(64, 3)
const INITIAL = fractions(8, 2)

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

/** SHA-256 (FIPS 180-4), as it stands in the standard. */
export function sha256(message: readonly number[]): number[] {
  const padded = [...message, 0x80]
  while (padded.length % 64 !== 56) padded.push(0)
  const length = message.length * 8
  padded.push(
    0,
    0,
    0,
    Math.floor(length / 2 ** 32),
    length >>> 24,
    (length >>> 16) & 255,
    (length >>> 8) & 255,
    length & 255,
  )
  const state = INITIAL.slice()
  for (let block = 0; block < padded.length; block += 64) compress(state, padded.slice(block, block + 64))
  return state.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])
}

function compress(state: number[], block: readonly number[]): void {
  const w: number[] = []
  const word = (at: number) => w[at] as number
  for (let at = 0; at < 64; at++) {
    if (at < 16) {
      w.push(block.slice(at * 4, at * 4 + 4).reduce((value, byte) => (value << 8) | byte, 0))
      continue
    }
    const s0 = rotate(word(at - 15), 7) ^ rotate(word(at - 15), 18) ^ (word(at - 15) >>> 3)
    const s1 = rotate(word(at - 2), 17) ^ rotate(word(at - 2), 19) ^ (word(at - 2) >>> 10)
    w.push((word(at - 16) + s0 + word(at - 7) + s1) | 0)
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g)
    const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + (ROUNDS[at] as number) + word(at)) | 0
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g]
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at] = ((state[at] as number) + value) | 0
}

/** HMAC-SHA256 (RFC 2104). */
export function hmac(key: readonly number[], message: readonly number[]): number[] {
  const block = key.length > 64 ? sha256(key) : [...key]
  while (block.length < 64) block.push(0)
  const inner = sha256([...block.map((byte) => byte ^ 0x36), ...message])
  return sha256([...block.map((byte) => byte ^ 0x5c), ...inner])
}

/** A part of a token: bytes as they are, a text as its UTF-8, anything else as its JSON. */
export type Part = Uint8Array | string | object

function encodePart(part: Part): string {
  if (part instanceof Uint8Array) return base64url(part)
  return base64url(utf8(typeof part === 'string' ? part : JSON.stringify(part)))
}

/** The signature of an input by the cases' secret (or another text), in base64url. */
export function signatureOf(input: string, key: string = secret): string {
  return base64url(hmac(utf8(key), utf8(input)))
}

/** Two encoded parts, whatever they look like, with a signature that holds for exactly this text. */
export function seal(input: string, key: string = secret): string {
  return `${input}.${signatureOf(input, key)}`
}

/** A token of any header and payload, whose HS256 signature holds. */
export function forge(header: Part, payload: Part, key: string = secret): string {
  return seal(`${encodePart(header)}.${encodePart(payload)}`, key)
}

/** An HS256 token of a payload, with further header members where they are given. */
export function hs256(payload: Part, more: object = {}): string {
  return forge({ alg: 'HS256', ...more }, payload)
}

/** What cases verify with unless they say otherwise. */
export const options = { algorithms: ['HS256'], now: NOW }

/** A payload that is in force at `NOW`. */
export const live = { sub: 'ann', exp: NOW + 60 }
