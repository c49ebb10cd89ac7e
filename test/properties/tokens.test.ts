// What holds of every token, payload and option, as far as thousands of random ones can show.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as asyncEntry from '../../src/index.ts'
import * as syncEntry from '../../src/sync.ts'
import { forge, hs256, NOW, options, secret } from '../conformance/forge.ts'
import { rsa } from '../vectors/keys.ts'
import { tokens } from '../vectors/tokens.ts'

type Loose = (...values: readonly unknown[]) => unknown
type Entry = { readonly [verb in 'sign' | 'verify' | 'decode' | 'createVerifier' | 'createSigner']: Loose }

const entries: readonly (readonly [string, Entry])[] = [
  ['async', asyncEntry as unknown as Entry],
  ['sync', syncEntry as unknown as Entry],
]

const lax = { ...options, requireExp: false, ignoreExpiration: true, ignoreNotBefore: true }
const bare = { algorithm: 'HS256', expiresIn: null, noTimestamp: true, now: NOW }

/** The code of the JwtError that an action ends with, or its value; any other error is passed on. */
async function outcome(action: () => unknown): Promise<{ code: string } | { value: unknown }> {
  try {
    return { value: await action() }
  } catch (error) {
    if (!asyncEntry.isJwtError(error)) throw error
    return { code: error.code }
  }
}

/** Payloads of any JSON, without the claims whose types are judged. */
const claims = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())
  .filter((payload) => !['iss', 'sub', 'aud', 'jti', 'iat', 'nbf', 'exp'].some((name) => Object.hasOwn(payload, name)))

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe.each(entries)('the %s entry', (name, entry) => {
  const runs = { numRuns: name === 'async' ? 200 : 300 }

  it('brings every JSON payload through sign, verify and decode as it was', async () => {
    await fc.assert(
      fc.asyncProperty(claims, async (payload) => {
        const token = await entry.sign(payload, secret, bare)
        const plain: unknown = JSON.parse(JSON.stringify(payload))
        expect(await entry.verify(token, secret, lax)).toEqual(plain)
        expect(await entry.decode(token)).toEqual(plain)
        expect(JSON.stringify(await entry.verify(token, secret, lax))).toBe(JSON.stringify(payload))
      }),
      runs,
    )
  })

  it('makes the token that the independent kit makes, and accepts the kit’s', async () => {
    await fc.assert(
      fc.asyncProperty(claims, async (payload) => {
        const token = forge({ alg: 'HS256', typ: 'JWT' }, JSON.stringify(payload))
        expect(await entry.sign(payload, secret, bare)).toBe(token)
      }),
      runs,
    )
  })

  const targets: readonly (readonly [string, unknown, object])[] = [
    [hs256({ sub: 'ann', role: 'user', exp: NOW + 60 }, { typ: 'JWT' }), secret, options],
    [hs256({ sub: 'ann', exp: NOW + 600 }), secret, options],
    [tokens.RS256, rsa.publicPem, { algorithms: ['RS256'], now: NOW }],
  ]

  it('refuses a token with any one character changed, taken away, added or doubled: one token has one spelling', async () => {
    const character = fc.oneof(
      fc.constantFrom(...BASE64URL, '.', '=', '+', '/', ' ', '\n'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...targets),
        fc.nat(),
        character,
        fc.constantFrom('change', 'remove', 'insert'),
        async ([token, key, given], place, other, how) => {
          const at = place % (token.length + (how === 'insert' ? 1 : 0))
          const rest = token.slice(how === 'insert' ? at : at + 1)
          const twin = token.slice(0, at) + (how === 'remove' ? '' : other) + rest
          fc.pre(twin !== token)
          expect(await outcome(() => entry.verify(twin, key, given))).toHaveProperty('code')
        },
      ),
      { numRuns: 600 },
    )
  })

  it('refuses every single-character change of one token', async () => {
    const [token, key, given] = targets[1] as (typeof targets)[number]
    const verify = entry.createVerifier(key, given) as Loose
    for (let at = 0; at < token.length; at++) {
      for (const other of ['A', 'Q', 'g', 'w', '-', '_', '.', '=']) {
        if (other === token[at]) continue
        const twin = token.slice(0, at) + other + token.slice(at + 1)
        expect(await outcome(() => verify(twin))).toHaveProperty('code')
      }
    }
  })

  it('never raises anything but a JwtError, whatever it is given as a token', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 })
    const part = fc.oneof(
      fc.base64String(),
      bytes.map((each) => Buffer.from(each).toString('base64url')),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc.string({ unit: 'binary' }),
    )
    const token = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('.')),
      fc
        .tuple(fc.oneof(bytes, fc.json()), fc.oneof(bytes, fc.json()))
        .map(([header, payload]) => forge(header, payload)),
      fc
        .dictionary(
          fc.constantFrom('alg', 'typ', 'kid', 'crit', 'b64', 'cty', 'x'),
          fc.oneof(fc.jsonValue(), fc.constant('HS256')),
        )
        .map((header) => forge(header, '{}')),
      fc
        .dictionary(
          fc.constantFrom('exp', 'nbf', 'iat', 'iss', 'aud', 'sub', 'jti'),
          fc.oneof(fc.jsonValue(), fc.double()),
        )
        .map((payload) => hs256(payload)),
      fc.anything(),
    )
    const given = { ...options, issuer: 'i', audience: ['a'], maxAge: 60, requireExp: false }
    await fc.assert(
      fc.asyncProperty(token, async (each) => {
        for (const more of [options, given]) await outcome(() => entry.verify(each, secret, more))
        await outcome(() => entry.verify(each, rsa.publicPem, { algorithms: ['RS256'] }))
        await outcome(() => entry.decode(each))
        await outcome(() => entry.decode(each, { complete: true }))
      }),
      { numRuns: 500 },
    )
  })

  it('never raises anything but a JwtError, whatever it is given as options or as a key', async () => {
    const known = [
      'algorithms',
      'issuer',
      'audience',
      'subject',
      'jwtid',
      'nonce',
      'typ',
      'maxAge',
      'clockTolerance',
      'requireExp',
      'requiredClaims',
      'ignoreExpiration',
      'ignoreNotBefore',
      'crit',
      'now',
      'complete',
      'schema',
      'check',
      'maxTokenLength',
      'allowWeakKeys',
      'algorithm',
      'expiresIn',
      'notBefore',
      'keyid',
      'header',
      'noTimestamp',
      'cache',
      'engine',
      'key',
      'since',
      'until',
    ]
    const value = fc.oneof(
      fc.anything(),
      fc.constantFrom('HS256', ['HS256'], 'RS256', ['RS256'], '1h', true, 60, NOW, { max: 1, ttl: 1 }),
    )
    const shape = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.oneof(fc.constantFrom(...known), fc.string()), value, { maxKeys: 5 }),
    )
    const key = fc.oneof(
      fc.anything(),
      fc.constantFrom(secret, rsa.publicPem, rsa.privatePem),
      fc.array(shape, { maxLength: 3 }),
      fc.record({ keys: fc.anything() }),
      fc.record({ find: fc.func(fc.anything()) }),
      fc.record(
        {
          kty: fc.constantFrom('RSA', 'EC', 'OKP', 'oct', 'x'),
          n: fc.anything(),
          e: fc.anything(),
          k: fc.anything(),
          x: fc.anything(),
          alg: fc.anything(),
        },
        { requiredKeys: ['kty'] },
      ),
    )
    const token = hs256({ exp: NOW + 60 })
    await fc.assert(
      fc.asyncProperty(shape, key, async (each, input) => {
        await outcome(() => entry.verify(token, secret, each))
        await outcome(() => entry.sign({}, secret, each))
        await outcome(() => entry.verify(token, input, options))
        await outcome(() => entry.verify(tokens.RS256, input, { algorithms: ['RS256'], now: NOW }))
        await outcome(() => entry.sign({ exp: 1 }, input, { algorithm: 'HS256' }))
        await outcome(() =>
          entry.createVerifier(input, { algorithms: ['HS256'], ...(typeof each === 'object' ? each : {}) }),
        )
        await outcome(() => entry.createSigner(input, each))
        await outcome(() => entry.decode(token, each))
        await outcome(() => entry.sign(each, secret, bare))
      }),
      { numRuns: 400 },
    )
  })
})
