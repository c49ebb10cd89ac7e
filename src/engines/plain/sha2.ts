import { compress256, INITIAL_256 } from './sha256.ts'
import { compress512, INITIAL_384, INITIAL_512 } from './sha512.ts'

/** A hash function of FIPS 180-4, by the name that Web Crypto gives it. */
export type HashName = 'SHA-256' | 'SHA-384' | 'SHA-512'

/** What tells one hash function of the SHA-2 family from another. */
export interface Sha2 {
  /** Length of a block, in bytes. */
  readonly blockSize: number
  /** Length of a digest, in bytes. */
  readonly size: number
  /** The words of 32 bits to start from. */
  readonly initial: Int32Array
  /** Takes `blocks` whole blocks, from `offset` on, into `state`. */
  readonly compress: (state: Int32Array, bytes: Uint8Array, offset: number, blocks: number) => void
}

/** The SHA-2 family. */
export const SHA2: Readonly<Record<HashName, Sha2>> = {
  'SHA-256': { blockSize: 64, size: 32, initial: INITIAL_256, compress: compress256 },
  'SHA-384': { blockSize: 128, size: 48, initial: INITIAL_384, compress: compress512 },
  'SHA-512': { blockSize: 128, size: 64, initial: INITIAL_512, compress: compress512 },
}

/** A hash that has taken in `length` bytes so far: whole blocks. */
export interface Midstate {
  readonly words: Int32Array
  readonly length: number
}

// One of each for all calls, as they are synchronous and run no code of the caller's: none meets another half done.
const STATE: Int32Array = /* @__PURE__ */ new Int32Array(16)
const TAIL: Uint8Array = /* @__PURE__ */ new Uint8Array(256)

/** The digest of some bytes (FIPS 180-4 §6). */
export function digest(hash: HashName, bytes: Uint8Array): Uint8Array {
  const sha = SHA2[hash]
  return bytesOf(finish(sha, { words: sha.initial, length: 0 }, bytes, bytes.length), sha.size)
}

/**
 * Goes on from a midstate with the first `end` of the bytes and the padding (FIPS 180-4 §5.1). The words of the digest
 * come in scratch memory: the next call overwrites them. Allocates nothing.
 */
export function finish(sha: Sha2, from: Midstate, bytes: Uint8Array, end: number): Int32Array {
  const { blockSize, compress } = sha
  const state = STATE
  for (let i = 0; i < from.words.length; i++) state[i] = from.words[i]!
  // By bits and not by a division, so that engines keep the indices below as integers: 0.1 µs of 2.
  const rest = end & (blockSize - 1)
  const whole = end - rest
  compress(state, bytes, 0, whole / blockSize)

  const tail = TAIL
  for (let at = 0; at < rest; at++) tail[at] = bytes[whole + at]!
  tail[rest] = 0x80
  // The length in bits takes an eighth of a block: 8 or 16 bytes, of which a number can fill 7.
  const blocks = rest < blockSize - (blockSize >> 3) ? 1 : 2
  const full = blocks * blockSize
  // Not by fill(), a call out of compiled code that takes longer than these few bytes.
  for (let at = rest + 1; at < full - 8; at++) tail[at] = 0
  const length = from.length + end
  writeWord(tail, full - 8, Math.floor(length / 2 ** 29))
  writeWord(tail, full - 4, length << 3)
  compress(state, tail, 0, blocks)
  return state
}

/** Writes the words of a digest of `size` bytes, the most significant byte of each first. */
export function writeDigest(words: Int32Array, size: number, bytes: Uint8Array): void {
  for (let at = 0; at < size; at += 4) writeWord(bytes, at, words[at >> 2]!)
}

/** The words of a digest of `size` bytes as new bytes. */
export function bytesOf(words: Int32Array, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  writeDigest(words, size, bytes)
  return bytes
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >> 24
  bytes[at + 1] = word >> 16
  bytes[at + 2] = word >> 8
  bytes[at + 3] = word
}
