// Every form in which a key comes, what becomes of it, and what is said of it. Sources, signers and bindings are in
// sources.ts and signing.ts.
import { ed25519, p256, p384, rsa, rsa1024, rsaOther, secrets } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'
import { rfc7638, rfc8037 } from '../vectors/rfc-keys.ts'
import { tokens, vectorPayload } from '../vectors/tokens.ts'
import { type Case, equal, type Group, holds, refused } from './case.ts'
import { base64url, hs256, live, NOW, options, secret, utf8 } from './forge.ts'
import { disguises, keyTexts } from './key-texts.ts'

import { inspect, type Kind, PAIRS, refusedToSign, refusedToVerify } from './threats-keys.ts'

/** The forms in which both halves of each pair come. */
function forms({ pair }: Kind): { readonly publics: readonly unknown[]; readonly privates: readonly unknown[] } {
  const publics: unknown[] = [pair.publicPem, pair.publicJwk, { keys: [pair.publicJwk] }]
  const privates: unknown[] = [pair.privatePem, pair.privateJwk]
  if ('certificate' in pair) publics.push(pair.certificate)
  if ('privatePkcs1' in pair) privates.push(pair.privatePkcs1)
  if ('privateSec1' in pair)
    privates.push(pair.privateSec1, odd.sec1WithParameters, odd.sec1WithoutPoint, odd.pkcs8WithoutPoint)
  return { publics, privates }
}

/** Members in one order, so that two JWKs can be compared. */
function sorted(jwk: unknown): object {
  return Object.fromEntries(Object.entries(jwk as object).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const inputs: readonly Case[] = [
  ...PAIRS.map(
    (kind): Case => ({
      name: `reads a public ${kind.name} key in every form`,
      needs: kind.needs,
      async run(lib) {
        const { algorithm } = kind
        for (const key of forms(kind).publics) {
          equal(await lib.verify(tokens[algorithm], key, { algorithms: [algorithm], now: NOW }), vectorPayload)
          equal(await lib.createVerifier(key, { algorithms: [algorithm], now: NOW })(tokens[algorithm]), vectorPayload)
        }
      },
    }),
  ),
  ...PAIRS.map(
    (kind): Case => ({
      name: `signs with a private ${kind.name} key in every form`,
      needs: ['private keys', ...kind.needs],
      async run(lib) {
        const { algorithm, pair } = kind
        for (const key of forms(kind).privates) {
          const token = await lib.sign(live, key, { algorithm, noTimestamp: true })
          equal(await lib.verify(token, pair.publicPem, { algorithms: [algorithm], now: NOW }), live)
        }
      },
    }),
  ),
  ...PAIRS.map(
    ({ name, pair, algorithm, needs }): Case => ({
      name: `brings a ${name} key from each form to each other, unchanged`,
      needs: ['private keys', ...needs],
      async run(lib) {
        const sources = [
          [pair.publicPem, pair.publicJwk],
          [pair.privatePem, pair.privateJwk],
        ] as const
        for (const [text, jwk] of sources) {
          const imported = await lib.importKey(text, algorithm)
          for (const key of [text, jwk]) {
            equal(sorted(await lib.exportJwk?.(key)), sorted(jwk))
            equal(await lib.exportPem?.(key), text)
          }
          equal(sorted(await lib.exportJwk?.(imported)), sorted({ ...jwk, alg: algorithm }))
          equal(await lib.exportPem?.(imported), text)
        }
        const prints = [pair.publicPem, pair.publicJwk, pair.privatePem, pair.privateJwk].map((key) =>
          lib.thumbprint?.(key),
        )
        const [first, ...others] = await Promise.all(prints)
        for (const other of others) equal(other, first)
      },
    }),
  ),
  {
    name: 'computes the thumbprints that RFC 7638 §3.1 and RFC 8037 A.3 print',
    async run(lib) {
      equal(await lib.thumbprint?.(rfc7638.jwk), rfc7638.thumbprint)
      for (const key of [rfc8037.publicJwk, rfc8037.privateJwk]) equal(await lib.thumbprint?.(key), rfc8037.thumbprint)
    },
  },
  {
    name: 'refuses what says of itself that it is a CryptoKey and is none of this runtime, before any token',
    needs: ['promises'],
    async run(lib) {
      for (const extractable of [true, false]) {
        const hmac = { type: 'secret', algorithm: { name: 'HMAC', hash: { name: 'SHA-256' }, length: 256 } }
        const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-256' }, modulusLength: 2048 }
        for (const each of [hmac, { type: 'public', algorithm: rs256 }]) {
          const foreign = { ...each, [Symbol.toStringTag]: 'CryptoKey', extractable, usages: ['verify'] }
          const algorithm = each === hmac ? 'HS256' : 'RS256'
          await refused('ERR_KEY_INVALID', () => lib.importKey(foreign, algorithm, 'verify'))
          await refused('ERR_KEY_INVALID', () =>
            lib.verify(tokens[algorithm], foreign, { algorithms: [algorithm], now: NOW }),
          )
        }
      }
    },
  },
  {
    name: 'exports a secret as a JWK, and keeps the names that a key has',
    async run(lib) {
      const k = base64url(utf8(secret))
      equal(sorted(await lib.exportJwk?.(Uint8Array.from(utf8(secret)))), { k, kty: 'oct' })
      equal(sorted(await lib.exportJwk?.(await lib.importKey(secret, 'HS256'))), { alg: 'HS256', k, kty: 'oct' })
      const jwk = { ...p256.publicJwk, alg: 'ES256', kid: 'a', use: 'sig', key_ops: ['verify'] }
      equal(sorted(await lib.exportJwk?.(jwk)), sorted(jwk))
      await refused('ERR_KEY_MISMATCH', () => lib.exportPem?.({ kty: 'oct', k }))
    },
  },
  {
    name: 'shows an imported key by its facts alone',
    async run(lib) {
      const key = await lib.importKey({ ...rsa.publicJwk, kid: 'a' }, 'RS256')
      equal(sorted(JSON.parse(JSON.stringify(key))), { alg: 'RS256', bits: 2048, kid: 'a', kty: 'RSA', side: 'public' })
      const hidden = JSON.stringify(await lib.importKey(secret, 'HS256'))
      holds(!hidden.includes(secret) && !hidden.includes(base64url(utf8(secret))), 'shows the secret')
    },
  },
]

const mutations: readonly Case[] = [
  {
    name: 'notices that the bytes of a secret have changed between two calls',
    async run(lib) {
      const token = hs256(live)
      const bytes = Uint8Array.from(utf8(secret))
      equal(await lib.verify(token, bytes, options), live)
      bytes[31] = (bytes[31] as number) ^ 1
      await refused('ERR_SIGNATURE', () => lib.verify(token, bytes, options))
      bytes[31] = (bytes[31] as number) ^ 1
      equal(await lib.verify(token, bytes, options), live)
    },
  },
  {
    name: 'notices that a JWK has changed between two calls',
    async run(lib) {
      const verify = { algorithms: ['RS256'], now: NOW }
      const jwk: { [member: string]: unknown } = { ...rsa.publicJwk }
      equal(await lib.verify(tokens.RS256, jwk, verify), vectorPayload)
      jwk['n'] = rsaOther.publicJwk.n
      await refused('ERR_SIGNATURE', () => lib.verify(tokens.RS256, jwk, verify))
      jwk['n'] = rsa.publicJwk.n
      equal(await lib.verify(tokens.RS256, jwk, verify), vectorPayload)
      jwk['key_ops'] = ['sign']
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, jwk, verify))
      ;(jwk['key_ops'] as string[])[0] = 'verify'
      equal(await lib.verify(tokens.RS256, jwk, verify), vectorPayload)
      delete jwk['key_ops']
      jwk['alg'] = 'PS256'
      await refused('ERR_KEY_MISMATCH', () => lib.verify(tokens.RS256, jwk, verify))
    },
  },
  {
    name: 'keeps what a signer, a verifier and an imported key have read, whatever becomes of the original',
    async run(lib) {
      const bytes = Uint8Array.from(utf8(secret))
      const jwk: { [member: string]: string } = { ...rsa.publicJwk }
      const [verify, sign] = [lib.createVerifier(bytes, options), lib.createSigner(bytes, { algorithm: 'HS256' })]
      const imported = await lib.importKey(bytes, 'HS256')
      const verifyRsa = lib.createVerifier(jwk, { algorithms: ['RS256'], now: NOW })
      bytes.fill(0)
      jwk['n'] = rsaOther.publicJwk.n
      equal(await verify(hs256(live)), live)
      equal(await lib.verify(await sign(live, { noTimestamp: true }), secret, options), live)
      equal(await lib.verify(hs256(live), imported, options), live)
      equal(await verifyRsa(tokens.RS256), vectorPayload)
    },
  },
]

interface Subtle {
  importKey(
    format: string,
    key: unknown,
    algorithm: object,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<unknown>
}

const subtle = () => (globalThis as unknown as { crypto: { subtle: Subtle } }).crypto.subtle

const rsaAlgorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const NATIVE = {
  RSA: rsaAlgorithm,
  'P-256': { name: 'ECDSA', namedCurve: 'P-256' },
  'P-384': { name: 'ECDSA', namedCurve: 'P-384' },
  'P-521': { name: 'ECDSA', namedCurve: 'P-521' },
  Ed25519: { name: 'Ed25519' },
} as const

const native: readonly Case[] = [
  ...PAIRS.map(
    ({ name, pair, algorithm, needs }): Case => ({
      name: `takes ${name} keys as CryptoKey and as a pair of them, extractable or not`,
      needs: ['promises', 'private keys', ...needs],
      async run(lib) {
        for (const extractable of [true, false]) {
          const privateKey = await subtle().importKey('jwk', { ...pair.privateJwk }, NATIVE[name], extractable, [
            'sign',
          ])
          const publicKey = await subtle().importKey('jwk', { ...pair.publicJwk }, NATIVE[name], extractable, [
            'verify',
          ])
          const verify = { algorithms: [algorithm], now: NOW }
          for (const key of [publicKey, { privateKey, publicKey }]) {
            equal(await lib.verify(tokens[algorithm], key, verify), vectorPayload)
          }
          for (const key of [privateKey, { privateKey, publicKey }]) {
            const token = await lib.sign(live, key, { algorithm, noTimestamp: true })
            equal(await lib.verify(token, pair.publicJwk, verify), live)
          }
          await refusedToVerify(lib, 'ERR_KEY_MISMATCH', privateKey, algorithm)
          await refusedToSign(lib, 'ERR_KEY_MISMATCH', publicKey, algorithm)
          if (extractable) equal(await lib.exportPem?.(privateKey), pair.privatePem)
          else await refused('ERR_KEY_MISMATCH', () => lib.exportJwk?.(privateKey))
        }
      },
    }),
  ),
  {
    name: 'takes a secret as CryptoKey',
    needs: ['promises'],
    async run(lib) {
      const algorithm = { name: 'HMAC', hash: 'SHA-256' }
      const key = await subtle().importKey('raw', Uint8Array.from(utf8(secret)), algorithm, true, ['sign', 'verify'])
      equal(await lib.verify(hs256(live), key, options), live)
      equal(sorted(await lib.exportJwk?.(key)), { alg: 'HS256', k: base64url(utf8(secret)), kty: 'oct' })
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', key, 'HS384')
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', key, 'RS256')
    },
  },
  {
    name: 'A9 refuses a CryptoKey with a short secret',
    needs: ['promises'],
    async run(lib) {
      const algorithm = { name: 'HMAC', hash: 'SHA-512' }
      const key = await subtle().importKey('raw', new Uint8Array(32).fill(7), algorithm, false, ['sign', 'verify'])
      await refusedToVerify(lib, 'ERR_KEY_WEAK', key, 'HS512')
    },
  },
  {
    name: 'C1 refuses a CryptoKey of 1024 bits',
    needs: ['promises'],
    async run(lib) {
      const key = await subtle().importKey('jwk', { ...rsa1024.publicJwk }, rsaAlgorithm, true, ['verify'])
      await refusedToVerify(lib, 'ERR_KEY_WEAK', key, 'RS256')
    },
  },
  {
    name: 'C7 holds a CryptoKey to its usages',
    needs: ['promises'],
    async run(lib) {
      const algorithm = { name: 'HMAC', hash: 'SHA-256' }
      const bytes = Uint8Array.from(utf8(secret))
      const signing = await subtle().importKey('raw', bytes, algorithm, false, ['sign'])
      const verifying = await subtle().importKey('raw', bytes, algorithm, false, ['verify'])
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', signing, 'HS256')
      await refusedToSign(lib, 'ERR_KEY_MISMATCH', verifying, 'HS256')
      equal(await lib.verify(hs256(live), verifying, options), live)
    },
  },
  {
    name: 'C8 holds a CryptoKey to its scheme, hash and curve',
    needs: ['promises'],
    async run(lib) {
      const key = await subtle().importKey('jwk', { ...rsa.publicJwk }, rsaAlgorithm, true, ['verify'])
      for (const algorithm of ['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'HS256'] as const) {
        await refusedToVerify(lib, 'ERR_KEY_MISMATCH', key, algorithm)
      }
      const oaep = { name: 'RSA-OAEP', hash: 'SHA-256' }
      const encrypting = await subtle().importKey('jwk', { ...rsa.publicJwk }, oaep, true, ['encrypt'])
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', encrypting, 'RS256')
      const agreeing = await subtle().importKey(
        'jwk',
        { ...p256.publicJwk },
        { name: 'ECDH', namedCurve: 'P-256' },
        true,
        [],
      )
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', agreeing, 'ES256')
    },
  },
  {
    name: 'generates pairs and secrets that sign, verify, and come back from export',
    needs: ['promises', 'private keys', 'ecdsa', 'ed25519', 'random'],
    async run(lib) {
      for (const algorithm of ['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA']) {
        const pair = (await lib.generateKeyPair?.(algorithm)) as { privateKey: unknown; publicKey: unknown }
        const token = await lib.sign(live, pair, { algorithm, noTimestamp: true })
        const verify = { algorithms: [algorithm], now: NOW }
        for (const key of [pair, await lib.exportPem?.(pair.publicKey), await lib.exportJwk?.(pair.publicKey)]) {
          equal(await lib.verify(token, key, verify), live)
        }
        equal(await lib.thumbprint?.(pair.privateKey), await lib.thumbprint?.(pair.publicKey))
      }
    },
  },
]

const inspection: readonly Case[] = [
  {
    name: 'inspects every form of key without raising anything, and shows no part of it',
    async run(lib) {
      for (const [name, text] of keyTexts) {
        for (const [disguise, bytes] of disguises(text)) {
          const report = inspect(lib, bytes)
          const said = JSON.stringify(report)
          holds(!report.ok && report.problems.length > 0, `${name}, ${disguise}: ${said}`)
          for (const part of text.match(/[\w+/]{20,}/g) ?? [])
            holds(!said.includes(part), `${name}, ${disguise}: shows the key`)
        }
      }
    },
  },
  {
    name: 'inspects a key and tells its format, family, size, side and algorithms',
    async run(lib) {
      const facts = (input: unknown) => {
        const { ok, format, kty, side, bits, crv, algorithms } = inspect(lib, input)
        return [ok, format, kty, side, bits, crv ?? null, algorithms.join(' ')]
      }
      const family = 'RS256 RS384 RS512 PS256 PS384 PS512'
      equal(facts(rsa.publicPem), [true, 'SPKI PEM', 'RSA', 'public', 2048, null, family])
      equal(facts(rsa.certificate), [true, 'X.509 certificate PEM', 'RSA', 'public', 2048, null, family])
      equal(facts(p384.privatePem), [true, 'PKCS#8 PEM', 'EC', 'private', 384, 'P-384', 'ES384'])
      equal(facts(p256.privateSec1), [true, 'SEC1 PEM', 'EC', 'private', 256, 'P-256', 'ES256'])
      equal(facts(ed25519.publicJwk), [true, 'JWK', 'OKP', 'public', 255, 'Ed25519', 'Ed25519 EdDSA'])
      equal(facts(secrets.HS384), [true, 'secret', 'oct', 'secret', 384, null, 'HS256 HS384'])
      equal(facts(rsa1024.publicPem), [false, 'SPKI PEM', 'RSA', 'public', 1024, null, ''])
    },
  },
]

export const group: Group = { name: 'keys', cases: [...inputs, ...mutations, ...native, ...inspection] }
