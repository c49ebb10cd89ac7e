// Part F of the threat table: a verifier that remembers accepted tokens saves the signature, and no other check.
// A hit is seen by its result: the same object comes out again.
import { rsa, rsaOther } from '../vectors/keys.ts'
import { special, tokens, vectorPayload } from '../vectors/tokens.ts'
import { type Case, equal, type Group, holds, refused, type Verb } from './case.ts'
import { forge, hs256, live, NOW, options, secret } from './forge.ts'

const cache = { max: 10, ttl: 1000 }
const remembering = { ...options, cache }

/** True when the verifier answers a token out of its memory. */
async function hits(verify: Verb, token: string): Promise<boolean> {
  const first = await verify(token)
  return first === (await verify(token))
}

const cases: readonly Case[] = [
  {
    name: 'F1 remembers by the whole token: another signature, payload or header is another token',
    async run(lib) {
      const verify = lib.createVerifier(secret, remembering)
      const token = hs256(live)
      holds(await hits(verify, token), 'a hit')
      const [header, payload, signature] = token.split('.') as [string, string, string]
      const flipped = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`
      await refused('ERR_SIGNATURE', () => verify(`${header}.${payload}.${flipped}`))
      await refused('ERR_SIGNATURE', () =>
        verify(`${header}.${hs256({ ...live, sub: 'eve' }).split('.')[1]}.${signature}`),
      )
      await refused('ERR_TOKEN_MALFORMED', () => verify(`${token} `))
      await refused('ERR_ALG_NOT_ALLOWED', () => verify(`${tokens.HS512.split('.')[0]}.${payload}.${signature}`))
    },
  },
  {
    name: 'F1 keeps the memory of two verifiers apart, and of verify none',
    async run(lib) {
      const token = hs256(live)
      const first = lib.createVerifier(secret, remembering)
      const second = lib.createVerifier('another-secret-of-32-characters!', remembering)
      const third = lib.createVerifier(secret, { ...remembering, issuer: 'x' })
      holds(await hits(first, token), 'a hit')
      await refused('ERR_SIGNATURE', () => second(token))
      await refused('ERR_CLAIM', () => third(token))
      holds(!(await hits(lib.createVerifier(secret, options), token)), 'no memory unless asked for')
    },
  },
  {
    name: 'F2 judges exp, nbf and maxAge again on every hit',
    async run(lib) {
      let now = NOW
      const clock = { ...remembering, now: () => now }
      const lasting = hs256({ exp: NOW + 10, nbf: NOW, iat: NOW })
      const verify = lib.createVerifier(secret, clock)
      holds(await hits(verify, lasting), 'a hit')
      now = NOW + 9.75
      holds(await hits(verify, lasting), 'a hit')
      now = NOW + 10
      await refused('ERR_TOKEN_EXPIRED', () => verify(lasting))
      now = NOW - 1
      await refused('ERR_TOKEN_NOT_ACTIVE', () => verify(lasting))
      now = NOW
      const young = lib.createVerifier(secret, { ...clock, maxAge: 5 })
      holds(await hits(young, lasting), 'a hit')
      now = NOW + 5
      await refused('ERR_TOKEN_EXPIRED', () => young(lasting))
    },
  },
  {
    name: 'F2 outlives neither the binding that vouched for the token nor its own ttl',
    async run(lib) {
      let now = NOW
      const token = hs256({ exp: NOW + 5000 })
      const ending = lib.createVerifier([{ key: secret, algorithms: ['HS256'], since: NOW, until: NOW + 10 }], {
        now: () => now,
        cache,
      })
      holds(await hits(ending, token), 'a hit')
      for (const other of [NOW + 10, NOW - 1]) {
        now = other
        await refused('ERR_ALG_NOT_ALLOWED', () => ending(token))
      }
      now = NOW
      const brief = lib.createVerifier(secret, { ...options, now: () => now, cache: { max: 10, ttl: '10s' } })
      const first = await brief(token)
      now = NOW + 9.75
      holds((await brief(token)) === first, 'a hit until ttl')
      now = NOW + 10
      const second = await brief(token)
      holds(second !== first, 'no hit from ttl on')
      now = NOW + 5
      holds((await brief(token)) !== second, 'no hit where the clock went backwards')
    },
  },
  {
    name: 'F3 returns payloads that no caller can change, and headers of each caller’s own',
    async run(lib) {
      const verify = lib.createVerifier(secret, { ...remembering, complete: true })
      const token = hs256({ ...live, deep: { list: [{ a: 1 }] }, none: null })
      type Whole = { header: { alg: string }; payload: { sub: string; deep: { list: { a: number }[] } } }
      for (let round = 0; round < 3; round++) {
        const { header, payload } = (await verify(token)) as Whole
        const changes = [
          () => (payload.sub = 'eve'),
          () => payload.deep.list.push({ a: 2 }),
          () => ((payload.deep.list[0] as { a: number }).a = 2),
        ]
        for (const change of changes) {
          let stopped = false
          try {
            change()
          } catch {
            stopped = true
          }
          holds(stopped, 'the payload is frozen')
        }
        header.alg = 'none'
        const again = (await verify(token)) as Whole
        equal(again.payload, { ...live, deep: { list: [{ a: 1 }] }, none: null })
        equal(again.header, { alg: 'HS256' })
      }
    },
  },
  {
    name: 'F4 forgets a token when its source yields another key, none, or an error',
    async run(lib) {
      let answer: () => unknown = () => rsa.publicPem
      const verify = lib.createVerifier(() => answer(), { algorithms: ['RS256'], now: NOW, cache })
      for (let round = 0; round < 2; round++) {
        answer = () => rsa.publicPem
        holds(await hits(verify, tokens.RS256), 'a hit')
        answer = () => rsaOther.publicPem
        await refused('ERR_SIGNATURE', () => verify(tokens.RS256))
        equal(await verify(special.rsaOther), vectorPayload)
        answer = () => undefined
        await refused('ERR_KEY_NOT_FOUND', () => verify(tokens.RS256))
        answer = () => {
          throw new Error('down')
        }
        await refused('ERR_KEY_NOT_FOUND', () => verify(tokens.RS256))
        await refused('ERR_KEY_NOT_FOUND', () => verify(special.rsaOther))
      }
    },
  },
  {
    name: 'F4 goes on remembering while a source yields the same key set, and not when a key in it is another',
    async run(lib) {
      const set: { keys: object[] } = { keys: [rsa.publicJwk] }
      const verify = lib.createVerifier(() => set, { algorithms: ['RS256'], now: NOW, cache })
      holds(await hits(verify, tokens.RS256), 'a hit')
      set.keys = [rsaOther.publicJwk]
      await refused('ERR_SIGNATURE', () => verify(tokens.RS256))
    },
  },
  {
    name: 'F4 asks schema and check on every hit',
    async run(lib) {
      let revoked = false
      let asked = 0
      const schema = {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: (value: unknown) => {
            asked++
            return { value }
          },
        },
      }
      const verify = lib.createVerifier(secret, { ...remembering, schema, check: () => !revoked })
      const token = hs256(live)
      holds(await hits(verify, token), 'a hit')
      equal(asked, 2, 'schema')
      revoked = true
      await refused('ERR_REJECTED', () => verify(token))
      revoked = false
      equal(await verify(token), live)
    },
  },
  {
    name: 'F5 remembers successes only, at most max of them, the newest',
    async run(lib) {
      const verify = lib.createVerifier(secret, { ...options, cache: { max: 2, ttl: 1000 } })
      const token = (sub: string) => hs256({ ...live, sub })
      const first = await verify(token('a'))
      const second = await verify(token('b'))
      for (let bad = 0; bad < 10; bad++) {
        await refused('ERR_SIGNATURE', () => verify(forge({ alg: 'HS256' }, { ...live, bad }, 'x'.repeat(32))))
        await refused('ERR_TOKEN_EXPIRED', () => verify(hs256({ exp: 1, bad })))
      }
      holds((await verify(token('a'))) === first && (await verify(token('b'))) === second, 'both are still known')
      const third = await verify(token('c'))
      holds((await verify(token('c'))) === third && (await verify(token('b'))) === second, 'the newest two are known')
      holds((await verify(token('a'))) !== first, 'the oldest is forgotten')
      const least = lib.createVerifier(secret, { ...options, cache: { max: 1, ttl: 1000 } })
      holds(await hits(least, token('a')), 'a memory of one')
    },
  },
  {
    name: 'F5 counts a token that is verified anew as the newest, and has room again for one that is forgotten',
    async run(lib) {
      let now = NOW
      const verify = lib.createVerifier(secret, { ...options, now: () => now, cache: { max: 3, ttl: 10 } })
      const token = (sub: string) => hs256({ sub, exp: NOW + 5000 })
      await verify(token('a'))
      now = NOW + 5
      const second = await verify(token('b'))
      now = NOW + 10
      const again = await verify(token('a'))
      for (const sub of ['c', 'd']) await verify(token(sub))
      holds((await verify(token('a'))) === again, 'verified last, forgotten last')
      holds((await verify(token('b'))) !== second, 'the oldest is forgotten')

      let other: string = secret
      const find = ({ kid }: { kid: string }) => (kid === 'b' ? other : secret)
      const following = lib.createVerifier(find, { ...options, cache: { max: 2, ttl: 1000 } })
      const first = await following(hs256(live, { kid: 'a' }))
      await following(hs256(live, { kid: 'b' }))
      other = 'another-secret-of-32-characters!'
      await refused('ERR_SIGNATURE', () => following(hs256(live, { kid: 'b' })))
      await following(hs256(live, { kid: 'c' }))
      holds((await following(hs256(live, { kid: 'a' }))) === first, 'nothing else had to go')
    },
  },
  {
    name: 'F5 remembers no failure of a source',
    async run(lib) {
      let down = true
      const find = () => {
        if (down) throw new Error('down')
        return secret
      }
      const verify = lib.createVerifier({ find }, remembering)
      await refused('ERR_KEY_NOT_FOUND', () => verify(hs256(live)))
      down = false
      holds(await hits(verify, hs256(live)), 'a hit')
    },
  },
  {
    name: 'E8 refuses cache bounds that are missing, misspelt or of a wrong type',
    async run(lib) {
      const wrong = [undefined, null, true, 10, {}, [], { max: 10 }, { ttl: 10 }, { max: 10, ttl: 10, size: 1 }]
      const counts = [0, -1, 1.5, '10', null, undefined, Number.NaN, Number.POSITIVE_INFINITY]
      const spans = ['10', '', -1, null, undefined, Number.NaN, Number.POSITIVE_INFINITY]
      const bounds = [...counts.map((max) => ({ max, ttl: 10 })), ...spans.map((ttl) => ({ max: 10, ttl }))]
      for (const each of [...wrong, ...bounds]) {
        await refused('ERR_CONFIG', () => lib.createVerifier(secret, { ...options, cache: each }))
      }
      const text = await refused('ERR_CONFIG', () => lib.createVerifier(secret, { ...options, cache: '10' }))
      holds(/^cache is "10"; expected \{ max, ttl \}/.test(text.message), text.message)
      await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, remembering))
    },
  },
]

export const group: Group = { name: 'threats F: remembered tokens', cases }
