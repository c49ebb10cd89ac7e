import { TAG, writeDer, writeInteger } from '../../src/encoding/der.ts'

/** An ECDSA signature from the raw form of JWS to DER, as openssl and most KMS write it. */
export function derFromRaw(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2
  return writeDer(TAG.sequence, writeInteger(raw.subarray(0, half)), writeInteger(raw.subarray(half)))
}
