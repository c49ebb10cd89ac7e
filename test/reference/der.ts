// The DER forms of keys: SubjectPublicKeyInfo (RFC 5280 §4.1), PKCS#8 (RFC 5958, RFC 8410 §7), PKCS#1 (RFC 8017 A.1),
// SEC1 (RFC 5915), and the key in an X.509 certificate. Names, extensions and dates of certificates are passed over.
import { sizeOf } from './curves.ts'
import { type ReferenceKey, sound } from './keys.ts'
import { need, refuse } from './refusal.ts'

/** One element: X.690 §8.1. */
export interface Element {
  readonly tag: number
  readonly body: Buffer
}

/** The elements that fill some bytes, or `undefined` where they are no DER (X.690 §10.1). */
export function elementsOf(bytes: Uint8Array): Element[] | undefined {
  let rest = Buffer.from(bytes)
  const elements: Element[] = []
  while (rest.length) {
    if (rest.length < 2) return undefined
    const [tag, first] = rest as unknown as [number, number]
    if (tag % 32 === 31) return undefined
    const more = first < 128 ? 0 : first - 128
    if (first === 128 || more > 4 || rest.length < 2 + more) return undefined
    const length = more ? rest.readUIntBE(2, more) : first
    // Shortest form: the long one only from 128 on, and without a zero byte in front.
    if (more && (length < 128 || rest[2] === 0)) return undefined
    const end = 2 + more + length
    if (end > rest.length) return undefined
    elements.push({ tag, body: rest.subarray(2 + more, end) })
    rest = rest.subarray(end)
  }
  return elements
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTETS = 0x04
const NULL = 0x05
const OID = 0x06

/** Elements by their tags, of which those in brackets may be missing: "30 3 [a0] [81]". */
function take(bytes: Uint8Array, pattern: string): (Element | undefined)[] {
  const elements = elementsOf(bytes)
  need('key', elements, 'no DER')
  const left = [...elements]
  const taken = pattern.split(' ').map((part) => {
    const [, optional, tag] = /^(\[?)(\w+)/.exec(part) as unknown as [string, string, string]
    if (left[0]?.tag === Number.parseInt(tag, 16)) return left.shift()
    return optional ? undefined : refuse('key', `${part} is missing`)
  })
  need('key', !left.length, 'something more')
  return taken
}

/** The contents of the one element that the bytes are. */
function only(bytes: Uint8Array, tag: number): Buffer {
  return (take(bytes, tag.toString(16)) as [Element])[0].body
}

/** X.690 §8.3, of a number that is not negative. */
function magnitude({ body }: Element): Uint8Array {
  need('key', body.length && body.readInt8() >= 0, 'a negative number')
  need('key', body.length === 1 || body.readInt16BE() > 127, 'a number that is not in its shortest form')
  return Uint8Array.from(body[0] === 0 && body.length > 1 ? body.subarray(1) : body)
}

function wholeBytes({ body }: Element): Buffer {
  need('key', body[0] === 0, 'bits that are no whole bytes')
  return body.subarray(1)
}

const CURVES: { readonly [oid: string]: string } = {
  '2a8648ce3d030107': 'P-256',
  '2b81040022': 'P-384',
  '2b81040023': 'P-521',
}

type Family = Pick<ReferenceKey, 'kty' | 'crv'>

function family({ body }: Element): Family {
  const [oid, parameters, ...more] = elementsOf(body) ?? refuse('key', 'no DER')
  need('key', oid?.tag === OID && !more.length, 'no algorithm identifier')
  const name = oid.body.toString('hex')
  if (name === '2a864886f70d010101') {
    need('key', parameters?.tag === NULL && !parameters.body.length, 'RSA without NULL')
    return { kty: 'RSA' }
  }
  if (name === '2b6570') {
    need('key', !parameters, 'Ed25519 with parameters')
    return { kty: 'OKP', crv: 'Ed25519' }
  }
  need('key', name === '2a8648ce3d0201' && parameters?.tag === OID, 'of another family')
  return { kty: 'EC', crv: curve(parameters) }
}

function curve({ body }: Element): string {
  return CURVES[body.toString('hex')] ?? refuse('key', 'another curve')
}

/** SEC 1 §2.3.3, not compressed. */
function point(bytes: Buffer): { x: Uint8Array; y: Uint8Array } {
  need('key', bytes[0] === 4 && bytes.length % 2 === 1, 'no uncompressed point')
  const half = (bytes.length + 1) / 2
  return { x: Uint8Array.from(bytes.subarray(1, half)), y: Uint8Array.from(bytes.subarray(half)) }
}

function readSpki(der: Uint8Array): ReferenceKey {
  const [identifier, bits] = take(only(der, SEQUENCE), '30 3') as [Element, Element]
  const found = family(identifier)
  const value = wholeBytes(bits)
  if (found.kty === 'RSA') return readRsaPublic(value)
  const numbers = found.kty === 'EC' ? point(value) : { x: Uint8Array.from(value) }
  return sound({ ...found, side: 'public', numbers, said: {} })
}

function readRsaPublic(der: Uint8Array): ReferenceKey {
  const [n, e] = take(only(der, SEQUENCE), '2 2').map((element) => magnitude(element as Element))
  return sound({ kty: 'RSA', side: 'public', numbers: { n, e } as ReferenceKey['numbers'], said: {} })
}

function readRsaPrivate(der: Uint8Array): ReferenceKey {
  const [version, ...rest] = take(only(der, SEQUENCE), '2 2 2 2 2 2 2 2 2').map((each) => magnitude(each as Element))
  need('key', version?.length === 1 && version[0] === 0, 'of more than two primes')
  const numbers = Object.fromEntries(['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name, at) => [name, rest[at]]))
  return sound({ kty: 'RSA', side: 'private', numbers: numbers as ReferenceKey['numbers'], said: {} })
}

function readSec1(der: Uint8Array, outer?: string): ReferenceKey {
  const [version, octets, named, bits] = take(only(der, SEQUENCE), '2 4 [a0] [a1]') as [
    Element,
    Element,
    Element?,
    Element?,
  ]
  need('key', Buffer.from(magnitude(version)).toString('hex') === '01', 'of another version')
  const inner = named && curve((take(named.body, '6') as [Element])[0])
  const crv = outer ?? inner
  need('key', crv && (!inner || inner === crv), 'of no one curve')
  const size = sizeOf(crv) as number
  need('key', octets.body.length <= size, 'a number too long')
  const d = new Uint8Array(size)
  d.set(octets.body, size - octets.body.length)
  const open = bits && point(wholeBytes((take(bits.body, '3') as [Element])[0]))
  return sound({ kty: 'EC', crv, side: 'private', numbers: { ...open, d }, said: {} })
}

function readPkcs8(der: Uint8Array): ReferenceKey {
  const parts = take(only(der, SEQUENCE), '2 30 4 [a0] [81]')
  const [version, identifier, octets, , bits] = parts as [Element, Element, Element, Element?, Element?]
  const number = magnitude(version)
  need('key', number.length === 1 && (number[0] as number) <= 1, 'of another version')
  const found = family(identifier)
  if (found.kty === 'RSA') return readRsaPrivate(octets.body)
  if (found.kty === 'EC') return readSec1(octets.body, found.crv)
  const d = Uint8Array.from(only(octets.body, OCTETS))
  const x = bits && { x: Uint8Array.from(wholeBytes(bits)) }
  return sound({ ...found, side: 'private', numbers: { ...x, d }, said: {} })
}

function readCertificate(der: Uint8Array): ReferenceKey {
  const [signed] = take(only(der, SEQUENCE), '30 30 3') as [Element]
  const fields = elementsOf(signed.body)
  need('key', fields, 'no DER')
  if (fields[0]?.tag === 0xa0) fields.shift()
  const tags = fields.slice(0, 6).map(({ tag }) => tag)
  need('key', tags.join() === [INTEGER, ...Array(5).fill(SEQUENCE)].join(), 'no certificate')
  need('key', elementsOf((fields[3] as Element).body), 'dates that are no DER')
  return readSpki(wrap((fields[5] as Element).body))
}

function wrap(body: Buffer): Buffer {
  const { length } = body
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([SEQUENCE, ...head]), body])
}

/** The forms, by the PEM labels under which they come (RFC 7468). Each throws a Refusal. */
export const READERS: { readonly [label: string]: (der: Uint8Array) => ReferenceKey } = {
  'PUBLIC KEY': readSpki,
  'RSA PUBLIC KEY': readRsaPublic,
  CERTIFICATE: readCertificate,
  'PRIVATE KEY': readPkcs8,
  'RSA PRIVATE KEY': readRsaPrivate,
  'EC PRIVATE KEY': (der) => readSec1(der),
}
