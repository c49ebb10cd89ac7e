import { decodeBase64url, textOf } from '../encoding/base64url.ts'
import { own, parseObject } from '../encoding/json.ts'
import { decodeUtf8 } from '../encoding/utf8.ts'
import { show } from '../errors.ts'
import { flawed, recogniseForeign, recogniseLabel, type Sighting } from './foreign.ts'
import { FORMATS } from './formats.ts'
import { decodeBase64, findBlocks, type PemText, readPem } from './pem.ts'
import { unhex } from './secret.ts'
import { nameOf, recogniseDer, structureOf, validityIn } from './structure.ts'

/**
 * Recognises what a key text is; `undefined` for a text that can only be a secret. Text is told apart by its looks
 * here, which `verify` and `sign` never do.
 */
export function recogniseText(text: string): Sighting | undefined {
  const plain = text.trim()
  return recogniseForeign(plain) ?? recogniseJson(plain) ?? recognisePem(text) ?? recogniseEncoded(plain)
}

function recogniseJson(text: string): Sighting | undefined {
  const value = parseObject(text)
  if (!value) return undefined
  if (own(value, 'kty') !== undefined || own(value, 'keys') !== undefined) {
    const kind = own(value, 'kty') === undefined ? 'JWK Set' : 'JWK'
    return {
      ...flawed(`${kind} text`, `The ${kind} is passed as text; pass the object that it spells.`, 'JSON.parse(text)'),
      value,
    }
  }
  const holder = Object.entries(value).find(([, member]) => typeof member === 'string' && /-----BEGIN/.test(member))
  if (!holder) return undefined
  const name = show(holder[0])
  const message = `The text is a JSON document, whose member ${name} is the key; pass that member.`
  return { ...flawed('JSON text', message, `JSON.parse(text)[${name}]`), inner: recognisePem(holder[1] as string) }
}

function recognisePem(text: string): Sighting | undefined {
  const { blocks, rest } = findBlocks(text)
  const [block] = blocks
  if (!block)
    return text.includes('-----END EC PARAMETERS-----') ? recogniseLabel('EC PARAMETERS', text) : recogniseTorn(text)
  if (blocks.length > 1) return recogniseSeveral(blocks)
  const sighting = recogniseBlock(block)
  if (!rest || sighting.problem) return sighting
  const message = 'The PEM text holds something beside the key; pass the lines from BEGIN to END alone.'
  return { ...sighting, ...flawed(sighting.format, message, 'text.match(/-----BEGIN[^]*?-----END [A-Z ]+-----/)[0]') }
}

/** PEM of which one of the two marks, or both, are missing or damaged. */
function recogniseTorn(text: string): Sighting | undefined {
  const begins = text.includes('-----BEGIN ')
  const ends = text.includes('-----END ')
  if (/-----BEGIN [A-Z0-9 ]*-----\s*["']?$/.test(text)) {
    const message = 'The PEM text is its first line alone. A line break cuts off an unquoted value in a .env file.'
    return flawed('PEM', message, 'put the value in double quotes, with \\n for each line break')
  }
  if (begins !== ends) {
    const [there, missing] = begins ? ['BEGIN', 'END'] : ['END', 'BEGIN']
    const message = `The PEM text has its ${there} line but not its ${missing} line: a part was cut off.`
    return flawed('PEM', message, 'copy the key again, whole')
  }
  if (!begins && !/BEGIN [A-Z0-9 ]{0,40}(KEY|CERTIFICATE)/i.test(text)) return undefined
  return flawed(
    'PEM',
    'The lines BEGIN and END of the PEM text are damaged: each has five hyphens on both sides, and a label in capitals.',
    'restore them, as in -----BEGIN PUBLIC KEY-----',
  )
}

function recogniseSeveral(blocks: PemText['blocks']): Sighting {
  const parts = blocks.map(recogniseBlock)
  const secret = blocks.some(({ label }) => label.endsWith('PRIVATE KEY'))
  const fix = secret
    ? 'openssl pkey -in bundle.pem -out private.pem'
    : 'openssl x509 -in bundle.pem -out certificate.pem'
  const labels = show([...new Set(blocks.map(({ label }) => label))].join(', '))
  const message = `The PEM text holds ${blocks.length} blocks (${labels}); pass the one that is the key.`
  return { ...flawed('several PEM blocks', message, fix), parts }
}

function recogniseBlock({ label, body, whole }: PemText['blocks'][number]): Sighting {
  const read = () => readPem(whole, FORMATS)
  if (label === 'ENCRYPTED PRIVATE KEY' || body.includes(',ENCRYPTED')) return { format: 'encrypted PEM', read }
  const foreign = recogniseLabel(label, body)
  if (foreign) return foreign
  const der = decodeBase64(body)
  const found = der && structureOf(der)
  if (der && found?.label === label) return { format: `${found.name} PEM`, read, validity: validityIn(der, label) }
  if (found && Object.hasOwn(FORMATS, found.label)) {
    const message = `The PEM block is labelled ${show(label)}, but what it holds is a ${found.name} key.`
    return flawed(`${found.name} PEM`, message, `change the label in both lines to ${found.label}`)
  }
  return Object.hasOwn(FORMATS, label)
    ? { format: `${nameOf(label)} PEM`, read }
    : flawed('PEM', `The PEM block is labelled ${show(label)}, which is no kind of key that signs or verifies JWTs.`)
}

/** Base64 or hexadecimal of DER, or of a text that is itself a key. */
function recogniseEncoded(text: string): Sighting | undefined {
  const packed = text.replace(/\s/g, '')
  if (/^(?:[0-9a-f]{2})+$/i.test(packed)) return recogniseInner(unhex(packed), 'hex', 'xxd -r -p key.txt')
  const bytes = decodeBase64(packed) ?? decodeBase64url(packed)
  return bytes?.length ? recogniseInner(bytes, 'base64', 'base64 -d key.txt') : undefined
}

function recogniseInner(bytes: Uint8Array, kind: string, decode: string): Sighting | undefined {
  const der = recogniseDer(bytes)
  const inner = der ? { ...der, problem: undefined } : recogniseText(decodeUtf8(bytes) ?? '')
  if (!inner) return undefined
  const format = `${kind} of ${inner.format}`
  const fix = der ? `${decode} | ${der.problem?.fix?.replace(' -in key.der', '')}` : `${decode} > key.pem`
  return { ...flawed(format, `This is ${format}; decode it, and pass the text that comes out.`, fix), inner }
}

/** Recognises what key bytes are; `undefined` for bytes that can only be a secret. */
export function recogniseBytes(bytes: Uint8Array): Sighting | undefined {
  const der = recogniseDer(bytes)
  if (der) return der
  const wide = utf16In(bytes)
  const inner = recogniseText(wide ?? decodeUtf8(bytes[0] === 0xef ? bytes.subarray(3) : bytes) ?? '')
  if (!inner) return undefined
  const message = wide
    ? 'The key is text in UTF-16; save it as UTF-8, and pass it as a string.'
    : 'The key is text that came as bytes, which are taken for an HMAC secret; pass it as a string.'
  const fix = wide ? "new TextDecoder('utf-16').decode(bytes)" : "readFileSync(path, 'utf8')"
  return { format: inner.format, inner, problem: { code: 'ERR_KEY_MISMATCH', message, fix } }
}

/** The text of UTF-16 that begins with its byte order mark, as Windows editors write it. */
function utf16In(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  const little = first === 0xff && second === 0xfe
  if (!little && !(first === 0xfe && second === 0xff)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length & ~1)
  return textOf(Uint16Array.from({ length: view.byteLength / 2 }, (_, at) => view.getUint16(2 * at, little)))
}
