import type { KeyReport } from '../../index.ts'

const KINDS = { RSA: 'RSA', EC: 'Elliptic curve', OKP: 'Edwards curve', oct: '' }

/** A key in a few words, such as `RSA public key, 2048 bits, SPKI PEM`. */
export function keyWords({ kty, side, bits, crv, format, keys }: KeyReport): string {
  if (keys && !kty) return `${format}, ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`
  if (!kty) return format === 'unknown' ? 'Not a key' : format
  if (kty === 'oct') return `Secret, ${(bits as number) / 8} bytes${format === 'secret' ? '' : `, ${format}`}`
  return [`${KINDS[kty]} ${side} key`, crv ?? `${bits} bits`, format].join(', ')
}

/** How long a signature is in bytes (RFC 7518 §3, RFC 8032 §5.1.6); RSA's is as long as the key. */
const SIZES: { readonly [algorithm: string]: number } = { ES256: 64, ES384: 96, ES512: 132, Ed25519: 64, EdDSA: 64 }

/** A signature in words: how long it is, and how long it should be. */
export function signatureWords(algorithm: unknown, length: number): { text: string; fits: boolean } {
  const name = `${algorithm}`
  const hash = /^HS(256|384|512)$/.exec(name)?.[1]
  const proper = hash ? Number(hash) / 8 : Object.hasOwn(SIZES, name) ? (SIZES[name] as number) : length
  const fits = proper === length
  return { text: `${length} bytes${fits ? '' : `; one of ${name} has ${proper}`}`, fits }
}
