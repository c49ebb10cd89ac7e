// What only the sync entry says: that it waits for nothing, and which roads there are.
import { describe, expect, it } from 'vitest'
import { isJwtError } from '../../src/errors.ts'
import * as sync from '../../src/sync.ts'
import { hs256, live, NOW, options, secret } from '../conformance/forge.ts'
import { rsa } from '../vectors/keys.ts'
import { tokens } from '../vectors/tokens.ts'

const verify = sync.verify as (...values: unknown[]) => unknown
const sign = sync.sign as (...values: unknown[]) => unknown

/** The error that an action ends with at once. */
function errorOf(action: () => unknown): Error & { code?: string } {
  try {
    action()
  } catch (error) {
    expect(isJwtError(error)).toBe(true)
    return error as Error
  }
  throw new Error('no error')
}

describe('a promise in the sync entry', () => {
  const later = async () => secret
  const schema = { '~standard': { version: 1, vendor: 'test', validate: async (value: unknown) => ({ value }) } }
  const thenable = { then: () => undefined }

  it.each<[string, () => unknown, RegExp?]>([
    ['a key source', () => verify(hs256(live), later, options)],
    ['an object with find', () => verify(hs256(live), { find: later }, options)],
    ['a binding', () => verify(hs256(live), [{ key: later, algorithms: ['HS256'] }], { now: NOW })],
    ['a schema', () => verify(hs256(live), secret, { ...options, schema })],
    ['a check', () => verify(hs256(live), secret, { ...options, check: async () => true }), /^check returned/],
    [
      'a check that returns a thenable',
      () => verify(hs256(live), secret, { ...options, check: () => thenable }),
      /^check returned/,
    ],
    ['a signer', () => sign(live, { algorithm: 'HS256', sign: async () => new Uint8Array(32) }, { now: NOW })],
  ])('of %s is refused, and the other entry named', (_, action, says = /^The (key source|schema|signer) returned/) => {
    const error = errorOf(action)
    expect(error.code).toBe('ERR_CONFIG')
    expect(error.message).toMatch(says)
    expect(error.message).toMatch(/'countersign'/)
  })
})

describe('the option engine', () => {
  it('takes a road where there is one', () => {
    for (const engine of ['plain', 'native'] as const) {
      expect(sync.verify(hs256(live), secret, { ...options, algorithms: ['HS256'], engine })).toEqual(live)
      expect(sync.verify(tokens.RS256, rsa.publicPem, { algorithms: ['RS256'], now: NOW, engine })).toHaveProperty(
        'sub',
      )
    }
    const error = errorOf(() => sync.sign(live, rsa.privatePem, { algorithm: 'RS256', engine: 'plain' }))
    expect(error.code).toBe('ERR_ALG_UNSUPPORTED')
    expect(error.message).toMatch(/engine/)
  })

  it.each(['fast', '', null, 1, undefined, ['plain']])('refuses %o', (engine) => {
    expect(errorOf(() => verify(hs256(live), secret, { ...options, engine })).code).toBe('ERR_CONFIG')
    expect(errorOf(() => sign(live, secret, { algorithm: 'HS256', engine })).code).toBe('ERR_CONFIG')
  })
})
