// The codecs of the library beside the reference's and the platform's: the same bytes, or the same refusal.
import fc from 'fast-check'
import { derFromRaw, rawFromDer } from '../../../src/algorithms/ecdsa.ts'
import { decodeBase64url, decodePublic, encodeBase64url, encodePublic } from '../../../src/encoding/base64url.ts'
import { readDer, writeDer } from '../../../src/encoding/der.ts'
import { duplicateMember, parseObject } from '../../../src/encoding/json.ts'
import * as utf8 from '../../../src/encoding/utf8.ts'
import { readDuration } from '../../../src/token/duration.ts'
import { elementsOf } from '../../reference/der.ts'
import { parseJson } from '../../reference/json.ts'
import { unbase64url, unutf8 } from '../../reference/text.ts'
import { jsonBytes, jsonText } from '../generate/json.ts'
import { outcomeNow, same } from '../oracle.ts'
import { must, target } from '../target.ts'

const equal = (a: Uint8Array | undefined, b: Uint8Array | undefined) =>
  a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0)

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const letter = fc.constantFrom(...LETTERS)
const digits = fc.oneof(
  { weight: 3, arbitrary: fc.array(letter, { maxLength: 90 }).map((list) => list.join('')) },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.oneof(
          { weight: 20, arbitrary: letter },
          fc.constantFrom('=', '+', '/', ' ', '\n', '\0', 'é', '\u0141', '\u2028'),
        ),
        { maxLength: 90 },
      )
      .map((list) => list.join('')),
  },
)

export const base64url = target(
  'base64url',
  600,
  fc.record({ text: digits, before: digits, after: digits }),
  ({ text, before, after }) => {
    const expected = unbase64url(text)
    const whole = before + text + after
    const [start, end] = [before.length, before.length + text.length]
    must(equal(decodeBase64url(text), expected), 'decodes as the reference does', text)
    must(equal(decodeBase64url(whole, start, end), expected), 'decodes a part as it stands in a longer text', text)
    must(equal(decodePublic(whole, start, end), expected), 'decodes by the platform to the same', text)
    if (!expected) return
    must(encodeBase64url(expected) === text && encodePublic(expected) === text, 'bytes have one spelling', text)
    // A view into a larger buffer, as a platform's are.
    const view = Uint8Array.from([1, 2, ...expected, 3]).subarray(2, 2 + expected.length)
    must(encodeBase64url(view) === text && encodePublic(view) === text, 'a view is read as a view', text)
  },
)

const sequence = fc.constantFrom(
  'c0',
  'c080',
  'e0a0',
  'eda080',
  'f0808080',
  'f4908080',
  'f48fbfbf',
  'efbbbf',
  'fe',
  '80',
  'e282ac',
  'c3a9',
  'f09f9880',
  '41',
  '00',
  'efbfbd',
)
const encodedText = fc.oneof(
  fc.array(sequence, { maxLength: 12 }).map((list) => list.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Buffer.from(text).toString('hex')),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('hex')),
)

export const utf8Text = target('utf8', 600, encodedText, (hex) => {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
  const expected = unutf8(bytes)
  must(utf8.decodeUtf8(bytes) === expected, 'decodes as the reference does', hex)
  must(
    withoutPlatform(() => utf8.decodeUtf8(bytes)) === expected,
    'and so it does where the platform has no decoder',
    hex,
  )
  if (expected === undefined) return
  must(equal(utf8.encodeUtf8(expected), bytes), 'a text has one form', hex)
  must(utf8.encodeText(expected) === Buffer.from(bytes).toString('base64url'), 'also where it is encoded twice', hex)
})

/** The same with the codecs that are written out for engines without any. */
function withoutPlatform<Result>(action: () => Result): Result {
  const scope = globalThis as { TextDecoder?: unknown; TextEncoder?: unknown; Buffer?: unknown }
  const { TextDecoder, TextEncoder } = scope
  scope.TextDecoder = scope.TextEncoder = undefined
  try {
    return action()
  } finally {
    Object.assign(scope, { TextDecoder, TextEncoder })
  }
}

const jsons = jsonText(fc.constant([]), ['a', 'b', '__proto__', 'alg', '{', '"', ':'])

export const jsonObjects = target(
  'json',
  600,
  fc.oneof(
    jsons.map((spec) => jsonBytes(spec).toString('utf8')),
    fc.json(),
    fc.string(),
  ),
  (text) => {
    const parsed = parseJson(text)
    const expected =
      typeof parsed?.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value)
        ? parsed.value
        : undefined
    const value = parseObject(text)
    must(same(value, expected), 'parses as the reference does', [text, value, expected])
    if (value) must((duplicateMember(text) !== undefined) === parsed?.twice, 'sees members of one name', text)
  },
)

/** An element whose length is written in its shortest form, or with zeros in front, or as another one. */
function element([tag, body, form]: [number, Uint8Array, number]): number[] {
  const sound = writeDer(tag, body)
  if (form === 0) return [...sound]
  const digits = body.length > 255 ? [body.length >> 8, body.length & 255] : [body.length]
  const padded = [...Array<number>(Math.max(0, form - 1)).fill(0), ...digits]
  return [tag, form < 0 ? -form : 0x80 | padded.length, ...(form < 0 ? [] : padded), ...body]
}

const anyElement = fc.tuple(
  fc.constantFrom(2, 3, 4, 5, 6, 0x30, 0x1f, 0xa0),
  fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(127, 128, 255, 256, 400).map((length) => new Uint8Array(length)),
  ),
  fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -130, max: 4 }) }),
)
const anyDer = fc
  .oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.array(anyElement, { maxLength: 4 }).map((list) => Uint8Array.from(list.flatMap(element))),
  )
  .map((bytes) => Buffer.from(bytes).toString('hex'))

export const derElements = target('elements', 600, anyDer, (hex) => {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
  const expected = elementsOf(bytes)
  const outcome = outcomeNow(() => readDer(bytes))
  must('value' in outcome === (expected !== undefined), 'reads what the reference reads', hex)
  if (!expected || 'code' in outcome) return
  const read = outcome.value as ReturnType<typeof readDer>
  const alike = read.every(({ tag, body }, at) => tag === expected[at]?.tag && equal(body, expected[at]?.body))
  must(alike && read.length === expected.length, 'element by element', hex)
  must(equal(Buffer.concat(read.map(({ tag, body }) => writeDer(tag, body))), bytes), 'DER has one spelling', hex)
})

const halves = fc.record({
  size: fc.constantFrom(64, 96, 132),
  r: fc.bigInt({ min: 0n, max: 2n ** 528n - 1n }),
  s: fc.bigInt({ min: 0n, max: 2n ** 528n - 1n }),
})

export const ecdsaForms = target(
  'ecdsa',
  300,
  halves.map(({ size, r, s }) => ({
    size,
    raw: [r, s].map((each) => (each % 2n ** BigInt(size * 4)).toString(16).padStart(size, '0')).join(''),
  })),
  ({ size, raw }) => {
    const bytes = Uint8Array.from(Buffer.from(raw, 'hex'))
    const der = derFromRaw(bytes)
    must(equal(rawFromDer(der, size), bytes), 'a signature comes back from DER', raw)
    for (const torn of [der.subarray(1), der.subarray(0, -1), Uint8Array.from([...der, 0])]) {
      must(rawFromDer(torn, size) === undefined, 'DER that is not whole is none', raw)
    }
    if (size > 64)
      must(
        (rawFromDer(der, 64) === undefined) === /[1-9a-f]/.test(overflowOf(raw, size)),
        'a longer number does not fit',
        raw,
      )
  },
)

/** The digits of both halves that a signature of 64 bytes has no room for. */
function overflowOf(raw: string, size: number): string {
  const more = size - 64
  return raw.slice(0, more) + raw.slice(size, size + more)
}

const amounts = fc.oneof(
  fc.constantFrom('1', '0', '-5', '1.5', '007', '1.', '.5', '1e3', '٣', ''),
  fc.nat().map(String),
  fc.constantFrom('9'.repeat(400)),
)
const units = fc.constantFrom(
  '',
  's',
  'S',
  'sec',
  'seconds',
  'm',
  'min',
  'h',
  'hrs',
  'd',
  'days',
  'w',
  'week',
  'ms',
  'y',
  'mo',
  ' s',
  '  s',
  's ',
)
const LENGTHS: { readonly [letter: string]: number } = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 }
const NAMES = 's sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days w week weeks'.split(
  ' ',
)

export const durations = target('durations', 400, fc.tuple(amounts, units), ([amount, unit]) => {
  const name = unit.replace(/^ /, '').toLowerCase()
  const number =
    /^-?[0-9]+(\.[0-9]+)?$/.test(amount) && NAMES.includes(name)
      ? Number(amount) * (LENGTHS[name[0] as string] as number)
      : Number.NaN
  const outcome = outcomeNow(() => readDuration(amount + unit, 'expiresIn'))
  if (Number.isFinite(number))
    must('value' in outcome && outcome.value === number, 'a span is what it says', [amount + unit, outcome])
  else must('code' in outcome && outcome.code === 'ERR_CONFIG', 'what is no span is refused', [amount + unit, outcome])
})
