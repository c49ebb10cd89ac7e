import { afterEach, describe, expect, it, vi } from 'vitest'
import { platformBuffer, platformDecoder, platformEncoder } from '../../src/encoding/platform.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('platformBuffer', () => {
  it('is the Buffer of the runtime, and notices when it comes and goes', () => {
    expect(platformBuffer()).toBe(Buffer)
    vi.stubGlobal('Buffer', undefined)
    expect(platformBuffer()).toBeUndefined()
    vi.unstubAllGlobals()
    expect(platformBuffer()).toBe(Buffer)
  })

  it('is tried once', () => {
    const from = vi.fn(Buffer.from)
    vi.stubGlobal('Buffer', { from })
    expect([platformBuffer(), platformBuffer()]).toEqual([{ from }, { from }])
    expect(from).toHaveBeenCalledTimes(1)
  })

  it('is none where a polyfill does not know base64url', () => {
    vi.stubGlobal('Buffer', { from: () => ({ toString: () => '-_8=' }) })
    expect(platformBuffer()).toBeUndefined()
    vi.stubGlobal('Buffer', {
      from() {
        throw new TypeError('Unknown encoding: base64url')
      },
    })
    expect(platformBuffer()).toBeUndefined()
  })
})

describe('platformDecoder and platformEncoder', () => {
  it('are made once and are missing where the runtime has none', () => {
    // First, because what is made here serves for all that follows.
    expect(platformDecoder()?.decode(Uint8Array.of(0xef, 0xbb, 0xbf))).toBe('\uFEFF')
    expect(platformDecoder()).toBeInstanceOf(TextDecoder)
    expect(platformDecoder()).toBe(platformDecoder())
    expect(platformEncoder()).toBeInstanceOf(TextEncoder)
    expect(platformEncoder()).toBe(platformEncoder())
    vi.stubGlobal('TextDecoder', undefined)
    vi.stubGlobal('TextEncoder', undefined)
    expect(platformDecoder()).toBeUndefined()
    expect(platformEncoder()).toBeUndefined()
  })

  it('decode fatally and keep a byte order mark, so that it can be seen', () => {
    expect(platformDecoder()?.decode(Uint8Array.of(0xef, 0xbb, 0xbf))).toBe('\uFEFF')
    expect(() => platformDecoder()?.decode(Uint8Array.of(0xff))).toThrow()
  })
})
