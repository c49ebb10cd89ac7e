// The codecs of the library beside the reference's and the platform's: the same bytes, or the same refusal.
import fc from 'fast-check'
import { decodeBase64url, decodePublic, encodeBase64url, encodePublic } from '../../../src/encoding/base64url.ts'
import { duplicateMember, parseObject } from '../../../src/encoding/json.ts'
import * as utf8 from '../../../src/encoding/utf8.ts'
import { parseJson } from '../../reference/json.ts'
import { unbase64url, unutf8 } from '../../reference/text.ts'
import { jsonBytes, jsonText } from '../generate/json.ts'
import { equal, same } from '../oracle.ts'
import { must, target } from '../target.ts'

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
