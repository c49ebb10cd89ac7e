// JSON objects as they may be written, and as they may not: members twice, escapes, white space, bytes that are no text.
import fc from 'fast-check'

/** The bytes of a JSON object, or nearly: members as they stand in the text, what is put between and around them. */
export interface JsonText {
  readonly members: readonly (readonly [name: string, value: string])[]
  readonly gap?: string
  /** Bytes in front and behind, in hexadecimal; `instead` is all there is. */
  readonly before?: string
  readonly after?: string
  readonly instead?: string
}

/** The bytes. */
export function jsonBytes({ members, gap = '', before = '', after = '', instead }: JsonText): Buffer {
  if (instead !== undefined) return Buffer.from(instead, 'hex')
  const written = members.map(([name, value]) => `${name}${gap}:${gap}${value}`).join(`${gap},${gap}`)
  return Buffer.concat([Buffer.from(before, 'hex'), Buffer.from(`{${gap}${written}${gap}}`), Buffer.from(after, 'hex')])
}

/** A name as a JSON string, some of its characters escaped. */
export function nameText(name: string): fc.Arbitrary<string> {
  const plain = JSON.stringify(name)
  const escaped = `"${[...name].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`
  return fc.oneof({ weight: 20, arbitrary: fc.constant(plain) }, { weight: 1, arbitrary: fc.constant(escaped) })
}

/** Values as JSON writes them, and some that it does not. */
export const valueText: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.json({ maxDepth: 2 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('1e999', '-1e999', '1E3', '-0', '0.5', '9007199254740993', 'true', 'null', '[]', '{}'),
  },
  { weight: 2, arbitrary: fc.constantFrom('"\\ud800"', '"\\u0000"', '"\\/"', '"\u2028"', '"é"', '"😀"', '"a\\"b"') },
  { weight: 1, arbitrary: fc.constantFrom('[1,]', "'a'", '01', '+1', 'NaN', 'undefined', '"\t"', '{"a":1,"a":2}') },
  { weight: 1, arbitrary: fc.constantFrom('{"a":{"b":1,"\\u0062":2}}', '[{"x":1},{"x":2}]', '{"{":":","}":"\\""}') },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4000 }).map((deep) => '['.repeat(deep) + ']'.repeat(deep)) },
)

const BYTES = ['', '20', '0a', '00', 'efbbbf', 'c0', 'ff', 'feff', '2c', '7d', 'e28080', 'c2a0']

/** A JSON object with these members first, then what else comes to mind. */
export function jsonText(
  first: fc.Arbitrary<readonly (readonly [string, string])[]>,
  names: readonly string[],
): fc.Arbitrary<JsonText> {
  const member = fc
    .oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.string({ maxLength: 8 }) })
    .chain((name) => fc.tuple(nameText(name), valueText))
  const odd = fc.record(
    {
      gap: fc.constantFrom(' ', '\n', '\t \r', '\u00a0'),
      before: fc.constantFrom(...BYTES),
      after: fc.constantFrom(...BYTES),
      instead: fc.oneof(
        fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('hex')),
        fc.json().map((text) => Buffer.from(text).toString('hex')),
        fc.constantFrom('[]', '"a"', '1', 'null', '{', '').map((text) => Buffer.from(text).toString('hex')),
      ),
    },
    { requiredKeys: [] },
  )
  const body = fc.tuple(first, fc.array(member, { maxLength: 2 }), fc.boolean()).map(([given, more, behind]) => ({
    members: behind ? [...given, ...more] : [...more, ...given],
  }))
  return fc.oneof(
    { weight: 3, arbitrary: first.map((given) => ({ members: given })) },
    { weight: 3, arbitrary: body },
    { weight: 1, arbitrary: fc.tuple(body, odd).map(([given, more]): JsonText => ({ ...given, ...more })) },
  )
}
