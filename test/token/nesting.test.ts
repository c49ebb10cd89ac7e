// Depth where the caller has lifted the cap on length: nothing of ours recurses over what a token holds.

import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeBase64url } from '../../src/encoding/base64url.ts'
import { encodeUtf8 } from '../../src/encoding/utf8.ts'
import { isJwtError } from '../../src/errors.ts'
import { createVerifier } from '../../src/index.ts'
import * as sync from '../../src/sync.ts'
import { NOW, secret } from '../conformance/forge.ts'

const LEVELS = 100_000

const deep = [`"a":${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`, `"a":${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`]

function token(header: string, payload: string): string {
  const input = [header, payload].map((text) => encodeBase64url(encodeUtf8(text) as Uint8Array)).join('.')
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

const tokens = deep.flatMap((member) => [
  token('{"alg":"HS256"}', `{"exp":${NOW + 60},${member}}`),
  token(`{"alg":"HS256",${member}}`, `{"exp":${NOW + 60}}`),
])

/** The parser of the runtime may have its own bound; what it refuses is malformed. */
async function survive(action: () => unknown): Promise<void> {
  try {
    expect(await action()).toHaveProperty('exp')
  } catch (error) {
    expect(isJwtError(error, 'ERR_TOKEN_MALFORMED'), String(error)).toBe(true)
  }
}

describe('a hundred thousand levels of nesting', () => {
  const options = { algorithms: ['HS256'] as const, now: NOW, maxTokenLength: 1e9 }

  it('end with a value or as malformed, with and without a cache', async () => {
    for (const each of tokens) {
      await survive(() => createVerifier(secret, options)(each))
      await survive(() => createVerifier(secret, { ...options, cache: { max: 1, ttl: 60 } })(each))
      await survive(() => sync.verify(each, secret, options))
      await survive(() => sync.decode(each, { maxTokenLength: 1e9 }))
    }
  })
})

describe('a payload to sign', () => {
  const wraps: readonly (readonly [string, (value: unknown) => unknown])[] = [
    ['lists', (value) => [value]],
    ['objects', (value) => ({ value })],
  ]

  it.each(wraps)('may hold 201 levels of %s, and not more', (_, wrap) => {
    const sign = (levels: number) => {
      let value: unknown = 1
      for (let level = 0; level < levels; level++) value = wrap(value)
      return sync.sign({ value }, secret, { algorithm: 'HS256', expiresIn: 60 })
    }
    expect(sign(201)).toMatch(/^e/)
    for (const levels of [202, LEVELS]) {
      expect(() => sign(levels)).toThrow(expect.objectContaining({ code: 'ERR_CLAIM', claim: 'value' }))
    }
  })
})
