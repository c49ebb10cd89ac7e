import { digest, type HashName, SHA2 } from './sha2.ts'

/** An RSA public key made ready for verification. Nothing in it is secret. */
export interface RsaPublic {
  readonly modulus: bigint
  /** Length of the modulus, in bits. */
  readonly bits: number
  /** The exponent's binary digits, the most significant first. */
  readonly exponent: string
  /** From which bit on a product is folded before it is divided, the bits below, and 2 to that power modulo the modulus. */
  readonly fold: { readonly shift: bigint; readonly mask: bigint; readonly rest: bigint }
}

/** Makes a public key ready. Judges no key: sizes and the exponent are checked before. */
export function prepareRsa(n: Uint8Array, e: Uint8Array): RsaPublic {
  const modulus = integerOf(n)
  const bits = modulus.toString(2).length
  // In whole digits of 64 bits, as engines store integers.
  const shift = BigInt(Math.ceil((bits * 1.5) / 64) * 64)
  const power = 1n << shift
  return { modulus, bits, exponent: integerOf(e).toString(2), fold: { shift, mask: power - 1n, rest: power % modulus } }
}

// DigestInfo up to the digest itself, in hexadecimal (RFC 8017 §9.2 note 1), with the parameters NULL. The form without
// them is not accepted: RFC 8017 §8.2.2 lets a verifier compare with one encoding only.
const DIGEST_INFO: Readonly<Record<HashName, string>> = {
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-512': '3051300d060960864801650304020305000440',
}

/**
 * RSASSA-PKCS1-v1_5 verification (RFC 8017 §8.2.2). False for whatever is no signature of these bytes; never throws.
 *
 * The whole encoded message is built anew and compared. Nothing of the recovered one is parsed: parsers that skip over
 * padding or read lengths are what Bleichenbacher's forgery of 2006 and its kin live on.
 */
export function verifyPkcs1(key: RsaPublic, hash: HashName, signature: Uint8Array, bytes: Uint8Array): boolean {
  const info = DIGEST_INFO[hash] + hexOf(digest(hash, bytes))
  const padding = sizeOf(key.bits) - info.length / 2 - 3
  // RFC 8017 §9.2 step 3. Keys of 2048 bits and more have room for hundreds.
  if (padding < 8) return false
  return recover(key, signature) === BigInt(`0x0001${'ff'.repeat(padding)}00${info}`)
}

/**
 * RSASSA-PSS verification (RFC 8017 §8.1.2 and §9.1.2) with MGF1 over the same hash and a salt as long as its digest, as
 * RFC 7518 §3.5 fixes them for JWS. False for whatever is no signature of these bytes; never throws.
 */
export function verifyPss(key: RsaPublic, hash: HashName, signature: Uint8Array, bytes: Uint8Array): boolean {
  const message = recover(key, signature)
  if (message === undefined) return false
  const size = sizeOf(key.bits - 1)
  const hashSize = SHA2[hash].size
  const maskedSize = size - hashSize - 1
  const zeros = maskedSize - hashSize - 1
  if (zeros < 0) return false
  // As RFC 8017 §8.1.2 step 2c and §9.1.2 step 6 have it together: an encoded message is a bit shorter than the modulus.
  if (message >> BigInt(key.bits - 1)) return false
  const encoded = bytesOf(message, size)
  if (encoded[size - 1] !== 0xbc) return false

  const stated = encoded.subarray(maskedSize, size - 1)
  const block = mask(hash, stated, maskedSize)
  for (let at = 0; at < maskedSize; at++) block[at]! ^= encoded[at]!
  block[0]! &= 0xff >> (size * 8 - (key.bits - 1))
  for (let at = 0; at < zeros; at++) if (block[at] !== 0) return false
  if (block[zeros] !== 1) return false
  const sealed = new Uint8Array(8 + 2 * hashSize)
  sealed.set(digest(hash, bytes), 8)
  sealed.set(block.subarray(zeros + 1), 8 + hashSize)
  return digest(hash, sealed).every((byte, at) => byte === stated[at])
}

/** MGF1 (RFC 8017 appendix B.2.1). */
function mask(hash: HashName, seed: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size)
  const counted = new Uint8Array(seed.length + 4)
  counted.set(seed)
  for (let at = 0, counter = 0; at < size; counter++) {
    // The last of the counter's four bytes is enough: a mask is shorter than a modulus.
    counted[seed.length + 3] = counter
    const part = digest(hash, counted).subarray(0, size - at)
    result.set(part, at)
    at += part.length
  }
  return result
}

/** RSAVP1 (RFC 8017 §5.2.2) after the check of the length. `undefined` for a signature out of range. */
function recover({ modulus, bits, exponent, fold }: RsaPublic, signature: Uint8Array): bigint | undefined {
  if (signature.length !== sizeOf(bits)) return undefined
  const base = integerOf(signature)
  // One signature, one spelling: with base + modulus it would have another.
  if (base >= modulus) return undefined
  // Products are folded at three quarters of their length before they are divided, which takes a tenth less time than
  // division alone; Montgomery's and Barrett's ways take more (Node 20, 2048 bits: 55 µs, 61 µs, 69 µs and 64 µs).
  // A mask is as quick as BigInt.asUintN, which is wrong in QuickJS for widths that are a multiple of its digits'.
  const reduce = (product: bigint): bigint => ((product >> fold.shift) * fold.rest + (product & fold.mask)) % modulus
  let power = base
  for (let at = 1; at < exponent.length; at++) {
    power = reduce(power * power)
    if (exponent[at] === '1') power = reduce(power * base)
  }
  return power
}

const sizeOf = (bits: number): number => Math.ceil(bits / 8)

// encoding/hex.ts does the same without a table and so takes three times as long, which shows beside a verification.
const HEX: readonly string[] = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) =>
  (byte + 256).toString(16).slice(1),
)

function hexOf(bytes: Uint8Array): string {
  let hex = ''
  for (let at = 0; at < bytes.length; at++) hex += HEX[bytes[at]!]
  return hex
}

function integerOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${hexOf(bytes)}`)
}

function bytesOf(integer: bigint, size: number): Uint8Array {
  const hex = integer.toString(16).padStart(size * 2, '0')
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at++) bytes[at] = (digitAt(hex, at * 2) << 4) | digitAt(hex, at * 2 + 1)
  return bytes
}

// A tenth of what `Number.parseInt` takes. The codes of 0 to 9 are 0x30 to 0x39, those of a to f 0x61 to 0x66.
function digitAt(hex: string, at: number): number {
  const code = hex.charCodeAt(at)
  return (code & 15) + (code >> 6) * 9
}
