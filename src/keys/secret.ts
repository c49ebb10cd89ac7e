import { decodeBase64url, textOf } from '../encoding/base64url.ts'
import { type DerElement, readDer, TAG } from '../encoding/der.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { JwtError } from '../errors.ts'
import { Key, type KeyFacts } from './key.ts'

/**
 * What a public key looks like when it arrives as text: PEM in any disguise (escaped newlines, one line, a wrong
 * label, leading junk, its base64), JWK and JWK Set text, OpenSSH and PuTTY lines, XML. Each mark is long enough that
 * random bytes, and random digits of any kind, spell it once in thousands of millions at most.
 */
const KEY_TEXTS = [
  /-----|BEGIN[\w \-+%]{0,40}(KEY|CERT)|\bkty["'\\\s]{0,8}:["'\\\s]{0,8}(RSA|EC|OKP|oct|AKP)\b|"\\*keys\\*"|<RSAKeyValue/i,
  /LS0tLS1CRUdJTi|b3BlbnNzaC1rZXkt|AAAA[BCEGI][23n](NzaC|VjZHNh|NrL)|\b(ssh-(rsa|dss|ed)|ecdsa-sha2|sk-(ssh|ecdsa)-)|PuTTY-User-Key/,
]

/**
 * The beginnings of DER that was read as a text, in whichever encoding: SPKI, a certificate, PKCS#8, PKCS#1. Bytes above
 * 0x7f have become U+FFFD there, or have lost their first bit. Of the first elements' lengths, only their places count.
 */
const DER_TEXT =
  /^0[^]{1,3}(0[^](\x06[\x03\x07\t][*+]|[^]{0,2}[\xa0\ufffd ]\x03\x02\x01)|\x02(\x01[\0\x01]|[\x82\ufffd\x02][\x01-\x08][\x01\x81\ufffd]\0))/

/** How often a text may be wrapped in another one (base64 of PEM, say) and still be looked into. */
const LAYERS = 3

/**
 * True for one DER sequence that begins as private keys do (an integer), or as SPKI and certificates do (a sequence).
 * The latter is looked into: 0x30 is the digit 0 as well, and one in 8000 hexadecimal secrets a sequence of sequences.
 */
function isKeyDer(bytes: Uint8Array): boolean {
  if (bytes[0] !== TAG.sequence) return false
  try {
    // Trailing bytes are left aside: a key with junk behind it is as public as the key.
    const [outer] = readDer(bytes.subarray(0, lengthOfFirst(bytes))) as [DerElement]
    const [{ tag, body }] = readDer(outer.body) as [DerElement]
    // In SPKI there follows an OID; in certificates the version, [0], or in old ones the serial number.
    const starts: readonly unknown[] = [TAG.integer, TAG.oid, 0xa0]
    return tag === TAG.sequence ? starts.includes(body[0]) : tag === TAG.integer
  } catch {
    // Broken or empty.
    return false
  }
}

/** The whole length of the first DER element, as its head says. */
function lengthOfFirst(bytes: Uint8Array): number {
  const first = bytes[1] ?? 0
  if (first < 0x80) return 2 + first
  let length = 0
  for (let at = 2; at < 2 + (first & 0x7f); at++) length = length * 256 + (bytes[at] ?? 0)
  return 2 + (first & 0x7f) + length
}

/** The bytes of the base64 that a text begins with, whichever alphabet, complete to the last character or not. */
function unbase64(text: string): Uint8Array {
  const [digits] = /^[\w+/-]*/.exec(text) as unknown as [string]
  const padded = digits.padEnd((digits.length + 3) & ~3, 'A')
  return decodeBase64url(padded.replaceAll('+', '-').replaceAll('/', '_')) as Uint8Array
}

/** The bytes of the hexadecimal that a text begins with. */
export function unhex(text: string): Uint8Array {
  const [digits] = /^(?:[0-9a-f]{2})*/i.exec(text) as unknown as [string]
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  )
}

/** Text without what is put between and around the digits of hexadecimal and base64, a byte order mark among it. */
function pack(text: string): string {
  return text.replace(/^0x|\\[nrt]|[^!-~]|["'\\:]/g, '')
}

/** Where the base64 of DER may begin within a text: a sequence's tag, 0x30, comes out as M and one of A to P. */
const DER_START = /[^\w+/-]M[A-P]/g

/** How many places in a text are looked at as the beginning of DER. */
const STARTS = 8

/**
 * True for bytes that are, or spell, key material. Whoever uses a public key as an HMAC secret lets everyone who
 * knows that key forge tokens (RFC 8725 §2.1; jsonwebtoken CVE-2022-23541, fast-jwt CVE-2023-48223). The key family
 * is never guessed here, so such a mix-up takes a mistake of the caller's; this is the second net, for that mistake.
 */
export function looksLikeKey(bytes: Uint8Array, layers: number = LAYERS): boolean {
  if (isKeyDer(bytes)) return true
  if (layers === 0) return false
  // One character for each byte: what is looked for is ASCII, so neither UTF-16 nor bytes that are no text hide it.
  const text = textOf(bytes).replaceAll('\0', '')
  if (KEY_TEXTS.some((pattern) => pattern.test(text))) return true
  const packed = pack(text)
  if ([unbase64(packed), unhex(packed)].some((inner) => looksLikeKey(inner, layers - 1))) return true
  const starts = [...text.matchAll(DER_START)].slice(0, STARTS)
  return starts.some(({ index }) => isKeyDer(unbase64(pack(text.slice(index + 1)))))
}

/**
 * Reads an HMAC secret: bytes as they are, a text as its UTF-8 bytes. The bytes are copied, so that a later change to
 * the caller's buffer changes nothing.
 *
 * @throws JwtError `ERR_KEY_WEAK` when it is empty; `ERR_KEY_INVALID` when it is a public or private key in disguise,
 * or a text with half of a surrogate pair
 */
export function readSecret(input: string | Uint8Array, facts: Partial<KeyFacts> = {}): Key {
  // Not input.slice(): a Node Buffer's returns a view of the same memory. And nothing can be copied of bytes that have been
  // transferred to a worker, which are as good as empty.
  const bytes = typeof input === 'string' ? encodeUtf8(input) : input.length ? Uint8Array.from(input) : input
  if (!bytes)
    throw new JwtError('ERR_KEY_INVALID', 'The secret is not well-formed text; pass its bytes as a Uint8Array.')
  if (!bytes.length) {
    throw new JwtError(
      'ERR_KEY_WEAK',
      'The secret is empty; make one with generateSecret(), and check where it is read from.',
    )
  }
  if (looksLikeKey(bytes) || (typeof input === 'string' && DER_TEXT.test(input))) {
    throw new JwtError(
      'ERR_KEY_INVALID',
      'The HMAC secret is a public or private key (PEM, DER, JWK or SSH); whoever knows that key could forge tokens. ' +
        'Use a random secret from generateSecret(), or an asymmetric algorithm such as RS256 with this key.',
    )
  }
  return new Key({ ...facts, kty: 'oct', side: 'secret', bits: bytes.length * 8 }, { k: bytes })
}
