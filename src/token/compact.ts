import { decodePublic } from '../encoding/base64url.ts'
import { type JsonObject, parseObject } from '../encoding/json.ts'
import { decodeUtf8 } from '../encoding/utf8.ts'
import { JwtError } from '../errors.ts'

/** The longest token that is looked at, in characters, unless the caller says otherwise. */
export const MAX_TOKEN_LENGTH = 16384

/** A token and where its two dots stand. */
export interface Compact {
  readonly text: string
  readonly first: number
  readonly second: number
}

/** Raises `ERR_TOKEN_MALFORMED`. */
export function malformed(reason: string): never {
  throw new JwtError('ERR_TOKEN_MALFORMED', `The token ${reason}.`)
}

/**
 * Finds the three parts of a token in compact form (RFC 7515 §7.1), without decoding any.
 *
 * @throws JwtError `ERR_TOKEN_MALFORMED` or `ERR_TOKEN_TOO_LONG`
 */
export function openCompact(token: unknown, most: number = MAX_TOKEN_LENGTH): Compact {
  if (typeof token !== 'string')
    malformed(
      `is ${token === null ? 'null' : `of type ${typeof token}`}; expected a text of three parts with dots between them`,
    )
  // Before anything is searched or split: the length bounds all later work.
  if (token.length > most) {
    throw new JwtError('ERR_TOKEN_TOO_LONG', `The token has ${token.length} characters; maxTokenLength allows ${most}.`)
  }
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  if (second === -1 || token.indexOf('.', second + 1) !== -1) malformed(otherForm(token))
  return { text: token, first, second }
}

/** What a text is that is not three parts. */
function otherForm(token: string): string {
  const dots = token.split('.').length - 1
  if (/^\s*[{[]/.test(token)) return 'is a JSON serialization; only the compact form (header.payload.signature) is read'
  if (dots === 4) return 'is encrypted (a JWE of five parts); this library reads signed tokens (JWS of three parts)'
  return `has ${dots} dots; expected two (header.payload.signature)`
}

/** The bytes of one part. @throws JwtError `ERR_TOKEN_MALFORMED` */
export function decodePart(token: Compact, part: 'header' | 'payload' | 'signature'): Uint8Array {
  const { text, first, second } = token
  const start = part === 'header' ? 0 : part === 'payload' ? first + 1 : second + 1
  const end = part === 'header' ? first : part === 'payload' ? second : text.length
  if (start === end) malformed(`has an empty ${part}`)
  const bytes = decodePublic(text, start, end)
  if (bytes) return bytes
  const scheme = /^bearer /i.test(text) ? ' ("Bearer " belongs to the HTTP header, not to the token)' : ''
  return malformed(
    `has a ${part} that is not base64url in its strict form: no padding, no white space, no spare bits${scheme}`,
  )
}

/** A part's bytes as a text. @throws JwtError `ERR_TOKEN_MALFORMED` */
export function textOfPart(bytes: Uint8Array, part: string): string {
  return decodeUtf8(bytes) ?? malformed(`has a ${part} that is not UTF-8 (or begins with a byte order mark)`)
}

/** A part's text as a JSON object. @throws JwtError `ERR_TOKEN_MALFORMED` */
export function objectOfPart(text: string, part: string): JsonObject {
  return parseObject(text) ?? malformed(`has a ${part} that is not a JSON object`)
}
