import { textOf } from '../encoding/base64url.ts'
import { type DerElement, readDer, readSequence } from '../encoding/der.ts'
import { JwtError } from '../errors.ts'

/** What countersign takes out of an X.509 certificate. */
export interface Certificate {
  /** SubjectPublicKeyInfo, in DER. */
  readonly publicKey: Uint8Array
  /** The two times of its validity, as DER elements. */
  readonly validity: readonly DerElement[]
}

/** The tag of `[0] EXPLICIT Version`. */
const VERSION = 0xa0

/** The tags of a certificate: what was signed, by which algorithm, the signature. */
const PARTS = '48,48,3'

/** Those of TBSCertificate: serial, signature, issuer, validity, subject, subjectPublicKeyInfo; what follows is open. */
const FIELDS = /^2(,48){5}\b/

const tagsOf = (elements: readonly DerElement[]): string => elements.map(({ tag }) => tag).join()

/**
 * Takes the public key out of an X.509 certificate (RFC 5280 §4.1). Only the key is taken: who signed the certificate
 * and whether it is still valid is not judged here; a caller who passes a certificate trusts it.
 *
 * @throws JwtError `ERR_KEY_INVALID`
 */
export function readCertificate(der: Uint8Array): Certificate {
  const parts = readSequence(der)
  const fields = readSequence(parts[0]?.whole ?? new Uint8Array())
  // Version 1 does not name itself.
  if (fields[0]?.tag === VERSION) fields.shift()
  if (tagsOf(parts) !== PARTS || !FIELDS.test(tagsOf(fields))) {
    throw new JwtError('ERR_KEY_INVALID', 'The PEM block is labelled CERTIFICATE but holds no X.509 certificate.')
  }
  const [, , , validity, , publicKey] = fields
  return { publicKey: (publicKey as DerElement).whole, validity: readDer((validity as DerElement).body) }
}

/** `YYYYMMDDHHMMSSZ`: both forms of time come out as this one (RFC 5280 §4.1.2.5). */
const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/

const UTC_TIME = 0x17

function dateOf({ tag, body }: DerElement): Date | undefined {
  const text = textOf(body)
  // UTCTime has two digits of the year: 50 to 99 lie in the last century.
  const century = tag === UTC_TIME ? (/^[0-4]/.test(text) ? '20' : '19') : ''
  const [, year, month, day, hour, minute, second] = (TIME.exec(century + text) ?? []).map(Number)
  return year === undefined ? undefined : new Date(Date.UTC(year, (month as number) - 1, day, hour, minute, second))
}

/** From when to when a certificate says it is valid; `undefined` where its times cannot be read. */
export function readValidity({ validity }: Certificate): { notBefore: Date; notAfter: Date } | undefined {
  const [notBefore, notAfter] = validity.map(dateOf)
  return notBefore && notAfter && { notBefore, notAfter }
}
