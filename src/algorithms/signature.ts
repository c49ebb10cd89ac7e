import { JwtError } from '../errors.ts'
import type { AlgorithmFacts } from './table.ts'

/**
 * True for a signature of the one length that the algorithm has with a key of that size in bits. Judged here, since
 * runtimes answer a wrong length with false, an error, or (for ECDSA in DER) with true.
 */
export function hasLength(signature: Uint8Array, facts: AlgorithmFacts, bits: number): boolean {
  return signature.length === (facts.size ?? (bits + 7) >> 3)
}

/** The one answer to every signature that does not hold, whatever the reason. */
export function badSignature({ name }: AlgorithmFacts): JwtError {
  return new JwtError(
    'ERR_SIGNATURE',
    `The ${name} signature does not hold: the token was changed, or signed with another key.`,
  )
}
