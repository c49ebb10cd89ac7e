import { generatePair } from '../../engines/webcrypto-keys.ts'
import type { Algorithm, KeyPair, KeyPairOptions } from '../../types.ts'
import { compilePair } from '../keys.ts'

/**
 * Makes a key pair for an asymmetric algorithm.
 *
 * @throws JwtError `ERR_CONFIG`, `ERR_ALG_UNSUPPORTED` or `ERR_NO_WEBCRYPTO`
 */
export async function generateKeyPair(algorithm: Algorithm, options: KeyPairOptions = {}): Promise<KeyPair> {
  const { facts, modulusLength, extractable } = compilePair(algorithm, options)
  return (await generatePair(facts, modulusLength, extractable)) as KeyPair
}
