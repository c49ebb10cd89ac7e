// What each option of verify promises, at its edges.
import { type Case, equal, type Group, holds, refused } from './case.ts'
import { forge, hs256, live, NOW, options, secret } from './forge.ts'

/** Verifies a payload under the usual options and more. */
const judged = (payload: object, more: object = {}) => [hs256(payload), secret, { ...options, ...more }] as const

const lifetime: readonly Case[] = [
  {
    name: 'accepts until exp plus the tolerance, that moment not included',
    async run(lib) {
      const ended = { exp: NOW }
      for (const clockTolerance of [1, 5.5, '10s', '2 minutes']) {
        const seconds = { 1: 1, '5.5': 5.5, '10s': 10, '2 minutes': 120 }[clockTolerance] as number
        const at = (late: number) => judged(ended, { clockTolerance, now: NOW + late })
        equal(await lib.verify(...at(seconds - 0.25)), ended)
        const error = await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...at(seconds)))
        equal(error.expiredAt, new Date(NOW * 1000), 'expiredAt is exp, without the tolerance')
        await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...at(seconds + 0.25)))
      }
    },
  },
  {
    name: 'says of an expired token when it ended and how long ago',
    async run(lib) {
      const error = await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged({ exp: NOW - 90 })))
      equal([error.claim, error.expected, error.actual], ['exp', NOW, NOW - 90])
      equal(error.expiredAt, new Date((NOW - 90) * 1000))
      holds(error.message.includes('90 s ago (exp)'), error.message)
      const old = await refused('ERR_TOKEN_EXPIRED', () =>
        lib.verify(...judged({ ...live, iat: NOW - 9 }, { maxAge: 2 })),
      )
      holds(old.message.includes('7 s ago (maxAge)'), old.message)
    },
  },
  {
    name: 'refuses a token without exp unless requireExp is false',
    async run(lib) {
      for (const more of [{}, { requireExp: true }, { ignoreExpiration: true }]) {
        const error = await refused('ERR_CLAIM', () => lib.verify(...judged({ sub: 'ann' }, more)))
        equal(error.claim, 'exp')
        holds(error.message.includes('requireExp'), error.message)
      }
      equal(await lib.verify(...judged({ sub: 'ann' }, { requireExp: false })), { sub: 'ann' })
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged({ exp: NOW }, { requireExp: false })))
    },
  },
  {
    name: 'judges no exp with ignoreExpiration, and every other claim still',
    async run(lib) {
      const lax = { ignoreExpiration: true }
      equal(await lib.verify(...judged({ exp: 1 }, lax)), { exp: 1 })
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged({ exp: 1 }, { ignoreExpiration: false })))
      await refused('ERR_TOKEN_NOT_ACTIVE', () => lib.verify(...judged({ exp: 1, nbf: NOW + 1 }, lax)))
      await refused('ERR_CLAIM', () => lib.verify(...judged({ exp: 1 }, { ...lax, issuer: 'a' })))
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged({ exp: 1, iat: 1 }, { ...lax, maxAge: 60 })))
    },
  },
  {
    name: 'accepts from nbf minus the tolerance on, that moment included',
    async run(lib) {
      const early = { ...live, nbf: NOW + 10 }
      equal(await lib.verify(...judged(early, { now: NOW + 10 })), early)
      const error = await refused('ERR_TOKEN_NOT_ACTIVE', () => lib.verify(...judged(early, { now: NOW + 9.75 })))
      equal([error.claim, error.expected, error.actual], ['nbf', NOW + 9.75, NOW + 10])
      equal(error.notBefore, new Date((NOW + 10) * 1000))
      holds(error.message.includes('another 0.25 s (nbf)'), error.message)
      const never = await refused('ERR_TOKEN_NOT_ACTIVE', () => lib.verify(...judged({ ...live, nbf: 8.64e12 + 1 })))
      equal([never.actual, 'notBefore' in never], [8.64e12 + 1, false])
      const before = await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged({ exp: -1e300 })))
      equal([before.actual, 'expiredAt' in before], [-1e300, false])
      for (const clockTolerance of [10, '10s']) equal(await lib.verify(...judged(early, { clockTolerance })), early)
      await refused('ERR_TOKEN_NOT_ACTIVE', () => lib.verify(...judged(early, { clockTolerance: 9.75 })))
    },
  },
  {
    name: 'says of an empty audience that it is one, and of options that they are null',
    async run(lib) {
      const error = await refused('ERR_CLAIM', () => lib.verify(...judged({ ...live, aud: [] }, { audience: 'a' })))
      holds(error.message.includes('"aud" is an empty list; expected "a"'), error.message)
      const none = await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, null))
      holds(none.message.includes('The options are null; expected'), none.message)
      const swapped = await refused('ERR_CONFIG', () => lib.verify(hs256(live), options, secret))
      holds(swapped.message.includes('of type string') && !swapped.message.includes(secret), swapped.message)
      for (const payload of [null, [1]]) {
        const wrong = await refused('ERR_CONFIG', () => lib.sign(payload, secret, { algorithm: 'HS256', expiresIn: 1 }))
        holds(/payload is (null|a list);/.test(wrong.message), wrong.message)
      }
    },
  },
  {
    name: 'judges no nbf with ignoreNotBefore, and every other claim still',
    async run(lib) {
      const early = { ...live, nbf: NOW + 10 }
      equal(await lib.verify(...judged(early, { ignoreNotBefore: true })), early)
      await refused('ERR_TOKEN_NOT_ACTIVE', () => lib.verify(...judged(early, { ignoreNotBefore: false })))
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged({ ...early, exp: NOW }, { ignoreNotBefore: true })))
      await refused('ERR_CLAIM', () => lib.verify(...judged(early, { ignoreNotBefore: true, subject: 'bob' })))
    },
  },
  {
    name: 'refuses a token of the age maxAge, and accepts it a moment before',
    async run(lib) {
      const issued = { ...live, iat: NOW - 60 }
      for (const maxAge of [60, '60s', '1m', '1 minute']) {
        const error = await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged(issued, { maxAge })))
        equal([error.claim, error.expected, error.actual], ['iat', NOW, NOW])
        equal(error.expiredAt, new Date(NOW * 1000))
        equal(await lib.verify(...judged(issued, { maxAge, now: NOW - 0.25 })), issued)
      }
      equal(await lib.verify(...judged(issued, { maxAge: 60.25 })), issued)
      equal(await lib.verify(...judged(issued, { maxAge: 60, clockTolerance: 1 })), issued)
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged(issued, { maxAge: 59, clockTolerance: 1 })))
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged(issued, { maxAge: 0 })))
    },
  },
  {
    name: 'reads the clock for each token, by default that of the machine',
    async run(lib) {
      let time = NOW
      const verify = lib.createVerifier(secret, { ...options, now: () => time })
      const token = hs256({ exp: NOW + 1 })
      equal(await verify(token), { exp: NOW + 1 })
      time = NOW + 1
      await refused('ERR_TOKEN_EXPIRED', () => verify(token))
      const present = Date.now() / 1000
      const current = { nbf: Math.floor(present), exp: Math.floor(present) + 600 }
      equal(await lib.verify(hs256(current), secret, { algorithms: ['HS256'] }), current)
      for (const payload of [{ exp: Math.floor(present) }, { exp: NOW }]) {
        await refused('ERR_TOKEN_EXPIRED', () => lib.verify(hs256(payload), secret, { algorithms: ['HS256'] }))
      }
      const later = { exp: present + 1200, nbf: present + 600 }
      await refused('ERR_TOKEN_NOT_ACTIVE', () => lib.verify(hs256(later), secret, { algorithms: ['HS256'] }))
    },
  },
  {
    name: 'refuses a clock in milliseconds',
    async run(lib) {
      for (const now of [1e12, NOW * 1000, Date.now]) {
        const error = await refused('ERR_CONFIG', () => lib.verify(...judged(live, { now })))
        holds(error.message.includes('not milliseconds'), error.message)
        await refused('ERR_CONFIG', () => lib.sign({}, secret, { algorithm: 'HS256', expiresIn: 60, now }))
      }
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged(live, { now: 1e12 - 1 })))
    },
  },
]

const identity: readonly Case[] = [
  {
    name: 'compares iss, sub, jti and nonce with what is expected, and says both',
    async run(lib) {
      const claims = { issuer: 'iss', subject: 'sub', jwtid: 'jti', nonce: 'nonce' }
      for (const [option, claim] of Object.entries(claims)) {
        const payload = { exp: NOW + 60, [claim]: 'right' }
        equal(await lib.verify(...judged(payload, { [option]: 'right' })), payload)
        const error = await refused('ERR_CLAIM', () => lib.verify(...judged(payload, { [option]: 'wrong' })))
        equal([error.claim, error.actual], [claim, 'right'])
        equal(error.expected, option === 'issuer' ? ['wrong'] : 'wrong')
        holds(error.message.includes('"right"') && error.message.includes('"wrong"'), error.message)
      }
    },
  },
  {
    name: 'accepts any one of several issuers and audiences',
    async run(lib) {
      const payload = { ...live, iss: 'b', aud: ['x', 'y'] }
      equal(await lib.verify(...judged(payload, { issuer: ['a', 'b'], audience: ['y', 'z'] })), payload)
      await refused('ERR_CLAIM', () => lib.verify(...judged(payload, { issuer: ['a', 'c'] })))
      const error = await refused('ERR_CLAIM', () => lib.verify(...judged(payload, { audience: ['z', 'q'] })))
      equal([error.claim, error.expected, error.actual], ['aud', ['z', 'q'], ['x', 'y']])
    },
  },
  {
    name: 'does not follow a list of issuers that is changed after the verifier was made',
    async run(lib) {
      const issuer = ['a']
      const verify = lib.createVerifier(secret, { ...options, issuer, audience: issuer, requiredClaims: issuer })
      issuer[0] = 'b'
      const payload = { ...live, iss: 'a', aud: 'a', a: 1 }
      equal(await verify(hs256(payload)), payload)
      await refused('ERR_CLAIM', () => verify(hs256({ ...live, iss: 'b', aud: 'b', b: 1 })))
    },
  },
  {
    name: 'wants each of the required claims, with any value but null',
    async run(lib) {
      const requiredClaims = ['sub', 'role']
      for (const role of ['', 0, false, [], {}]) {
        equal(await lib.verify(...judged({ ...live, role }, { requiredClaims })), { ...live, role })
      }
      for (const payload of [live, { ...live, role: null }]) {
        const error = await refused('ERR_CLAIM', () => lib.verify(...judged(payload, { requiredClaims })))
        equal(error.claim, 'role')
      }
    },
  },
  {
    name: 'cuts a long claim short in an error',
    async run(lib) {
      const sub = 's'.repeat(5000)
      const error = await refused('ERR_CLAIM', () => lib.verify(...judged({ ...live, sub }, { subject: 'ann' })))
      holds(String(error.actual).length <= 100 && error.message.length < 300, 'short')
      const typed = hs256(live, { typ: sub })
      const odd = await refused('ERR_CLAIM', () => lib.verify(typed, secret, { ...options, typ: 'JWT' }))
      holds(String(odd.actual).length <= 100 && odd.message.length < 300, 'short')
      const aud = Array.from({ length: 500 }, (_, at) => `audience-${at}`)
      const many = await refused('ERR_CLAIM', () => lib.verify(...judged({ ...live, aud }, { audience: 'ann' })))
      holds(many.message.length < 600, 'short')
    },
  },
]

/** A Standard Schema that answers with what the function returns. */
const schemaOf = (validate: (value: unknown) => unknown) => ({ '~standard': { version: 1, vendor: 'test', validate } })

const callbacks: readonly Case[] = [
  {
    name: 'returns what the schema makes of the payload, and shows the check the payload itself',
    async run(lib) {
      const seen: unknown[] = []
      const schema = schemaOf((value) => ({ value: { user: (value as { sub: string }).sub } }))
      const check = (...values: unknown[]) => {
        seen.push(values)
      }
      equal(await lib.verify(...judged(live, { schema, check })), { user: 'ann' })
      equal(seen, [[live, { alg: 'HS256' }]])
      const whole = await lib.verify(...judged(live, { schema, complete: true }))
      equal((whole as { payload: unknown }).payload, { user: 'ann' })
      for (const value of [undefined, null, 0, '']) {
        equal((await lib.verify(...judged(live, { schema: schemaOf(() => ({ value })) }))) === value, true, 'value')
      }
    },
  },
  {
    name: 'takes a schema that is a function, as some libraries make them',
    async run(lib) {
      const schema = Object.assign(
        () => 0,
        schemaOf((value) => ({ value, issues: undefined })),
      )
      equal(await lib.verify(...judged(live, { schema })), live)
    },
  },
  {
    name: 'refuses a payload that does not fit the schema, with its issues',
    async run(lib) {
      const each = [
        [{ message: 'role is missing' }],
        [{ message: 'm'.repeat(5000) }, { message: 'two' }],
        [{}],
        ['text'],
        [],
        [null],
      ]
      for (const issues of each) {
        const error = await refused('ERR_SCHEMA', () =>
          lib.verify(...judged(live, { schema: schemaOf(() => ({ issues })) })),
        )
        holds(error.issues === issues, 'the issues as they are')
        holds(error.message.length < 300, 'the message is short')
      }
      const first = { schema: schemaOf(() => ({ issues: [{ message: 'role is missing' }, {}, {}] })) }
      const error = await refused('ERR_SCHEMA', () => lib.verify(...judged(live, first)))
      holds(/role is missing.* and 2 more/.test(error.message), error.message)
      const silent = { schema: schemaOf(() => ({ issues: [{}] })) }
      const unsaid = await refused('ERR_SCHEMA', () => lib.verify(...judged(live, silent)))
      holds(unsaid.message.includes('"no message"'), unsaid.message)
      const alone = { schema: schemaOf(() => ({ issues: [{ message: 'role is missing' }] })) }
      const one = await refused('ERR_SCHEMA', () => lib.verify(...judged(live, alone)))
      holds(/role is missing"\.$/.test(one.message), one.message)
    },
  },
  {
    name: 'refuses when the schema raises an error, and calls an answer without value or issues a mistake',
    async run(lib) {
      const cause = new Error('broken')
      const throwing = schemaOf(() => {
        throw cause
      })
      const error = await refused('ERR_SCHEMA', () => lib.verify(...judged(live, { schema: throwing })))
      holds(error.cause === cause, 'cause')
      for (const answer of [undefined, null, true, {}, 'value', []]) {
        await refused('ERR_CONFIG', () => lib.verify(...judged(live, { schema: schemaOf(() => answer) })))
      }
      const trap = {
        get issues(): never {
          throw cause
        },
      }
      const sprung = await refused('ERR_SCHEMA', () => lib.verify(...judged(live, { schema: schemaOf(() => trap) })))
      holds(sprung.cause === cause, 'cause of an answer that cannot be looked at')
    },
  },
  {
    name: 'accepts when check returns true or nothing, and refuses when it returns false or raises an error',
    async run(lib) {
      for (const verdict of [true, undefined]) equal(await lib.verify(...judged(live, { check: () => verdict })), live)
      await refused('ERR_REJECTED', () => lib.verify(...judged(live, { check: () => false })))
      for (const verdict of [null, 0, 1, '', 'no', {}, []]) {
        await refused('ERR_CONFIG', () => lib.verify(...judged(live, { check: () => verdict })))
      }
      const cause = new Error('revoked')
      const check = () => {
        throw cause
      }
      const error = await refused('ERR_REJECTED', () => lib.verify(...judged(live, { check })))
      holds(error.cause === cause, 'cause')
    },
  },
  {
    name: 'waits for a schema and a check that return promises',
    needs: ['promises'],
    async run(lib) {
      const later = <Value>(value: Value) => Promise.resolve().then(() => value)
      equal(await lib.verify(...judged(live, { schema: schemaOf(() => later({ value: 1 })) })), 1)
      equal(await lib.verify(...judged(live, { check: () => later(true) })), live)
      equal(await lib.verify(...judged(live, { check: () => later(undefined) })), live)
      await refused('ERR_SCHEMA', () => lib.verify(...judged(live, { schema: schemaOf(() => later({ issues: [1] })) })))
      await refused('ERR_SCHEMA', () =>
        lib.verify(...judged(live, { schema: schemaOf(() => Promise.reject(new Error('x'))) })),
      )
      await refused('ERR_REJECTED', () => lib.verify(...judged(live, { check: () => later(false) })))
      await refused('ERR_REJECTED', () => lib.verify(...judged(live, { check: () => Promise.reject(new Error('x')) })))
      await refused('ERR_CONFIG', () => lib.verify(...judged(live, { check: () => later(null) })))
    },
  },
  {
    name: 'asks schema and check in this order, and neither about a token that something else refuses',
    async run(lib) {
      const order: string[] = []
      const more = {
        schema: schemaOf((value) => {
          order.push('schema')
          return { value }
        }),
        check: () => {
          order.push('check')
        },
      }
      await lib.verify(...judged(live, more))
      equal(order, ['schema', 'check'])
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(...judged({ exp: NOW }, more)))
      await refused('ERR_CLAIM', () => lib.verify(...judged(live, { ...more, issuer: 'a' })))
      await refused('ERR_SCHEMA', () =>
        lib.verify(...judged(live, { ...more, schema: schemaOf(() => ({ issues: [{}] })) })),
      )
      equal(order, ['schema', 'check'])
    },
  },
]

const results: readonly Case[] = [
  {
    name: 'returns header, payload and signature with complete, and the payload alone without',
    async run(lib) {
      const token = hs256(live, { kid: 'k', typ: 'JWT' })
      const header = { alg: 'HS256', kid: 'k', typ: 'JWT' }
      const whole = { header, payload: live, signature: token.split('.')[2] }
      equal(await lib.verify(token, secret, { ...options, complete: true }), whole)
      equal(await lib.decode(token, { complete: true }), whole)
      for (const more of [{}, { complete: false }]) {
        equal(await lib.verify(token, secret, { ...options, ...more }), live)
        equal(await lib.decode(token, more), live)
      }
    },
  },
  {
    name: 'gives each caller objects of its own',
    async run(lib) {
      const verify = lib.createVerifier(secret, { ...options, complete: true })
      const token = hs256({ ...live, list: [1] })
      type Whole = { header: { alg?: string }; payload: { sub?: string; list: number[] } }
      const first = (await verify(token)) as Whole
      first.payload.sub = 'eve'
      first.payload.list.push(2)
      first.header.alg = 'none'
      const second = (await verify(token)) as Whole
      equal([second.payload.sub, second.payload.list, second.header.alg], ['ann', [1], 'HS256'])
    },
  },
  {
    name: 'verifies many tokens of different headers with one verifier',
    async run(lib) {
      const verify = lib.createVerifier(secret, { ...options, complete: true, typ: 'at+jwt' })
      const typed = { typ: 'at+jwt' }
      for (const kid of ['a', 'b', 'a', 'aa', 'b']) {
        const read = (await verify(hs256(live, { ...typed, kid }))) as { header: { kid: string } }
        equal(read.header.kid, kid)
      }
      const error = await refused('ERR_CLAIM', () => verify(hs256(live)))
      equal(error.claim, 'typ')
      await refused('ERR_ALG_NOT_ALLOWED', () => verify(hs256(live, { ...typed, alg: 'HS384' })))
      holds(await verify(hs256(live, typed)), 'a token')
    },
  },
  {
    name: 'keeps tokens apart that are verified at the same time',
    async run(lib) {
      for (const more of [{}, { cache: { max: 3, ttl: 60 } }]) {
        const verify = lib.createVerifier((header: { kid: string }) => `${secret}${header.kid}`, {
          ...options,
          ...more,
        })
        const many = Array.from({ length: 30 }, async (_, at) => {
          const kid = `k${at % 5}`
          const good = forge({ alg: 'HS256', kid }, { ...live, at }, secret + kid)
          const bad = forge({ alg: 'HS256', kid }, { ...live, at }, `${secret}k${(at + 1) % 5}`)
          equal(await verify(good), { ...live, at })
          await refused('ERR_SIGNATURE', () => verify(bad))
          equal(await verify(good), { ...live, at })
        })
        await Promise.all(many)
      }
    },
  },
  {
    name: 'decodes without verifying, and takes no option that would promise more',
    async run(lib) {
      const token = hs256({ exp: 1, sub: 'eve' }, { alg: 'none' })
      const bare = token.slice(0, token.lastIndexOf('.') + 1)
      for (const each of [token, bare, `${bare}!`]) equal(await lib.decode(each), { exp: 1, sub: 'eve' })
      const wrong = [
        { algorithms: ['HS256'] },
        { complete: 1 },
        { complete: undefined },
        { maxTokenLength: 0 },
        { json: 1 },
        { json: true },
      ]
      for (const each of [...wrong, { maxTokenLength: 'x' }, { maxTokenLength: Number.NaN }, null, 1]) {
        await refused('ERR_CONFIG', () => lib.decode(token, each))
      }
    },
  },
]

export const group: Group = { name: 'claims', cases: [...lifetime, ...identity, ...callbacks, ...results] }
