import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ErrorCode, isJwtError, JwtError, quietly, show } from '../src/errors.ts'
import { verify } from '../src/sync.ts'

describe('JwtError', () => {
  it('is an Error with a name, a code and a message', () => {
    const error = new JwtError('ERR_CLAIM', 'The claim is wrong.')
    expect(error).toBeInstanceOf(Error)
    expect([error.name, error.code, error.message]).toEqual(['JwtError', 'ERR_CLAIM', 'The claim is wrong.'])
    expect(String(error)).toBe('JwtError: The claim is wrong.')
    expect(error.stack).toContain('errors.test')
  })

  it('has its details as properties, and none that it was not given', () => {
    const details = {
      claim: 'exp',
      expected: 2,
      actual: 1,
      expiredAt: new Date(0),
      notBefore: new Date(1),
      issues: [1],
    }
    expect({ ...new JwtError('ERR_CLAIM', 'x', details) }).toEqual({ name: 'JwtError', code: 'ERR_CLAIM', ...details })
    expect(Object.keys(new JwtError('ERR_CLAIM', 'x')).sort()).toEqual(['code', 'name'])
    expect('claim' in new JwtError('ERR_CLAIM', 'x')).toBe(false)
  })

  it('has a cause as every Error has: not enumerable, and only where one was given', () => {
    const cause = new Error('underneath')
    const error = new JwtError('ERR_SIGNER', 'x', { cause })
    expect(error.cause).toBe(cause)
    expect(Object.keys(error)).not.toContain('cause')
    expect('cause' in new JwtError('ERR_SIGNER', 'x', { claim: 'a' })).toBe(false)
    expect(Object.hasOwn(new JwtError('ERR_SIGNER', 'x', { cause: undefined }), 'cause')).toBe(true)
  })
})

describe('the stack of a refusal', () => {
  const limited = Error as { stackTraceLimit?: unknown }
  const chosen = limited.stackTraceLimit
  const frames = (code: ErrorCode) => (new JwtError(code, 'x').stack as string).split('\n').length - 1
  const refusals = [
    'ERR_TOKEN_MALFORMED',
    'ERR_TOKEN_TOO_LONG',
    'ERR_TOKEN_EXPIRED',
    'ERR_TOKEN_NOT_ACTIVE',
    'ERR_ALG_NOT_ALLOWED',
    'ERR_CRIT',
    'ERR_SIGNATURE',
  ] as const
  const others = ['ERR_CONFIG', 'ERR_CLAIM', 'ERR_ALG_UNSUPPORTED', 'ERR_KEY_INVALID', 'ERR_SIGNER'] as const

  afterEach(() => {
    limited.stackTraceLimit = chosen
  })

  it.each(refusals)('%s is not collected where nobody has set a limit, and the limit is as it was', (code) => {
    limited.stackTraceLimit = 10
    expect(frames(code)).toBe(0)
    expect(limited.stackTraceLimit).toBe(10)
    expect(new Error('x').stack?.split('\n').length).toBeGreaterThan(2)
  })

  it.each(others)('%s is collected: it is the calling code that has to be mended', (code) => {
    limited.stackTraceLimit = 10
    expect(frames(code)).toBeGreaterThan(2)
  })

  it('is collected where somebody has set a limit', () => {
    for (const limit of [5, 11, 100]) {
      limited.stackTraceLimit = limit
      expect(frames('ERR_SIGNATURE')).toBeGreaterThan(2)
      expect(limited.stackTraceLimit).toBe(limit)
    }
  })

  it('is collected where the limit cannot be set, or is none', () => {
    Object.defineProperty(Error, 'stackTraceLimit', {
      value: 10,
      writable: false,
      configurable: true,
      enumerable: true,
    })
    expect(frames('ERR_SIGNATURE')).toBeGreaterThan(2)
    Object.defineProperty(Error, 'stackTraceLimit', { value: 10, writable: true, configurable: true, enumerable: true })
    delete limited.stackTraceLimit
    expect(new JwtError('ERR_SIGNATURE', 'x').message).toBe('x')
    expect('stackTraceLimit' in Error).toBe(false)
  })

  it('is not collected either for what is raised and caught on the way, and the limit is as it was', () => {
    const deep = (error: unknown) => ((error as Error).stack as string).split('\n').length - 1
    limited.stackTraceLimit = 10
    expect(deep(quietly(() => new Error('x')))).toBe(0)
    expect(() => quietly(() => JSON.parse('{'))).toThrow(SyntaxError)
    expect(limited.stackTraceLimit).toBe(10)
    limited.stackTraceLimit = 11
    expect(deep(quietly(() => new Error('x')))).toBeGreaterThan(2)
    expect(limited.stackTraceLimit).toBe(11)
  })

  it('costs nothing for a header that is no JSON: its text is parsed without collecting one', () => {
    limited.stackTraceLimit = 10
    const parse = vi.spyOn(JSON, 'parse')
    try {
      const limits: unknown[] = []
      parse.mockImplementation(() => {
        limits.push(limited.stackTraceLimit)
        throw new SyntaxError('x')
      })
      expect(() => verify('e30.e30.AA', new Uint8Array(32), { algorithms: ['HS256'] })).toThrow(
        'header that is not a JSON object',
      )
      expect(limits).toEqual([0])
    } finally {
      parse.mockRestore()
    }
  })
})

describe('isJwtError', () => {
  it('knows its own, and one of its codes', () => {
    const error = new JwtError('ERR_CLAIM', 'x')
    expect([isJwtError(error), isJwtError(error, 'ERR_CLAIM'), isJwtError(error, 'ERR_SCHEMA')]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('knows one of another realm', () => {
    const foreign: unknown = runInNewContext(`Object.assign(new Error('x'), { name: 'JwtError', code: 'ERR_CLAIM' })`)
    expect(foreign).not.toBeInstanceOf(Error)
    expect([isJwtError(foreign), isJwtError(foreign, 'ERR_CLAIM'), isJwtError(foreign, 'ERR_CONFIG')]).toEqual([
      true,
      true,
      false,
    ])
  })

  it.each([
    undefined,
    null,
    0,
    'JwtError',
    {},
    new Error('x'),
    { name: 'JwtError' },
    { name: 'JwtError', code: 1 },
    { code: 'ERR_CLAIM' },
  ])('is not taken in by %o', (value) => {
    expect(isJwtError(value)).toBe(false)
  })
})

describe('show', () => {
  it('quotes and escapes texts, and cuts them after 60 characters', () => {
    expect(show('a"b\n')).toBe('"a\\"b\\n"')
    expect(show('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`)
    expect(show('x'.repeat(61))).toBe(`"${'x'.repeat(60)}"…`)
  })

  it('escapes what would act on a terminal, or turn the direction of what follows', () => {
    const acting = [0x7f, 0x85, 0x9b, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff]
    for (const code of acting) {
      const escaped = `\\u${code.toString(16).padStart(4, '0')}`
      expect(show(`a${String.fromCharCode(code)}b`)).toBe(`"a${escaped}b"`)
    }
    expect(show('~ \u00a0é\u200d\u2027\u202f')).toBe('"~ \u00a0é\u200d\u2027\u202f"')
    expect(show('\u009b'.repeat(61))).toBe(`"${'\\u009b'.repeat(60)}"…`)
  })

  it('tells an empty list from others', () => {
    expect([show([]), show([1])]).toEqual(['an empty list', 'a list'])
  })

  it('writes simple values as they are, and of others the kind alone', () => {
    const values = [undefined, null, true, 1.5, Number.NaN, [1], { a: 1 }, () => 1, 1n, Symbol('s')]
    expect(values.map(show)).toEqual([
      'undefined',
      'null',
      'true',
      '1.5',
      'NaN',
      'a list',
      'an object',
      'a function',
      'a bigint',
      'a symbol',
    ])
  })
})
