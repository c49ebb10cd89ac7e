import type { Algorithm } from '../types.ts'

/** Key families (`kty`, RFC 7518 §6.1 and RFC 8037 §2). */
export type KeyType = 'oct' | 'RSA' | 'EC' | 'OKP'

/** Hash functions, by their Web Crypto names. */
export type Hash = 'SHA-256' | 'SHA-384' | 'SHA-512'

/** Curves, by their JWK names. */
export type Curve = 'P-256' | 'P-384' | 'P-521' | 'Ed25519'

/** The facts of one algorithm: data only, so that naming an algorithm pulls in no crypto. */
export interface AlgorithmFacts {
  readonly name: Algorithm
  readonly kty: KeyType
  /** The Web Crypto algorithm name. */
  readonly scheme: 'HMAC' | 'RSASSA-PKCS1-v1_5' | 'RSA-PSS' | 'ECDSA' | 'Ed25519'
  readonly hash: Hash
  /** The one curve that the algorithm stands for (EC, OKP). */
  readonly crv?: Curve
  /** The signature's length in bytes (for HMAC also the shortest secret); RSA signatures are as long as the modulus. */
  readonly size?: number
}

const TABLE: { readonly [name in Algorithm]: AlgorithmFacts } = {
  HS256: { name: 'HS256', kty: 'oct', scheme: 'HMAC', hash: 'SHA-256', size: 32 },
  HS384: { name: 'HS384', kty: 'oct', scheme: 'HMAC', hash: 'SHA-384', size: 48 },
  HS512: { name: 'HS512', kty: 'oct', scheme: 'HMAC', hash: 'SHA-512', size: 64 },
  RS256: { name: 'RS256', kty: 'RSA', scheme: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  RS384: { name: 'RS384', kty: 'RSA', scheme: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
  RS512: { name: 'RS512', kty: 'RSA', scheme: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
  PS256: { name: 'PS256', kty: 'RSA', scheme: 'RSA-PSS', hash: 'SHA-256' },
  PS384: { name: 'PS384', kty: 'RSA', scheme: 'RSA-PSS', hash: 'SHA-384' },
  PS512: { name: 'PS512', kty: 'RSA', scheme: 'RSA-PSS', hash: 'SHA-512' },
  ES256: { name: 'ES256', kty: 'EC', scheme: 'ECDSA', hash: 'SHA-256', crv: 'P-256', size: 64 },
  ES384: { name: 'ES384', kty: 'EC', scheme: 'ECDSA', hash: 'SHA-384', crv: 'P-384', size: 96 },
  ES512: { name: 'ES512', kty: 'EC', scheme: 'ECDSA', hash: 'SHA-512', crv: 'P-521', size: 132 },
  // Ed25519 hashes with SHA-512 inside (RFC 8032 §5.1); no caller passes that hash on.
  Ed25519: { name: 'Ed25519', kty: 'OKP', scheme: 'Ed25519', hash: 'SHA-512', crv: 'Ed25519', size: 64 },
  EdDSA: { name: 'EdDSA', kty: 'OKP', scheme: 'Ed25519', hash: 'SHA-512', crv: 'Ed25519', size: 64 },
}

/** The facts of an algorithm, or `undefined` for a name that is not in the table: exact spelling, no `none`. */
export function factsOf(name: unknown): AlgorithmFacts | undefined {
  // Own members only: `alg: "constructor"` or `"__proto__"` in a token finds nothing here. And texts only: a list that
  // holds one name would turn into it.
  return typeof name === 'string' && Object.hasOwn(TABLE, name) ? TABLE[name as Algorithm] : undefined
}

/** Every row of the table, in its order. */
export function everyAlgorithm(): readonly AlgorithmFacts[] {
  return Object.values(TABLE)
}
