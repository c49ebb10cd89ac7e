import { encodeBase64url } from '../encoding/base64url.ts'
import { JwtError } from '../errors.ts'
import type { Key } from './key.ts'
import { writePkcs8 } from './pkcs8.ts'
import { writeSpki } from './spki.ts'

/** Base64 of the standard alphabet with padding, in lines of 64 (RFC 7468 §2). */
function linesOf(der: Uint8Array): string {
  const text = encodeBase64url(der).replaceAll('-', '+').replaceAll('_', '/')
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4, '=')
  return (padded.match(/.{1,64}/g) as string[]).join('\n')
}

/** A key as PEM: SPKI for a public one, PKCS#8 for a private one. @throws JwtError `ERR_KEY_MISMATCH` for a secret */
export function writePem(key: Key): string {
  if (key.side === 'secret') {
    throw new JwtError('ERR_KEY_MISMATCH', 'A secret has no PEM form; keep its bytes, or export it with exportJwk().')
  }
  const label = key.side === 'private' ? 'PRIVATE KEY' : 'PUBLIC KEY'
  const der = key.side === 'private' ? writePkcs8(key) : writeSpki(key)
  return `-----BEGIN ${label}-----\n${linesOf(der)}\n-----END ${label}-----\n`
}
