import { type Fault, readLoosely } from './base64url.ts'
import { faultsOfHeader } from './claims.ts'
import { type JsonScan, membersOf, scanJson } from './json.ts'
import { byteLength, readText } from './utf8.ts'

/** The longest token that is verified: the library's own default. */
export const LONGEST = 16_384

/** A part of a token, with as much of it as could be read. Positions are characters of the whole text. */
export interface Part {
  readonly name: 'header' | 'payload' | 'signature' | 'more'
  readonly start: number
  readonly end: number
  readonly bytes: Uint8Array
  /** Header and payload as JSON, broken or not. */
  readonly json?: JsonScan
  /** The object that the JSON spells, when it spells one. */
  readonly value?: { readonly [member: string]: unknown }
}

/** A text as a token, however broken: its parts, and every place where a strict reader would refuse it. */
export interface Annotation {
  readonly text: string
  readonly parts: readonly Part[]
  readonly faults: readonly Fault[]
}

const NAMES = ['header', 'payload', 'signature'] as const

/** Says where the parts stand; a leading `Bearer ` belongs to none. */
function splitParts(text: string): { name: Part['name']; start: number; end: number }[] {
  const parts: { name: Part['name']; start: number; end: number }[] = []
  let start = /^\s*bearer\s+/i.exec(text)?.[0].length ?? 0
  while (start <= text.length) {
    const dot = text.indexOf('.', start)
    const last = dot < 0 || parts.length > 4
    parts.push({ name: NAMES[parts.length] ?? 'more', start, end: last ? text.length : dot })
    if (last) break
    start = dot + 1
  }
  return parts
}

/** What the number of parts says, where it isn't three. */
function faultOfForm(text: string, count: number): Fault | undefined {
  const all = (message: string) => ({ start: 0, end: text.length, message })
  const tail = (message: string) => ({ start: Math.max(text.length - 1, 0), end: text.length, message })
  if (/^\s*[{[]/.test(text)) return all('This is JSON; a token is header.payload.signature.')
  if (count === 5) return all('Five parts: an encrypted token (JWE). Only signed ones (JWS) are read.')
  if (count < 3) return tail(`A token has two dots; here ${count === 2 ? 'is one' : 'are none'}.`)
  return count > 3 ? all('A token has two dots; here are more.') : undefined
}

/** Reads header or payload: text, JSON, object, each as far as it goes. */
function readJsonPart(
  part: Part,
  place: (from: number, to: number) => { start: number; end: number },
): [Part, Fault[]] {
  const { text, broken, marked } = readText(part.bytes)
  const json = scanJson(text)
  const placed = ({ start, end, message }: Fault): Fault => {
    const from = byteLength(text.slice(0, start))
    return { ...place(from, from + byteLength(text.slice(start, end))), message }
  }
  if (broken !== undefined)
    return [
      { ...part, json },
      [{ ...place(broken, broken + 1), message: `The ${part.name} is not UTF-8 from here on.` }],
    ]
  if (marked)
    return [{ ...part, json }, [{ ...place(0, 3), message: `The ${part.name} begins with a byte order mark.` }]]
  if (json.fault) return [{ ...part, json }, [placed(json.fault)]]
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [
      { ...part, json },
      [{ start: part.start, end: part.end, message: `The ${part.name} is JSON, but not an object.` }],
    ]
  }
  const object = value as { readonly [member: string]: unknown }
  const whole = { ...part, json, value: object }
  if (part.name !== 'header') return [whole, []]
  const faults = json.repeated.map((key): Fault => ({ ...key, message: 'This name stands twice in the header.' }))
  for (const [{ start, end }, message] of faultsOfHeader(object, membersOf(json))) faults.push({ start, end, message })
  if (!Object.hasOwn(object, 'alg')) faults.push({ start: 0, end: 1, message: 'The header has no “alg”.' })
  return [whole, faults.map(placed)]
}

/**
 * Takes a text apart as a token. It has a fault exactly when the library refuses it as malformed, whatever the key; a
 * text beyond the length that is verified is annotated all the same.
 */
export function annotate(text: string): Annotation {
  if (text === '') return { text, parts: [], faults: [] }
  const places = splitParts(text)
  const faults: Fault[] = []
  const prefix = (places[0] as Pick<Part, 'start'>).start
  if (prefix) faults.push({ start: 0, end: prefix, message: '“Bearer ” belongs to the HTTP header.' })
  const form = faultOfForm(text, places.length)
  const parts = places.map((place): Part => {
    const { start, end, name } = place
    const { bytes, faults: foreign, place: placeOf } = readLoosely(text, start, end)
    const part = { ...place, bytes }
    if (form && /^\s*[{[]/.test(text)) return part
    faults.push(...foreign)
    if (start === end)
      faults.push({
        start: Math.max(start - 1, 0),
        end: Math.min(end + 1, text.length),
        message: `The ${name} is empty.`,
      })
    if (name === 'signature' || name === 'more' || start === end) return part
    const encrypted = places.length === 5 && name === 'payload'
    const [read, broken] = encrypted ? [part, []] : readJsonPart(part, placeOf)
    // What follows from a character that was passed over would be told twice.
    if (!foreign.length) faults.push(...broken)
    return read
  })
  if (form) faults.push(form)
  return { text, parts, faults }
}
