// Part A of the threat table: the algorithm and the key are the caller's choice, never the token's.
import { ed25519, p256, p384, rsa, rsaOther, secrets } from '../vectors/keys.ts'
import { special, tokens, vectorPayload } from '../vectors/tokens.ts'
import { type Case, equal, type Group, holds, refused } from './case.ts'
import { base64url, bytesOf, forge, hs256, live, NOW, options, secret, utf8 } from './forge.ts'

const NONES = ['none', 'NONE', 'NonE', 'none ', 'nOne']

/** A token whose signature is replaced by other bytes. */
function resigned(token: string, signature: ArrayLike<number>): string {
  return `${token.slice(0, token.lastIndexOf('.') + 1)}${base64url(signature)}`
}

function signatureBytes(token: string): Uint8Array {
  return bytesOf(token.slice(token.lastIndexOf('.') + 1))
}

/** An ECDSA signature in DER, of the raw form's bytes. */
export function derOf(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2
  const integers = [raw.slice(0, half), raw.slice(half)].flatMap((number) => {
    const digits = Array.from(number)
    while (digits.length > 1 && digits[0] === 0) digits.shift()
    if ((digits[0] as number) > 0x7f) digits.unshift(0)
    return [2, digits.length, ...digits]
  })
  return Uint8Array.from([0x30, ...(integers.length > 0x7f ? [0x81] : []), integers.length, ...integers])
}

const rs256 = { algorithms: ['RS256'], now: NOW }

const choice: readonly Case[] = [
  ...NONES.map(
    (alg): Case => ({
      name: `A1 refuses alg ${JSON.stringify(alg)}, with and without a signature`,
      async run(lib) {
        const token = forge({ alg }, live)
        const bare = token.slice(0, token.lastIndexOf('.') + 1)
        for (const each of [token, bare]) await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(each, secret, options))
        await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(token, rsa.publicPem, rs256))
      },
    }),
  ),
  {
    name: 'A1 has no algorithm none to ask for, in verifying or signing',
    async run(lib) {
      for (const alg of NONES) {
        await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, algorithms: [alg] }))
        await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, algorithms: ['HS256', alg] }))
        await refused('ERR_CONFIG', () => lib.sign({}, secret, { algorithm: alg, expiresIn: 60 }))
      }
    },
  },
  {
    name: 'A2 calls a header without alg, or with one that is not a text, malformed',
    async run(lib) {
      const values = [['HS256'], null, 0, 256, { HS256: true }, true, false]
      const headers = [{}, { typ: 'JWT' }, ...values.map((alg) => ({ alg }))]
      for (const header of headers) {
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(forge(header, live), secret, options))
      }
      await refused('ERR_TOKEN_MALFORMED', () =>
        lib.verify(forge('{"__proto__":{"alg":"HS256"}}', live), secret, options),
      )
    },
  },
  {
    name: 'A2 does not find an alg on a polluted prototype',
    needs: ['open prototypes'],
    async run(lib) {
      const prototype = Object.prototype as { alg?: string }
      prototype.alg = 'HS256'
      try {
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(forge({ typ: 'JWT' }, live), secret, options))
      } finally {
        delete prototype.alg
      }
    },
  },
  {
    name: 'A2 compares alg to the letter and has no names from a prototype',
    async run(lib) {
      const names = ['HS256 ', ' HS256', 'hs256', 'HS256\0', 'HS-256', '', '__proto__', 'constructor', 'toString']
      for (const alg of [...names, 'hasOwnProperty', 'ES256K', 'HS512']) {
        await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(forge({ alg }, live), secret, options))
        if (alg !== 'HS512')
          await refused('ERR_CONFIG', () => lib.verify(forge({ alg }, live), secret, { algorithms: [alg] }))
      }
    },
  },
  {
    name: 'A3 refuses an HS256 token forged with the public key, where RS256 is expected',
    async run(lib) {
      const token = forge({ alg: 'HS256' }, live, rsa.publicPem)
      await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(token, rsa.publicPem, rs256))
      await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(token, rsa.publicJwk, rs256))
      await refused('ERR_CONFIG', () => lib.verify(token, rsa.publicPem, { algorithms: ['RS256', 'HS256'] }))
      await refused('ERR_CONFIG', () => lib.verify(token, () => rsa.publicPem, { algorithms: ['RS256', 'HS256'] }))
      await refused('ERR_CONFIG', () =>
        lib.verify(token, [{ key: rsa.publicPem, algorithms: ['HS256', 'RS256'] }], { now: NOW }),
      )
    },
  },
  {
    name: 'A3 takes no public key as a secret, in whatever disguise',
    async run(lib) {
      const body = rsa.publicPem.replace(/-----[^-]+-----|\s/g, '')
      const disguises = [
        rsa.publicPem,
        rsa.publicPem.replaceAll('\n', '\\n'),
        rsa.publicPem.replaceAll('\n', ''),
        `\n\n  ${rsa.publicPem}`,
        body,
        JSON.stringify(rsa.publicJwk),
        JSON.stringify({ keys: [rsa.publicJwk] }),
        rsa.certificate,
      ]
      for (const text of disguises) {
        const token = forge({ alg: 'HS256' }, live, text)
        for (const key of [text, Uint8Array.from(utf8(text))]) {
          await refused('ERR_KEY_INVALID', () => lib.verify(token, key, options))
          await refused('ERR_KEY_INVALID', () => lib.verify(token, () => key, options))
          await refused('ERR_KEY_INVALID', () => lib.sign(live, key, { algorithm: 'HS256' }))
        }
      }
      const der = bytesOf(body.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))
      await refused('ERR_KEY_INVALID', () => lib.verify(hs256(live), der, options))
    },
  },
  {
    name: 'A4 wants algorithms, whatever kind of key says or does not say its own',
    async run(lib) {
      const keys = [
        secret,
        rsa.publicPem,
        rsa.publicJwk,
        { ...rsa.publicJwk, alg: 'RS256' },
        { keys: [rsa.publicJwk] },
        () => rsa.publicPem,
        { find: () => rsa.publicPem },
      ]
      for (const key of keys) {
        for (const given of [{}, { now: NOW }, undefined]) {
          await refused('ERR_CONFIG', () => lib.verify(tokens.RS256, key, given))
          await refused('ERR_CONFIG', () => lib.createVerifier(key, given))
        }
      }
    },
  },
]

const binding: readonly Case[] = [
  {
    name: 'A5 verifies with the one algorithm that header, key and list agree on',
    async run(lib) {
      const bound = { ...rsa.publicJwk, alg: 'RS512' }
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, bound, rs256))
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, () => bound, rs256))
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, { find: () => bound }, rs256))
      await refused('ERR_KEY_MISMATCH', () =>
        lib.verify(tokens.RS256, bound, { algorithms: ['RS256', 'RS512'], now: NOW }),
      )
      equal(await lib.verify(tokens.RS512, bound, { algorithms: ['RS256', 'RS512'], now: NOW }), vectorPayload)
      await refused('ERR_ALG_NOT_ALLOWED', () => lib.verify(tokens.RS512, () => bound, rs256))
    },
  },
  {
    name: 'A5 does not let a signature of one algorithm pass as one of another',
    async run(lib) {
      const [, payload, signature] = tokens.RS256.split('.')
      const [header] = tokens.PS256.split('.')
      const mixed = `${header}.${payload}.${signature}`
      await refused('ERR_SIGNATURE', () => lib.verify(mixed, rsa.publicPem, { algorithms: ['PS256'], now: NOW }))
      await refused('ERR_SIGNATURE', () =>
        lib.verify(mixed, rsa.publicPem, { algorithms: ['RS256', 'PS256'], now: NOW }),
      )
    },
  },
  {
    name: 'A6 lets a bound key serve its own algorithm only, out of several that are allowed',
    async run(lib) {
      const both = { algorithms: ['RS256', 'PS256'], now: NOW }
      const bound = { ...rsa.publicJwk, alg: 'RS256' }
      equal(await lib.verify(tokens.RS256, bound, both), vectorPayload)
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.PS256, bound, both))
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.PS256, () => bound, both))
      await refused('ERR_KEY_NOT_FOUND', () => lib.verify(tokens.PS256, { keys: [bound] }, both))
      const imported = await lib.importKey(rsa.publicPem, 'RS256')
      equal(await lib.verify(tokens.RS256, imported, both), vectorPayload)
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.PS256, imported, both))
    },
  },
  {
    name: 'A6 lets an unbound key serve each of the allowed algorithms',
    async run(lib) {
      const verify = lib.createVerifier(rsa.publicPem, { algorithms: ['RS256', 'PS256'], now: NOW })
      for (const token of [tokens.RS256, tokens.PS256, tokens.RS256]) {
        equal(await verify(token), vectorPayload)
      }
      await refused('ERR_ALG_NOT_ALLOWED', () => verify(tokens.RS384))
    },
  },
  {
    name: 'A7 refuses a key of another curve or family than the algorithm has',
    async run(lib) {
      const pairs: [string, string, object][] = [
        ['ES256', p384.publicPem, p384.publicJwk],
        ['ES384', p256.publicPem, p256.publicJwk],
        ['RS256', ed25519.publicPem, ed25519.publicJwk],
        ['EdDSA', p256.publicPem, p256.publicJwk],
      ]
      for (const [algorithm, pem, jwk] of pairs) {
        for (const key of [pem, jwk, () => pem, () => jwk]) {
          await refused('ERR_KEY_MISMATCH', () =>
            lib.verify(tokens[algorithm as 'ES256'], key, { algorithms: [algorithm], now: NOW }),
          )
        }
      }
      const oct = { kty: 'oct', k: base64url(utf8(secret)) }
      for (const key of [oct, () => oct]) await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, key, rs256))
    },
  },
  {
    name: 'A8 refuses an empty secret, also where weak keys are admitted',
    async run(lib) {
      const token = forge({ alg: 'HS256' }, live, '')
      for (const key of ['', new Uint8Array(0), { kty: 'oct', k: '' }]) {
        for (const allowWeakKeys of [false, true]) {
          await refused('ERR_KEY_WEAK', () => lib.verify(token, key, { ...options, allowWeakKeys }))
          await refused('ERR_KEY_WEAK', () => lib.createVerifier(key, { ...options, allowWeakKeys }))
          await refused('ERR_KEY_WEAK', () => lib.sign(live, key, { algorithm: 'HS256', allowWeakKeys }))
        }
      }
      await refused('ERR_KEY_WEAK', () => lib.verify(token, () => new Uint8Array(0), options))
    },
  },
  {
    name: 'A9 refuses a secret that is shorter than the hash, unless weak keys are admitted',
    async run(lib) {
      const weak: [string, string | Uint8Array][] = [
        ['HS256', 'x'],
        ['HS256', Uint8Array.of(1)],
        ['HS256', secrets.HS256.slice(1)],
        ['HS384', secrets.HS384.slice(1)],
        ['HS512', secrets.HS256],
        ['HS512', secrets.HS512.slice(1)],
      ]
      for (const [algorithm, key] of weak) {
        await refused('ERR_KEY_WEAK', () => lib.sign(live, key, { algorithm }))
        const token = await lib.sign(live, key, { algorithm, noTimestamp: true, allowWeakKeys: true })
        const algorithms = [algorithm]
        await refused('ERR_KEY_WEAK', () => lib.verify(token, key, { algorithms, now: NOW }))
        await refused('ERR_KEY_WEAK', () => lib.verify(token, () => key, { algorithms, now: NOW }))
        equal(await lib.verify(token, key, { algorithms, now: NOW, allowWeakKeys: true }), live)
        equal(await lib.verify(token, () => key, { algorithms, now: NOW, allowWeakKeys: true }), live)
      }
    },
  },
]

const sources: readonly Case[] = [
  {
    name: 'A10 finds no key where a source yields undefined, null or an empty text',
    async run(lib) {
      for (const nothing of [undefined, null, '']) {
        for (const token of [hs256(live), forge({ alg: 'HS256' }, live, '')]) {
          for (const key of [() => nothing, { find: () => nothing }]) {
            await refused('ERR_KEY_NOT_FOUND', () => lib.verify(token, key, { ...options, allowWeakKeys: true }))
          }
        }
        await refused('ERR_KEY_NOT_FOUND', () => lib.verify(tokens.RS256, () => nothing, rs256))
      }
    },
  },
  {
    name: 'A10 finds no key where a promise yields undefined, null or an empty text',
    needs: ['promises'],
    async run(lib) {
      for (const nothing of [undefined, null, '']) {
        await refused('ERR_KEY_NOT_FOUND', () => lib.verify(hs256(live), async () => nothing, options))
      }
    },
  },
  {
    name: 'A11 uses no key out of a header, and goes nowhere for one',
    async run(lib) {
      const other = 'another-secret-of-32-characters!'
      const scope = globalThis as { fetch?: unknown }
      const had = Object.hasOwn(scope, 'fetch')
      const before = scope.fetch
      let requests = 0
      scope.fetch = () => {
        requests++
        throw new Error('a request was made')
      }
      try {
        const headers = [
          { jwk: { kty: 'oct', k: base64url(utf8(other)) } },
          { jku: 'https://attacker.test/jwks.json', kid: 'a' },
          { x5u: 'https://attacker.test/cert.pem' },
          { x5c: [rsa.certificate.replace(/-----[^-]+-----|\s/g, '')] },
        ]
        for (const header of headers) {
          const forged = forge({ alg: 'HS256', ...header }, live, other)
          await refused('ERR_SIGNATURE', () => lib.verify(forged, secret, options))
          equal(await lib.verify(hs256(live, header), secret, options), live)
        }
        equal(requests, 0, 'requests')
      } finally {
        if (had) scope.fetch = before
        else delete scope.fetch
      }
    },
  },
  {
    name: 'A11 refuses an RS256 token that brings its own public key',
    async run(lib) {
      await refused('ERR_SIGNATURE', () => lib.verify(special.rsaOther, rsa.publicPem, rs256))
      equal(await lib.verify(special.rsaOther, rsaOther.publicPem, rs256), vectorPayload)
    },
  },
  {
    name: 'A12 calls a kid malformed that is not a text',
    async run(lib) {
      for (const kid of [1, 0, null, ['a'], { a: 1 }, true]) {
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(hs256(live, { kid }), secret, options))
      }
    },
  },
  {
    name: 'A12 compares a kid to the letter, as nothing but a text',
    async run(lib) {
      const key = { kty: 'oct', k: base64url(utf8(secret)), kid: 'key-1' }
      const strange = ['../../etc/passwd', "' OR 1=1 --", '__proto__', 'constructor', 'toString', '', 'key-1 ', 'KEY-1']
      for (const kid of strange) {
        const found = await refused('ERR_KEY_NOT_FOUND', () =>
          lib.verify(hs256(live, { kid }), { keys: [key] }, options),
        )
        holds(found.message.length < 300, 'the message is short')
        equal(await lib.verify(hs256(live, { kid }), { keys: [{ ...key, kid }] }, options), live, kid)
      }
      equal(await lib.verify(hs256(live, { kid: 'key-1' }), { keys: [key] }, options), live)
    },
  },
  {
    name: 'A12 bounds a kid of a megabyte by the length of the token, and its message',
    async run(lib) {
      const token = hs256(live, { kid: 'k'.repeat(40_000) })
      const set = { keys: [{ kty: 'oct', k: base64url(utf8(secret)), kid: 'k' }] }
      await refused('ERR_TOKEN_TOO_LONG', () => lib.verify(token, set, options))
      const error = await refused('ERR_KEY_NOT_FOUND', () =>
        lib.verify(token, set, { ...options, maxTokenLength: 100_000 }),
      )
      holds(error.message.length < 300, 'the message is short')
    },
  },
  {
    name: 'A13 says of a JWE, a JSON serialization and a nested token what they are, before any key is asked for',
    async run(lib) {
      let asked = 0
      const key = () => {
        asked++
        return secret
      }
      const jwe = `${hs256(live)}.AAAA.AAAA`
      const [header, payload, signature] = hs256(live).split('.')
      const flattened = JSON.stringify({ protected: header, payload, signature })
      const general = JSON.stringify({ payload, signatures: [{ protected: header, signature }] })
      const nested = [hs256(live, { cty: 'JWT' }), hs256(live, { cty: 'jwt' }), hs256(live, { cty: 'application/jwt' })]
      const kinds: [RegExp, string[]][] = [
        [/JWE/, [jwe]],
        [/JSON serialization/, [flattened, general, ` ${general}`, `[${general}]`]],
        [/nested/, nested],
      ]
      for (const [kind, each] of kinds) {
        for (const token of each) {
          const error = await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, key, options))
          holds(kind.test(error.message), `${error.message} says ${kind}`)
        }
      }
      equal(asked, 0, 'keys asked for')
      equal(await lib.verify(hs256(live, { cty: 'text/plain' }), key, options), live)
    },
  },
]

function lengths(token: string): ArrayLike<number>[] {
  const good = signatureBytes(token)
  return [
    good.slice(0, -1),
    good.slice(1),
    good.slice(0, 1),
    [...good, 0],
    [0, ...good],
    [...good, ...good],
    new Uint8Array(good.length),
    new Uint8Array(good.length).fill(255),
  ]
}

const signatures: readonly Case[] = [
  {
    name: 'A14 refuses HMAC signatures that are short, long, or all zeros',
    async run(lib) {
      const token = hs256(live)
      for (const signature of [...lengths(token), signatureBytes(token).slice(0, 16)]) {
        await refused('ERR_SIGNATURE', () => lib.verify(resigned(token, signature), secret, options))
      }
    },
  },
  {
    name: 'A14 refuses RSA signatures that are short, long, or all zeros',
    async run(lib) {
      for (const [algorithm, token] of Object.entries(tokens)) {
        if (!/^[RP]S256/.test(algorithm)) continue
        for (const signature of [...lengths(token), [...new Uint8Array(255), 1]]) {
          await refused('ERR_SIGNATURE', () =>
            lib.verify(resigned(token, signature), rsa.publicPem, { algorithms: [algorithm], now: NOW }),
          )
        }
      }
    },
  },
  {
    name: 'A14 refuses ECDSA signatures of r = s = 0, in DER, short and long ones',
    needs: ['ecdsa'],
    async run(lib) {
      for (const [algorithm, token, pair] of [
        ['ES256', tokens.ES256, p256],
        ['ES256', special.es256Short, p256],
        ['ES384', tokens.ES384, p384],
      ] as const) {
        const verify = { algorithms: [algorithm], now: NOW }
        equal(await lib.verify(token, pair.publicPem, verify), vectorPayload)
        const raw = signatureBytes(token)
        for (const signature of [...lengths(token), derOf(raw)]) {
          await refused('ERR_SIGNATURE', () => lib.verify(resigned(token, signature), pair.publicPem, verify))
        }
        const half = raw.length / 2
        const swapped = [...raw.slice(half), ...raw.slice(0, half)]
        await refused('ERR_SIGNATURE', () => lib.verify(resigned(token, swapped), pair.publicPem, verify))
      }
    },
  },
  {
    name: 'A14 refuses Ed25519 signatures that are short, long, or all zeros',
    needs: ['ed25519'],
    async run(lib) {
      for (const signature of lengths(tokens.EdDSA)) {
        await refused('ERR_SIGNATURE', () =>
          lib.verify(resigned(tokens.EdDSA, signature), ed25519.publicPem, { algorithms: ['EdDSA'], now: NOW }),
        )
      }
    },
  },
  {
    name: 'A15 wants algorithms as a list of known names',
    async run(lib) {
      const wrong = [
        'RS256',
        'HS256',
        [],
        ['HS256', ''],
        ['RS-256'],
        [['HS256']],
        [null],
        new Array(1),
        null,
        {},
        true,
        256,
      ]
      for (const algorithms of wrong) {
        await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, algorithms }))
        await refused('ERR_CONFIG', () => lib.createVerifier(secret, { algorithms }))
        await refused('ERR_CONFIG', () => lib.createVerifier([{ key: secret, algorithms }], {}))
      }
    },
  },
]

export const group: Group = {
  name: 'threats A: algorithm and key',
  cases: [...choice, ...binding, ...sources, ...signatures],
}
