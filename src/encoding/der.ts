import { JwtError } from '../errors.ts'

/** The DER tags of which keys, certificates and ECDSA signatures are made (X.690 §8). */
export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
} as const

/** One DER element: its tag, its contents, and itself whole. */
export interface DerElement {
  readonly tag: number
  readonly body: Uint8Array
  readonly whole: Uint8Array
}

function broken(reason: string): never {
  throw new JwtError('ERR_KEY_INVALID', `The DER data ${reason}; export the key again, or copy it whole.`)
}

/**
 * Reads the elements that stand one after another in `bytes`, strictly: one-byte tags, definite lengths in their
 * shortest form, nothing beyond the end. It goes one level deep; a caller descends as far as the format it knows, so
 * nesting cannot exhaust the stack.
 *
 * @throws JwtError `ERR_KEY_INVALID`
 */
export function readDer(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = []
  let at = 0
  while (at < bytes.length) {
    const start = at
    const tag = bytes[at++] as number
    if ((tag & 0x1f) === 0x1f) broken('holds a tag that no key has')
    const first = bytes[at++]
    if (first === undefined) broken('ends inside an element (truncated)')
    let length = first
    if (first > 0x7f) {
      // 4 bytes of length are 4 GiB: more than any key, and still exact in a double.
      const count = first & 0x7f
      if (count === 0 || count > 4) broken('holds a length that DER does not allow')
      length = 0
      for (let left = count; left; left--) length = length * 256 + (bytes[at++] ?? 0)
      if (length < 0x80 || length < 256 ** (count - 1)) broken('holds a length that is not in its shortest form')
    }
    if (at + length > bytes.length) broken('ends inside an element (truncated)')
    elements.push({ tag, body: bytes.subarray(at, at + length), whole: bytes.subarray(start, at + length) })
    at += length
  }
  return elements
}

/** Reads exactly one element that spans `bytes`. @throws JwtError `ERR_KEY_INVALID` */
export function readOne(bytes: Uint8Array, tag: number): DerElement {
  const elements = readDer(bytes)
  const [element] = elements
  if (element?.tag !== tag) broken(`begins with tag ${element?.tag ?? 'nothing'} where tag ${tag} belongs`)
  if (elements.length > 1) broken('is followed by other data')
  return element
}

/** The elements inside the one sequence that spans `bytes`. @throws JwtError `ERR_KEY_INVALID` */
export function readSequence(bytes: Uint8Array): DerElement[] {
  return readDer(readOne(bytes, TAG.sequence).body)
}

/**
 * The magnitude of a non-negative INTEGER, without the sign byte; zero is one zero byte.
 *
 * @throws JwtError `ERR_KEY_INVALID` for another tag, a negative number, or needless leading bytes (X.690 §8.3.2)
 */
export function readInteger(element: DerElement | undefined): Uint8Array {
  if (element?.tag !== TAG.integer) broken('lacks an integer')
  const { body } = element
  const [first = 0x80, second = 0x80] = body
  if (first > 0x7f) broken('holds a negative or empty integer')
  if (first !== 0 || body.length === 1) return body
  if (second < 0x80) broken('holds an integer with needless leading zeros')
  return body.subarray(1)
}

/** The bytes of a BIT STRING that has no unused bits. @throws JwtError `ERR_KEY_INVALID` */
export function readBits(element: DerElement | undefined): Uint8Array {
  if (element?.tag !== TAG.bitString || element.body[0] !== 0) broken('lacks a bit string of whole bytes')
  return element.body.subarray(1)
}

/** The bytes of an OCTET STRING. @throws JwtError `ERR_KEY_INVALID` */
export function readOctets(element: DerElement | undefined): Uint8Array {
  if (element?.tag !== TAG.octetString) broken('lacks an octet string')
  return element.body
}

/** One DER element made of a tag and the given contents, one after another. */
export function writeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of contents) length += part.length
  const head = [tag]
  if (length < 0x80) head.push(length)
  else {
    const digits: number[] = []
    for (let left = length; left; left = Math.floor(left / 256)) digits.unshift(left & 0xff)
    head.push(0x80 | digits.length, ...digits)
  }
  const bytes = new Uint8Array(head.length + length)
  bytes.set(head)
  let at = head.length
  for (const part of contents) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** An INTEGER from a magnitude (most significant byte first), in its shortest form. */
export function writeInteger(magnitude: Uint8Array): Uint8Array {
  let skip = 0
  while (skip < magnitude.length - 1 && magnitude[skip] === 0) skip++
  const digits = magnitude.subarray(skip)
  return (digits[0] as number) > 0x7f ? writeDer(TAG.integer, Uint8Array.of(0), digits) : writeDer(TAG.integer, digits)
}
