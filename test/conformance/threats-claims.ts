// Part E of the threat table: claims are numbers and texts or refused, options mean what they say or are refused.
import { rsa } from '../vectors/keys.ts'
import { tokens } from '../vectors/tokens.ts'
import { type Case, equal, type Group, holds, refused } from './case.ts'
import { forge, hs256, live, NOW, options, secret, signatureOf } from './forge.ts'

/** JSON texts of values that are no finite number. */
const NO_NUMBERS = ['"1800000000"', '""', 'null', '[1800000000]', '[]', 'true', 'false', '{}', '1e999', '-1e999']

const times: readonly Case[] = [
  ...(['exp', 'nbf', 'iat'] as const).map(
    (claim): Case => ({
      name: `E1 refuses ${claim} that is no finite number, and never takes it for absent`,
      async run(lib) {
        const lax = { requireExp: false, ignoreExpiration: true, ignoreNotBefore: true }
        for (const text of NO_NUMBERS) {
          const token = hs256(claim === 'exp' ? `{"exp":${text}}` : `{"exp":${NOW + 60},"${claim}":${text}}`)
          for (const more of [{}, { maxAge: 60 }, { clockTolerance: 60 }, lax]) {
            const error = await refused('ERR_CLAIM', () => lib.verify(token, secret, { ...options, ...more }))
            equal(error.claim, claim, 'claim')
          }
        }
      },
    }),
  ),
  {
    name: 'E2 refuses a token whose exp equals now, and accepts it a moment before',
    async run(lib) {
      const token = hs256({ exp: NOW })
      const error = await refused('ERR_TOKEN_EXPIRED', () => lib.verify(token, secret, options))
      equal(error.expiredAt, new Date(NOW * 1000), 'expiredAt')
      equal(error.claim, 'exp')
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(token, secret, { ...options, now: NOW + 0.001 }))
      equal(await lib.verify(token, secret, { ...options, now: NOW - 0.001 }), { exp: NOW })
      equal(await lib.verify(token, secret, { ...options, now: NOW - 1 }), { exp: NOW })
    },
  },
  {
    name: 'E3 compares negative, fractional and zero times as numbers',
    async run(lib) {
      for (const exp of [0, -0, -1, -1e300, NOW - 0.5, 1, 1e-9]) {
        await refused('ERR_TOKEN_EXPIRED', () => lib.verify(hs256({ exp }), secret, options))
      }
      for (const exp of [NOW + 0.5, NOW + 1e-6, 1e300, Number.MAX_VALUE]) {
        equal(await lib.verify(hs256({ exp }), secret, options), { exp })
      }
      for (const nbf of [0, -1, -1e300, NOW - 0.5, NOW]) {
        equal(await lib.verify(hs256({ ...live, nbf }), secret, options), { ...live, nbf })
      }
      for (const nbf of [NOW + 0.5, 1e300]) {
        await refused('ERR_TOKEN_NOT_ACTIVE', () => lib.verify(hs256({ ...live, nbf }), secret, options))
      }
      equal(await lib.verify(hs256({ exp: 0 }), secret, { ...options, now: -1 }), { exp: 0 })
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(hs256({ exp: 0 }), secret, { ...options, now: 0 }))
    },
  },
  {
    name: 'E4 tolerates an iat in the future, but with maxAge only within the tolerance',
    async run(lib) {
      const issued = (iat: number) => hs256({ ...live, iat })
      for (const iat of [NOW + 1, NOW + 1e6]) {
        equal(await lib.verify(issued(iat), secret, options), { ...live, iat })
        const error = await refused('ERR_CLAIM', () => lib.verify(issued(iat), secret, { ...options, maxAge: 60 }))
        equal(error.claim, 'iat')
      }
      const tolerant = { ...options, maxAge: 60, clockTolerance: 5 }
      equal(await lib.verify(issued(NOW + 5), secret, tolerant), { ...live, iat: NOW + 5 })
      await refused('ERR_CLAIM', () => lib.verify(issued(NOW + 5.5), secret, tolerant))
      equal(await lib.verify(issued(NOW), secret, { ...options, maxAge: 60 }), { ...live, iat: NOW })
    },
  },
  {
    name: 'E5 refuses a token without iat where maxAge is asked for',
    async run(lib) {
      for (const maxAge of [60, '1h', 0]) {
        const error = await refused('ERR_CLAIM', () => lib.verify(hs256(live), secret, { ...options, maxAge }))
        equal(error.claim, 'iat')
      }
    },
  },
]

const expectations: readonly Case[] = [
  {
    name: 'E6 refuses a token that lacks an expected claim',
    async run(lib) {
      const expected: [string, string, unknown][] = [
        ['issuer', 'iss', 'good'],
        ['issuer', 'iss', ['good', 'better']],
        ['audience', 'aud', 'good'],
        ['audience', 'aud', ['good', 'better']],
        ['subject', 'sub', 'good'],
        ['jwtid', 'jti', 'good'],
        ['nonce', 'nonce', 'good'],
      ]
      for (const [option, claim, value] of expected) {
        const verify = { ...options, [option]: value }
        const missing = await refused('ERR_CLAIM', () => lib.verify(hs256({ exp: NOW + 60 }), secret, verify))
        equal(missing.claim, claim)
        holds(missing.message.includes('is missing; expected "good"'), missing.message)
        const empty = { exp: NOW + 60, [claim]: null }
        equal((await refused('ERR_CLAIM', () => lib.verify(hs256(empty), secret, verify))).claim, claim)
        const payload = { exp: NOW + 60, [claim]: 'good' }
        equal(await lib.verify(hs256(payload), secret, verify), payload)
      }
    },
  },
  {
    name: 'E7 compares iss, sub, jti and nonce as whole texts, never as lists, parts or patterns',
    async run(lib) {
      const wrong = [['https://good.test'], [], {}, 1, true, null, 'https://good.test/', 'https://good.tes', 'good', '']
      const more = ['https://good.test.evil.test', 'https://evil.test/?https://good.test', 'HTTPS://GOOD.TEST', ' ']
      const claims = { issuer: 'iss', subject: 'sub', jwtid: 'jti', nonce: 'nonce' }
      for (const [option, claim] of Object.entries(claims)) {
        const verify = { ...options, [option]: 'https://good.test' }
        for (const value of [...wrong, ...more, { 0: 'https://good.test', length: 1 }]) {
          const error = await refused('ERR_CLAIM', () =>
            lib.verify(hs256({ exp: NOW + 60, [claim]: value }), secret, verify),
          )
          equal(error.claim, claim)
        }
      }
      const verify = { ...options, issuer: ['https://good.test', 'https://better.test'] }
      for (const iss of ['https://good.test,https://better.test', ['https://good.test', 'https://better.test']]) {
        await refused('ERR_CLAIM', () => lib.verify(hs256({ ...live, iss }), secret, verify))
      }
      for (const iss of verify.issuer)
        equal(await lib.verify(hs256({ ...live, iss }), secret, verify), { ...live, iss })
    },
  },
  {
    name: 'E7 wants every member of aud to be a text, and one of them to be expected',
    async run(lib) {
      const verify = { ...options, audience: ['good', 'better'] }
      const wrong = [
        [null, 'good'],
        ['good', 1],
        ['good', ['good']],
        [],
        [[]],
        [['good']],
        {},
        1,
        true,
        null,
        'goo',
        '',
      ]
      for (const aud of [...wrong, 'good ', 'good,better', ['bad'], ['goodx', 'xgood'], 'Good', { 0: 'good' }]) {
        const error = await refused('ERR_CLAIM', () => lib.verify(hs256({ ...live, aud }), secret, verify))
        equal(error.claim, 'aud')
      }
      for (const aud of ['good', 'better', ['good'], ['bad', 'good'], ['better', 'good', 'bad']]) {
        equal(await lib.verify(hs256({ ...live, aud }), secret, verify), { ...live, aud })
      }
    },
  },
]

/** Options of verify and wrong values for each, beside undefined, which is wrong for all. */
const WRONG: { readonly [option: string]: readonly unknown[] } = {
  algorithms: [null, '', 'HS256', {}],
  issuer: [null, '', [], [''], ['a', ''], ['a', null], [undefined], {}, 1, true, () => 'a'],
  audience: [null, '', [], [''], ['a', 1], {}, 1, true],
  subject: [null, '', ['a'], {}, 1, true],
  jwtid: [null, '', ['a'], {}, 1, true],
  nonce: [null, '', ['a'], {}, 1, true],
  typ: [null, '', ['JWT'], {}, 1, true],
  maxAge: [null, '', '60', 'soon', -1, '-1h', Number.NaN, Number.POSITIVE_INFINITY, true, {}, []],
  clockTolerance: [null, '', '60', -1, '-1s', Number.NaN, Number.POSITIVE_INFINITY, true, {}, []],
  requireExp: [null, '', 'false', 0, 1, {}],
  requiredClaims: [null, '', 'sub', [], [''], [1], {}, true],
  ignoreExpiration: [null, '', 'true', 0, 1],
  ignoreNotBefore: [null, '', 'true', 0, 1],
  crit: [null, '', 'exm', [], [''], [1], {}, true],
  now: [null, '', '0', Number.NaN, Number.POSITIVE_INFINITY, true, {}, new Date(0), [0]],
  complete: [null, '', 'true', 1, 0],
  schema: [
    null,
    '',
    {},
    { '~standard': null },
    { '~standard': { version: 1 } },
    { '~standard': { version: 2, validate: () => ({ value: 1 }) } },
    true,
  ],
  check: [null, '', true, {}, 'check'],
  maxTokenLength: [null, '', '1000', 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, true],
  allowWeakKeys: [null, '', 'true', 1],
}

const meaning: readonly Case[] = [
  ...Object.entries(WRONG).map(
    ([option, values]): Case => ({
      name: `E8 refuses ${option} that is undefined, empty or of a wrong type`,
      async run(lib) {
        for (const value of [undefined, ...values]) {
          const verify = { ...options, [option]: value }
          const error = await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, verify))
          holds(error.message.includes(option), `${error.message} names ${option}`)
          await refused('ERR_CONFIG', () => lib.createVerifier(secret, verify))
        }
      },
    }),
  ),
  {
    name: 'E8 refuses a misspelt option and names the nearest one',
    async run(lib) {
      const misspelt: [string, string][] = [
        ['isuer', 'issuer'],
        ['Issuer', 'issuer'],
        ['iss', 'issuer'],
        ['aud', 'audience'],
        ['audiences', 'audience'],
        ['algorithm', 'algorithms'],
        ['algoritms', 'algorithms'],
        ['maxage', 'maxAge'],
        ['clockTolerence', 'clockTolerance'],
        ['requireexp', 'requireExp'],
        ['ignoreExp', 'ignoreExpiration'],
        ['requiredClaim', 'requiredClaims'],
        ['type', 'typ'],
        ['jwtId', 'jwtid'],
        ['maxTokenLenght', 'maxTokenLength'],
        ['cokTolrance', 'clockTolerance'],
        ['is', 'issuer'],
        ['clockTimestamp', 'now'],
        ['jti', 'jwtid'],
      ]
      for (const [name, meant] of misspelt) {
        const error = await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, [name]: 'x' }))
        holds(error.message.includes(JSON.stringify(name)), error.message)
        holds(error.message.includes(`did you mean ${JSON.stringify(meant)}`), error.message)
      }
      for (const name of ['i', 'iat', 'ttl', 'kid', 'jwks', 'tyxx', 'ignoreExpirationabcd']) {
        const error = await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, [name]: 'x' }))
        holds(error.message.includes('there are algorithms, '), error.message)
      }
    },
  },
  {
    name: 'E8 refuses an option that nothing resembles, one of a prototype, and options that are no plain object',
    async run(lib) {
      for (const name of ['xxxxxxxxxxxxxxxx', 'toString', 'constructor', 'a'.repeat(10_000)]) {
        const error = await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, [name]: 1 }))
        holds(error.message.length < 600, 'the message is short')
      }
      const own = JSON.parse('{"algorithms":["HS256"],"__proto__":{"issuer":"x"}}')
      await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, own))
      class Options {
        algorithms = ['HS256']
      }
      const inherited = [Object.create(options), Object.create(Object.assign(Object.create(null), options))]
      const wrong = [undefined, null, 'HS256', ['HS256'], 1, () => options, new Options(), ...inherited]
      for (const each of [...wrong, new Map([['algorithms', ['HS256']]])]) {
        await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, each))
        await refused('ERR_CONFIG', () => lib.createVerifier(secret, each))
        await refused('ERR_CONFIG', () => lib.sign(live, secret, each))
      }
      equal(await lib.verify(hs256(live), secret, Object.assign(Object.create(null), options)), live)
    },
  },
  {
    name: 'E8 refuses options that only a verifier or a signer has',
    async run(lib) {
      await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, cache: { max: 1, ttl: 1 } }))
      await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, expiresIn: 60 }))
      await refused('ERR_CONFIG', () => lib.sign(live, secret, { algorithm: 'HS256', maxAge: 60 }))
    },
  },
  {
    name: 'E9 refuses a clockTolerance that would make tokens immortal',
    async run(lib) {
      const expired = hs256({ exp: NOW - 3600 })
      const wrong = [
        '60',
        '',
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        -1,
        Number.NaN,
        null,
        true,
        [60],
        '1y',
      ]
      for (const clockTolerance of wrong) {
        await refused('ERR_CONFIG', () => lib.verify(expired, secret, { ...options, clockTolerance }))
      }
      for (const clockTolerance of [0, 60, '60s', '1 minute']) {
        await refused('ERR_TOKEN_EXPIRED', () => lib.verify(expired, secret, { ...options, clockTolerance }))
      }
    },
  },
  {
    name: 'E10 refuses a RegExp where a text is compared',
    async run(lib) {
      for (const option of ['issuer', 'audience', 'subject', 'jwtid', 'nonce', 'typ']) {
        for (const value of [/good/, [/good/], ['good', /good/g]]) {
          await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, [option]: value }))
        }
      }
      const error = await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, issuer: /good/ }))
      holds(/RegExp/.test(error.message), error.message)
    },
  },
  {
    name: 'E11 compares typ without case and with or without application/, and refuses another or none',
    async run(lib) {
      const typed = (typ: string) => hs256(live, { typ })
      for (const have of ['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/At+Jwt']) {
        for (const want of ['at+jwt', 'At+Jwt', 'application/at+jwt', 'APPLICATION/AT+JWT']) {
          equal(await lib.verify(typed(have), secret, { ...options, typ: want }), live)
        }
      }
      const others = ['JWT', 'id+jwt', 'at+jwt ', 'at+jwt;x', 'application/application/at+jwt', 'text/at+jwt', '']
      for (const token of [...others.map(typed), hs256(live)]) {
        const error = await refused('ERR_CLAIM', () => lib.verify(token, secret, { ...options, typ: 'at+jwt' }))
        equal(error.claim, 'typ')
        equal(error.expected, 'at+jwt')
      }
      await refused('ERR_CLAIM', () =>
        lib.verify(typed('text/application/at+jwt'), secret, { ...options, typ: 'text/at+jwt' }),
      )
      equal(await lib.verify(typed('anything'), secret, options), live)
    },
  },
  {
    name: 'E12 judges at now: 0, and refuses a clock that tells no time',
    async run(lib) {
      const at = (now: unknown) => ({ ...options, now })
      equal(await lib.verify(hs256({ exp: 1 }), secret, at(0)), { exp: 1 })
      equal(
        await lib.verify(
          hs256({ exp: 1 }),
          secret,
          at(() => 0),
        ),
        { exp: 1 },
      )
      await refused('ERR_TOKEN_NOT_ACTIVE', () => lib.verify(hs256({ exp: 9, nbf: 1 }), secret, at(0)))
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(hs256({ exp: 0 }), secret, at(0)))
      const wrong = [Number.NaN, Number.POSITIVE_INFINITY, '0', null, undefined, new Date(0), {}]
      for (const value of wrong) {
        await refused('ERR_CONFIG', () =>
          lib.verify(
            hs256({ exp: 1 }),
            secret,
            at(() => value),
          ),
        )
      }
      const cause = new Error('stopped')
      const throwing = () => {
        throw cause
      }
      const error = await refused('ERR_CONFIG', () => lib.verify(hs256({ exp: 1 }), secret, at(throwing)))
      equal(error.cause === cause, true, 'cause')
      await refused('ERR_CONFIG', () => lib.sign({}, secret, { algorithm: 'HS256', expiresIn: 1, now: Number.NaN }))
      await refused('ERR_CONFIG', () => lib.sign({}, secret, { algorithm: 'HS256', expiresIn: 1, now: throwing }))
    },
  },
  {
    name: 'E13 says of a token that is expired and badly signed only that the signature does not hold',
    async run(lib) {
      const callbacks: string[] = []
      const eager = {
        ...options,
        issuer: 'good',
        check: () => callbacks.push('check') > 0,
        schema: { '~standard': { version: 1, vendor: 'test', validate: () => callbacks.push('schema') } },
      }
      const bad = [{ exp: 1 }, { exp: 'never' }, { nbf: NOW + 60 }, '[]', 'no json', Uint8Array.of(0xff)]
      for (const payload of bad) {
        const token = forge({ alg: 'HS256' }, payload, 'another-secret-of-32-characters!')
        const error = await refused('ERR_SIGNATURE', () => lib.verify(token, secret, eager))
        equal(Object.keys(error).sort(), ['code', 'name'], 'nothing of the payload')
      }
      equal(callbacks, [], 'callbacks')
    },
  },
  {
    name: 'E13 looks at the signature before the payload, also of RS256',
    async run(lib) {
      const [header, , signature] = tokens.RS256.split('.')
      const [, expired] = hs256({ exp: 1 }).split('.')
      await refused('ERR_SIGNATURE', () =>
        lib.verify(`${header}.${expired}.${signature}`, rsa.publicPem, { algorithms: ['RS256'], now: NOW }),
      )
    },
  },
]

const sign = { algorithm: 'HS256', expiresIn: 60, now: NOW }

function cyclic(): object {
  const payload: { self?: object } = {}
  payload.self = { list: [payload] }
  return payload
}

class Account {
  id = 1
}

const signing: readonly Case[] = [
  {
    name: 'E14 refuses alg, crit and b64 in the header option of sign, whatever their value',
    async run(lib) {
      const headers = [
        { alg: 'none' },
        { alg: 'HS256' },
        { crit: ['exp'] },
        { crit: [] },
        { b64: false },
        { b64: true },
      ]
      for (const header of headers) {
        await refused('ERR_CONFIG', () => lib.sign(live, secret, { algorithm: 'HS256', header }))
        await refused('ERR_CONFIG', () => lib.createSigner(secret, { algorithm: 'HS256', header }))
      }
    },
  },
  {
    name: 'E15 refuses a claim that stands in the payload and is given as an option',
    async run(lib) {
      const pairs: [object, object][] = [
        [{ exp: NOW + 1 }, { expiresIn: 60 }],
        [{ exp: NOW + 1 }, { expiresIn: null }],
        [{ nbf: NOW, exp: NOW + 1 }, { notBefore: 0 }],
        [{ iss: 'a', exp: NOW + 1 }, { issuer: 'a' }],
        [{ sub: 'a', exp: NOW + 1 }, { subject: 'b' }],
        [{ aud: 'a', exp: NOW + 1 }, { audience: ['a'] }],
        [{ jti: 'a', exp: NOW + 1 }, { jwtid: 'b' }],
      ]
      for (const [payload, more] of pairs) {
        const error = await refused('ERR_CONFIG', () =>
          lib.sign(payload, secret, { algorithm: 'HS256', now: NOW, ...more }),
        )
        holds(error.message.includes(`the option ${Object.keys(more)[0]};`), error.message)
      }
    },
  },
  {
    name: 'E15 refuses what JSON would drop or turn into null or something else, naming where it stands',
    async run(lib) {
      const values: unknown[] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, undefined, 1n]
      values.push(new Date(0), new Map(), new Set([1]), new Account(), new Uint8Array(1), /a/, Object('text'))
      values.push(() => 1, Symbol('s'), new Error('e'), Object.create({ inherited: 1 }))
      for (const value of values) {
        for (const payload of [{ claim: value }, { claim: [0, value] }, { claim: { deep: [{ value }] } }]) {
          const error = await refused('ERR_CLAIM', () => lib.sign(payload, secret, sign))
          equal(error.claim, 'claim')
          holds(error.message.includes('claim'), error.message)
        }
        await refused('ERR_CONFIG', () =>
          lib.sign(live, secret, { algorithm: 'HS256', header: { parameter: { deep: [value] } } }),
        )
      }
      const error = await refused('ERR_CLAIM', () => lib.sign({ a: { b: [1, { c: Number.NaN }] } }, secret, sign))
      holds(error.message.includes('a.b[1].c'), error.message)
      await refused('ERR_CLAIM', () => lib.sign({ a: Object.assign([1], { length: 2 }) }, secret, sign))
      const endless = await refused('ERR_CLAIM', () => lib.sign(cyclic(), secret, sign))
      holds(/^The claim self\.list\[0\].* is cyclic/.test(endless.message), endless.message)
      for (const [value, kind] of [
        [new Date(0), 'an instance of a class'],
        [undefined, 'undefined'],
        [() => 1, 'a function'],
      ] as const) {
        const unfit = await refused('ERR_CLAIM', () => lib.sign({ claim: value }, secret, sign))
        holds(unfit.message.startsWith(`The claim claim is ${kind}`), unfit.message)
      }
    },
  },
  {
    name: 'E15 refuses a payload that is no plain object',
    async run(lib) {
      const payloads = [
        undefined,
        null,
        'text',
        '{"a":1}',
        1,
        true,
        [],
        [{ a: 1 }],
        new Date(0),
        new Account(),
        () => live,
      ]
      const bare = Object.create(Object.assign(Object.create(null), { sub: 'ann' }))
      for (const payload of [...payloads, new Map(), Object.create({ sub: 'ann' }), bare]) {
        await refused('ERR_CONFIG', () => lib.sign(payload, secret, sign))
      }
      holds(await lib.sign(Object.assign(Object.create(null), { a: 1 }), secret, sign), 'a token')
    },
  },
  {
    name: 'E15 refuses registered claims of a wrong type, which every verifier would refuse later',
    async run(lib) {
      const wrong: [string, unknown[]][] = [
        ['iss', [1, null, ['a'], {}, true]],
        ['sub', [1, null, ['a']]],
        ['jti', [1, null, ['a']]],
        ['aud', [1, null, [1], ['a', null], {}, [['a']]]],
        ['iat', ['0', null, [0], true]],
        ['nbf', ['0', null, [0], true]],
        ['exp', ['9999999999', null, [1], true]],
      ]
      for (const [claim, values] of wrong) {
        for (const value of values) {
          const payload = { exp: NOW + 60, [claim]: value }
          const error = await refused('ERR_CLAIM', () => lib.sign(payload, secret, { algorithm: 'HS256', now: NOW }))
          equal(error.claim, claim)
        }
      }
    },
  },
  {
    name: 'E15 calls no toJSON of a payload and takes nothing from it',
    async run(lib) {
      await refused('ERR_CLAIM', () => lib.sign({ a: { toJSON: () => 'changed' } }, secret, sign))
      await refused('ERR_CLAIM', () => lib.sign({ toJSON: () => ({ admin: true }) }, secret, sign))
      await refused('ERR_CLAIM', () => lib.sign({ a: Object.assign([1], { toJSON: () => null }) }, secret, sign))
      const hidden = Object.defineProperty({}, 'toJSON', { value: () => ({ admin: true }) })
      await refused('ERR_CLAIM', () => lib.sign({ a: hidden }, secret, sign))
      await refused('ERR_CLAIM', () => lib.sign({ a: [{ b: hidden }] }, secret, sign))
      const token = String(await lib.sign({ toJSON: 'just a text', a: 1 }, secret, sign))
      equal(await lib.verify(token, secret, options), { toJSON: 'just a text', a: 1, iat: NOW, exp: NOW + 60 })
      equal(token.split('.')[2], signatureOf(token.slice(0, token.lastIndexOf('.'))), 'signature')
    },
  },
]

export const group: Group = {
  name: 'threats E: claims and options',
  cases: [...times, ...expectations, ...meaning, ...signing],
}
