import { asciiBytes } from './ascii.ts'
import { bytesOf, digest, finish, type HashName, type Midstate, SHA2, type Sha2, writeDigest } from './sha2.ts'

// The inner digest on its way into the outer hash: one for all calls, as in sha2.ts.
const INNER: Uint8Array = /* @__PURE__ */ new Uint8Array(64)

/**
 * An HMAC key made ready: what the hash is after the key's block, for the inner and for the outer hash. They serve as
 * the key does, so they stay private: neither `console.log` nor `JSON.stringify` shows them.
 */
export class HmacKey {
  readonly #sha: Sha2
  readonly #inner: Midstate
  readonly #outer: Midstate

  /** Made by `prepareHmac`. */
  constructor(sha: Sha2, inner: Midstate, outer: Midstate) {
    this.#sha = sha
    this.#inner = inner
    this.#outer = outer
  }

  /** Length of this key's MACs, in bytes. */
  get size(): number {
    return this.#sha.size
  }

  /** The MAC of the first `end` of the bytes, as words in scratch memory: the next call overwrites them. */
  macOf(bytes: Uint8Array, end: number): Int32Array {
    const sha = this.#sha
    writeDigest(finish(sha, this.#inner, bytes, end), sha.size, INNER)
    return finish(sha, this.#outer, INNER, sha.size)
  }
}

/**
 * Makes an HMAC key ready (RFC 2104 §2 and §4, FIPS 198-1): a key longer than a block of the hash is hashed first. Judges
 * no key: how long one must be is decided before.
 */
export function prepareHmac(hash: HashName, key: Uint8Array): HmacKey {
  const sha = SHA2[hash]
  const block = new Uint8Array(sha.blockSize)
  block.set(key.length > sha.blockSize ? digest(hash, key) : key)
  for (let at = 0; at < block.length; at++) block[at]! ^= 0x36
  const inner = afterBlock(sha, block)
  for (let at = 0; at < block.length; at++) block[at]! ^= 0x36 ^ 0x5c
  const outer = afterBlock(sha, block)
  block.fill(0)
  return new HmacKey(sha, inner, outer)
}

function afterBlock(sha: Sha2, block: Uint8Array): Midstate {
  const words = sha.initial.slice()
  sha.compress(words, block, 0, 1)
  return { words, length: block.length }
}

/** The MAC of some bytes. */
export function sign(key: HmacKey, bytes: Uint8Array): Uint8Array {
  return bytesOf(key.macOf(bytes, bytes.length), key.size)
}

/** True when `mac` is the whole MAC of the bytes. Takes the same time wherever they differ. */
export function verify(key: HmacKey, mac: Uint8Array, bytes: Uint8Array): boolean {
  return isMac(mac, key.macOf(bytes, bytes.length), key.size)
}

/** The MAC of a text whose character codes are all below 128. */
export function signText(key: HmacKey, text: string): Uint8Array {
  return bytesOf(key.macOf(asciiBytes(text), text.length), key.size)
}

/** True when `mac` is the whole MAC of a text whose character codes are all below 128. Timing as with `verify`. */
export function verifyText(key: HmacKey, mac: Uint8Array, text: string): boolean {
  return isMac(mac, key.macOf(asciiBytes(text), text.length), key.size)
}

// Every byte is looked at, wherever the first difference lies: an early answer would let an attacker find a MAC byte by
// byte. How long a MAC has to be is no secret.
function isMac(mac: Uint8Array, words: Int32Array, size: number): boolean {
  if (mac.length !== size) return false
  let difference = 0
  for (let at = 0; at < size; at += 4) {
    const word = (mac[at]! << 24) | (mac[at + 1]! << 16) | (mac[at + 2]! << 8) | mac[at + 3]!
    difference |= word ^ words[at >> 2]!
  }
  return difference === 0
}
