// Keys as text, and what quoting, copying and saving make of it: for the cases that read it as the key that it is, and
// for those that must never take it for a secret.
import { ed25519, p256, p384, p521, rsa } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'
import { base64url, bytesOf, utf8 } from './forge.ts'

/** Keys of every kind in every form of text. */
export const keyTexts: readonly (readonly [name: string, text: string])[] = [
  ...Object.entries({ RSA: rsa, 'P-256': p256, 'P-384': p384, 'P-521': p521, Ed25519: ed25519 }).flatMap(
    ([name, pair]) => [
      [`${name} public PEM`, pair.publicPem] as const,
      [`${name} private PEM`, pair.privatePem] as const,
      [`${name} JWK`, JSON.stringify(pair.publicJwk)] as const,
      [`${name} JWK Set`, JSON.stringify({ keys: [pair.publicJwk] })] as const,
    ],
  ),
  ['certificate', rsa.certificate],
  ['certificate of P-256', odd.ecCertificate],
  ['PKCS#1', rsa.privatePkcs1],
  ['SEC1', p256.privateSec1],
  ['OpenSSH RSA', odd.sshRsaPublic],
  ['OpenSSH Ed25519', odd.sshEd25519Public],
  ['OpenSSH P-256', odd.sshP256Public],
  ['OpenSSH P-521', odd.sshP521Public],
  ['OpenSSH private', odd.sshRsaPrivate],
  ['SSH2', odd.ssh2Public],
  ['PuTTY', odd.putty],
]

function base64(bytes: ArrayLike<number>): string {
  const text = base64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

function hex(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function derOf(pem: string): Uint8Array {
  return bytesOf(
    pem
      .replace(/-----[^-]*-----|[\s=]/g, '')
      .replaceAll('+', '-')
      .replaceAll('/', '_'),
  )
}

/** The bytes of the PEM texts among them, and of PKCS#1's public form, which is the end of SPKI. */
export const derTexts: readonly (readonly [name: string, der: Uint8Array])[] = [
  ...keyTexts
    .filter(([name, text]) => text.startsWith('-----BEGIN') && !name.startsWith('OpenSSH'))
    .map(([name, text]) => [name, derOf(text)] as const),
  ['PKCS#1 public', derOf(rsa.publicPem).subarray(24)],
]

/** What bytes become when they are read as a text. UTF-8: as nearly as it matters here, of which each such byte is none. */
export function misread(bytes: Uint8Array): readonly (readonly [encoding: string, text: string])[] {
  const text = (read: (byte: number) => number) => Array.from(bytes, (byte) => String.fromCharCode(read(byte))).join('')
  return [
    ['latin1', text((byte) => byte)],
    ['ASCII', text((byte) => byte & 0x7f)],
    ['UTF-8', text((byte) => (byte > 0x7f ? 0xfffd : byte))],
    ['hexadecimal behind 0x', `0x${hex(bytes)}`],
  ]
}

/** The disguises under which a key text must not pass for a secret, as bytes. */
export function disguises(text: string): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const body = text.replace(/-----[^-]*-----/g, '').trim()
  const texts: readonly (readonly [string, string])[] = [
    ['as it stands', text],
    ['escaped newlines', text.replaceAll('\n', '\\n')],
    ['twice escaped newlines', text.replaceAll('\n', '\\\\n')],
    ['Windows line ends', text.replaceAll('\n', '\r\n')],
    ['one line', text.replaceAll('\n', ' ')],
    ['one word', text.replaceAll('\n', '')],
    ['indented', text.replace(/^/gm, '    ')],
    ['leading junk', `subject=/CN=example\n\n${text}`],
    ['trailing junk', `${text}\n# until 2030`],
    ['quoted', `"${text}"`],
    ['JSON string', JSON.stringify(text)],
    ['environment line', `PUBLIC_KEY='${text}'`],
    ['wrong label', text.replaceAll('PUBLIC KEY', 'SECRET KEY').replaceAll('CERTIFICATE', 'DOCUMENT')],
    ['byte order mark', `\uFEFF${text}`],
    ['body alone', body],
    ['body in one line', body.replaceAll('\n', '')],
    ['body with escaped newlines', body.replaceAll('\n', '\\n')],
    ['body with a name in front', `key: ${body}`],
    ['body in base64url', body.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')],
    ['base64', base64(utf8(text))],
    ['base64url', base64url(utf8(text))],
    ['hex', hex(utf8(text))],
  ]
  const units = Array.from(text, (character) => character.charCodeAt(0))
  const wide = units.flatMap((unit) => [unit & 0xff, unit >> 8])
  return [
    ...texts.map(([name, each]) => [name, Uint8Array.from(utf8(each))] as const),
    ['UTF-16, little end first', Uint8Array.from(wide)],
    ['UTF-16, little end first, marked', Uint8Array.from([0xff, 0xfe, ...wide])],
    ['UTF-16, big end first, marked', Uint8Array.from([0xfe, 0xff, 0, ...wide.slice(0, -1)])],
    ['bytes that are no text around it', Uint8Array.from([0xff, 0x9c, ...utf8(text), 0xc0])],
  ]
}

/** What environment variables, editors and copying make of PEM text that is still the key that it was. */
export const wrappings: readonly (readonly [name: string, wrap: (pem: string) => string])[] = [
  ['as it stands', (pem) => pem],
  ['without its last line end', (pem) => pem.trimEnd()],
  ['literal \\n', (pem) => pem.replaceAll('\n', '\\n')],
  ['literal \\r\\n', (pem) => pem.replaceAll('\n', '\\r\\n')],
  ['twice escaped \\n', (pem) => pem.replaceAll('\n', '\\\\n')],
  ['CRLF', (pem) => pem.replaceAll('\n', '\r\n')],
  ['CR', (pem) => pem.replaceAll('\n', '\r')],
  ['empty lines between', (pem) => pem.replaceAll('\n', '\n\n')],
  ['indented by spaces', (pem) => pem.replace(/^/gm, '    ')],
  ['indented by tabs', (pem) => pem.replace(/^/gm, '\t')],
  ['spaces for line ends', (pem) => pem.replaceAll('\n', ' ')],
  ['no line ends', (pem) => pem.replaceAll('\n', '')],
  ['a byte order mark', (pem) => `\uFEFF${pem}`],
  ['white space around it', (pem) => `\n\n \t${pem} \n`],
  ['double quotes', (pem) => `"${pem}"`],
  ['single quotes', (pem) => `'${pem}'`],
  ['quotes and literal \\n', (pem) => `"${pem.replaceAll('\n', '\\n')}"`],
  ['a byte order mark and quotes', (pem) => `\uFEFF"${pem}"`],
]
