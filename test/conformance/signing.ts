// What each option of sign promises, and what an external signer may do.
import { ed25519, p256, p384, p521, rsa, secrets } from '../vectors/keys.ts'
import { special, tokens, vectorPayload } from '../vectors/tokens.ts'
import { type Case, equal, type Group, holds, type Lib, type Need, refused } from './case.ts'
import { base64url, bytesOf, forge, hmac, live, NOW, options, secret, utf8 } from './forge.ts'
import { derOf } from './threats-algorithms.ts'

const sign = { algorithm: 'HS256', now: NOW }
const IN_2100 = vectorPayload.exp - vectorPayload.iat

/** Signs and reads back what was signed, without verifying. */
async function made(lib: Lib, payload: object, more: object, key: unknown = secret) {
  const token = await lib.sign(payload, key, { ...sign, ...more })
  return (await lib.decode(token, { complete: true })) as {
    header: { [parameter: string]: unknown }
    payload: { [claim: string]: unknown }
  }
}

async function payloadOf(lib: Lib, payload: object, more: object): Promise<object> {
  return (await made(lib, payload, more)).payload
}

const DURATIONS: readonly (readonly [number | string, number])[] = [
  [90, 90],
  [0, 0],
  [0.5, 0.5],
  [-60, -60],
  ['90s', 90],
  ['90 s', 90],
  ['1 sec', 1],
  ['2secs', 2],
  ['1 second', 1],
  ['2 seconds', 2],
  ['15m', 900],
  ['1min', 60],
  ['2 mins', 120],
  ['1 minute', 60],
  ['3 minutes', 180],
  ['1h', 3600],
  ['1 hr', 3600],
  ['2hrs', 7200],
  ['1 hour', 3600],
  ['2 hours', 7200],
  ['1.5h', 5400],
  ['1.25h', 4500],
  ['7d', 604800],
  ['1 day', 86400],
  ['2 days', 172800],
  ['2w', 1209600],
  ['1 week', 604800],
  ['2 weeks', 1209600],
  ['1H', 3600],
  ['2 Days', 172800],
  ['-1h', -3600],
]

const NO_DURATIONS: readonly unknown[] = [
  '3600',
  '-3600',
  '1.5',
  '0',
  '',
  ' ',
  'h',
  '1',
  '1 ',
  '1  h',
  ' 1h',
  '1h ',
  '1h 30m',
  '1h30m',
  '1y',
  '1 month',
  '1ms',
  '1e3s',
  '+1h',
  '.5h',
  '1.h',
  '1,5h',
  '0x10s',
  '--1h',
  'Infinitys',
  '١h',
  `${'9'.repeat(400)}d`,
  '9'.repeat(400),
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  true,
  {},
  [60],
  ['1h'],
  new Date(0),
  60n,
]

const lifetimes: readonly Case[] = [
  {
    name: 'reads durations as seconds, or as a text with its unit',
    async run(lib) {
      for (const [expiresIn, seconds] of DURATIONS) {
        equal(await payloadOf(lib, {}, { expiresIn }), { iat: NOW, exp: NOW + seconds }, String(expiresIn))
        equal(await payloadOf(lib, {}, { expiresIn: null, notBefore: expiresIn }), { iat: NOW, nbf: NOW + seconds })
      }
    },
  },
  {
    name: 'refuses durations without a unit, or that are none',
    async run(lib) {
      for (const value of NO_DURATIONS) {
        const expiring = await refused('ERR_CONFIG', () => lib.sign({}, secret, { ...sign, expiresIn: value }))
        holds(expiring.message.includes('expiresIn') && expiring.message.length < 300, expiring.message)
        const bare = ['3600', '-3600', '1.5', '0', '1'].includes(value as string)
        holds(expiring.message.endsWith(bare ? `or '${value}s'.` : "'7d'."), expiring.message)
        await refused('ERR_CONFIG', () => lib.sign(live, secret, { ...sign, notBefore: value }))
        for (const name of ['maxAge', 'clockTolerance']) {
          const error = await refused('ERR_CONFIG', () =>
            lib.verify(forge({ alg: 'HS256' }, live), secret, { ...options, [name]: value }),
          )
          holds(error.message.includes(name), error.message)
        }
      }
      await refused('ERR_CONFIG', () => lib.sign(live, secret, { ...sign, notBefore: null }))
    },
  },
  {
    name: 'wants a lifetime: expiresIn, exp in the payload, or expiresIn: null',
    async run(lib) {
      const error = await refused('ERR_CONFIG', () => lib.sign({ sub: 'ann' }, secret, sign))
      holds(/expiresIn/.test(error.message), error.message)
      await refused('ERR_CONFIG', () => lib.sign({ sub: 'ann' }, secret, { ...sign, notBefore: 5, noTimestamp: true }))
      equal(await payloadOf(lib, { exp: NOW + 5 }, {}), { exp: NOW + 5, iat: NOW })
      equal(await payloadOf(lib, {}, { expiresIn: null }), { iat: NOW })
      equal(await payloadOf(lib, {}, { expiresIn: 5 }), { iat: NOW, exp: NOW + 5 })
    },
  },
  {
    name: 'counts lifetimes from the payload’s own iat where it has one',
    async run(lib) {
      const more = { expiresIn: 60, notBefore: '10s' }
      equal(await payloadOf(lib, { iat: 1000 }, more), { iat: 1000, nbf: 1010, exp: 1060 })
      equal(await payloadOf(lib, { iat: 1000 }, { ...more, noTimestamp: true }), { iat: 1000, nbf: 1010, exp: 1060 })
    },
  },
  {
    name: 'leaves iat out with noTimestamp, and counts from now all the same',
    async run(lib) {
      equal(await payloadOf(lib, {}, { expiresIn: 60, noTimestamp: true }), { exp: NOW + 60 })
      equal(await payloadOf(lib, {}, { expiresIn: 60, noTimestamp: false }), { iat: NOW, exp: NOW + 60 })
      equal(await payloadOf(lib, {}, { expiresIn: null, noTimestamp: true }), {})
    },
  },
  {
    name: 'reads the clock for each token, by default that of the machine in whole seconds',
    async run(lib) {
      let time = NOW
      const signer = lib.createSigner(secret, { algorithm: 'HS256', expiresIn: 1, now: () => time++ })
      equal(await lib.decode(await signer({})), { iat: NOW, exp: NOW + 1 })
      equal(await lib.decode(await signer({})), { iat: NOW + 1, exp: NOW + 2 })
      const before = Math.floor(Date.now() / 1000)
      const { iat } = (await lib.decode(await lib.sign({}, secret, { algorithm: 'HS256', expiresIn: 1 }))) as {
        iat: number
      }
      holds(Number.isInteger(iat) && iat >= before && iat <= Date.now() / 1000, `iat is ${iat}`)
      equal(await payloadOf(lib, {}, { expiresIn: 1, now: 0 }), { iat: 0, exp: 1 })
    },
  },
  {
    name: 'refuses times beyond all numbers rather than writing null',
    async run(lib) {
      const most = Number.MAX_VALUE
      await refused('ERR_CONFIG', () => lib.sign({}, secret, { ...sign, now: most, expiresIn: most }))
      await refused('ERR_CONFIG', () => lib.sign({ exp: 1 }, secret, { ...sign, now: -most, notBefore: -most }))
    },
  },
]

const claims: readonly Case[] = [
  {
    name: 'puts issuer, subject, audience and jwtid into the claims of those names',
    async run(lib) {
      const more = { expiresIn: 1, issuer: 'i', subject: 's', audience: 'a', jwtid: 'j' }
      equal(await payloadOf(lib, { role: 'x' }, more), {
        role: 'x',
        iat: NOW,
        exp: NOW + 1,
        aud: 'a',
        iss: 'i',
        sub: 's',
        jti: 'j',
      })
      equal(await payloadOf(lib, {}, { expiresIn: null, audience: ['a'] }), { iat: NOW, aud: ['a'] })
      equal(await payloadOf(lib, {}, { expiresIn: null, audience: ['a', 'b'] }), { iat: NOW, aud: ['a', 'b'] })
    },
  },
  {
    name: 'signs registered claims that stand in the payload as they are',
    async run(lib) {
      const payload = { iss: 'i', sub: 's', aud: ['a', 'b'], exp: NOW + 1, nbf: NOW, iat: NOW - 1, jti: 'j' }
      equal(await payloadOf(lib, payload, {}), payload)
      equal(await payloadOf(lib, { ...payload, aud: 'a' }, {}), { ...payload, aud: 'a' })
    },
  },
  {
    name: 'makes a fresh random UUID with jwtid: true',
    needs: ['random'],
    async run(lib) {
      const ids: unknown[] = []
      const signer = lib.createSigner(secret, { ...sign, expiresIn: 1, jwtid: true })
      for (let count = 0; count < 20; count++) ids.push(((await lib.decode(await signer({}))) as { jti: unknown }).jti)
      for (const id of ids) {
        holds(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(String(id)), String(id))
      }
      equal(new Set(ids).size, ids.length, 'distinct ids')
      await refused('ERR_CONFIG', () => signer({ jti: 'own' }))
    },
  },
  {
    name: 'refuses options that are undefined, empty, misspelt or of a wrong type',
    async run(lib) {
      const wrong: { readonly [option: string]: readonly unknown[] } = {
        algorithm: [null, '', 'hs256', 'none', ['HS256'], 'ES256K', {}],
        issuer: [null, '', ['i'], 1, {}],
        subject: [null, '', ['s'], 1],
        audience: [null, '', [], [''], ['a', 1], 1, {}],
        jwtid: [null, '', false, 1, {}],
        keyid: [null, '', 1, ['k']],
        header: [null, '', [], 'x', 1, () => ({})],
        noTimestamp: [null, '', 'true', 1, 0],
        now: [null, '', '0', Number.NaN, new Date(0)],
        allowWeakKeys: [null, '', 'true', 1],
        expiresIn: ['', '60'],
      }
      for (const [option, values] of Object.entries(wrong)) {
        for (const value of [undefined, ...values]) {
          const error = await refused('ERR_CONFIG', () =>
            lib.sign({}, secret, { ...sign, expiresIn: 1, [option]: value }),
          )
          holds(error.message.includes(option), `${error.message} names ${option}`)
          await refused('ERR_CONFIG', () => lib.createSigner(secret, { ...sign, expiresIn: 1, [option]: value }))
        }
      }
      for (const [name, meant] of [
        ['expiresin', 'expiresIn'],
        ['kid', 'keyid'],
        ['alg', 'algorithm'],
        ['exp', 'expiresIn'],
        ['nbf', 'notBefore'],
        ['kwyid', 'keyid'],
      ]) {
        const error = await refused('ERR_CONFIG', () => lib.sign({}, secret, { ...sign, [name as string]: 1 }))
        holds(error.message.includes(`did you mean "${meant}"`), error.message)
      }
      for (const missing of [{}, { expiresIn: 1 }]) {
        const error = await refused('ERR_CONFIG', () => lib.sign({}, secret, missing))
        holds(/algorithm/.test(error.message), error.message)
      }
    },
  },
  {
    name: 'does not change the payload or the options that it is given',
    async run(lib) {
      const payload = Object.freeze({ sub: 'ann', list: Object.freeze([1]) })
      const given = Object.freeze({
        ...sign,
        expiresIn: 60,
        header: Object.freeze({ x: 1 }),
        audience: Object.freeze(['a']),
      })
      equal(await lib.decode(await lib.sign(payload, secret, given)), {
        sub: 'ann',
        list: [1],
        iat: NOW,
        exp: NOW + 60,
        aud: ['a'],
      })
    },
  },
  {
    name: 'signs any JSON: nesting, other scripts, lone surrogates escaped, numbers as they are',
    async run(lib) {
      const payload = {
        a: [null, true, [[{}]]],
        ä: '€\u{1f600}',
        lone: '\ud800',
        n: [0.1, -1e21, 1e-7],
        '': '"\\/\u0000',
      }
      const token = await lib.sign(payload, secret, { ...sign, expiresIn: null, noTimestamp: true })
      equal(await lib.verify(token, secret, { ...options, requireExp: false }), payload)
    },
  },
]

const perCall: readonly Case[] = [
  {
    name: 'lays the options of one call over those of the signer, for that call only',
    async run(lib) {
      const signer = lib.createSigner(secret, { ...sign, expiresIn: 60, issuer: 'i', audience: 'a' })
      const first = { iat: NOW, exp: NOW + 60, aud: 'a', iss: 'i' }
      equal(await lib.decode(await signer({})), first)
      const more = { expiresIn: '1h', notBefore: 1, issuer: 'j', subject: 's', audience: ['b'], jwtid: 'x', now: 1000 }
      equal(await lib.decode(await signer({}, more)), {
        iat: 1000,
        nbf: 1001,
        exp: 4600,
        aud: ['b'],
        iss: 'j',
        sub: 's',
        jti: 'x',
      })
      const bare = { expiresIn: null, noTimestamp: true }
      equal(await lib.decode(await signer({}, bare)), { aud: 'a', iss: 'i' })
      equal(await lib.decode(await signer({}, {})), first)
      equal(await lib.decode(await signer({}, undefined)), first)
    },
  },
  {
    name: 'refuses in one call what would change the key, the algorithm or the header',
    async run(lib) {
      const signer = lib.createSigner(secret, { ...sign, expiresIn: 60 })
      const wrong = [
        { algorithm: 'HS256' },
        { keyid: 'k' },
        { header: {} },
        { allowWeakKeys: true },
        { engine: 'plain' },
      ]
      for (const each of [...wrong, { expiresIn: undefined }, { expiresin: 1 }, null, 1, 'x', [], { jwtid: '' }]) {
        await refused('ERR_CONFIG', () => signer({}, each))
      }
      await refused('ERR_CONFIG', () => signer({ sub: 'a' }, { subject: 'a' }))
      await refused('ERR_CONFIG', () => signer({ exp: NOW + 1 }))
    },
  },
  {
    name: 'takes the lifetime from each call where the signer has none',
    async run(lib) {
      const signer = lib.createSigner(secret, sign)
      equal(await lib.decode(await signer({}, { expiresIn: 1 })), { iat: NOW, exp: NOW + 1 })
      equal(await lib.decode(await signer({ exp: NOW + 1 })), { exp: NOW + 1, iat: NOW })
      await refused('ERR_CONFIG', () => signer({}))
    },
  },
  {
    name: 'reads the header and the key of a signer once',
    async run(lib) {
      const header = { x: 1 }
      const key = Uint8Array.from(utf8(secret))
      const signer = lib.createSigner(key, { ...sign, expiresIn: 60, header })
      header.x = 2
      key.fill(0)
      const token = await signer({})
      const read = (await lib.verify(token, secret, { ...options, complete: true })) as { header: { x: number } }
      equal(read.header.x, 1)
    },
  },
]

const headers: readonly Case[] = [
  {
    name: 'writes alg and typ, and kid where there is one',
    async run(lib) {
      const header = async (more: object, key: unknown = secret) =>
        (await made(lib, {}, { expiresIn: 1, ...more }, key)).header
      equal(await header({}), { alg: 'HS256', typ: 'JWT' })
      equal(await header({ keyid: 'k' }), { alg: 'HS256', typ: 'JWT', kid: 'k' })
      equal(await header({ header: { typ: 'at+jwt', cty: 'x', y: [1, { z: null }], of: 'JWT' } }), {
        alg: 'HS256',
        typ: 'at+jwt',
        cty: 'x',
        y: [1, { z: null }],
        of: 'JWT',
      })
      equal(await header({ header: { kid: 'h' } }), { alg: 'HS256', typ: 'JWT', kid: 'h' })
      equal(await header({ header: { jwk: rsa.publicJwk } }), { alg: 'HS256', typ: 'JWT', jwk: rsa.publicJwk })
    },
  },
  {
    name: 'takes kid from the key where neither option names one',
    async run(lib) {
      const jwk = { kty: 'oct', k: base64url(utf8(secret)), kid: 'own' }
      const imported = await lib.importKey(jwk, 'HS256')
      for (const key of [jwk, imported]) {
        equal((await made(lib, {}, { expiresIn: 1 }, key)).header, { alg: 'HS256', typ: 'JWT', kid: 'own' })
        equal((await made(lib, {}, { expiresIn: 1, keyid: 'k' }, key)).header, { alg: 'HS256', typ: 'JWT', kid: 'k' })
        const named = (await made(lib, {}, { expiresIn: 1, header: { kid: 'h' } }, key)).header
        equal(named, { alg: 'HS256', typ: 'JWT', kid: 'h' })
      }
    },
  },
  {
    name: 'refuses header parameters of a wrong type, and kid given twice',
    async run(lib) {
      const nested = ['JWT', 'jwt', 'application/JWT'].map((cty) => ({ cty }))
      const wrong = [
        { typ: 1 },
        { typ: null },
        { typ: undefined },
        { cty: ['x'] },
        { kid: 1 },
        { kid: null },
        ...nested,
      ]
      for (const header of [...wrong, { x: undefined }, { x: () => 1 }, { x: Number.NaN }]) {
        await refused('ERR_CONFIG', () => lib.sign(live, secret, { ...sign, header }))
      }
      await refused('ERR_CONFIG', () => lib.sign(live, secret, { ...sign, keyid: 'a', header: { kid: 'a' } }))
    },
  },
]

const PAIRS: readonly (readonly [string, { privatePem: string; publicPem: string }, readonly Need[]])[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((name) => [name, rsa, []] as const),
  ['ES256', p256, ['ecdsa']],
  ['ES384', p384, ['ecdsa']],
  ['ES512', p521, ['ecdsa']],
  ['Ed25519', ed25519, ['ed25519']],
  ['EdDSA', ed25519, ['ed25519']],
]

const algorithms: readonly Case[] = [
  ...(['HS256', 'HS384', 'HS512'] as const).map(
    (algorithm): Case => ({
      name: `signs and verifies ${algorithm}`,
      async run(lib) {
        const key = secrets[algorithm]
        const token = await lib.sign(live, key, { algorithm, now: NOW, noTimestamp: true })
        equal(await lib.verify(token, key, { algorithms: [algorithm], now: NOW }), live)
        await refused('ERR_SIGNATURE', () => lib.verify(token, `${key}!`, { algorithms: [algorithm], now: NOW }))
      },
    }),
  ),
  ...PAIRS.map(
    ([algorithm, pair, needs]): Case => ({
      name: `signs and verifies ${algorithm}`,
      needs: ['private keys', ...needs],
      async run(lib) {
        const token = await lib.sign(live, pair.privatePem, { algorithm, now: NOW, noTimestamp: true })
        equal(await lib.verify(token, pair.publicPem, { algorithms: [algorithm], now: NOW }), live)
        const twice = await lib.sign(live, pair.privatePem, { algorithm, now: NOW, noTimestamp: true })
        // ECDSA may take its nonce at random or from the message (RFC 6979): Deno does the latter, the others do not.
        if (!algorithm.startsWith('ES')) equal(token === twice, !algorithm.startsWith('PS'), 'the same signature again')
      },
    }),
  ),
  {
    name: 'signs with the private half of a pair, and verifies with the public one',
    needs: ['private keys'],
    async run(lib) {
      const pair = { privateKey: rsa.privateJwk, publicKey: rsa.publicJwk }
      const token = await lib.sign(live, pair, { algorithm: 'RS256', now: NOW, noTimestamp: true })
      equal(await lib.verify(token, pair, { algorithms: ['RS256'], now: NOW }), live)
    },
  },
  {
    name: 'refuses to sign with a public key, a key set or a function',
    async run(lib) {
      for (const key of [rsa.publicPem, rsa.publicJwk]) {
        await refused('ERR_KEY_MISMATCH', () => lib.sign(live, key, { algorithm: 'RS256' }))
      }
      for (const key of [{ keys: [] }, () => secret]) {
        await refused('ERR_CONFIG', () => lib.sign(live, key, sign))
        await refused('ERR_CONFIG', () => lib.createSigner(key, sign))
      }
      for (const key of [undefined, null, 0, true, [], {}]) {
        await refused('ERR_KEY_INVALID', () => lib.sign(live, key, sign))
      }
    },
  },
]

/** A signer that answers with what the function makes of the bytes. */
const signer = (answer: (bytes: Uint8Array) => unknown, more: object = {}) => ({
  algorithm: 'HS256',
  sign: answer,
  ...more,
})
const external = (bytes: Uint8Array) => Uint8Array.from(hmac(utf8(secret), [...bytes]))
const signatureBytes = (token: string) => bytesOf(token.slice(token.lastIndexOf('.') + 1))
const like = { now: vectorPayload.iat, expiresIn: IN_2100 }

const signers: readonly Case[] = [
  {
    name: 'signs with an external signer, which gets the bytes to sign and names its own algorithm and kid',
    async run(lib) {
      for (const more of [{}, { algorithm: 'HS256' }]) {
        const token = await lib.sign(live, signer(external, { keyid: 'kms' }), { now: NOW, ...more })
        const read = (await lib.verify(token, secret, { ...options, complete: true })) as { header: object }
        equal(read.header, { alg: 'HS256', typ: 'JWT', kid: 'kms' })
      }
      const many = lib.createSigner(signer(external), { now: NOW, keyid: 'k' })
      for (const sub of ['a', 'b'])
        equal(await lib.verify(await many({ sub, exp: NOW + 1 }), secret, options), { sub, exp: NOW + 1, iat: NOW })
    },
  },
  {
    name: 'keeps the signer as what sign is called on',
    async run(lib) {
      class Kms {
        readonly algorithm = 'HS256'
        readonly #secret = utf8(secret)
        sign(bytes: Uint8Array) {
          return Uint8Array.from(hmac(this.#secret, [...bytes]))
        }
      }
      holds(await lib.verify(await lib.sign(live, new Kms(), { now: NOW }), secret, options), 'a payload')
    },
  },
  {
    name: 'waits for a signer that returns a promise, and says when it fails',
    needs: ['promises'],
    async run(lib) {
      const token = await lib.sign(
        live,
        signer(async (bytes) => external(bytes)),
        { now: NOW },
      )
      holds(await lib.verify(token, secret, options), 'a payload')
      const cause = new Error('KMS is down')
      const error = await refused('ERR_SIGNER', () =>
        lib.sign(
          live,
          signer(() => Promise.reject(cause)),
          { now: NOW },
        ),
      )
      holds(error.cause === cause, 'cause')
      await refused('ERR_SIGNER', () =>
        lib.sign(
          live,
          signer(async () => 'text'),
          { now: NOW },
        ),
      )
    },
  },
  {
    name: 'says when an external signer raises an error, with the error as cause',
    async run(lib) {
      const cause = new Error('KMS is down')
      const throwing = signer(() => {
        throw cause
      })
      const error = await refused('ERR_SIGNER', () => lib.sign(live, throwing, { now: NOW }))
      holds(error.cause === cause, 'cause')
    },
  },
  {
    name: 'refuses what a signer returns when it is no signature of the algorithm',
    async run(lib) {
      const wrong = [undefined, null, '', 'text', base64url(new Uint8Array(32)), [1], {}, new ArrayBuffer(32), 32]
      for (const answer of [...wrong, new Uint16Array(32), new Uint8Array(31), new Uint8Array(33), new Uint8Array(0)]) {
        await refused('ERR_SIGNER', () =>
          lib.sign(
            live,
            signer(() => answer),
            { now: NOW },
          ),
        )
      }
      const lengths: [string, number][] = [
        ['HS384', 48],
        ['HS512', 64],
        ['ES256', 64],
        ['ES384', 96],
        ['ES512', 132],
        ['Ed25519', 64],
        ['EdDSA', 64],
      ]
      for (const [algorithm, length] of lengths) {
        const of = (size: number) => signer(() => new Uint8Array(size), { algorithm })
        holds(await lib.sign(live, of(length), { now: NOW }), 'a token')
        for (const size of [length - 1, length + 1, 0, 2 * length]) {
          const error = await refused('ERR_SIGNER', () => lib.sign(live, of(size), { now: NOW }))
          holds(error.message.includes(`${length} bytes`) && error.message.includes(`${size} bytes`), error.message)
        }
      }
      for (const algorithm of ['RS256', 'PS512']) {
        const of = (size: number) => signer(() => new Uint8Array(size), { algorithm })
        for (const size of [256, 384, 512]) holds(await lib.sign(live, of(size), { now: NOW }), 'a token')
        for (const size of [0, 255]) {
          const error = await refused('ERR_SIGNER', () => lib.sign(live, of(size), { now: NOW }))
          holds(error.message.includes('(256 or more bytes)'), error.message)
        }
      }
    },
  },
  {
    name: 'turns the DER signature of an ECDSA signer into the raw form, and keeps a raw one as it is',
    async run(lib) {
      const each = [
        ['ES256', tokens.ES256],
        ['ES256', special.es256Short],
        ['ES384', tokens.ES384],
        ['ES512', tokens.ES512],
      ] as const
      for (const [algorithm, token] of each) {
        const raw = signatureBytes(token)
        for (const answer of [raw, derOf(raw)]) {
          equal(
            await lib.sign(
              { sub: 'vector' },
              signer(() => answer, { algorithm }),
              like,
            ),
            token,
          )
        }
      }
    },
  },
  {
    name: 'refuses DER that is no ECDSA signature of the algorithm, and DER of other algorithms',
    async run(lib) {
      const der = [...derOf(signatureBytes(tokens.ES256))]
      const wrong = [
        der.slice(0, -1),
        [...der, 0],
        [0x31, ...der.slice(1)],
        derOf(signatureBytes(tokens.ES384)),
        [0x30, 3, 2, 1, 1],
        [0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1],
        [0x30, 6, 2, 1, 0x81, 2, 1, 1],
        [0x30, 8, 2, 2, 0, 1, 2, 2, 0, 1],
        [0x30, 0],
      ]
      for (const bytes of wrong) {
        const answer = Uint8Array.from(bytes)
        await refused('ERR_SIGNER', () =>
          lib.sign(
            live,
            signer(() => answer, { algorithm: 'ES256' }),
            { now: NOW },
          ),
        )
      }
      for (const algorithm of ['EdDSA', 'HS256']) {
        await refused('ERR_SIGNER', () =>
          lib.sign(
            live,
            signer(() => Uint8Array.from(der), { algorithm }),
            { now: NOW },
          ),
        )
      }
    },
  },
  {
    name: 'refuses a signer whose algorithm is missing, unknown or another than the option, and a kid that is no text',
    async run(lib) {
      for (const algorithm of [undefined, null, '', 'none', 'hs256', ['HS256']]) {
        await refused('ERR_CONFIG', () => lib.sign(live, signer(external, { algorithm }), { now: NOW }))
      }
      for (const algorithm of [undefined, 'HS384', ['HS256'], Symbol('HS256')]) {
        await refused('ERR_CONFIG', () =>
          lib.sign(live, signer(external, { algorithm }), { now: NOW, algorithm: 'HS256' }),
        )
      }
      await refused('ERR_CONFIG', () => lib.sign(live, signer(external), { now: NOW, algorithm: 'HS384' }))
      await refused('ERR_CONFIG', () => lib.sign(live, signer(external), { now: NOW, algorithm: undefined }))
      await refused('ERR_CONFIG', () => lib.sign(live, signer(external), { now: NOW, allowWeakKeys: true }))
      await refused('ERR_CONFIG', () => lib.sign(live, signer(external), undefined))
      for (const keyid of ['', 1, null, {}]) {
        await refused('ERR_CONFIG', () => lib.sign(live, signer(external, { keyid }), { now: NOW }))
        await refused('ERR_CONFIG', () => lib.createSigner(signer(external, { keyid }), { now: NOW }))
      }
    },
  },
]

export const group: Group = {
  name: 'signing',
  cases: [...lifetimes, ...claims, ...perCall, ...headers, ...algorithms, ...signers],
}
