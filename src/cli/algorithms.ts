import type { Algorithm } from '../index.ts'
import { UsageError } from './failures.ts'
import { nearest } from './nearest.ts'

const PAIR = 'the private key signs, the public key verifies'
const SHARED = 'whoever knows the secret can sign and verify'

/** Every algorithm, and what it is. */
export const ALGORITHMS: { readonly [name in Algorithm]: string } = {
  HS256: `HMAC with SHA-256: ${SHARED}`,
  HS384: `HMAC with SHA-384: ${SHARED}`,
  HS512: `HMAC with SHA-512: ${SHARED}`,
  RS256: `RSA (PKCS #1 v1.5) with SHA-256: ${PAIR}`,
  RS384: `RSA (PKCS #1 v1.5) with SHA-384: ${PAIR}`,
  RS512: `RSA (PKCS #1 v1.5) with SHA-512: ${PAIR}`,
  PS256: `RSA-PSS with SHA-256: ${PAIR}`,
  PS384: `RSA-PSS with SHA-384: ${PAIR}`,
  PS512: `RSA-PSS with SHA-512: ${PAIR}`,
  ES256: `ECDSA on the curve P-256 with SHA-256: ${PAIR}`,
  ES384: `ECDSA on the curve P-384 with SHA-384: ${PAIR}`,
  ES512: `ECDSA on the curve P-521 with SHA-512: ${PAIR}`,
  Ed25519: `Ed25519: ${PAIR}`,
  EdDSA: `Ed25519 under its older name: ${PAIR}`,
}

/** The names of the algorithms. */
export const ALGORITHM_NAMES: readonly string[] = Object.keys(ALGORITHMS)

/** What an `alg` of a token means. */
export function explainAlgorithm(name: unknown): string {
  if (typeof name === 'string' && Object.hasOwn(ALGORITHMS, name)) return ALGORITHMS[name as Algorithm]
  if (typeof name === 'string' && name.toLowerCase() === 'none') return 'no signature at all: nothing may trust it'
  return 'no algorithm that countersign verifies'
}

/** True for an algorithm whose key is a secret. */
export function isShared(name: string): boolean {
  return name.startsWith('HS')
}

/** Reads `--alg` where it names one algorithm. @throws UsageError */
export function readAlgorithm(name: string | undefined): Algorithm {
  if (name === undefined) throw new UsageError('--alg is missing.', `name the algorithm: ${ALGORITHM_NAMES.join(', ')}`)
  if (Object.hasOwn(ALGORITHMS, name)) return name as Algorithm
  const meant = nearest(name, ALGORITHM_NAMES)
  throw new UsageError(
    '--alg names no algorithm that countersign knows.',
    meant ? `did you mean ${meant}?` : `the algorithms are ${ALGORITHM_NAMES.join(', ')}`,
  )
}

/** Reads `--alg` where it names several, each given anew or parted by commas. @throws UsageError */
export function readAlgorithms(names: readonly string[]): readonly Algorithm[] {
  const list = names.flatMap((text) => text.split(',')).map((name) => readAlgorithm(name.trim()))
  if (list.length) return [...new Set(list)]
  throw new UsageError(
    '--alg is missing: a token never chooses the algorithm that it is checked with.',
    'name the one that the issuer signs with, such as --alg RS256; countersign decode shows which one the token claims',
  )
}
