// Where keys come from: functions, objects with find, JWK Sets, bindings; and that none is ever taken for another.
import { ed25519, p256, p384, rsa, rsa1024, rsaOther, secrets } from '../vectors/keys.ts'
import { special, tokens, vectorPayload } from '../vectors/tokens.ts'
import { type Case, equal, type Group, holds, refused, type Verb } from './case.ts'
import { base64url, forge, hs256, live, NOW, options, secret, utf8 } from './forge.ts'

const rs256 = { algorithms: ['RS256'], now: NOW }
const at = { now: NOW }
const oct = { kty: 'oct', k: base64url(utf8(secret)) }
const otherSecret = 'another-secret-of-32-characters!'

const functions: readonly Case[] = [
  {
    name: 'asks a function or an object with find for each token, with its header',
    async run(lib) {
      const seen: unknown[] = []
      const resolve = (header: unknown) => {
        seen.push(header)
        return secret
      }
      class Source {
        readonly own = resolve
        find(header: unknown) {
          return this.own(header)
        }
      }
      for (const key of [resolve, { find: resolve }, new Source()]) {
        seen.length = 0
        const verify = lib.createVerifier(key, options)
        for (const kid of ['a', 'b', 'b']) equal(await verify(hs256(live, { kid })), live)
        equal(await lib.verify(hs256(live, { kid: 'c', x: 1 }), key, options), live)
        equal(seen, [...['a', 'b', 'b'].map((kid) => ({ alg: 'HS256', kid })), { alg: 'HS256', kid: 'c', x: 1 }])
      }
    },
  },
  {
    name: 'waits for a source that returns a promise, and says when it fails',
    needs: ['promises'],
    async run(lib) {
      const later = (value: unknown) => () => Promise.resolve(value)
      for (const key of [later(secret), { find: later(oct) }, later({ keys: [oct] })]) {
        equal(await lib.verify(hs256(live), key, options), live)
      }
      const cause = new Error('database is down')
      const error = await refused('ERR_KEY_NOT_FOUND', () =>
        lib.verify(hs256(live), () => Promise.reject(cause), options),
      )
      holds(error.cause === cause, 'cause')
    },
  },
  {
    name: 'reads what a source yields as the algorithm’s family reads it: text, bytes, JWK, JWK Set, imported key',
    async run(lib) {
      const imported = await lib.importKey(secret, 'HS256')
      for (const found of [secret, Uint8Array.from(utf8(secret)), oct, { keys: [oct] }, imported]) {
        equal(await lib.verify(hs256(live), () => found, options), live)
      }
      for (const found of [rsa.publicPem, rsa.certificate, rsa.publicJwk, { keys: [rsa.publicJwk] }]) {
        equal(await lib.verify(tokens.RS256, () => found, rs256), vectorPayload)
      }
      for (const found of [{}, [], 1, true, { find: () => secret }, [oct]]) {
        await refused('ERR_KEY_INVALID', () => lib.verify(hs256(live), () => found, options))
      }
      for (const found of [Uint8Array.from(utf8(secret)), oct, rsa.privatePem, rsa.privateJwk, p256.publicPem]) {
        await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, () => found, rs256))
      }
      await refused('ERR_KEY_INVALID', () => lib.verify(tokens.RS256, () => secret, rs256))
      for (const nothing of [undefined, null, '']) {
        const error = await refused('ERR_KEY_NOT_FOUND', () => lib.verify(hs256(live), () => nothing, options))
        holds(/has no key for HS256/.test(error.message) && error.cause === undefined, error.message)
      }
    },
  },
  {
    name: 'judges the size of a key that a source yields',
    async run(lib) {
      for (const found of [rsa1024.publicPem, rsa1024.publicJwk, { keys: [rsa1024.publicJwk] }]) {
        await refused('ERR_KEY_WEAK', () => lib.verify(special.rsa1024, () => found, rs256))
        equal(await lib.verify(special.rsa1024, () => found, { ...rs256, allowWeakKeys: true }), vectorPayload)
      }
    },
  },
  {
    name: 'says when a source raises an error, with the error as cause, and passes on a JwtError as it is',
    async run(lib) {
      const cause = new Error('database is down')
      const throwing = (error: unknown) => () => {
        throw error
      }
      const error = await refused('ERR_KEY_NOT_FOUND', () => lib.verify(hs256(live), throwing(cause), options))
      holds(error.cause === cause, 'cause')
      const ambiguous = lib.createLocalJwks({ keys: [oct, { ...oct, k: base64url(utf8(otherSecret)) }] })
      await refused('ERR_KEY_AMBIGUOUS', () => lib.verify(hs256(live), ambiguous.find, options))
    },
  },
  {
    name: 'says the same of what a source yields when looking at it raises an error',
    async run(lib) {
      const cause = new Error('database is down')
      const getter = Object.defineProperty({}, 'keys', {
        enumerable: true,
        get() {
          throw cause
        },
      })
      const error = await refused('ERR_KEY_NOT_FOUND', () => lib.verify(hs256(live), () => getter, options))
      holds(error.cause === cause, 'cause')
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      await refused('ERR_KEY_NOT_FOUND', () => lib.verify(hs256(live), () => proxy, options))
    },
  },
  {
    name: 'does not let a source change the header that is judged',
    async run(lib) {
      const seen: string[] = []
      const meddling = (header: { alg: string; kid?: string; list?: string[] }) => {
        for (const change of [() => (header.alg = 'HS512'), () => (header.kid = 'x'), () => header.list?.push('x')]) {
          try {
            change()
          } catch {
            seen.push('refused')
          }
        }
        return secret
      }
      const verify = lib.createVerifier(meddling, { ...options, complete: true })
      for (let count = 0; count < 2; count++) {
        const read = (await verify(hs256(live, { list: [] }))) as { header: unknown }
        equal(read.header, { alg: 'HS256', list: [] })
      }
    },
  },
  {
    name: 'lets a source serve several families, each key its own, but never secrets beside public keys',
    async run(lib) {
      const algorithms = ['RS256', 'PS256', 'ES256']
      const find = (header: { alg: string }) => (header.alg === 'ES256' ? p256.publicPem : rsa.publicPem)
      for (const token of [tokens.RS256, tokens.PS256]) {
        equal(await lib.verify(token, find, { algorithms, now: NOW }), vectorPayload)
      }
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, () => p256.publicPem, { algorithms, now: NOW }))
      for (const key of [find, { find }, { keys: [rsa.publicJwk] }]) {
        await refused('ERR_CONFIG', () => lib.verify(tokens.RS256, key, { algorithms: ['RS256', 'HS256'], now: NOW }))
        await refused('ERR_CONFIG', () => lib.createVerifier(key, { algorithms: ['HS256', 'ES256'] }))
      }
      for (const key of [rsa.publicPem, rsa.publicJwk]) {
        await refused('ERR_CONFIG', () => lib.verify(tokens.RS256, key, { algorithms, now: NOW }))
      }
    },
  },
  {
    name: 'lets a source serve ECDSA beside RSA',
    needs: ['ecdsa'],
    async run(lib) {
      const set = { keys: [rsa.publicJwk, p256.publicJwk, p384.publicJwk] }
      const verify = lib.createVerifier(set, { algorithms: ['RS256', 'ES256', 'ES384'], now: NOW })
      for (const token of [tokens.RS256, tokens.ES256, tokens.ES384]) equal(await verify(token), vectorPayload)
    },
  },
  {
    name: 'D12 asks for no key where the token is malformed, of a refused algorithm, or too long',
    async run(lib) {
      let asked = 0
      const find = () => {
        asked++
        return secret
      }
      const bad: [string, string][] = [
        ['ERR_ALG_NOT_ALLOWED', tokens.RS256],
        ['ERR_ALG_NOT_ALLOWED', forge({ alg: 'none' }, live)],
        ['ERR_CRIT', hs256(live, { crit: ['x'] })],
        ['ERR_TOKEN_MALFORMED', hs256(live).slice(0, -1)],
        ['ERR_TOKEN_MALFORMED', `${hs256(live)}=`],
        ['ERR_TOKEN_TOO_LONG', hs256({ pad: 'p'.repeat(20_000) })],
      ]
      for (const key of [find, { find }]) {
        for (const [code, token] of bad) await refused(code, () => lib.verify(token, key, options))
        await refused('ERR_CLAIM', () => lib.verify(hs256(live), key, { ...options, typ: 'x' }))
      }
      equal(asked, 0, 'keys asked for')
    },
  },
]

/** A JWK Set both as it stands and as a source. */
function both(
  keys: readonly unknown[],
  use: (make: (createLocalJwks: (jwks: unknown) => unknown) => unknown) => Promise<void>,
) {
  return use(() => ({ keys })).then(() => use((createLocalJwks) => createLocalJwks({ keys })))
}

const named = { ...rsa.publicJwk, kid: 'key-2026-05' }
const older = { ...rsaOther.publicJwk, kid: 'key-2025-11' }

const sets: readonly Case[] = [
  {
    name: 'chooses the key of a set by kid, to the letter',
    run: (lib) =>
      both([named, older], async (make) => {
        const verify = lib.createVerifier(make(lib.createLocalJwks), rs256)
        for (const token of [special.withKid, special.otherWithKid, special.withKid])
          equal(await verify(token), vectorPayload)
        const alone = lib.createVerifier({ keys: [named] }, rs256)
        await refused('ERR_KEY_NOT_FOUND', () => alone(special.otherWithKid))
        const swapped = {
          keys: [
            { ...named, kid: older.kid },
            { ...older, kid: named.kid },
          ],
        }
        await refused('ERR_SIGNATURE', () => lib.verify(special.withKid, swapped, rs256))
      }),
  },
  {
    name: 'finds no key for a kid in a set whose fitting key has another kid, or none',
    async run(lib) {
      for (const keys of [[older], [rsa.publicJwk], [{ ...named, kid: 'KEY-2026-05' }], [{ ...named, kid: 5 }], []]) {
        await refused('ERR_KEY_NOT_FOUND', () => lib.verify(special.withKid, { keys }, rs256))
      }
    },
  },
  {
    name: 'takes the one fitting key of a set for a token without kid, whatever the key’s kid is',
    run: (lib) =>
      both([named, p256.publicJwk, ed25519.publicJwk, { ...older, use: 'enc' }], async (make) => {
        equal(await lib.verify(tokens.RS256, make(lib.createLocalJwks), rs256), vectorPayload)
      }),
  },
  {
    name: 'D9 passes over members of a set that are broken, of unknown kinds, or no keys at all',
    async run(lib) {
      const { n } = rsa.publicJwk
      const junk = [
        null,
        undefined,
        0,
        'text',
        true,
        [],
        [named],
        {},
        { kty: 'XYZ' },
        { kty: 'oct2', k: 'x' },
        { kty: null },
        { kty: 'RSA', n, e: 'AQ' },
        { kty: 'RSA', n },
        { kty: 'RSA', n: 'not base64url!', e: 'AQAB' },
        { kty: 'EC', crv: 'secp256k1', x: 'AA', y: 'AA' },
        { kty: 'OKP', crv: 'X25519', x: 'AA' },
        { ...named, alg: 'RSA-OAEP' },
        { ...named, key_ops: 'verify' },
        { ...named, key_ops: [] },
        rsa.privateJwk,
      ]
      for (const keys of [[...junk, named], [named, ...junk], junk.flatMap((member) => [member, null]).concat(named)]) {
        await both(keys, async (make) => {
          equal(await lib.verify(special.withKid, make(lib.createLocalJwks), rs256), vectorPayload)
          equal(await lib.verify(tokens.RS256, make(lib.createLocalJwks), rs256), vectorPayload)
        })
      }
      await refused('ERR_KEY_NOT_FOUND', () => lib.verify(tokens.RS256, { keys: junk }, rs256))
    },
  },
  {
    name: 'passes over a curve that stands in a key without curves, as over every member that it does not know',
    async run(lib) {
      const key = { ...rsa.publicJwk, crv: 'P-256', x: 'none', ext: 1 }
      equal(await lib.verify(tokens.RS256, key, rs256), vectorPayload)
      equal(await lib.verify(tokens.RS256, { keys: [key] }, rs256), vectorPayload)
      equal(await lib.verify(hs256(live), { keys: [{ ...oct, crv: 'P-256' }] }, options), live)
    },
  },
  {
    name: 'D9 says why the only key that a token names is of no use',
    async run(lib) {
      const broken = { keys: [{ ...named, e: 'AQ' }] }
      for (const token of [special.withKid, tokens.RS256]) {
        const error = await refused('ERR_KEY_NOT_FOUND', () => lib.verify(token, broken, rs256))
        equal((error.cause as { code: string }).code, 'ERR_KEY_INVALID', 'cause')
        holds(/unusable, see cause/.test(error.message), error.message)
        equal(error.message.includes('the kid "key-2026-05"'), token === special.withKid, error.message)
      }
      const none = await refused('ERR_KEY_NOT_FOUND', () => lib.verify(tokens.RS256, { keys: [] }, rs256))
      holds(none.cause === undefined && !none.message.includes('cause'), 'no cause')
    },
  },
  {
    name: 'D9 reads the only key that a token names once, and gives the same reason each time',
    async run(lib) {
      const jwks = lib.createLocalJwks({ keys: [{ ...named, e: 'AQ' }] })
      const find = () => refused('ERR_KEY_NOT_FOUND', () => jwks.find({ alg: 'RS256', kid: named.kid }))
      const [first, second] = [await find(), await find()]
      holds(first.cause === second.cause, 'the same cause')
    },
  },
  {
    name: 'lets no token spoil a key of a set for the tokens that it serves',
    async run(lib) {
      const kid = named.kid
      const curve = { ...p256.publicJwk, kid: 'curve' }
      const jwks = lib.createLocalJwks({ keys: [{ ...named, alg: 'RS256' }, curve] })
      for (const header of [
        { alg: 'PS256', kid },
        { alg: 'ES256', kid },
        { alg: 'RS256', kid: 'curve' },
        { alg: 'ES384', kid: 'curve' },
      ]) {
        await refused('ERR_KEY_NOT_FOUND', () => jwks.find(header))
      }
      equal(await lib.verify(special.withKid, jwks, rs256), vectorPayload)
      equal((jwks.find({ alg: 'ES256', kid: 'curve' }) as { kid: string }).kid, 'curve')
    },
  },
  {
    name: 'says that no key serves where the keys are for other purposes, and calls none of them broken',
    async run(lib) {
      const purposes = [
        [{ use: 'enc' }, '; the key of that kid is not for verifying'],
        [{ key_ops: ['sign'] }, '; the key of that kid is not for verifying'],
        [{ key_ops: 'verify' }, '; the key of that kid is not for verifying'],
        [{ alg: 'RS512' }, '; the key of that kid is for "RS512"'],
        [{ alg: 'RS512', use: 'enc' }, '; the key of that kid is for "RS512"'],
        [{ kty: 'EC', crv: 'P-256' }, '; the key of that kid is for "P-256"'],
        [{ kty: 'EC' }, '; the key of that kid is for "EC"'],
        [{ kid: 'other' }, ''],
      ] as const
      for (const [purpose, why] of purposes) {
        const jwks = lib.createLocalJwks({ keys: [{ ...named, ...purpose }] })
        const error = await refused('ERR_KEY_NOT_FOUND', () => jwks.find({ alg: 'RS256', kid: named.kid }))
        equal(error.message, `No key of the set serves RS256 and the kid "key-2026-05"${why}.`)
        holds(!('cause' in error), 'no cause')
      }
      const unnamed = await refused('ERR_KEY_NOT_FOUND', () => lib.createLocalJwks({ keys: [] }).find({ alg: 'RS256' }))
      equal(unnamed.message, 'No key of the set serves RS256.')
    },
  },
  {
    name: 'D10 refuses to guess between several keys that fit, and never tries one after the other',
    async run(lib) {
      const twice = [named, { ...older, kid: named.kid }]
      const unnamed = [rsa.publicJwk, rsaOther.publicJwk]
      const mixed = [rsa.publicJwk, older]
      const tries: [unknown[], string, RegExp][] = [
        [twice, special.withKid, /its own kid/],
        [[named, named], special.withKid, /its own kid/],
        [unnamed, tokens.RS256, /kid in the header/],
        [mixed, tokens.RS256, /kid in the header/],
      ]
      for (const [keys, token, mend] of tries) {
        await both(keys, async (make) => {
          const error = await refused('ERR_KEY_AMBIGUOUS', () => lib.verify(token, make(lib.createLocalJwks), rs256))
          holds(mend.test(error.message), error.message)
        })
      }
    },
  },
  {
    name: 'D10 filters by family, alg, use and key_ops before it counts keys of one kid, and by curve where there are curves',
    async run(lib) {
      const kid = named.kid
      const others = [
        { ...p256.publicJwk, kid },
        { ...ed25519.publicJwk, kid },
        { ...older, kid, alg: 'RS512' },
        { ...older, kid, alg: 'PS256' },
        { ...older, kid, use: 'enc' },
        { ...older, kid, key_ops: ['encrypt'] },
        { ...older, kid, key_ops: ['sign'] },
      ]
      const exact = { ...named, alg: 'RS256', use: 'sig', key_ops: ['verify'] }
      for (const key of [named, exact]) {
        for (const other of others) {
          equal(await lib.verify(special.withKid, { keys: [other, key] }, rs256), vectorPayload)
          equal(await lib.verify(tokens.RS256, { keys: [key, other] }, rs256), vectorPayload)
          await refused('ERR_KEY_NOT_FOUND', () => lib.verify(special.withKid, { keys: [other] }, rs256))
        }
      }
      const curves = lib.createLocalJwks({ keys: [p256, p384].map(({ publicJwk }) => ({ ...publicJwk, kid })) })
      for (const [alg, crv] of [
        ['ES256', 'P-256'],
        ['ES384', 'P-384'],
      ])
        equal((curves.find({ alg, kid }) as { crv: string }).crv, crv)
    },
  },
  {
    name: 'D11 refuses a set that holds secrets beside public keys, and takes one of secrets alone',
    async run(lib) {
      for (const keys of [
        [oct, rsa.publicJwk],
        [rsa.publicJwk, oct],
        [oct, {}],
        [oct, null],
      ]) {
        await refused('ERR_KEY_INVALID', () => lib.createLocalJwks({ keys }))
        await refused('ERR_KEY_INVALID', () => lib.verify(hs256(live), { keys }, options))
        await refused('ERR_KEY_INVALID', () => lib.verify(hs256(live), () => ({ keys }), options))
        await refused('ERR_KEY_INVALID', () => lib.verify(tokens.RS256, { keys }, rs256))
      }
      const two = [
        { ...oct, kid: 'a' },
        { kty: 'oct', k: base64url(utf8(otherSecret)), kid: 'b' },
      ]
      await both(two, async (make) => {
        const verify = lib.createVerifier(make(lib.createLocalJwks), options)
        equal(await verify(hs256(live, { kid: 'a' })), live)
        equal(await verify(forge({ alg: 'HS256', kid: 'b' }, live, otherSecret)), live)
        await refused('ERR_SIGNATURE', () => verify(hs256(live, { kid: 'b' })))
        await refused('ERR_KEY_AMBIGUOUS', () => verify(hs256(live)))
      })
    },
  },
  {
    name: 'refuses what is no JWK Set',
    async run(lib) {
      for (const jwks of [
        undefined,
        null,
        {},
        [],
        'keys',
        { keys: null },
        { keys: {} },
        { keys: 'x' },
        Object.create({ keys: [] }),
      ]) {
        await refused('ERR_KEY_INVALID', () => lib.createLocalJwks(jwks))
      }
      for (const keys of [null, {}, 'x'])
        await refused('ERR_KEY_INVALID', () => lib.verify(hs256(live), { keys }, options))
    },
  },
  {
    name: 'sees that a set has changed since the last call',
    async run(lib) {
      const set = { keys: [older] as object[] }
      await refused('ERR_KEY_NOT_FOUND', () => lib.verify(special.withKid, set, rs256))
      set.keys.push(named)
      equal(await lib.verify(special.withKid, set, rs256), vectorPayload)
      set.keys[1] = { ...rsaOther.publicJwk, kid: named.kid }
      await refused('ERR_SIGNATURE', () => lib.verify(special.withKid, set, rs256))
      set.keys.pop()
      await refused('ERR_KEY_NOT_FOUND', () => lib.verify(special.withKid, set, rs256))
      set.keys = [named]
      equal(await lib.verify(special.withKid, set, rs256), vectorPayload)
    },
  },
  {
    name: 'answers find of a local set with a key for the header',
    async run(lib) {
      const { find } = lib.createLocalJwks({ keys: [named, older] })
      const key = (await find({ alg: 'RS256', kid: named.kid })) as { kty: string; kid: string; side: string }
      equal([key.kty, key.side, key.kid], ['RSA', 'public', named.kid])
      equal(await lib.verify(special.withKid, key, rs256), vectorPayload)
      for (const alg of ['none', 'RSA-OAEP', '__proto__', 'ES256', 'HS256', ['RS256'], [Symbol('a')], undefined]) {
        await refused('ERR_KEY_NOT_FOUND', () => find({ alg, kid: named.kid }))
      }
      for (const header of [undefined, null, 'RS256', {}, { alg: 'RS256', kid: 5 }, { alg: 'RS256', kid: null }]) {
        await refused('ERR_KEY_NOT_FOUND', () => find(header))
      }
    },
  },
]

const end = NOW + 1000
const migration = [
  { key: secret, algorithms: ['HS256'], until: end },
  { key: rsa.publicPem, algorithms: ['RS256'] },
]
const long = { sub: 'ann', exp: end + 5000 }

const bindings: readonly Case[] = [
  {
    name: 'accepts HS256 until the end of its binding and RS256 throughout: the migration from one to the other',
    async run(lib) {
      const hs = hs256(long)
      for (const now of [NOW, end - 0.25]) {
        equal(await lib.verify(hs, migration, { now }), long)
        equal(await lib.verify(tokens.RS256, migration, { now }), vectorPayload)
      }
      for (const now of [end, end + 1]) {
        await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(hs, migration, { now }))
        equal(await lib.verify(tokens.RS256, migration, { now }), vectorPayload)
      }
      let now = NOW
      const verify = lib.createVerifier(migration, { now: () => now })
      equal(await verify(hs), long)
      now = end
      await refused('ERR_ALG_NOT_ALLOWED', () => verify(hs))
    },
  },
  {
    name: 'never lets one binding’s key serve another’s algorithm',
    async run(lib) {
      const forged = forge({ alg: 'HS256' }, live, rsa.publicPem)
      await refused('ERR_SIGNATURE', () => lib.verify(forged, migration, at))
      for (const token of [tokens.HS384, tokens.RS384, forge({ alg: 'none' }, live)]) {
        await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(token, migration, at))
      }
      const swapped = [
        { key: rsa.publicPem, algorithms: ['HS256'] },
        { key: secret, algorithms: ['RS256'] },
      ]
      await refused('ERR_KEY_INVALID', () => lib.verify(hs256(live), swapped, at))
    },
  },
  {
    name: 'trusts a binding from since on, that moment included',
    async run(lib) {
      const starting = [{ key: secret, algorithms: ['HS256'], since: end }]
      await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(hs256(long), starting, { now: end - 0.25 }))
      equal(await lib.verify(hs256(long), starting, { now: end }), long)
      const between = [{ key: secret, algorithms: ['HS256'], since: NOW, until: NOW + 1 }]
      equal(await lib.verify(hs256(long), between, at), long)
      for (const now of [NOW - 1, NOW + 1]) {
        await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(hs256(long), between, { now }))
      }
    },
  },
  {
    name: 'gives no tolerance to the ends of a binding',
    async run(lib) {
      const ended = [{ key: secret, algorithms: ['HS256'], until: NOW }]
      await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(hs256(live), ended, { now: NOW, clockTolerance: 60 }))
    },
  },
  {
    name: 'reads since and until as a Date, seconds, or an ISO date in UTC',
    async run(lib) {
      const noon = Date.UTC(2026, 11, 31, 12) / 1000
      const midnight = Date.UTC(2026, 11, 31) / 1000
      const each: [unknown, number][] = [
        [noon, noon],
        [new Date(noon * 1000), noon],
        ['2026-12-31T12:00Z', noon],
        ['2026-12-31T12:00:00Z', noon],
        ['2026-12-31T12:00:00.500Z', noon + 0.5],
        ['2026-12-31', midnight],
        ['2024-02-29', Date.UTC(2024, 1, 29) / 1000],
        [-1.5, -1.5],
        [0, 0],
      ]
      const token = hs256({ exp: 1e12 })
      for (const [moment, seconds] of each) {
        const until = [{ key: secret, algorithms: ['HS256'], until: moment }]
        const since = [{ key: secret, algorithms: ['HS256'], since: moment }]
        equal(await lib.verify(token, until, { now: seconds - 0.25 }), { exp: 1e12 })
        await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(token, until, { now: seconds }))
        equal(await lib.verify(token, since, { now: seconds }), { exp: 1e12 })
        await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(token, since, { now: seconds - 0.25 }))
      }
    },
  },
  {
    name: 'refuses dates that are none, without a zone, or that no calendar has',
    async run(lib) {
      const texts = ['', 'tomorrow', '2026', '2026-1-1', '31.12.2026', '2026-12-31T12:00', '2026-12-31T12:00:00+01:00']
      const dates = ['2026-02-30', '2026-02-29', '2026-04-31T00:00:00Z', '2026-13-01', '2026-00-10', '2026-12-00']
      const hours = [
        '2026-12-31T25:00:00Z',
        '2026-12-31T12:60Z',
        '2026-12-31 12:00Z',
        '2026-12-31 (2026-12-31',
        ' 2026-12-31',
        '2026-12-31\n',
      ]
      const values = [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        new Date(Number.NaN),
        null,
        true,
        {},
        [2026],
        ['2026-12-31'],
        undefined,
        // Milliseconds, with which a key would be trusted for thousands of years.
        1e12,
        NOW * 1000,
      ]
      for (const moment of [...texts, ...dates, ...hours, ...values]) {
        for (const name of ['since', 'until']) {
          const binding = { key: secret, algorithms: ['HS256'], [name]: moment }
          const error = await refused('ERR_CONFIG', () => lib.verify(hs256(live), [binding], at))
          holds(error.message.includes(name), error.message)
        }
      }
    },
  },
  {
    name: 'refuses bindings that are empty, incomplete, misspelt, contradictory, or beyond the call’s algorithms',
    async run(lib) {
      const wrong: unknown[] = [
        [],
        [{}],
        [{ key: secret }],
        [{ algorithms: ['HS256'] }],
        [{ key: undefined, algorithms: ['HS256'] }],
        [{ key: secret, algorithms: [] }],
        [{ key: secret, algorithms: 'HS256' }],
        [{ key: secret, algorithms: ['none'] }],
        [{ key: secret, algorithms: ['HS256'], untill: NOW }],
        [{ key: secret, algorithms: ['HS256'], since: NOW, until: NOW }],
        [{ key: secret, algorithms: ['HS256'], since: NOW + 1, until: NOW }],
        [null],
        [Object.assign([], { key: secret, algorithms: ['HS256'] })],
        [secret],
        [[secret]],
        [undefined],
        new Array(1),
      ]
      for (const list of wrong) {
        await refused('ERR_CONFIG', () => lib.verify(hs256(live), list, at))
        await refused('ERR_CONFIG', () => lib.createVerifier(list, at))
      }
      await refused('ERR_CONFIG', () => lib.verify(hs256(live), migration, { ...at, algorithms: ['RS256'] }))
      const all = { ...at, algorithms: ['RS256', 'HS256', 'ES256'] }
      equal(await lib.verify(hs256(live), migration, all), live)
      await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(tokens.ES256, migration, all))
      for (const list of [[secret], [oct], [null]]) {
        const error = await refused('ERR_CONFIG', () => lib.verify(hs256(live), list, options))
        holds(error.message.includes('bindings; expected { key, algorithms }'), error.message)
      }
      const far = { key: secret, algorithms: ['HS256'], until: 1e12 - 1 }
      equal(await lib.verify(hs256(live), [far], at), live)
      for (const key of [null, 0, {}, Promise.resolve(secret)]) {
        await refused('ERR_KEY_INVALID', () => lib.verify(hs256(live), [{ key, algorithms: ['HS256'] }], at))
      }
    },
  },
  {
    name: 'tries the bindings of one algorithm in turn, each while it is in force',
    async run(lib) {
      const pair = [
        { key: rsaOther.publicPem, algorithms: ['RS256'], until: end },
        { key: rsa.publicPem, algorithms: ['RS256', 'PS256'], since: NOW },
      ]
      for (const list of [pair, [...pair].reverse()]) {
        for (const token of [tokens.RS256, special.rsaOther, tokens.PS256]) {
          equal(await lib.verify(token, list, at), vectorPayload)
        }
        await refused('ERR_SIGNATURE', () => lib.verify(special.rsaOther, list, { now: end }))
        equal(await lib.verify(tokens.RS256, list, { now: end }), vectorPayload)
        await refused('ERR_SIGNATURE', () => lib.verify(tokens.RS256, list, { now: NOW - 1 }))
        await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(tokens.PS256, list, { now: NOW - 1 }))
      }
    },
  },
  {
    name: 'says of a token that no binding holds what the first one said',
    async run(lib) {
      const none = { key: () => undefined, algorithms: ['RS256'] }
      const wrong = { key: rsaOther.publicPem, algorithms: ['RS256'] }
      await refused('ERR_KEY_NOT_FOUND', () => lib.verify(tokens.RS256, [none, wrong], at))
      await refused('ERR_SIGNATURE', () => lib.verify(tokens.RS256, [wrong, none], at))
      equal(
        await lib.verify(tokens.RS256, [none, wrong, { key: rsa.publicPem, algorithms: ['RS256'] }], at),
        vectorPayload,
      )
    },
  },
  {
    name: 'takes sets and sources in bindings, and asks none whose binding has ended or has another algorithm',
    async run(lib) {
      let asked = 0
      const find = () => {
        asked++
        return secret
      }
      const list = [
        { key: { keys: [named, older] }, algorithms: ['RS256'] },
        { key: { find }, algorithms: ['HS256'], until: end },
        { key: find, algorithms: ['HS512'] },
      ]
      equal(await lib.verify(special.otherWithKid, list, at), vectorPayload)
      await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(hs256(long), list, { now: end }))
      equal(asked, 0, 'asked')
      equal(await lib.verify(hs256(live), list, at), live)
      equal(asked, 1, 'asked')
    },
  },
  {
    name: 'does not follow a list of bindings that is changed after the verifier was made',
    async run(lib) {
      const algorithms = ['HS256']
      const list = [{ key: secret as unknown, algorithms }]
      const verify = lib.createVerifier(list, at)
      list[0] = { key: rsa.publicPem, algorithms: ['RS256'] }
      list.push({ key: rsa.publicPem, algorithms: ['RS256'] })
      algorithms.push('RS256')
      equal(await verify(hs256(live)), live)
      await refused('ERR_ALG_NOT_ALLOWED', () => verify(tokens.RS256))
    },
  },
]

const memory: readonly Case[] = [
  {
    name: 'remembers keys without confusing two of them, or one key’s two uses',
    async run(lib) {
      for (let round = 0; round < 2; round++) {
        equal(await lib.verify(tokens.RS256, rsa.publicPem, rs256), vectorPayload)
        equal(await lib.verify(special.rsaOther, rsaOther.publicPem, rs256), vectorPayload)
        await refused('ERR_SIGNATURE', () => lib.verify(tokens.RS256, rsaOther.publicPem, rs256))
        await refused('ERR_KEY_INVALID', () => lib.verify(hs256(live), rsa.publicPem, options))
        await refused('ERR_KEY_INVALID', () => lib.verify(tokens.RS256, secret, rs256))
        await refused('ERR_KEY_MISMATCH', () => lib.sign(live, rsa.publicPem, { algorithm: 'RS256' }))
        await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, rsa.privatePem, rs256))
        equal(await lib.verify(tokens.PS256, rsa.publicPem, { algorithms: ['PS256'], now: NOW }), vectorPayload)
        equal(await lib.verify(tokens.HS512, secrets.HS512, { algorithms: ['HS512'], now: NOW }), vectorPayload)
        equal(await lib.verify(hs256(live), secret, options), live)
      }
    },
  },
  {
    name: 'sees that the bytes of a secret have changed',
    async run(lib) {
      const key = Uint8Array.from(utf8(secret))
      equal(await lib.verify(hs256(live), key, options), live)
      key[31] = (key[31] as number) ^ 1
      await refused('ERR_SIGNATURE', () => lib.verify(hs256(live), key, options))
      await refused('ERR_SIGNATURE', async () =>
        lib.verify(await lib.sign(live, key, { algorithm: 'HS256', now: NOW }), secret, options),
      )
      key[31] = key[31] ^ 1
      equal(await lib.verify(hs256(live), key, options), live)
    },
  },
  {
    name: 'sees that the members of a JWK have changed',
    async run(lib) {
      const jwk: { [member: string]: unknown } = { ...rsa.publicJwk }
      equal(await lib.verify(tokens.RS256, jwk, rs256), vectorPayload)
      jwk.n = rsaOther.publicJwk.n
      await refused('ERR_SIGNATURE', () => lib.verify(tokens.RS256, jwk, rs256))
      jwk.n = rsa.publicJwk.n
      equal(await lib.verify(tokens.RS256, jwk, rs256), vectorPayload)
      jwk.use = 'enc'
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, jwk, rs256))
      delete jwk.use
      jwk.key_ops = ['verify']
      equal(await lib.verify(tokens.RS256, jwk, rs256), vectorPayload)
      ;(jwk.key_ops as string[])[0] = 'sign'
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, jwk, rs256))
    },
  },
  {
    name: 'reads the key of a verifier once, when it is made',
    async run(lib) {
      const key = Uint8Array.from(utf8(secret))
      const verify: Verb = lib.createVerifier(key, options)
      key.fill(0)
      equal(await verify(hs256(live)), live)
      for (const wrong of ['', new Uint8Array(5), 'short', undefined, null, {}, rsa.publicPem]) {
        const codes: string[] = []
        try {
          lib.createVerifier(wrong, options)
        } catch (error) {
          codes.push((error as { code: string }).code)
        }
        holds(/^ERR_KEY_(WEAK|INVALID)$/.test(String(codes)), `raised at once, not at the first token: ${codes}`)
      }
    },
  },
]

export const group: Group = { name: 'sources of keys', cases: [...functions, ...sets, ...bindings, ...memory] }
