import type { KeyType } from '../algorithms/table.ts'
import { encodeAscii } from '../encoding/utf8.ts'
import { jwkOf } from './jwk.ts'
import type { Key } from './key.ts'

/** The required members of each family, in lexicographic order (RFC 7638 §3.2, RFC 8037 §2). */
const MEMBERS: { readonly [kty in KeyType]: readonly ('crv' | 'e' | 'k' | 'kty' | 'n' | 'x' | 'y')[] } = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
  oct: ['k', 'kty'],
}

/** The bytes whose SHA-256 is the key's thumbprint (RFC 7638 §3). The key must hold its public members. */
export function thumbprintInput(key: Key): Uint8Array {
  return encodeAscii(JSON.stringify(jwkOf(key), MEMBERS[key.kty] as string[]))
}
