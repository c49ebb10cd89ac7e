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
  /** The signature's length in bytes (for HMAC also the shortest secret); RSA signatures are as long as the modulus. */
  readonly size: number | undefined
  /** The one curve that the algorithm stands for (EC, OKP). */
  readonly crv: Curve | undefined
}

type Row = readonly [AlgorithmFacts['kty'], AlgorithmFacts['scheme'], Hash, size?: number, crv?: Curve]

// In the order in which they are named to people.
const ROWS: { readonly [name in Algorithm]: Row } = {
  HS256: ['oct', 'HMAC', 'SHA-256', 32],
  HS384: ['oct', 'HMAC', 'SHA-384', 48],
  HS512: ['oct', 'HMAC', 'SHA-512', 64],
  RS256: ['RSA', 'RSASSA-PKCS1-v1_5', 'SHA-256'],
  RS384: ['RSA', 'RSASSA-PKCS1-v1_5', 'SHA-384'],
  RS512: ['RSA', 'RSASSA-PKCS1-v1_5', 'SHA-512'],
  PS256: ['RSA', 'RSA-PSS', 'SHA-256'],
  PS384: ['RSA', 'RSA-PSS', 'SHA-384'],
  PS512: ['RSA', 'RSA-PSS', 'SHA-512'],
  ES256: ['EC', 'ECDSA', 'SHA-256', 64, 'P-256'],
  ES384: ['EC', 'ECDSA', 'SHA-384', 96, 'P-384'],
  ES512: ['EC', 'ECDSA', 'SHA-512', 132, 'P-521'],
  // Ed25519 hashes with SHA-512 inside (RFC 8032 §5.1); no caller passes that hash on.
  Ed25519: ['OKP', 'Ed25519', 'SHA-512', 64, 'Ed25519'],
  EdDSA: ['OKP', 'Ed25519', 'SHA-512', 64, 'Ed25519'],
}

const TABLE: { readonly [name in Algorithm]: AlgorithmFacts } = /* @__PURE__ */ factsIn(ROWS)

function factsIn(rows: { readonly [name: string]: Row }): typeof TABLE {
  const entries = Object.entries(rows).map(([name, [kty, scheme, hash, size, crv]]) => [
    name,
    { name, kty, scheme, hash, size, crv },
  ])
  return Object.fromEntries(entries)
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
