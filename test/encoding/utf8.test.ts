import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodeUtf8, encodeAscii, encodeText, encodeUtf8, readUtf8 } from '../../src/encoding/utf8.ts'
import { ascii, hex } from './bytes.ts'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What the platform says, with a byte order mark at the start refused. */
function reference(bytes: Uint8Array): string | undefined {
  try {
    const text = strict.decode(bytes)
    return text.startsWith('\uFEFF') ? undefined : text
  } catch {
    return undefined
  }
}

/** Well-formed text at every length of UTF-8, with a byte or two changed, put in or taken away. */
const mutated = fc
  .tuple(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.array(fc.tuple(fc.nat(80), fc.nat(255), fc.constantFrom('set', 'insert', 'remove')), { maxLength: 3 }),
  )
  .map(([text, changes]) => {
    const bytes = [...new TextEncoder().encode(text)]
    for (const [at, value, how] of changes) {
      bytes.splice(at % (bytes.length + 1), how === 'insert' ? 0 : 1, ...(how === 'remove' ? [] : [value]))
    }
    return Uint8Array.from(bytes)
  })

/** Bytes that lie at the borders of what is allowed. */
const borderline = fc.array(
  fc.constantFrom(...hex('00 41 7f 80 8f 90 9f a0 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 f7 f8 fe ff bb')),
  { maxLength: 6 },
)

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe.each([
  ['decodeUtf8', decodeUtf8],
  ['readUtf8', readUtf8],
])('%s', (_name, decode) => {
  it('agrees with the platform on random, borderline and mutated bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      mutated,
      borderline.map((each) => Uint8Array.from(each)),
    )
    fc.assert(
      fc.property(bytes, (each) => {
        expect(decode(each)).toBe(reference(each))
      }),
      { numRuns: 5000 },
    )
  })

  it('agrees with the platform on every sequence of two bytes, and of every lead with borderline ones behind', () => {
    const wrong: number[][] = []
    const check = (...bytes: number[]) => {
      if (decode(Uint8Array.from(bytes)) !== reference(Uint8Array.from(bytes))) wrong.push(bytes)
    }
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) check(first, second)
    }
    const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff]
    for (let first = 0xe0; first < 256; first++) {
      for (const second of edges)
        for (const third of edges) {
          check(first, second, third)
          for (const fourth of edges) check(first, second, third, fourth)
        }
    }
    expect(wrong).toEqual([])
  })

  it('refuses a byte order mark at the start and keeps one elsewhere', () => {
    expect(decode(hex('ef bb bf 7b 7d'))).toBeUndefined()
    expect(decode(hex('ef bb bf'))).toBeUndefined()
    expect(decode(hex('7b ef bb bf 7d'))).toBe('{\uFEFF}')
    expect(decode(hex('ef bb be'))).toBe('\uFEFE')
    expect(decode(hex('ef bc bf'))).toBe('\uFF3F')
    expect(decode(hex('ee bb bf'))).toBe('\uEEFF')
  })

  it('decodes a long text', () => {
    const text = 'é€😀a'.repeat(20_000)
    expect(decode(new TextEncoder().encode(text))).toBe(text)
  })
})

describe('decodeUtf8', () => {
  it('decodes by the platform where it can', () => {
    const decode = vi.spyOn(TextDecoder.prototype, 'decode')
    expect(decodeUtf8(hex('e2 82 ac'))).toBe('€')
    expect(decode).toHaveBeenCalledTimes(1)
  })

  it('decodes where the platform has no TextDecoder', () => {
    vi.stubGlobal('TextDecoder', undefined)
    expect(decodeUtf8(hex('e2 82 ac'))).toBe('€')
    expect(decodeUtf8(hex('c0 80'))).toBeUndefined()
  })
})

describe('readUtf8', () => {
  it('takes the short way for ASCII', () => {
    const decode = vi.spyOn(globalThis, 'decodeURIComponent')
    expect(readUtf8(hex('00 41 7f'))).toBe('\0A\x7f')
    expect(decode).not.toHaveBeenCalled()
    readUtf8(hex('41 c2 80'))
    expect(decode).toHaveBeenCalledTimes(1)
  })
})

describe('encodeUtf8', () => {
  it('agrees with the platform on well-formed text and refuses half of a pair', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 12 }),
        (text) => {
          expect(encodeUtf8(text)).toEqual(/\p{Surrogate}/u.test(text) ? undefined : new TextEncoder().encode(text))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('agrees with the platform at every border of its lengths', () => {
    for (const point of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff]) {
      const text = `a${String.fromCodePoint(point)}z`
      expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text))
    }
    for (const half of ['\ud800', '\udbff', '\udc00', '\udfff', 'a\udc00\ud800', '😀\ud83d']) {
      expect(encodeUtf8(half)).toBeUndefined()
    }
  })
})

describe('encodeText', () => {
  it('encodes by the platform where it can', () => {
    const from = vi.spyOn(Buffer, 'from')
    encodeText('é')
    expect(from).toHaveBeenCalledWith('é')
  })

  it('gives the base64url of the UTF-8, with and without the platform', () => {
    const encoded = Buffer.from('{"sub":"é€😀"}').toString('base64url')
    expect(encodeText('{"sub":"é€😀"}')).toBe(encoded)
    for (const missing of ['Buffer', 'TextEncoder']) {
      vi.stubGlobal(missing, undefined)
      expect(encodeText('{"sub":"é€😀"}')).toBe(encoded)
    }
  })
})

describe('encodeAscii', () => {
  it('gives the bytes of an ASCII text, with and without the platform', () => {
    const text = 'eyJhbGciOiJIUzI1NiJ9.e30'
    expect(encodeAscii(text)).toEqual(ascii(text))
    vi.stubGlobal('TextEncoder', undefined)
    expect(encodeAscii(text)).toEqual(ascii(text))
  })

  it('encodes by the platform where it can, into one buffer for many texts', () => {
    const encode = vi.spyOn(TextEncoder.prototype, 'encodeInto')
    // A text longer than the buffer gets one of its own and leaves it full, so that the next one begins another.
    const [long, first, last, next] = [70_000, 10, 65_526, 1].map((length) => encodeAscii('x'.repeat(length)).buffer)
    expect(encode).toHaveBeenCalledTimes(4)
    expect(last).toBe(first)
    expect([long, next]).not.toContain(first)
  })

  it('keeps apart what it encoded for one call and for the next', () => {
    const first = encodeAscii('first')
    const long = encodeAscii('x'.repeat(70_000))
    const texts = Array.from({ length: 3000 }, (_, at) => `text ${at} ${'.'.repeat(at % 90)}`)
    const encoded = texts.map(encodeAscii)
    expect(encoded.map((bytes) => Buffer.from(bytes).toString('latin1'))).toEqual(texts)
    expect(first).toEqual(ascii('first'))
    expect(long).toEqual(ascii('x'.repeat(70_000)))
  })

  it.each([true, false])('never gives a text outside of ASCII the bytes of another text (platform: %s)', (platform) => {
    if (!platform) vi.stubGlobal('TextEncoder', undefined)
    for (const text of ['\u0141', 'A\u0141', 'A\u0141A', '\u0141A', 'é', 'éa', '😀', 'a😀b', '\ud800', '\u2e2e']) {
      const bytes = encodeAscii(text)
      expect([...bytes].some((byte) => byte < 0x20 || byte > 0x7e)).toBe(true)
      expect(bytes).toHaveLength(text.length)
    }
  })
})
