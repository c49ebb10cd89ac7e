import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodeBase64url, decodePublic, encodeBase64url, encodePublic, textOf } from '../../src/encoding/base64url.ts'
import { ascii } from './bytes.ts'

/** RFC 4648 §10, without the padding that JWS leaves out. */
const KNOWN = [
  ['', ''],
  ['f', 'Zg'],
  ['fo', 'Zm8'],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg'],
  ['fooba', 'Zm9vYmE'],
  ['foobar', 'Zm9vYmFy'],
] as const

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** What another implementation says: Node's decoder passes over what it does not know, so only the same text counts. */
function reference(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? Uint8Array.from(bytes) : undefined
}

const plainDecode = (text: string) => decodeBase64url(text)
const publicDecode = (text: string) => decodePublic(text, 0, text.length)

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('encodeBase64url and encodePublic', () => {
  it.each([encodeBase64url, encodePublic])('give the answers of RFC 4648 (%o)', (encode) => {
    for (const [text, encoded] of KNOWN) expect(encode(ascii(text))).toBe(encoded)
  })

  it.each([encodeBase64url, encodePublic])('agree with Node on any bytes (%o)', (encode) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(encode(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
      }),
    )
  })

  it('encode a view of a larger buffer, and nothing beside it', () => {
    const view = ascii('..foob..').subarray(2, 6)
    expect(encodeBase64url(view)).toBe('Zm9vYg')
    expect(encodePublic(view)).toBe('Zm9vYg')
  })

  it('encodePublic gives the same where the platform has no Buffer', () => {
    vi.stubGlobal('Buffer', undefined)
    expect(encodePublic(ascii('foob'))).toBe('Zm9vYg')
  })
})

describe.each([
  ['decodeBase64url', plainDecode],
  ['decodePublic', publicDecode],
])('%s', (_name, decode) => {
  it('gives the answers of RFC 4648', () => {
    for (const [text, encoded] of KNOWN) expect(decode(encoded)).toEqual(ascii(text))
  })

  it('undoes encoding, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(Uint8Array.from(decode(encodeBase64url(bytes)) as Uint8Array)).toEqual(bytes)
      }),
    )
  })

  it('agrees with the reference on any text over the alphabet and its neighbours', () => {
    const character = fc.constantFrom(
      ...ALPHABET,
      '+',
      '/',
      '=',
      ' ',
      '\n',
      '\t',
      '.',
      '\0',
      'é',
      '\u0141',
      '\u{10041}',
    )
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 200 }),
      fc.string({ unit: character, maxLength: 12 }),
    )
    fc.assert(
      fc.property(text, (each) => {
        const bytes = decode(each)
        expect(bytes && Uint8Array.from(bytes)).toEqual(reference(each))
      }),
      { numRuns: 2000 },
    )
  })

  it('takes one spelling for each value: a decoded text encodes to itself', () => {
    for (const tail of [...ALPHABET].flatMap((a) => [...ALPHABET].map((b) => a + b))) {
      for (const text of [tail, `A${tail}`, `AAAA${tail}`]) {
        const bytes = decode(text)
        if (bytes) expect(encodeBase64url(bytes)).toBe(text)
        else expect(reference(text)).toBeUndefined()
      }
    }
  })

  it.each(['A', 'AAAAA', 'Zg=', 'Zg==', 'Zm8=', 'Zh', 'Zm9', ' Zg', 'Zg\n', 'Z g', 'Zm+v', 'Zm/v', 'Zm9v.', 'Zm9é'])(
    'refuses %j, short or inside a long text',
    (text) => {
      expect(decode(text)).toBeUndefined()
      expect(decode('AAAA'.repeat(50) + text)).toBeUndefined()
    },
  )

  it('refuses a character outside of ASCII whose low bits are those of a letter, wherever it stands', () => {
    for (let at = 0; at < 8; at++) {
      for (const length of [6, 7, 8]) {
        if (at >= length) continue
        const text = 'A'.repeat(length)
        const changed = `${text.slice(0, at)}\u0141${text.slice(at + 1)}`
        expect(decode(changed)).toBeUndefined()
        expect(decode(`${text.slice(0, at)}\u00c1${text.slice(at + 1)}`)).toBeUndefined()
      }
    }
  })
})

describe('a part of a longer text', () => {
  it('is decoded in its place, whatever stands around it', () => {
    expect(decodeBase64url('!!Zm9vYg!!', 2, 8)).toEqual(ascii('foob'))
    expect(decodeBase64url('AAAAAAAA', 0, 5)).toBeUndefined()
    expect(decodePublic('AAAAAAAA', 0, 5)).toBeUndefined()
    expect(decodePublic('!!Zm9vYg!!', 2, 8)).toEqual(ascii('foob'))
    const long = 'QUJD'.repeat(100)
    expect(Uint8Array.from(decodePublic(`.${long}.`, 1, 401) as Uint8Array)).toEqual(ascii('ABC'.repeat(100)))
    expect(decodePublic(`.${long}.`, 0, 401)).toBeUndefined()
  })

  it('is decoded the same where the platform has no Buffer, or one that does not know base64url', () => {
    const long = 'QUJD'.repeat(100)
    const ignorant = { from: () => ({ toString: () => '' }) }
    const throwing = {
      from: () => {
        throw new TypeError('unknown encoding')
      },
    }
    for (const Buffer of [undefined, ignorant, throwing]) {
      vi.stubGlobal('Buffer', Buffer)
      expect(decodePublic(long, 0, 400)).toEqual(ascii('ABC'.repeat(100)))
      expect(decodePublic(`${long}=`, 0, 401)).toBeUndefined()
    }
  })
})

describe('the platform', () => {
  it('decodes what is longer than 64 characters, and encodes everything', () => {
    const from = vi.fn(Buffer.from)
    vi.stubGlobal('Buffer', { from })
    encodePublic(ascii('f'))
    from.mockClear()
    const text = 'QUJD'.repeat(50)
    decodePublic(text, 0, 64)
    decodePublic(text, 100, 164)
    expect(from).not.toHaveBeenCalled()
    decodePublic(text, 0, 68)
    expect(from).toHaveBeenCalledTimes(1)
    encodePublic(ascii('f'))
    expect(from).toHaveBeenCalledTimes(2)
  })
})

describe('textOf', () => {
  it('makes a text of any length, unit by unit', () => {
    for (const length of [0, 1, 4095, 4096, 4097, 10_000, 300_000]) {
      const codes = new Uint8Array(length).map((_, at) => at & 0xff)
      expect(textOf(codes)).toBe(Buffer.from(codes).toString('latin1'))
    }
    expect(textOf(Uint16Array.of(0xd83d, 0xde00, 0x20ac))).toBe('😀€')
  })
})
