// Where runtimes disagree and the library does not: each case is named after the difference that it levels out.
import { ed25519, p256, p521, rsa, rsaOther } from '../vectors/keys.ts'
import { rsa8192 } from '../vectors/long-keys.ts'
import * as odd from '../vectors/odd-keys.ts'
import { rfc, special, tokens, vectorPayload } from '../vectors/tokens.ts'
import { type Case, equal, type Group, type Lib, refused } from './case.ts'
import { base64url, bytesOf, forge, live, NOW, options, seal, secret, utf8 } from './forge.ts'
import { refusedToSign, refusedToVerify } from './threats-keys.ts'

type Jwk = { readonly kty: string; readonly [member: string]: unknown }
type Named = keyof typeof tokens

interface Subtle {
  importKey(form: 'jwk', key: Jwk, algorithm: object, extractable: boolean, usages: readonly string[]): Promise<unknown>
}

/** The runtime's own reading of a JWK: `undefined` where it refuses it. */
function nativeKey(jwk: Jwk, algorithm: object): Promise<unknown> {
  const { crypto } = globalThis as unknown as { crypto: { subtle: Subtle } }
  return crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']).catch(() => undefined)
}

function accepts(lib: Lib, algorithm: Named, key: unknown): Promise<void> {
  const verified = async () => lib.verify(tokens[algorithm], key, { algorithms: [algorithm], now: NOW })
  return verified().then((claims) => equal(claims, vectorPayload))
}

const zero = (bytes: number) => base64url(new Uint8Array(bytes))

/** Points that are on no curve, under the runtimes that take them. */
const POINTS: readonly (readonly [name: string, jwk: Jwk])[] = [
  ['off its curve, which Deno and WebKit import', { ...p256.publicJwk, y: p256.publicJwk['x'] as string }],
  ['of (0, 0), which Deno imports', { ...p256.publicJwk, x: zero(32), y: zero(32) }],
]

const points: readonly Case[] = POINTS.flatMap(([name, jwk]): Case[] => [
  {
    name: `refuses an EC point ${name}, to verify with`,
    run: (lib) => refusedToVerify(lib, 'ERR_KEY_INVALID', jwk, 'ES256'),
  },
  {
    name: `refuses an EC point ${name}, as a CryptoKey`,
    needs: ['promises'],
    async run(lib) {
      const key = await nativeKey(jwk, { name: 'ECDSA', namedCurve: 'P-256' })
      // Where the runtime refuses it there is no such key, and the JWK has to be refused in the same words.
      const asked = lib.verify(tokens.ES256, key ?? jwk, { algorithms: ['ES256'], now: NOW })
      await refused('ERR_KEY_INVALID', () => asked)
    },
  },
])

const n = rsa.publicJwk['n'] as string

const members: readonly Case[] = [
  {
    name: 'takes an Ed25519 JWK under both names of its algorithm, though workerd refuses the newer one',
    needs: ['ed25519'],
    async run(lib) {
      await accepts(lib, 'Ed25519', { ...ed25519.publicJwk, alg: 'Ed25519' })
      await accepts(lib, 'EdDSA', { ...ed25519.publicJwk, alg: 'EdDSA' })
    },
  },
  {
    name: 'refuses an Ed25519 JWK with alg ES256, which Deno accepts',
    run: (lib) => refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...ed25519.publicJwk, alg: 'ES256' }, 'Ed25519'),
  },
  {
    name: 'holds an RSA JWK to its alg, though Node 20, workerd and edge-light import one of RS256 for RSA-PSS',
    async run(lib) {
      await accepts(lib, 'RS256', { ...rsa.publicJwk, alg: 'RS256' })
      await accepts(lib, 'PS256', { ...rsa.publicJwk, alg: 'PS256' })
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...rsa.publicJwk, alg: 'RS256' }, 'PS256')
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...rsa.publicJwk, alg: 'PS256' }, 'RS256')
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...rsa.publicJwk, alg: 'RS512' }, 'RS256')
    },
  },
  {
    name: 'refuses a key for encryption, which Firefox verifies with',
    async run(lib) {
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...rsa.publicJwk, use: 'enc' }, 'RS256')
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...p256.publicJwk, use: 'enc' }, 'ES256')
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...ed25519.publicJwk, use: 'enc' }, 'Ed25519')
    },
  },
  {
    name: 'heeds no ext of a JWK, which runtimes hold against extractable keys',
    async run(lib) {
      for (const ext of [true, false]) await accepts(lib, 'RS256', { ...rsa.publicJwk, ext, key_ops: ['verify'] })
    },
  },
  {
    name: 'refuses a padded, a standard-alphabet and a zero-prefixed modulus, of which each runtime takes others',
    async run(lib) {
      const standard = n.replaceAll('-', '+').replaceAll('_', '/')
      const prefixed = base64url([0, ...bytesOf(n)])
      for (const other of [`${n}==`, standard, prefixed, `${n}\n`, ` ${n}`]) {
        await refusedToVerify(lib, 'ERR_KEY_INVALID', { ...rsa.publicJwk, n: other }, 'RS256')
      }
    },
  },
]

function without(jwk: Jwk, ...names: readonly string[]): Jwk {
  return { kty: jwk.kty, ...Object.fromEntries(Object.entries(jwk).filter(([name]) => !names.includes(name))) }
}

const P256_ORDER = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63255'
const P521_ORDER = `01${'ff'.repeat(32)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e913864`

/** Numbers that are no private key, some of them with the public key that they would have modulo the order. */
const SCALARS: readonly (readonly [algorithm: Named, jwk: Jwk, number: string])[] = [
  ['ES256', p256.privateJwk, '0'.repeat(64)],
  ['ES256', p256.privateJwk, `${P256_ORDER}1`],
  ['ES256', p256.privateJwk, 'f'.repeat(64)],
  // The base point itself: the public key of 1, and of 1 more than the order.
  ['ES256', { kty: 'EC', crv: 'P-256', ...basePoint() }, `${P256_ORDER}2`],
  ['ES512', p521.privateJwk, '0'.repeat(132)],
  ['ES512', p521.privateJwk, `${P521_ORDER}09`],
  ['ES512', p521.privateJwk, 'f'.repeat(132)],
]

/** G of P-256 (SEC 2 §2.4.2). */
function basePoint(): { x: string; y: string } {
  return {
    x: base64url(bytesOfHex('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296')),
    y: base64url(bytesOfHex('4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5')),
  }
}

function bytesOfHex(digits: string): number[] {
  return (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
}

/** A private key as PKCS#8 PEM without its point, so that nothing contradicts the number. */
function withoutPoint(algorithm: Named, number: readonly number[]): string {
  const element = (tag: number, ...parts: readonly number[][]) => {
    const { length } = parts.flat()
    return [tag, ...(length < 128 ? [length] : [0x81, length]), ...parts.flat()]
  }
  const curve = bytesOfHex(algorithm === 'ES256' ? '06082a8648ce3d030107' : '06052b81040023')
  const family = element(0x30, bytesOfHex('06072a8648ce3d0201'), curve)
  const inner = element(0x30, [2, 1, 1], element(4, [...number]))
  const der = element(0x30, [2, 1, 0], family, element(4, inner))
  const text = base64url(der).replaceAll('-', '+').replaceAll('_', '/')
  return `-----BEGIN PRIVATE KEY-----\n${text.padEnd(Math.ceil(text.length / 4) * 4, '=')}\n-----END PRIVATE KEY-----`
}

const privates: readonly Case[] = [
  {
    name: 'refuses a private key whose public members are of another one: Node signs with RSA, Deno with EC and Ed25519',
    needs: ['private keys'],
    async run(lib) {
      const [point, edwards] = [rfc['RFC 7515 A.3'], rfc['RFC 8037 A.4']].map((example) => example?.jwk as Jwk)
      const mixed: readonly (readonly [alg: string, jwk: Jwk])[] = [
        ['RS256', { ...rsa.privateJwk, n: rsaOther.publicJwk['n'] }],
        ['PS384', { ...rsa.privateJwk, n: rsaOther.publicJwk['n'] }],
        ['ES256', { ...p256.privateJwk, x: point?.['x'], y: point?.['y'] }],
        ['Ed25519', { ...ed25519.privateJwk, x: edwards?.['x'] }],
      ]
      for (const [algorithm, jwk] of mixed) {
        await refused('ERR_KEY_INVALID', () => lib.sign(live, jwk, { algorithm }))
        await refused('ERR_KEY_INVALID', () => lib.importKey(jwk, algorithm, 'sign'))
      }
    },
  },
  {
    name: 'refuses a private EC number that is zero, or not below the order of its curve, which Node signs with',
    needs: ['private keys'],
    async run(lib) {
      for (const [algorithm, pair, number] of SCALARS) {
        const key = { ...pair, d: base64url(bytesOfHex(number)) }
        await refused('ERR_KEY_INVALID', () => lib.importKey(key, algorithm, 'sign'))
        const pem = withoutPoint(algorithm, bytesOfHex(number))
        await refused('ERR_KEY_INVALID', () => lib.importKey(pem, algorithm, 'sign'))
        await refused('ERR_KEY_INVALID', () => lib.sign(live, pem, { algorithm }))
      }
    },
  },
  {
    name: 'refuses a private RSA JWK without its CRT members, which workerd alone imports',
    async run(lib) {
      for (const names of [['p', 'q', 'dp', 'dq', 'qi'], ['dp', 'dq', 'qi'], ['qi']]) {
        await refusedToSign(lib, 'ERR_KEY_INVALID', without(rsa.privateJwk, ...names), 'RS256')
      }
    },
  },
  {
    name: 'refuses a private EC or Ed25519 JWK without its public members',
    async run(lib) {
      await refusedToSign(lib, 'ERR_KEY_INVALID', without(p256.privateJwk, 'x', 'y'), 'ES256')
      await refusedToSign(lib, 'ERR_KEY_INVALID', without(p256.privateJwk, 'y'), 'ES256')
      await refusedToSign(lib, 'ERR_KEY_INVALID', without(ed25519.privateJwk, 'x'), 'Ed25519')
    },
  },
  {
    name: 'refuses a key of the type id-RSASSA-PSS, which Firefox alone imports',
    async run(lib) {
      for (const algorithm of ['PS256', 'RS256'] as const) {
        await refusedToVerify(lib, 'ERR_KEY_MISMATCH', odd.rsaPssPublic, algorithm)
        await refusedToSign(lib, 'ERR_KEY_MISMATCH', odd.rsaPssPrivate, algorithm)
      }
    },
  },
  {
    name: 'makes no PKCS #1 signature for PS256, as workerd’s node:crypto does',
    needs: ['private keys'],
    async run(lib) {
      const token = String(await lib.sign(live, rsa.privatePem, { algorithm: 'PS256', noTimestamp: true }))
      const [header, payload, signature] = token.split('.') as [string, string, string]
      equal(await lib.verify(token, rsa.publicPem, { algorithms: ['PS256'], now: NOW }), live)
      const claimed = `${base64url(utf8('{"alg":"RS256","typ":"JWT"}'))}.${payload}.${signature}`
      await refused('ERR_SIGNATURE', () => lib.verify(claimed, rsa.publicPem, { algorithms: ['RS256'], now: NOW }))
      const again = String(await lib.sign(live, rsa.privatePem, { algorithm: 'PS256', noTimestamp: true }))
      equal(again.startsWith(`${header}.${payload}.`) && again !== token, true, 'a salt of its own each time')
    },
  },
]

const signatures: readonly Case[] = [
  {
    name: 'answers no to Ed25519 signatures of every wrong length, at which workerd throws',
    needs: ['ed25519'],
    async run(lib) {
      const [header, payload, signature] = tokens.Ed25519.split('.') as [string, string, string]
      const verify = (bytes: ArrayLike<number>) =>
        lib.verify(`${header}.${payload}.${base64url(bytes)}`, ed25519.publicPem, { algorithms: ['Ed25519'], now: NOW })
      await refused('ERR_TOKEN_MALFORMED', () => verify([]))
      const whole = bytesOf(signature)
      for (const length of [1, 32, 63]) await refused('ERR_SIGNATURE', () => verify(whole.subarray(0, length)))
      await refused('ERR_SIGNATURE', () => verify([...whole, 0]))
      await refused('ERR_SIGNATURE', () => verify(new Uint8Array(64)))
      // s beyond the order of the base point (RFC 8032 §5.1.7).
      await refused('ERR_SIGNATURE', () => verify(whole.map((byte, at) => (at < 32 ? byte : 255))))
    },
  },
  {
    name: 'answers no to RSA and ECDSA signatures of wrong lengths, at which runtimes differ',
    needs: ['ecdsa'],
    async run(lib) {
      for (const [algorithm, key] of [
        ['RS256', rsa],
        ['PS256', rsa],
        ['ES256', p256],
      ] as const) {
        const [header, payload, signature] = tokens[algorithm].split('.') as [string, string, string]
        const whole = bytesOf(signature)
        for (const bytes of [whole.subarray(1), [0, ...whole], [...whole, 0], [1]]) {
          await refused('ERR_SIGNATURE', () =>
            lib.verify(`${header}.${payload}.${base64url(bytes)}`, key.publicPem, {
              algorithms: [algorithm],
              now: NOW,
            }),
          )
        }
      }
    },
  },
  {
    name: 'verifies with an RSA key of 8192 bits, at which Deno’s own raises an error whatever the signature',
    needs: ['long rsa keys'],
    async run(lib) {
      const { publicJwk, token } = rsa8192
      equal(await lib.verify(token, publicJwk, { algorithms: ['RS256'], now: NOW }), vectorPayload)
      const [header, payload] = token.split('.') as [string, string]
      for (const signature of [base64url(new Uint8Array(1024)), base64url(new Uint8Array(1024).fill(1))]) {
        await refused('ERR_SIGNATURE', () =>
          lib.verify(`${header}.${payload}.${signature}`, publicJwk, { algorithms: ['RS256'], now: NOW }),
        )
      }
    },
  },
  {
    name: 'never says of a good token that it was changed, where the key is too long for the runtime',
    async run(lib) {
      const { publicJwk, token } = rsa8192
      const verified = async () => lib.verify(token, publicJwk, { algorithms: ['RS256'], now: NOW })
      const code = await verified().then(
        () => 'none',
        (error: { code: string }) => error.code,
      )
      equal(['none', 'ERR_ALG_UNSUPPORTED', 'ERR_KEY_INVALID'].includes(code), true, code)
    },
  },
  {
    name: 'computes RSA right where BigInt.asUintN is wrong, as in QuickJS',
    async run(lib) {
      await accepts(lib, 'RS512', rsa.publicJwk)
      await accepts(lib, 'PS512', rsa.publicJwk)
      equal(await lib.verify(special.withKid, rsa.publicPem, { algorithms: ['RS256'], now: NOW }), vectorPayload)
    },
  },
]

const codecs: readonly Case[] = [
  {
    name: 'refuses white space and spare bits in base64url, which atob passes over',
    async run(lib) {
      const token = forge({ alg: 'HS256' }, live)
      const [header, payload, signature] = token.split('.') as [string, string, string]
      // 43 characters of a 32-byte signature: the last one has two spare bits.
      const spare = signature.slice(0, -1) + nextLetter(signature)
      for (const other of [`${signature}\n`, ` ${signature}`, `${signature}=`, spare]) {
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(`${header}.${payload}.${other}`, secret, options))
      }
      for (const space of ['\n', ' ', '\t', '\f', '=']) {
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(seal(`${header}.${payload}${space}`), secret, options))
      }
    },
  },
  {
    name: 'takes correct unpadded base64url of each length, which Uint8Array.fromBase64 refuses when it is strict',
    async run(lib) {
      for (const sub of ['', 'a', 'ab', 'abc', 'abcd', 'é', '€', '😀']) {
        const payload = { sub, exp: NOW + 60 }
        equal(await lib.verify(forge({ alg: 'HS256' }, payload), secret, options), payload)
      }
    },
  },
  {
    name: 'refuses a byte order mark, which a fatal TextDecoder drops',
    async run(lib) {
      const json = utf8(JSON.stringify(live))
      const marked = Uint8Array.from([0xef, 0xbb, 0xbf, ...json])
      await refused('ERR_TOKEN_MALFORMED', () => lib.verify(forge({ alg: 'HS256' }, marked), secret, options))
      const header = Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8('{"alg":"HS256"}')])
      await refused('ERR_TOKEN_MALFORMED', () => lib.verify(forge(header, live), secret, options))
      await refused('ERR_TOKEN_MALFORMED', () => lib.decode(forge({ alg: 'HS256' }, marked)))
    },
  },
]

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function nextLetter(text: string): string {
  return ALPHABET[ALPHABET.indexOf(text.at(-1) as string) + 1] as string
}

export const group: Group = { name: 'levelling', cases: [...points, ...members, ...privates, ...signatures, ...codecs] }
