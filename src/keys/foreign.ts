import type { Curve } from '../algorithms/table.ts'
import { textOf } from '../encoding/base64url.ts'
import { type ErrorCode, JwtError } from '../errors.ts'
import { keyOf } from './jwk.ts'
import type { Key } from './key.ts'
import { decodeBase64 } from './pem.ts'
import { readPoint } from './spki.ts'

/** One thing that is wrong with a key, or with the form in which it was passed. */
export interface KeyProblem {
  /** The code of the error that using the key as it stands would raise; as an HMAC secret, a text such as a path may pass. */
  readonly code: ErrorCode
  readonly message: string
  /** What mends it: a command for a terminal, an expression for the calling code, or a short instruction. */
  readonly fix?: string
}

/** What was seen in text or bytes. */
export interface Sighting {
  readonly format: string
  /** Reads the key, as soon as it is in a form that can be read. @throws JwtError */
  readonly read?: () => Key
  /** What is wrong with the form. */
  readonly problem?: KeyProblem | undefined
  /** What this one is a wrapping of. */
  readonly inner?: Sighting | undefined
  /** The object that a JSON text spells. */
  readonly value?: object
  /** The blocks of a PEM text that holds several. */
  readonly parts?: readonly Sighting[]
  readonly validity?: { readonly notBefore: Date; readonly notAfter: Date } | undefined
}

/** A sighting of something that is not read as it stands. */
export function flawed(format: string, message: string, fix?: string): Sighting {
  return { format, problem: { code: 'ERR_KEY_INVALID', message, ...(fix !== undefined && { fix }) } }
}

type Row = readonly [pattern: RegExp, format: string, message: string, fix?: string]

/** Texts that are no key in any form that is read here, by how they begin. */
const TEXTS: readonly Row[] = [
  [
    /^PuTTY-User-Key-File-/,
    'PuTTY private key',
    'This is a private key in the format of PuTTY; convert it to PKCS#8 PEM.',
    'puttygen key.ppk -O private-openssh -o key && ssh-keygen -p -m PKCS8 -f key',
  ],
  [
    /^---- BEGIN SSH2 PUBLIC KEY ----/,
    'SSH2 public key',
    'This is a public key in the format of RFC 4716; convert it to SPKI PEM.',
    'ssh-keygen -i -f key.pub > openssh.pub && ssh-keygen -e -m PKCS8 -f openssh.pub > public.pem',
  ],
  [
    /^eyJ[\w-]*\.[\w-]*\.[\w-]*$/,
    'JWT',
    'This is a token, not a key. Are the arguments in the order verify(token, key, options)?',
  ],
  [
    /^<(\?xml|RSAKeyValue)/,
    'XML',
    'This is XML; export the key as PEM (in .NET: ExportSubjectPublicKeyInfoPem or ExportPkcs8PrivateKeyPem).',
  ],
  [
    /^[a-z][a-z0-9+.-]+:\/\/\S+$/i,
    'URL',
    'This is an address, not a key; a JWK Set at an https address is a key source.',
    'createRemoteJwks(url)',
  ],
  [
    /^[\w.@ ~:\\/-]{1,255}\.(pem|key|pub|crt|cer|der|jwks?|json|p12|pfx)$/i,
    'file path',
    'This is the name of a file, not what is in it; read the file and pass its text.',
    "readFileSync(path, 'utf8')",
  ],
]

const NEW_ED25519 = 'openssl genpkey -algorithm ed25519 -out private.pem'

/** PEM blocks that hold no key which is read here, by their labels. */
const LABELS: readonly Row[] = [
  [
    /^OPENSSH PRIVATE KEY$/,
    'OpenSSH private key',
    'This is a private key in the format of OpenSSH; convert it to PKCS#8 PEM (the command rewrites the file: work on a copy).',
    'ssh-keygen -p -m PKCS8 -f key',
  ],
  [
    /^(NEW )?CERTIFICATE REQUEST$/,
    'certificate request PEM',
    'This is a request for a certificate; take the public key out of it.',
    'openssl req -in request.csr -pubkey -noout -out public.pem',
  ],
  [
    /^(TRUSTED|X509) CERTIFICATE$/,
    'X.509 certificate PEM',
    'This is a certificate under a label of old; write it anew.',
    'openssl x509 -in certificate.pem -out new.pem',
  ],
  [
    /^(PKCS7|CMS)$/,
    'PKCS#7 PEM',
    'This is a bundle of certificates; take the one of the key out of it.',
    'openssl pkcs7 -in bundle.pem -print_certs | openssl x509 -out certificate.pem',
  ],
  [
    /^(EC|DSA|DH|X9\.42 DH) PARAMETERS$/,
    'parameters PEM',
    'These are parameters, not a key; pass the block that ends in PRIVATE KEY or PUBLIC KEY.',
  ],
  [
    /^DSA P/,
    'DSA PEM',
    'This is a DSA key, which signs no JWT; make one for ES256.',
    'openssl ecparam -name prime256v1 -genkey -noout -out private.pem',
  ],
  [/^PGP /, 'PGP block', 'This is a block of PGP, which signs no JWT.', 'openssl genrsa -out private.pem 2048'],
]

/** What mends an EC key, by what a reader says is wrong with it. */
const EC_OPTIONS: readonly (readonly [message: RegExp, option: string])[] = [
  [/compressed/, '-conv_form uncompressed'],
  [/spells its curve/, '-param_enc named_curve'],
]

/** The command that mends what a reader complained of, for a key in that format. */
export function commandFor(message: string, format: string): string | undefined {
  const option = EC_OPTIONS.find(([pattern]) => pattern.test(message))?.[1]
  if (option === undefined) return /openssl [^;()]+?(?=\.?$|\))/.exec(message)?.[0]
  const input = format.startsWith('X.509')
    ? 'openssl x509 -in key.pem -pubkey -noout | openssl ec'
    : 'openssl ec -in key.pem'
  return /X\.509|SPKI/.test(format)
    ? `${input} -pubin ${option} -pubout -out public.pem`
    : `${input} ${option} -out private.pem`
}

function find(rows: readonly Row[], text: string): Sighting | undefined {
  const row = rows.find(([pattern]) => pattern.test(text))
  return row && flawed(row[1], row[2], row[3])
}

/** Recognises text that is a key, or no key, of another world: SSH, PuTTY, a token, a path. */
export function recogniseForeign(text: string): Sighting | undefined {
  return recogniseSsh(text) ?? find(TEXTS, text)
}

/** Recognises a PEM block that is no key for JWTs, by its label. */
export function recogniseLabel(label: string, body: string): Sighting | undefined {
  if (label === 'OPENSSH PRIVATE KEY' && textOf(decodeBase64(body) ?? new Uint8Array()).includes('ssh-ed25519')) {
    const message =
      'This is an Ed25519 key in the format of OpenSSH, whose tools cannot convert it; make a new key pair.'
    return flawed('OpenSSH private key', message, NEW_ED25519)
  }
  return find(LABELS, label)
}

/** A line as in authorized_keys (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4). */
const SSH_LINE = /^((?:ssh|ecdsa-sha2|sk-ssh|sk-ecdsa)-[\w@.-]+)\s+([\w+/]+={0,2})/

const SSH_CURVES: { readonly [type: string]: Curve } = {
  'ssh-ed25519': 'Ed25519',
  'ecdsa-sha2-nistp256': 'P-256',
  'ecdsa-sha2-nistp384': 'P-384',
  'ecdsa-sha2-nistp521': 'P-521',
}

/** Puts the head of an Ed25519 SubjectPublicKeyInfo before the 32 bytes with which the line's base64 ends. */
const FROM_ED25519 =
  "{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; cut -d' ' -f2 key.pub | base64 -d | tail -c 32; } | openssl pkey -pubin -inform DER -pubout -out public.pem"

function recogniseSsh(text: string): Sighting | undefined {
  const found = SSH_LINE.exec(text)
  if (!found) return undefined
  const [, type, body] = found as unknown as [string, string, string]
  const crv = Object.hasOwn(SSH_CURVES, type) ? SSH_CURVES[type] : undefined
  const format = 'OpenSSH public key'
  if (type !== 'ssh-rsa' && !crv) {
    return flawed(
      format,
      'This is an OpenSSH key of a kind that signs no JWT.',
      'ssh-keygen -t rsa -b 3072 -m PKCS8 -f key',
    )
  }
  const fix = crv === 'Ed25519' ? FROM_ED25519 : 'ssh-keygen -e -m PKCS8 -f key.pub > public.pem'
  const message = 'This is a public key in the format of OpenSSH; convert it to SPKI PEM.'
  return { ...flawed(format, message, fix), read: () => readSsh(decodeBase64(body) ?? new Uint8Array(), crv) }
}

function readSsh(blob: Uint8Array, crv: Curve | undefined): Key {
  const fields: Uint8Array[] = []
  for (let at = 0; at + 4 <= blob.length; ) {
    const end = at + 4 + new DataView(blob.buffer, blob.byteOffset).getUint32(at)
    if (end <= blob.length) fields.push(blob.slice(at + 4, end))
    at = end
  }
  const [, second, third] = fields
  // An integer whose first bit is set has a zero byte in front, as in DER.
  const magnitude = (integer: Uint8Array) => integer.subarray(integer[0] === 0 ? 1 : 0)
  if (!second || (crv !== 'Ed25519' && !third))
    throw new JwtError('ERR_KEY_INVALID', 'The OpenSSH key was cut off; copy it whole.')
  if (!crv) return keyOf({ kty: 'RSA', side: 'public' }, { e: magnitude(second), n: magnitude(third as Uint8Array) })
  if (crv === 'Ed25519') return keyOf({ kty: 'OKP', crv, side: 'public' }, { x: second })
  return keyOf({ kty: 'EC', crv, side: 'public' }, readPoint(third as Uint8Array))
}
