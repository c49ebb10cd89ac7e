import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { annotate } from '../../src/playground/model/token.ts'
import { decode, isJwtError, verify } from '../../src/sync.ts'
import { TOKENS } from './tokens.ts'

const SECRET = 'a secret of this test alone, which is long enough'

/** True when the library refuses a text for its form, whatever key it is given. */
function isMalformed(text: string): boolean {
  // No payload is parsed before its signature holds, and decode looks at no signature: both are asked.
  const readers = [() => decode(text), () => verify(text, SECRET, { algorithms: ['HS256'] })]
  return readers.some((read) => {
    try {
      read()
      return false
    } catch (error) {
      return isJwtError(error, 'ERR_TOKEN_MALFORMED')
    }
  })
}

const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64url')
const withHeader = (header: string | Uint8Array) =>
  `${encode(header)}.${encode('{"sub":"u"}')}.${encode('x'.repeat(32))}`
const withPayload = (payload: string | Uint8Array) => `${encode('{"alg":"HS256"}')}.${encode(payload)}.AAAA`
const messages = (text: string) => annotate(text).faults.map(({ message }) => message)

describe('annotate', () => {
  it.each(TOKENS)('finds nothing wrong with a good token: $algorithm', ({ token }) => {
    const { parts, faults } = annotate(token)
    expect(faults).toEqual([])
    expect(parts.map(({ name }) => name)).toEqual(['header', 'payload', 'signature'])
    expect(parts.map(({ start, end }) => token.slice(start, end))).toEqual(token.split('.'))
  })

  it('marks the one character that is not base64url', () => {
    const [{ token }] = TOKENS
    for (const [character, words] of [
      ['+', 'base64url has “-”'],
      ['/', 'base64url has “_”'],
      ['=', 'padding'],
      [' ', 'a space'],
      ['\n', 'a line break'],
      ['\u202e', 'U+202E'],
      ['é', '“é”'],
    ] as const) {
      const at = token.indexOf('.') + 5
      const { faults } = annotate(token.slice(0, at) + character + token.slice(at + 1))
      expect(faults).toEqual([{ start: at, end: at + 1, message: expect.stringContaining(words) }])
    }
  })

  it('names the proper last character where spare bits are set', () => {
    const [two, token] = ['AB', 'AAB'].map((end) => `${encode('{"alg":"HS256"}')}.${encode('{}')}.${end}`) as [
      string,
      string,
    ]
    expect(annotate(two).faults[0]).toMatchObject({ start: two.length - 1, message: expect.stringContaining('“A”') })
    expect(annotate(token).faults).toEqual([
      { start: token.length - 1, end: token.length, message: expect.stringContaining('“A” has none') },
    ])
  })

  it.each([
    ['Bearer a.b.c', 'Bearer'],
    ['{"payload":"e30"}', 'This is JSON'],
    ['a.b.c.d.e', 'encrypted'],
    ['a.b.c.d', 'here are more'],
    ['a.b', 'here is one'],
    ['a', 'here are none'],
    ['a..c', 'payload is empty'],
    ['.e30.c', 'header is empty'],
    ['e30.e30.', 'signature is empty'],
  ])('says what %s is', (text, words) => {
    expect(messages(text).join(' ')).toContain(words)
  })

  it.each([
    ['{"alg":"HS256",}', 15, 16, 'a name in double quotes is expected'],
    ['{"alg":"HS256"', 14, 14, 'ends too early'],
    ["{'alg':1}", 1, 2, 'a name in double quotes'],
    ['{"alg":"HS256"} x', 16, 17, 'nothing more'],
  ])('finds the place where %s stops being JSON', (header, from, to, words) => {
    const { parts, faults } = annotate(withHeader(header))
    expect(parts[0]?.json?.fault).toMatchObject({ start: from, end: to })
    expect(faults).toHaveLength(1)
    expect(faults[0]?.message).toContain(words)
    const marked = withHeader(header).slice(faults[0]?.start, faults[0]?.end)
    expect(marked).not.toBe('')
    // The characters that carry the byte, in base64url of six bits each.
    expect(faults[0]?.start).toBe(Math.min(Math.floor((from * 4) / 3), encode(header).length - 1))
  })

  it('finds the first byte that is not UTF-8', () => {
    const payload = Uint8Array.from([...Buffer.from('{"a":"é'), 0xff, ...Buffer.from('"}')])
    const token = withPayload(payload)
    const start = token.indexOf('.') + 1 + Math.floor((8 * 4) / 3)
    expect(annotate(token).faults).toEqual([{ start, end: start + 2, message: expect.stringContaining('not UTF-8') }])
  })

  it.each([
    ['{"alg":"HS256","\\u0061lg":"none"}', 'stands twice'],
    ['{"typ":"JWT"}', 'no “alg”'],
    ['{"alg":["HS256"]}', '“alg” is not a text'],
    ['{"alg":"HS256","kid":7}', '“kid” is not a text'],
    ['{"alg":"HS256","b64":false}', 'unencoded'],
    ['{"alg":"HS256","cty":"JWT"}', 'nested tokens'],
    ['[]', 'not an object'],
    ['\ufeff{"alg":"HS256"}', 'byte order mark'],
  ])('refuses the header %s as the library does', (header, words) => {
    expect(messages(withHeader(header)).join(' ')).toContain(words)
    expect(isMalformed(withHeader(header))).toBe(true)
  })

  it('tells a hundred faults one by one, and of the rest where they begin', () => {
    const { faults } = annotate(`${encode('{"alg":"HS256"}')}.${encode('{}')}.${'A*'.repeat(5_000)}`)
    expect(faults).toHaveLength(101)
    expect(faults.at(-1)).toEqual({ start: 226, end: 10_025, message: 'And so on.' })
  })

  it('reads on behind what is broken', () => {
    const token = `${encode('{"alg":"HS256"}')}.*${encode('{"sub":"user-1"}')}.AAAA`
    expect(annotate(token).parts[1]?.value).toEqual({ sub: 'user-1' })
  })

  const pieces = fc.constantFrom('.', '..', '=', '+', '/', ' ', '\n', 'Bearer ', 'A', 'e30', 'é', '\u202e', '{', '"')
  it('has a fault exactly where the library finds a token malformed', () => {
    const [{ token }] = TOKENS
    const mutated = fc
      .array(fc.tuple(fc.nat(token.length), fc.nat(3), fc.option(pieces, { nil: '' })), { minLength: 1, maxLength: 3 })
      .map((edits) =>
        edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), token as string),
      )
    fc.assert(
      fc.property(
        fc.oneof(
          mutated,
          fc.array(pieces).map((list) => list.join('')),
          fc.string(),
        ),
        (text) => {
          fc.pre(text !== '')
          expect([text, annotate(text).faults.length > 0]).toEqual([text, isMalformed(text)])
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('has a fault exactly where the library refuses a header', () => {
    const names = fc.constantFrom('alg', 'typ', 'kid', 'cty', 'b64', 'x')
    const values = fc.constantFrom('"HS256"', '"JWT"', '1', 'null', 'true', 'false', '[]', '{"a":1,"a":2}', '{"a":{}}')
    const header = fc
      .array(fc.tuple(names, values), { maxLength: 4 })
      .map((members) => `{${['"alg":"HS256"', ...members.map(([name, value]) => `"${name}":${value}`)].join(',')}}`)
    fc.assert(
      fc.property(header, (text) => {
        expect([text, annotate(withHeader(text)).faults.length > 0]).toEqual([text, isMalformed(withHeader(text))])
      }),
      { numRuns: 1000 },
    )
  })
})
