import { readInteger, readSequence } from '../encoding/der.ts'

/**
 * An ECDSA signature from DER (`SEQUENCE { r, s }`, RFC 3279 §2.2.3: what openssl and most KMS return) to the raw
 * form of JWS (r and s side by side, RFC 7518 §3.4). `size` is the raw length in bytes. What is not such a signature
 * gives `undefined`.
 */
export function rawFromDer(der: Uint8Array, size: number): Uint8Array | undefined {
  const half = size / 2
  const raw = new Uint8Array(size)
  try {
    const [r, s, ...more] = readSequence(der)
    const numbers = [readInteger(r), readInteger(s)] as const
    if (more.length || numbers.some((number) => number.length > half)) return undefined
    raw.set(numbers[0], half - numbers[0].length)
    raw.set(numbers[1], size - numbers[1].length)
  } catch {
    return undefined
  }
  return raw
}
