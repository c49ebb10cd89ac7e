import { afterEach, expect, it, vi } from 'vitest'
import { randomBytes, randomUuid } from '../../src/engines/random.ts'

afterEach(() => vi.unstubAllGlobals())

it('makes as many bytes as were asked for, and others each time', () => {
  for (const length of [0, 1, 16, 64]) expect(randomBytes(length).length).toBe(length)
  expect(randomBytes(32)).not.toEqual(randomBytes(32))
})

it.each([undefined, {}, { getRandomValues: 1 }])(
  'says that there is no source of randomness in crypto %o',
  (crypto) => {
    vi.stubGlobal('crypto', crypto)
    expect(() => randomBytes(1)).toThrow(expect.objectContaining({ code: 'ERR_NO_WEBCRYPTO' }))
    expect(randomUuid).toThrow(/getRandomValues/)
  },
)

it('makes UUIDs of version 4 and the variant of RFC 9562 from whatever bits', () => {
  for (const byte of [0, 255, 0x5a]) {
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(byte) })
    expect(randomUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.map((_, at) => at) })
  expect(randomUuid()).toBe('00010203-0405-4607-8809-0a0b0c0d0e0f')
})
