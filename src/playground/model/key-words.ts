import type { KeyReport } from '../../index.ts'

const KINDS = { RSA: 'RSA', EC: 'Elliptic curve', OKP: 'Edwards curve', oct: '' }

/** A key in a few words, such as `RSA public key, 2048 bits, SPKI PEM`. */
export function keyWords({ kty, side, bits, crv, format, keys }: KeyReport): string {
  if (keys && !kty) return `${format}, ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`
  if (!kty) return format === 'unknown' ? 'Not a key' : format
  if (kty === 'oct') return `Secret, ${(bits ?? 0) / 8} bytes${format === 'secret' ? '' : `, ${format}`}`
  return [`${KINDS[kty]} ${side} key`, crv ?? `${bits} bits`, format].join(', ')
}

/** Lengths of signatures in bytes (RFC 7518 §3, RFC 8032 §5.1.6); RSA's is the key's. */
const SIZES: { readonly [algorithm: string]: number } = {
  HS256: 32,
  HS384: 48,
  HS512: 64,
  ES256: 64,
  ES384: 96,
  ES512: 132,
  Ed25519: 64,
  EdDSA: 64,
}

/** A signature in words: how long it is, and how long it should be. */
export function signatureWords(algorithm: unknown, length: number): { text: string; fits: boolean } {
  const name = typeof algorithm === 'string' && Object.hasOwn(SIZES, algorithm) ? algorithm : undefined
  const proper = name && SIZES[name]
  const text = `${length} ${length === 1 ? 'byte' : 'bytes'}`
  if (proper === undefined || proper === length) return { text, fits: true }
  return { text: `${text}; one of ${name} has ${proper}`, fits: false }
}
