import { hexOf } from '../encoding/hex.ts'
import { JwtError } from '../errors.ts'
import type { OwnBytes } from '../types.ts'

type RandomSource = { getRandomValues?: (bytes: OwnBytes) => OwnBytes }

/**
 * Random bytes of the runtime's cryptographic generator. `getRandomValues` is there on plain http pages too, where
 * `crypto.subtle` and `crypto.randomUUID` are not.
 *
 * @param length in bytes
 * @throws JwtError `ERR_NO_WEBCRYPTO`
 */
export function randomBytes(length: number): OwnBytes {
  const source = (globalThis as { crypto?: RandomSource }).crypto
  if (typeof source?.getRandomValues !== 'function') {
    throw new JwtError(
      'ERR_NO_WEBCRYPTO',
      'This runtime has no source of random bytes (crypto.getRandomValues); make the value elsewhere and pass it in.',
    )
  }
  return source.getRandomValues(new Uint8Array(length))
}

/** A random UUID, version 4 (RFC 9562 §5.4). */
export function randomUuid(): string {
  const bytes = randomBytes(16)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return hexOf(bytes).replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
