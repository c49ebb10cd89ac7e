import { decodeBase64url } from '../encoding/base64url.ts'
import { JwtError, show } from '../errors.ts'
import type { Key } from './key.ts'

/** PEM labels (RFC 7468), each with the reader of its DER. A table holds one side, so that the other falls out of a bundle. */
export type Formats = { readonly [label: string]: (der: Uint8Array) => Key }

/** One PEM block. */
export interface PemBlock {
  readonly label: string
  readonly der: Uint8Array
}

function invalid(reason: string): never {
  throw new JwtError('ERR_KEY_INVALID', reason)
}

/** Single hyphens stand in the header lines of encrypted keys (RFC 1421 §4.6); five of them end the body. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]*)-----([^-]*(?:-(?!----)[^-]*)*)-----END ([A-Z0-9 ]*)-----/g

/**
 * Undoes what environment variables, YAML and copy and paste do to PEM: quotes, a BOM (`trim` takes it for white
 * space), line ends escaped once or twice.
 */
function unwrap(text: string): string {
  const plain = text.replace(/\\{1,2}[rn]/g, '\n').trim()
  const quoted = /^(["'`])([^]*)\1$/.exec(plain)
  return quoted?.[2] ?? plain
}

/** The PEM blocks in a text, each as it stands from BEGIN to END, and what else stands in it. */
export interface PemText {
  readonly blocks: readonly {
    readonly label: string
    readonly body: string
    readonly end: string
    readonly whole: string
  }[]
  readonly rest: string
}

/**
 * Finds the PEM blocks in a text. The curve parameters that `openssl ecparam -genkey` writes in front of the key are
 * passed over, since the key repeats them.
 */
export function findBlocks(text: string): PemText {
  const plain = unwrap(text)
  const blocks = [...plain.matchAll(BLOCK)]
    .map(([whole, label, body, end]) => ({ whole, label, body, end }) as PemText['blocks'][number])
    .filter(({ label }) => label !== 'EC PARAMETERS')
  return { blocks, rest: plain.replace(BLOCK, '').trim() }
}

/**
 * Reads the one PEM block in a text.
 *
 * @throws JwtError `ERR_KEY_INVALID`, saying what is wrong with the text
 */
export function readBlock(text: string): PemBlock {
  const { blocks, rest } = findBlocks(text)
  const [block] = blocks
  if (!block)
    return invalid(
      'The key text is not PEM: it has no whole "-----BEGIN …-----" to "-----END …-----" block. inspectKey() tells what it is.',
    )
  if (blocks.length > 1) invalid(`The PEM text holds ${blocks.length} blocks; pass the one that is the key.`)
  const { label, body, end } = block
  if (rest) invalid('The PEM text holds something beside the key; pass the lines from BEGIN to END alone.')
  if (label !== end) invalid(`The PEM block begins as ${show(label)} and ends as ${show(end)}.`)
  if (label === 'ENCRYPTED PRIVATE KEY' || body.includes(',ENCRYPTED')) {
    invalid('The PEM key is encrypted; decrypt it with: openssl pkey -in encrypted.pem -out private.pem')
  }
  const der = decodeBase64(body)
  return der ? { label, der } : invalid('The body of the PEM block is not base64; copy the key again, whole.')
}

/** Base64 of the standard alphabet, padded, with white space where it may (RFC 4648 §4); anything else gives `undefined`. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/\s/g, '')
  const standard = /^[A-Za-z0-9+/]+={0,2}$/.test(packed) && packed.length % 4 === 0
  if (!standard) return undefined
  return decodeBase64url(packed.replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_'))
}

/**
 * Reads PEM text as a key of one side.
 *
 * @throws JwtError `ERR_KEY_INVALID`; `ERR_KEY_MISMATCH` for a key of the other side
 */
export function readPem(text: string, formats: Formats): Key {
  const { label, der } = readBlock(text)
  const read = Object.hasOwn(formats, label) && formats[label]
  if (read) return read(der)
  if (/^((RSA|EC) )?PRIVATE KEY$/.test(label)) {
    throw new JwtError(
      'ERR_KEY_MISMATCH',
      'A private key was given to verify with; pass the public key (openssl pkey -in private.pem -pubout).',
    )
  }
  if (/^(RSA )?PUBLIC KEY$|^CERTIFICATE$/.test(label)) {
    throw new JwtError('ERR_KEY_MISMATCH', 'A public key was given to sign with; pass the private key.')
  }
  return invalid(
    `The PEM block is labelled ${show(label)}, which is no kind of key that signs or verifies JWTs. inspectKey() tells more.`,
  )
}
