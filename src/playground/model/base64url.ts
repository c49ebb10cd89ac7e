import { nameOfCharacter } from './characters.ts'

/** Something that a strict reader refuses, and where it stands in the text that was given. */
export interface Fault {
  readonly start: number
  readonly end: number
  readonly message: string
}

/** What could be made of a part, and which of its characters carry which byte. */
export interface LooseBytes {
  readonly bytes: Uint8Array
  readonly faults: readonly Fault[]
  /** The first and the last character (that one not included) that carry some bytes. */
  place(from: number, to: number): { start: number; end: number }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Standard base64 has these two where base64url has `-` and `_`. */
const STANDARD = '+/'

/** One run of foreign characters is one fault. */
const RUN = /\++|\/+|=+|\s+|[^\w+/=\s-]+/g

function faultOf(run: string, start: number): Fault {
  const at = { start, end: start + run.length }
  const name = nameOfCharacter(run)
  const standard = STANDARD.indexOf(run[0] as string)
  if (standard >= 0) return { ...at, message: `${name} is standard base64; base64url has “${'-_'[standard]}” here.` }
  if (run[0] === '=') return { ...at, message: '“=” is padding, which tokens do without.' }
  return { ...at, message: `${name} is not a character of base64url.` }
}

/** So many are told one by one; the text from there on is one fault. */
const MOST = 100

function faultsOf(part: string, start: number, end: number): Fault[] {
  const faults: Fault[] = []
  for (const { 0: run, index } of part.matchAll(RUN)) {
    const fault = faultOf(run, start + index)
    if (faults.length === MOST) return [...faults, { ...fault, end, message: 'And so on.' }]
    faults.push(fault)
  }
  return faults
}

/** What a last character should be, so that the bits beyond the last byte are zero (RFC 4648 §3.5). */
function spareFault(text: string, at: number, count: number): Fault | undefined {
  const value = ALPHABET.indexOf(text[at] as string)
  const mask = count % 4 === 2 ? 15 : count % 4 === 3 ? 3 : 0
  if ((value & mask) === 0) return undefined
  const proper = ALPHABET[value & ~mask]
  const message = `“${text[at]}” has spare bits that are not zero; “${proper}” has none.`
  return { start: at, end: at + 1, message }
}

/**
 * Reads base64url as far as it can be read: what is foreign is passed over, and reported at its place. No faults means
 * that the strict reader of the library takes the same text.
 */
export function readLoosely(text: string, start: number, end: number): LooseBytes {
  const part = text.slice(start, end)
  const faults = faultsOf(part, start, end)
  const bytes = new Uint8Array(Math.floor((part.length * 3) / 4))
  /** Where each character that counts stands. */
  const origins: number[] = []
  let bits = 0
  let held = 0
  let length = 0
  for (let at = start; at < end; at++) {
    const standard = STANDARD.indexOf(text[at] as string)
    const value = standard < 0 ? ALPHABET.indexOf(text[at] as string) : 62 + standard
    if (value < 0) continue
    origins.push(at)
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[length++] = bits >> held
  }
  const last = origins.at(-1)
  if (last !== undefined && !faults.length) {
    const cut = { start: last, end: last + 1, message: 'One character is left over: a part was cut off.' }
    const fault = origins.length % 4 === 1 ? cut : spareFault(text, last, origins.length)
    if (fault) faults.push(fault)
  }
  const originOf = (sextet: number) => origins[Math.min(sextet, origins.length - 1)] ?? start
  return {
    bytes: bytes.subarray(0, length),
    faults,
    place: (from, to) => ({
      start: originOf(Math.floor((from * 4) / 3)),
      end: originOf(Math.floor((Math.max(to, from + 1) * 8 - 1) / 6)) + 1,
    }),
  }
}
