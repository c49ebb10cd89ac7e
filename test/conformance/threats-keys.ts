// Part C of the threat table, and A3, A7, A8 and A9: keys that are never read, or never for that.
import { ed25519, p256, p384, p521, rsa, rsa1024, secrets } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'
import { tokens, vectorPayload } from '../vectors/tokens.ts'
import { rocaModulus } from '../vectors/wycheproof.ts'
import { type Case, equal, type Group, holds, type Lib, type Need, refused, type Verb } from './case.ts'
import { base64url, bytesOf, live, NOW, secret, utf8 } from './forge.ts'
import { derTexts, disguises, keyTexts, misread, wrappings } from './key-texts.ts'

type Jwk = { readonly [member: string]: unknown }

/** Each family of asymmetric keys, with one algorithm that it serves. */
export const PAIRS = [
  { name: 'RSA', algorithm: 'RS256', pair: rsa, needs: [] },
  { name: 'P-256', algorithm: 'ES256', pair: p256, needs: ['ecdsa'] },
  { name: 'P-384', algorithm: 'ES384', pair: p384, needs: ['ecdsa'] },
  { name: 'P-521', algorithm: 'ES512', pair: p521, needs: ['ecdsa'] },
  { name: 'Ed25519', algorithm: 'Ed25519', pair: ed25519, needs: ['ed25519'] },
] as const satisfies readonly { readonly needs: readonly Need[]; readonly [fact: string]: unknown }[]

export type Kind = (typeof PAIRS)[number]
type Named = keyof typeof tokens

/** Every way in which one call or another reads a key to verify with. */
export async function refusedToVerify(lib: Lib, code: string, key: unknown, algorithm: Named): Promise<void> {
  await refused(code, () => lib.importKey(key, algorithm, 'verify'))
  await refused(code, () => lib.verify(tokens[algorithm], key, { algorithms: [algorithm], now: NOW }))
  await refused(code, () => lib.createVerifier(key, { algorithms: [algorithm] }))
  await refused(code, () => lib.verify(tokens[algorithm], () => key, { algorithms: [algorithm], now: NOW }))
}

/** Every way in which one call or another reads a key to sign with. */
export async function refusedToSign(
  lib: Lib,
  code: string,
  key: unknown,
  algorithm: string,
  more: object = {},
): Promise<void> {
  await refused(code, () => lib.sign(live, key, { algorithm, ...more }))
  await refused(code, () => lib.createSigner(key, { algorithm, expiresIn: 60, ...more }))
}

/** What cases look at in a report of `inspectKey`. */
interface Report {
  readonly ok: boolean
  readonly problems: readonly { readonly message: string }[]
  readonly algorithms: readonly string[]
  readonly [fact: string]: unknown
}

export function inspect(lib: Lib, input: unknown): Report {
  return (lib['inspectKey'] as Verb)(input) as Report
}
const confused: readonly Case[] = [
  ...keyTexts.map(
    ([name, text]): Case => ({
      name: `A3 takes no key for a secret, in any disguise: ${name}`,
      async run(lib) {
        for (const [disguise, bytes] of disguises(text)) {
          const error = await refused('ERR_KEY_INVALID', () => lib.importKey(bytes, 'HS256')).catch(
            (reason: unknown) => {
              throw new Error(`${disguise}: ${String(reason)}`)
            },
          )
          holds(!/[\w+/]{24}/.test(error.message), 'shows the key')
        }
      },
    }),
  ),
  {
    name: 'A3 takes no DER for a secret that was read as a text, in whichever encoding',
    async run(lib) {
      for (const [name, der] of derTexts) {
        for (const [encoding, text] of misread(der)) {
          const error = await refused('ERR_KEY_INVALID', () => lib.importKey(text, 'HS256')).catch(
            (reason: unknown) => {
              throw new Error(`${name} as ${encoding}: ${String(reason)}`)
            },
          )
          holds(error.message.includes('public or private key'), error.message)
        }
      }
    },
  },
  {
    name: 'A3 takes no key for a secret, whichever call reads it, and for whichever hash',
    async run(lib) {
      const jwk = { kty: 'oct', k: base64url(utf8(rsa.publicPem)) }
      for (const key of [
        rsa.publicPem,
        Uint8Array.from(utf8(rsa.publicPem)),
        JSON.stringify(p256.publicJwk),
        odd.sshRsaPublic,
        jwk,
      ]) {
        for (const algorithm of ['HS256', 'HS384', 'HS512'] as const) {
          await refusedToVerify(lib, 'ERR_KEY_INVALID', key, algorithm)
          await refusedToSign(lib, 'ERR_KEY_INVALID', key, algorithm)
          await refusedToSign(lib, 'ERR_KEY_INVALID', key, algorithm, { allowWeakKeys: true })
        }
      }
    },
  },
  ...PAIRS.map(
    ({ name, pair, algorithm }): Case => ({
      name: `A7 holds a ${name} key to the algorithms of its family and curve`,
      async run(lib) {
        const served: readonly string[] =
          name === 'RSA'
            ? ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
            : name === 'Ed25519'
              ? ['Ed25519', 'EdDSA']
              : [algorithm]
        for (const other of Object.keys(tokens) as Named[]) {
          if (served.includes(other)) continue
          await refusedToVerify(lib, 'ERR_KEY_MISMATCH', pair.publicJwk, other)
          await refusedToSign(lib, 'ERR_KEY_MISMATCH', pair.privateJwk, other)
          if (other.startsWith('HS')) continue
          await refusedToVerify(lib, 'ERR_KEY_MISMATCH', pair.publicPem, other)
          await refusedToSign(lib, 'ERR_KEY_MISMATCH', pair.privatePem, other)
        }
      },
    }),
  ),
  {
    name: 'A7 holds a secret to HMAC',
    async run(lib) {
      const key = { kty: 'oct', k: base64url(utf8(secrets.HS512)) }
      for (const algorithm of ['RS256', 'PS512', 'ES256', 'EdDSA'] as const) {
        await refusedToVerify(lib, 'ERR_KEY_MISMATCH', key, algorithm)
        await refusedToSign(lib, 'ERR_KEY_MISMATCH', key, algorithm)
        await refusedToVerify(lib, 'ERR_KEY_MISMATCH', Uint8Array.from(utf8(secrets.HS512)), algorithm)
        await refusedToVerify(lib, 'ERR_KEY_INVALID', secrets.HS512, algorithm)
      }
    },
  },
  {
    name: 'A8 refuses an empty secret, also where weak keys are admitted',
    async run(lib) {
      for (const algorithm of ['HS256', 'HS384', 'HS512'] as const) {
        for (const key of ['', new Uint8Array(0), { kty: 'oct', k: '' }]) {
          await refused('ERR_KEY_WEAK', () => lib.importKey(key, algorithm))
          for (const allowWeakKeys of [true, false]) {
            const verify = { algorithms: [algorithm], allowWeakKeys, now: NOW }
            await refused('ERR_KEY_WEAK', () => lib.verify(tokens[algorithm], key, verify))
            await refused('ERR_KEY_WEAK', () => lib.createVerifier(key, verify))
            if (key !== '') await refused('ERR_KEY_WEAK', () => lib.verify(tokens[algorithm], () => key, verify))
            await refusedToSign(lib, 'ERR_KEY_WEAK', key, algorithm, { allowWeakKeys })
          }
        }
      }
    },
  },
  {
    name: 'A9 refuses a secret shorter than its hash, unless weak keys are admitted',
    async run(lib) {
      for (const [algorithm, least] of [
        ['HS256', 32],
        ['HS384', 48],
        ['HS512', 64],
      ] as const) {
        for (const length of [1, 16, least - 1]) {
          const text = 'a'.repeat(length)
          for (const key of [text, Uint8Array.from(utf8(text)), { kty: 'oct', k: base64url(utf8(text)) }]) {
            await refusedToVerify(lib, 'ERR_KEY_WEAK', key, algorithm)
            await refusedToSign(lib, 'ERR_KEY_WEAK', key, algorithm)
            const token = await lib.sign(live, key, { algorithm, allowWeakKeys: true, noTimestamp: true })
            equal(await lib.verify(token, key, { algorithms: [algorithm], allowWeakKeys: true, now: NOW }), live)
          }
        }
        await lib.importKey('a'.repeat(least), algorithm)
      }
    },
  },
  {
    name: 'A9 counts the bytes of a text, not its characters',
    async run(lib) {
      await lib.importKey('é'.repeat(16), 'HS256')
      await refused('ERR_KEY_WEAK', () => lib.importKey('é'.repeat(15) + 'a', 'HS256'))
    },
  },
]

type Unsound = { readonly pem: string; readonly jwk: Jwk }

/** A key that must not be read, in both of its forms. */
function unsound(name: string, algorithms: readonly Named[], { pem, jwk }: Unsound): Case {
  return {
    name,
    async run(lib) {
      for (const algorithm of algorithms) {
        await refusedToVerify(lib, 'ERR_KEY_INVALID', pem, algorithm)
        await refusedToVerify(lib, 'ERR_KEY_INVALID', jwk, algorithm)
      }
    },
  }
}

const unsoundKeys: readonly Case[] = [
  {
    name: 'C1 refuses RSA keys of fewer than 2048 bits, in every form',
    async run(lib) {
      for (const algorithm of ['RS256', 'PS512'] as const) {
        for (const key of [rsa1024.publicPem, rsa1024.publicJwk])
          await refusedToVerify(lib, 'ERR_KEY_WEAK', key, algorithm)
        for (const key of [rsa1024.privatePem, rsa1024.privateJwk])
          await refusedToSign(lib, 'ERR_KEY_WEAK', key, algorithm)
      }
    },
  },
  {
    name: 'C1 counts the bits of the modulus, and takes no leading zeros for them',
    async run(lib) {
      const short = Uint8Array.from({ length: 256 }, (_, at) => (at ? 0xff : 0x7f))
      await refusedToVerify(lib, 'ERR_KEY_WEAK', { kty: 'RSA', e: 'AQAB', n: base64url(short) }, 'RS256')
      const zeros = [...new Uint8Array(128), ...bytesOf(rsa1024.publicJwk.n)]
      await refusedToVerify(lib, 'ERR_KEY_INVALID', { ...rsa1024.publicJwk, n: base64url(zeros) }, 'RS256')
      const empty = new Uint8Array(256)
      await refusedToVerify(lib, 'ERR_KEY_INVALID', { kty: 'RSA', e: 'AQAB', n: base64url(empty) }, 'RS256')
    },
  },
  ...Object.entries(odd.unsoundRsa).map(([name, key]) =>
    unsound(`C2 refuses an unsound RSA key: ${name}`, ['RS256', 'PS256'], key),
  ),
  {
    name: 'C2 refuses an unsound RSA key also where weak keys are admitted, and to sign with',
    async run(lib) {
      for (const { jwk, pem } of Object.values(odd.unsoundRsa)) {
        const weak = { algorithms: ['RS256'], allowWeakKeys: true, now: NOW }
        for (const key of [jwk, pem]) await refused('ERR_KEY_INVALID', () => lib.verify(tokens.RS256, key, weak))
        await refusedToSign(lib, 'ERR_KEY_INVALID', { ...rsa.privateJwk, ...jwk }, 'RS256')
      }
    },
  },
  {
    name: 'C11 refuses an RSA key whose primes can be computed (ROCA), also where weak keys are admitted',
    async run(lib) {
      const key = { kty: 'RSA', n: rocaModulus, e: 'AQAB' }
      for (const algorithm of ['RS256', 'PS512'] as const) {
        await refusedToVerify(lib, 'ERR_KEY_INVALID', key, algorithm)
        const weak = { algorithms: [algorithm], allowWeakKeys: true, now: NOW }
        const error = await refused('ERR_KEY_INVALID', () => lib.verify(tokens[algorithm], key, weak))
        holds(/CVE-2017-15361/.test(error.message), error.message)
        await refusedToSign(lib, 'ERR_KEY_INVALID', { ...rsa.privateJwk, ...key }, algorithm)
      }
      holds(!inspect(lib, key).ok, 'inspectKey finds nothing')
    },
  },
  ...PAIRS.map(
    ({ name, pair, algorithm }): Case => ({
      name: `C3 wants the members of a ${name} JWK in full and in their one spelling`,
      async run(lib) {
        for (const [jwk, operation] of [
          [pair.publicJwk, 'verify'],
          [pair.privateJwk, 'sign'],
        ] as const) {
          for (const [member, value] of Object.entries(jwk)) {
            if (member === 'kty' || member === 'crv') continue
            const bytes = Array.from(bytesOf(value))
            const spellings = [
              `${value}=`,
              `${value}==`,
              `${value} `,
              `${value}\n`,
              value.slice(0, -1) + '+',
              value.slice(0, -1) + '/',
            ]
            const others = [base64url([0, ...bytes]), base64url(bytes.slice(1)), '', 1, null, [value], { value }]
            for (const bad of [...spellings, ...others]) {
              // Whether a number of RSA one byte shorter is a number of the key is the runtime's to say.
              if (bad === others[1] && jwk.kty === 'RSA') continue
              await refused('ERR_KEY_INVALID', () => lib.importKey({ ...jwk, [member]: bad }, algorithm, operation))
            }
            const { [member]: _, ...without } = jwk as Jwk
            if (member !== 'd') await refused('ERR_KEY_INVALID', () => lib.importKey(without, algorithm, operation))
          }
        }
      },
    }),
  ),
  {
    name: 'C3 wants a kty, and no third prime',
    async run(lib) {
      await refused('ERR_KEY_INVALID', () => lib.importKey({ ...rsa.publicJwk, kty: undefined }, 'RS256'))
      await refused('ERR_KEY_INVALID', () => lib.importKey({ ...rsa.privateJwk, oth: [] }, 'RS256'))
      for (const kty of ['rsa', 'EC2', '', 1, null, ['RSA']]) {
        await refused('ERR_KEY_MISMATCH', () => lib.importKey({ ...rsa.publicJwk, kty }, 'RS256'))
      }
    },
  },
  ...Object.entries(odd.unsoundEc).flatMap(([crv, keys]) =>
    Object.entries(keys).map(([name, key]) =>
      unsound(
        `C4 refuses what is no point of ${crv}: ${name}`,
        [({ 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' } as const)[crv] as Named],
        key,
      ),
    ),
  ),
  {
    name: 'C4 refuses a wrong crv',
    async run(lib) {
      for (const { pair, algorithm } of PAIRS.slice(1)) {
        for (const { pair: other } of PAIRS.slice(1)) {
          const { crv } = other.publicJwk as Jwk
          if (crv === (pair.publicJwk as Jwk)['crv']) continue
          await refused('ERR_KEY_INVALID', () => lib.importKey({ ...pair.publicJwk, crv }, algorithm, 'verify'))
        }
        for (const crv of ['secp256k1', 'P-256 ', 'p-256', 'X25519', '', 1, null, ['P-256'], ['Ed25519']]) {
          await refused('ERR_KEY_MISMATCH', () => lib.importKey({ ...pair.publicJwk, crv }, algorithm, 'verify'))
        }
        await refused('ERR_KEY_INVALID', () =>
          lib.importKey({ ...pair.publicJwk, crv: undefined }, algorithm, 'verify'),
        )
      }
    },
  },
  ...Object.entries(odd.unsoundEd25519).flatMap(([name, keys]) =>
    (keys as readonly Unsound[]).map((key, at) =>
      unsound(`C5 refuses an Ed25519 key: ${name} ${at}`, ['Ed25519', 'EdDSA'], key),
    ),
  ),
]

const misplaced: readonly Case[] = [
  ...PAIRS.map(
    ({ name, pair, algorithm }): Case => ({
      name: `C6 verifies with the public half and signs with the private one: ${name}`,
      async run(lib) {
        const privates = [
          pair.privatePem,
          pair.privateJwk,
          ...('privatePkcs1' in pair ? [pair.privatePkcs1] : []),
          ...('privateSec1' in pair ? [pair.privateSec1] : []),
        ]
        const publics = [pair.publicPem, pair.publicJwk, ...('certificate' in pair ? [pair.certificate] : [])]
        for (const key of privates) await refusedToVerify(lib, 'ERR_KEY_MISMATCH', key, algorithm)
        for (const key of publics) {
          await refusedToSign(lib, 'ERR_KEY_MISMATCH', key, algorithm)
          await refused('ERR_KEY_MISMATCH', () => lib.importKey(key, algorithm, 'sign'))
        }
      },
    }),
  ),
  {
    name: 'C6 refuses typed arrays that are not bytes, whichever call reads them',
    async run(lib) {
      for (const words of [new Uint16Array(64), new Float64Array(64), new DataView(new ArrayBuffer(64))]) {
        await refusedToVerify(lib, 'ERR_KEY_INVALID', words, 'HS256')
        await refusedToSign(lib, 'ERR_KEY_INVALID', words, 'HS256')
      }
    },
  },
  {
    name: 'C6 refuses a private RSA key that lacks its exponent alone: it follows from the others',
    async run(lib) {
      const { d: _, ...jwk } = rsa.privateJwk
      await refusedToVerify(lib, 'ERR_KEY_INVALID', jwk, 'RS256')
      const set = { keys: [{ ...jwk, kid: 'a' }] }
      await refused('ERR_KEY_NOT_FOUND', () => lib.createLocalJwks(set).find({ alg: 'RS256', kid: 'a' }))
    },
  },
  {
    name: 'C6 refuses bytes where an asymmetric key belongs',
    async run(lib) {
      for (const { algorithm, pair } of PAIRS) {
        const der = bytesOf(
          pair.publicPem
            .replace(/-----[^-]+-----|\s|=/g, '')
            .replaceAll('+', '-')
            .replaceAll('/', '_'),
        )
        for (const key of [der, Uint8Array.from(utf8(pair.publicPem))])
          await refusedToVerify(lib, 'ERR_KEY_MISMATCH', key, algorithm)
      }
    },
  },
  {
    name: 'C7 holds a JWK to its use and key_ops, and judges their form',
    async run(lib) {
      const uses: Jwk[] = [
        { use: 'enc' },
        { use: 'SIG' },
        { use: '' },
        { use: 1 },
        { use: null },
        { use: ['sig'] },
        { key_ops: [] },
        { key_ops: ['encrypt'] },
        { key_ops: 'verify' },
        { key_ops: { 0: 'verify' } },
        { key_ops: null },
        { key_ops: ['verify', 1] },
        { key_ops: ['verify', 'verify', 'sign', 'sign'] },
        { use: 'enc', key_ops: ['sign', 'verify'] },
        { use: 'sig', key_ops: ['sign', 'verify', 'encrypt'] },
      ]
      const oct = { kty: 'oct', k: base64url(utf8(secret)) }
      for (const members of uses) {
        for (const { pair, algorithm } of PAIRS) {
          await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...pair.publicJwk, ...members }, algorithm)
          await refusedToSign(lib, 'ERR_KEY_MISMATCH', { ...pair.privateJwk, ...members }, algorithm)
        }
        await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...oct, ...members }, 'HS256')
        await refusedToSign(lib, 'ERR_KEY_MISMATCH', { ...oct, ...members }, 'HS256')
      }
      await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...oct, key_ops: ['sign'] }, 'HS256')
      await refusedToSign(lib, 'ERR_KEY_MISMATCH', { ...oct, key_ops: ['verify'] }, 'HS256')
    },
  },
  {
    name: 'C7 imports a JWK whatever its use and key_ops say, once they are judged',
    async run(lib) {
      const members = [
        { use: 'sig' },
        { key_ops: ['verify'] },
        { use: 'sig', key_ops: ['sign', 'verify'] },
        { ext: false },
        { ext: true },
      ]
      for (const each of members) {
        equal(
          await lib.verify(tokens.RS256, { ...rsa.publicJwk, ...each }, { algorithms: ['RS256'], now: NOW }),
          vectorPayload,
        )
      }
    },
  },
  ...PAIRS.map(
    ({ name, pair, algorithm }): Case => ({
      name: `C8 holds a JWK to the alg that it names: ${name}`,
      async run(lib) {
        for (const alg of [...Object.keys(tokens), 'RSA-OAEP', 'none', 'ES256K', '', 'constructor']) {
          if (alg === algorithm) continue
          await refusedToVerify(lib, 'ERR_KEY_MISMATCH', { ...pair.publicJwk, alg }, algorithm)
          await refusedToSign(lib, 'ERR_KEY_MISMATCH', { ...pair.privateJwk, alg }, algorithm)
        }
        for (const alg of [1, null, [algorithm], {}]) {
          await refusedToVerify(lib, 'ERR_KEY_INVALID', { ...pair.publicJwk, alg }, algorithm)
        }
      },
    }),
  ),
  {
    name: 'C8 holds an imported key to the algorithm that it was imported for',
    async run(lib) {
      const key = await lib.importKey(rsa.publicPem, 'RS256')
      for (const algorithm of ['RS384', 'PS256', 'ES256', 'HS256'] as const) {
        await refusedToVerify(lib, 'ERR_KEY_MISMATCH', key, algorithm)
      }
      equal(await lib.verify(tokens.RS256, key, { algorithms: ['RS256', 'RS384'], now: NOW }), vectorPayload)
      await refused('ERR_KEY_MISMATCH', () =>
        lib.verify(tokens.RS384, key, { algorithms: ['RS256', 'RS384'], now: NOW }),
      )
    },
  },
]

const pem = p256.publicPem
const BROKEN: readonly (readonly [name: string, text: string, says: RegExp])[] = [
  ['several blocks', pem + rsa.publicPem, /2 blocks/],
  ['a chain of certificates', odd.ecCertificate + rsa.certificate, /2 blocks/],
  ['junk in front', `x${pem}`, /beside/],
  ['junk behind', `${pem}x`, /beside/],
  ['another label', pem.replaceAll('PUBLIC KEY', 'PUBLIC KEYS'), /PUBLIC KEYS/],
  ['the label of another structure', pem.replaceAll('PUBLIC KEY', 'RSA PUBLIC KEY'), /DER|integer/],
  ['a label that ends as another', pem.replace('END PUBLIC', 'END PRIVATE'), /ends as/],
  ['no end', pem.slice(0, -30), /no whole/],
  ['no begin', pem.slice(30), /no whole/],
  ['no body', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----', /base64/],
  ['a body that is no base64', pem.replace('MFkw', 'MF!w'), /base64/],
  ['truncated DER', pem.replace(/\w{4}\n/, '\n'), /truncated/],
  ['DER that goes on', pem.replace('1g==', '1gAA'), /followed by/],
  ['an overlong length', pem.replace('MFkwEwYH', 'MIFZMBMGBy'), /./],
  ['an encrypted key', odd.encryptedPkcs8, /openssl pkey -in/],
  ['an encrypted SEC1 key', odd.encryptedTraditional, /openssl pkey -in/],
  ['an encrypted PKCS#1 key', odd.encryptedPkcs1, /openssl pkey -in/],
  ['an OpenSSH key', odd.sshP256Private, /OPENSSH PRIVATE KEY/],
  ['a certificate request', odd.certificateRequest, /CERTIFICATE REQUEST/],
  ['a compressed point', odd.compressedPublic, /compressed/],
  ['a curve spelt out', odd.explicitPublic, /curve/],
  ['a file name', './public.pem', /PEM/],
  ['JWK text', JSON.stringify(p256.publicJwk), /PEM/],
  ['nothing', '', /PEM/],
]

const texts: readonly Case[] = [
  ...BROKEN.map(
    ([name, text, says]): Case => ({
      name: `C9 refuses PEM with ${name}, and says so`,
      async run(lib) {
        for (const action of [
          () => lib.importKey(text, 'ES256'),
          () => lib.createVerifier(text, { algorithms: ['ES256'] }),
        ]) {
          const error = await refused('ERR_KEY_INVALID', action)
          holds(says.test(error.message), `says: ${error.message}`)
        }
        const { ok, problems } = inspect(lib, text)
        holds(!ok && problems.length > 0, 'inspectKey finds nothing')
      },
    }),
  ),
  {
    name: 'C9 refuses keys of kinds that sign no JWT',
    async run(lib) {
      for (const key of [odd.secp256k1Public, odd.x25519Public, odd.ed448Public, odd.rsaPssPublic, odd.dsaPublic]) {
        for (const { algorithm } of PAIRS) await refusedToVerify(lib, 'ERR_KEY_MISMATCH', key, algorithm)
      }
    },
  },
  ...wrappings.map(
    ([name, wrap]): Case => ({
      name: `C10 reads PEM as the key that it is: ${name}`,
      async run(lib) {
        const verify = { algorithms: ['RS256'], now: NOW }
        for (const key of [rsa.publicPem, rsa.certificate])
          equal(await lib.verify(tokens.RS256, wrap(key), verify), vectorPayload)
        for (const { pair, algorithm } of PAIRS) {
          equal(await lib.exportPem?.(wrap(pair.publicPem)), pair.publicPem)
          await refused('ERR_KEY_MISMATCH', () => lib.importKey(wrap(pair.privatePem), algorithm, 'verify'))
        }
        await refused('ERR_KEY_INVALID', () => lib.importKey(wrap(rsa.publicPem), 'HS256'))
      },
    }),
  ),
]

export const group: Group = {
  name: 'threats C: keys',
  cases: [...confused, ...unsoundKeys, ...misplaced, ...texts],
}
