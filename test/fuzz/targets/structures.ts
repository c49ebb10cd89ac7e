// DER, the two forms of an ECDSA signature and spans of time, read as they are written, and in no other way.
import fc from 'fast-check'
import { rawFromDer } from '../../../src/algorithms/ecdsa.ts'
import { readDer, writeDer } from '../../../src/encoding/der.ts'
import { readDuration } from '../../../src/token/duration.ts'
import { derFromRaw } from '../../algorithms/ecdsa-der.ts'
import { elementsOf } from '../../reference/der.ts'
import { equal, outcomeNow } from '../oracle.ts'
import { must, target } from '../target.ts'

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
