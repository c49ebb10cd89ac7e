// What errors say: the fix, and never a token, a secret or a key.
import { ed25519, p256, rsa, rsa1024, secrets } from '../vectors/keys.ts'
import { special, tokens } from '../vectors/tokens.ts'
import { type Case, equal, type Group, holds, type Lib, refused } from './case.ts'
import { base64url, forge, hs256, live, NOW, options, secret, utf8 } from './forge.ts'

const rs256 = { algorithms: ['RS256'], now: NOW }
const sign = { algorithm: 'HS256', now: NOW }

/** A mistake, its code, and what its message must say. */
type Lesson = readonly [mistake: string, code: string, says: RegExp, make: (lib: Lib) => unknown]

const LESSONS: readonly Lesson[] = [
  ['missing algorithms', 'ERR_CONFIG', /algorithms: \['RS256'\]/, (lib) => lib.verify(tokens.RS256, rsa.publicPem, at)],
  [
    'algorithms as a text',
    'ERR_CONFIG',
    /a list such as \['RS256'\]/,
    (lib) => lib.verify(tokens.RS256, rsa.publicPem, { algorithms: 'RS256' }),
  ],
  [
    'a misspelt algorithm',
    'ERR_CONFIG',
    /"RS257".*RS256/,
    (lib) => lib.verify(tokens.RS256, rsa.publicPem, { algorithms: ['RS257'] }),
  ],
  [
    'a misspelt option',
    'ERR_CONFIG',
    /"isuer".*did you mean "issuer"/,
    (lib) => lib.verify(hs256(live), secret, { ...options, isuer: 'x' }),
  ],
  [
    'an option that nothing resembles',
    'ERR_CONFIG',
    /"xxxxxxxx".*there are .*issuer/,
    (lib) => lib.verify(hs256(live), secret, { ...options, xxxxxxxx: 'x' }),
  ],
  [
    'an option out of an unset environment variable',
    'ERR_CONFIG',
    /issuer is undefined.*environment variable/,
    (lib) => lib.verify(hs256(live), secret, { ...options, issuer: undefined }),
  ],
  [
    'a key out of an unset environment variable',
    'ERR_KEY_INVALID',
    /undefined.*environment variable/,
    (lib) => lib.verify(hs256(live), undefined, options),
  ],
  [
    'a key to sign with out of an unset environment variable',
    'ERR_KEY_INVALID',
    /undefined.*environment variable/,
    (lib) => lib.sign(live, undefined, sign),
  ],
  [
    'a bare number as a lifetime',
    'ERR_CONFIG',
    /"3600".*write 3600 for seconds, or '3600s'/,
    (lib) => lib.sign({}, secret, { ...sign, expiresIn: '3600' }),
  ],
  [
    'an algorithm of twenty characters, which may be misspelt',
    'ERR_CONFIG',
    /"xxxxxxxxxxxxxxxxxxxx"/,
    (lib) => lib.sign(live, secret, { algorithm: 'x'.repeat(20) }),
  ],
  [
    'an algorithm of more characters, which may be a key',
    'ERR_CONFIG',
    /a long text/,
    (lib) => lib.sign(live, secret, { algorithm: 'x'.repeat(21) }),
  ],
  ['no lifetime', 'ERR_CONFIG', /expiresIn \(such as '15m'\).*expiresIn: null/, (lib) => lib.sign({}, secret, sign)],
  ['no algorithm to sign with', 'ERR_CONFIG', /algorithm: 'HS256'/, (lib) => lib.sign(live, secret, {})],
  [
    'a public PEM to sign with',
    'ERR_KEY_MISMATCH',
    /private key/,
    (lib) => lib.sign(live, rsa.publicPem, { algorithm: 'RS256' }),
  ],
  [
    'a public JWK to sign with',
    'ERR_KEY_MISMATCH',
    /pass the private key/,
    (lib) => lib.sign(live, rsa.publicJwk, { algorithm: 'RS256' }),
  ],
  [
    'a private PEM to verify with',
    'ERR_KEY_MISMATCH',
    /public/,
    (lib) => lib.verify(tokens.RS256, rsa.privatePem, rs256),
  ],
  [
    'a private JWK to verify with',
    'ERR_KEY_MISMATCH',
    /pass the public key/,
    (lib) => lib.verify(tokens.RS256, rsa.privateJwk, rs256),
  ],
  [
    'a short secret',
    'ERR_KEY_WEAK',
    /at least 32 bytes.*got 5.*generateSecret\('HS256'\)/,
    (lib) => lib.sign(live, 'short', sign),
  ],
  [
    'a short RSA key',
    'ERR_KEY_WEAK',
    /1024 bits.*2048/,
    (lib) => lib.verify(special.rsa1024, rsa1024.publicPem, rs256),
  ],
  [
    'a public key as a secret',
    'ERR_KEY_INVALID',
    /forge.*generateSecret.*RS256/,
    (lib) => lib.verify(hs256(live), rsa.publicPem, options),
  ],
  [
    'secrets beside public keys',
    'ERR_CONFIG',
    /bindings \{ key, algorithms \}/,
    (lib) => lib.verify(hs256(live), secret, { algorithms: ['HS256', 'RS256'] }),
  ],
  [
    'several families for one key',
    'ERR_CONFIG',
    /several key families.*bindings/,
    (lib) => lib.verify(tokens.RS256, rsa.publicPem, { algorithms: ['RS256', 'ES256'] }),
  ],
  [
    'a token of an algorithm that is not allowed',
    'ERR_ALG_NOT_ALLOWED',
    /"RS256".*allows HS256/,
    (lib) => lib.verify(tokens.RS256, secret, options),
  ],
  [
    'a token with its scheme',
    'ERR_TOKEN_MALFORMED',
    /"Bearer "/,
    (lib) => lib.verify(`Bearer ${hs256(live)}`, secret, options),
  ],
  ['no token', 'ERR_TOKEN_MALFORMED', /undefined/, (lib) => lib.verify(undefined, secret, options)],
  ['a RegExp as issuer', 'ERR_CONFIG', /RegExp/, (lib) => lib.verify(hs256(live), secret, { ...options, issuer: /x/ })],
  ['options that are a text', 'ERR_CONFIG', /plain object/, (lib) => lib.verify(hs256(live), secret, 'HS256')],
]

const at = { now: NOW }

const lessons: readonly Case[] = LESSONS.map(([mistake, code, says, make]) => ({
  name: `names the fix for ${mistake}`,
  async run(lib) {
    const error = await refused(code, () => make(lib))
    holds(says.test(error.message), `"${error.message}" says ${says}`)
    holds(error.message.length < 500 && /[.?)]$/.test(error.message), `a sentence: ${error.message}`)
  },
}))

/** What no error may hold: tokens, their parts, secrets, and what is secret of a key, in every spelling. */
function treasures(more: readonly string[]): string[] {
  const lines = [rsa.privatePem, p256.privatePem, ed25519.privatePem].flatMap((pem) => pem.split('\n').slice(1, -2))
  const members = [rsa.privateJwk, p256.privateJwk, ed25519.privateJwk].flatMap((jwk) =>
    ['d', 'p', 'q', 'qi'].map((name) => (jwk as { [member: string]: string })[name]),
  )
  const texts = Object.values(secrets).flatMap((text) => [text, base64url(utf8(text))])
  const parts = more.flatMap((token) => token.split('.')).filter((part) => part.length > 20)
  return [...lines, ...members, ...texts, ...parts].filter((text): text is string => typeof text === 'string')
}

/** All that an error shows to a logger: its message, its properties, its JSON, its stack, and its causes. */
function shown(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 4) return String(error)
  const own = Reflect.ownKeys(error).map((name) => (error as { [name: PropertyKey]: unknown })[name])
  let json = ''
  try {
    json = JSON.stringify(error)
  } catch {
    json = 'cyclic'
  }
  return [String(error), json, ...own.map((value) => shown(value, depth + 1))].join('\n')
}

const token = hs256({ exp: NOW + 60, iss: 'i', aud: ['a'], nonce: 'n' })
const [header, payload, signature] = token.split('.') as [string, string, string]
const [rsHeader, , rsSignature] = tokens.RS256.split('.') as [string, string, string]

const TOKENS: readonly unknown[] = [
  token,
  tokens.RS256,
  `${token}=`,
  `Bearer ${token}`,
  `${token}.${signature}`,
  `${header}.${payload}`,
  `${header}.${payload}.${signature.slice(1)}`,
  `${header}.${signature}.${signature}`,
  `${rsHeader}.${payload}.${rsSignature}`,
  `${payload}.${payload}.${signature}`,
  JSON.stringify({ payload, protected: header, signature }),
  `${token}.x.x`,
  token.repeat(200),
  forge({ alg: 'none' }, live),
  hs256({ exp: 1 }),
  hs256({ exp: NOW + 60, nbf: NOW + 60 }),
  hs256('[]'),
  hs256(live, { crit: ['x'], x: 1 }),
  hs256(live, { kid: 'k' }),
  [token],
  { token },
  secret,
  rsa.privatePem,
  undefined,
]

const broken = rsa.privatePem.replace('MIIEvA', 'MIIEvB')
const KEYS: readonly unknown[] = [
  secret,
  secret.slice(1),
  utf8(secret),
  Uint8Array.from(utf8(secret)).slice(1),
  rsa.publicPem,
  rsa.privatePem,
  broken,
  rsa.privatePem.slice(0, 400),
  rsa.privatePem.replace('PRIVATE', 'PUBLIC'),
  rsa.privatePem + p256.privatePem,
  rsa.privatePem.split('\n')[3],
  ed25519.privatePem,
  rsa.privateJwk,
  { ...rsa.privateJwk, e: 'AQ' },
  { ...rsa.privateJwk, d: `${rsa.privateJwk.d}=` },
  { ...rsa.privateJwk, kty: secret.slice(0, 8), use: 'enc' },
  { ...p256.privateJwk, x: p256.privateJwk.y },
  { ...ed25519.privateJwk, alg: 'ES256' },
  { kty: 'oct', k: base64url(utf8(secret)), use: 'enc' },
  { kty: 'oct', k: `${base64url(utf8(secret))}=` },
  { secret },
  { keys: [rsa.privateJwk] },
  { keys: [{ kty: 'oct', k: base64url(utf8(secret)) }, rsa.privateJwk] },
  () => rsa.privatePem,
  () => ({ secret }),
  token,
  [{ key: secret, algorithms: ['RS256'] }],
  [{ key: rsa.privatePem, algorithms: ['RS256'] }],
  [secret],
]

const VERIFY: readonly unknown[] = [
  { ...options },
  { ...rs256 },
  { now: NOW },
  { ...options, issuer: 'x' },
  { ...options, audience: 'x' },
  { ...options, nonce: 'x' },
  { ...options, subject: 'x' },
  { ...options, maxAge: 60 },
  { ...options, typ: 'x' },
  { ...options, check: () => false },
  { ...options, now: NOW + 1e6 },
  secret,
  undefined,
]

const silence: readonly Case[] = [
  {
    name: 'holds no token, secret or key, whatever fails in verifying',
    async run(lib) {
      const forbidden = treasures([
        ...TOKENS.filter((each) => typeof each === 'string' && !each.startsWith('-----')),
      ] as string[])
      const codes = new Set<string>()
      for (const [index, each] of TOKENS.entries()) {
        for (const [place, key] of KEYS.entries()) {
          // Every token with every key, and with every option under the right key.
          const some = [options, rs256, VERIFY[(index + place) % VERIFY.length]]
          for (const given of place === 0 ? VERIFY : some) {
            try {
              await lib.verify(each, key, given)
            } catch (error) {
              holds((error as Error).name === 'JwtError', `a JwtError: ${error}`)
              codes.add((error as { code: string }).code)
              const text = shown(error)
              const found = forbidden.find((treasure) => text.includes(treasure))
              holds(found === undefined, `${(error as Error).message} holds ${found}`)
            }
          }
        }
      }
      const wanted = ['ERR_CONFIG', 'ERR_TOKEN_MALFORMED', 'ERR_TOKEN_TOO_LONG', 'ERR_ALG_NOT_ALLOWED', 'ERR_CRIT']
      wanted.push('ERR_KEY_INVALID', 'ERR_KEY_WEAK', 'ERR_KEY_MISMATCH', 'ERR_KEY_NOT_FOUND', 'ERR_SIGNATURE')
      for (const code of [...wanted, 'ERR_TOKEN_EXPIRED', 'ERR_TOKEN_NOT_ACTIVE', 'ERR_CLAIM', 'ERR_REJECTED']) {
        holds(codes.has(code), `${code} was among the failures`)
      }
    },
  },
  {
    name: 'holds no secret or key, whatever fails in signing',
    async run(lib) {
      const forbidden = treasures([])
      const claims = [live, {}, [], { exp: 'x' }, { a: Number.NaN }, undefined]
      const given = [sign, { algorithm: 'RS256' }, { algorithm: 'EdDSA', now: NOW }, {}, { ...sign, keyid: '' }, secret]
      let failed = 0
      for (const key of [...KEYS, { algorithm: 'HS256', sign: () => secret }]) {
        for (const each of claims) {
          for (const more of given) {
            try {
              await lib.sign(each, key, more)
            } catch (error) {
              failed++
              holds((error as Error).name === 'JwtError', `a JwtError: ${error}`)
              const text = shown(error)
              const found = forbidden.find((treasure) => text.includes(treasure))
              holds(found === undefined, `${(error as Error).message} holds ${found}`)
            }
          }
        }
      }
      holds(failed > 300, 'many failures')
    },
  },
  {
    name: 'holds no secret that stands where an algorithm or the options belong',
    async run(lib) {
      for (const misplaced of [
        () => lib.importKey('HS256', secret),
        () => lib.sign(live, 'HS256', secret),
        () => lib.verify(hs256(live), options, secret),
        () => lib.sign(live, secret, { algorithm: secret }),
        () => lib.verify(hs256(live), secret, { ...options, algorithms: secret }),
      ]) {
        let message = ''
        try {
          await misplaced()
        } catch (caught) {
          message = (caught as Error).message
        }
        holds(message && !message.includes(secret.slice(0, 12)), `a message without the secret: ${message}`)
      }
    },
  },
  {
    name: 'holds nothing of a key that was given as a number, and cuts foreign text short',
    async run(lib) {
      const error = await refused('ERR_KEY_INVALID', () => lib.verify(hs256(live), 8_675_309, options))
      holds(!error.message.includes('8675309'), error.message)
      const long = 'x'.repeat(5000)
      const tries: (() => unknown)[] = [
        () => lib.verify(hs256(live, { alg: long }), secret, options),
        () => lib.verify(hs256(live, { crit: [long], [long]: 1 }), secret, options),
        () => lib.verify(forge(`{"alg":"HS256","${long}":1,"${long}":2}`, live), secret, options),
        () => lib.verify(hs256({ ...live, iss: long }), secret, { ...options, issuer: 'x' }),
        () => lib.verify(hs256(live, { typ: long }), secret, { ...options, typ: 'x' }),
        () => lib.verify(hs256(live, { kid: long }), { keys: [] }, options),
        () => lib.verify(hs256(live), secret, { ...options, [long]: 1 }),
        () => lib.verify(hs256(live), secret, { ...options, maxAge: long }),
        () => lib.sign({ [long]: Number.NaN }, secret, { ...sign, expiresIn: 1 }),
        () => lib.sign(live, secret, { ...sign, header: { [long]: Number.NaN } }),
        () => lib.sign(live, secret, { algorithm: long }),
      ]
      for (const act of tries) {
        let message: string | undefined
        try {
          await act()
        } catch (caught) {
          message = (caught as Error).message
        }
        holds(message !== undefined && message.length < 700, `a short message: ${message?.slice(0, 100)}`)
      }
    },
  },
]

const recognition: readonly Case[] = [
  {
    name: 'recognises its errors by isJwtError, with and without a code, also those of another copy',
    async run(lib) {
      const error = await refused('ERR_TOKEN_EXPIRED', () => lib.verify(hs256({ exp: 1 }), secret, options))
      holds(error instanceof Error, 'an Error')
      equal([await lib.isJwtError(error), await lib.isJwtError(error, 'ERR_TOKEN_EXPIRED')], [true, true])
      equal(await lib.isJwtError(error, 'ERR_CLAIM'), false)
      equal(await lib.isJwtError({ name: 'JwtError', code: 'ERR_CLAIM' }, 'ERR_CLAIM'), true)
      for (const other of [
        new Error('x'),
        new TypeError('x'),
        { name: 'JwtError' },
        { code: 'ERR_CLAIM' },
        null,
        undefined,
        'JwtError',
        1,
      ]) {
        equal(await lib.isJwtError(other), false)
      }
    },
  },
]

export const group: Group = { name: 'errors', cases: [...lessons, ...silence, ...recognition] }
