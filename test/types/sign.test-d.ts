// What the compiler promises of sign, createSigner and the keys; run by `tsc -p test/tsconfig.json`.
import { createPrivateKey, createPublicKey, createSecretKey, webcrypto } from 'node:crypto'
import {
  createKeyRing,
  createSigner,
  type ErrorCode,
  type ExternalSigner,
  exportJwk,
  generateKeyPair,
  importKey,
  isJwtError,
  type JwkSet,
  type JwtError,
  sign,
  verify,
} from '../../src/index.ts'
import * as sync from '../../src/sync.ts'

declare const key: string
declare const bytes: Uint8Array
declare const unset: string | undefined
interface Account {
  id: number
  name?: string
}
declare const account: Account

// Payloads: literals, interfaces, readonly objects
const token: string = await sign({ sub: 'ann' }, key, { algorithm: 'HS256', expiresIn: '15m' })
await sign(account, key, { algorithm: 'HS256', expiresIn: null })
await sign({ list: [1] } as const, bytes, { algorithm: 'HS512', expiresIn: 60 })
const now: string = sync.sign({ sub: 'ann' }, key, { algorithm: 'HS256', expiresIn: '1h', engine: 'native' })
// @ts-expect-error a payload is an object
await sign('text', key, { algorithm: 'HS256' })

export { now, token }

// algorithm is required, and known
// @ts-expect-error algorithm is missing
await sign({}, key, { expiresIn: '1h' })
// @ts-expect-error the options are missing
await sign({}, key)
// @ts-expect-error algorithm is missing
createSigner(key, { expiresIn: '1h' })
// @ts-expect-error algorithm is missing
sync.sign({}, key, { expiresIn: '1h' })
// @ts-expect-error there is no such algorithm
await sign({}, key, { algorithm: 'HS255', expiresIn: '1h' })
// @ts-expect-error there is no none
await sign({}, key, { algorithm: 'none', expiresIn: '1h' })

// Durations carry their unit
for (const expiresIn of [60, '90s', '15m', '1h', '7d', '2w', '2 hours', '1 day', null] as const) {
  await sign({}, key, { algorithm: 'HS256', expiresIn })
}
// @ts-expect-error a bare number in a text has no unit
await sign({}, key, { algorithm: 'HS256', expiresIn: '3600' })
// @ts-expect-error no duration
await sign({}, key, { algorithm: 'HS256', notBefore: 'soon' })
// @ts-expect-error years differ in length
await sign({}, key, { algorithm: 'HS256', expiresIn: '1 year' })

// undefined is no value of an option
// @ts-expect-error issuer may be undefined
await sign({}, key, { algorithm: 'HS256', expiresIn: 60, issuer: unset })
// @ts-expect-error keyid may be undefined
createSigner(key, { algorithm: 'HS256', keyid: unset })
// @ts-expect-error the key may be undefined
await sign({}, unset, { algorithm: 'HS256' })
// @ts-expect-error keyId
await sign({}, key, { algorithm: 'HS256', keyId: 'k' })
// @ts-expect-error true or a text, not false
await sign({}, key, { algorithm: 'HS256', jwtid: false })

// Lists may be mutable or not
const audience: string[] = ['a']
await sign({}, key, { algorithm: 'HS256', expiresIn: 1, audience })
await sign({}, key, { algorithm: 'HS256', expiresIn: 1, audience: ['a'] as const })

// Per call: claims, not the key, the algorithm or the header
const signer = createSigner(key, { algorithm: 'HS256', expiresIn: '1h' })
const made: Promise<string> = signer({ sub: 'ann' }, { expiresIn: '5m', jwtid: true })
await made
// @ts-expect-error the algorithm is the signer's
await signer({}, { algorithm: 'HS256' })
// @ts-expect-error the header is the signer's
await signer({}, { header: {} })
// @ts-expect-error may be undefined
await signer({}, { subject: unset })

// An external signer names its own algorithm
const kms: ExternalSigner = { algorithm: 'ES256', keyid: 'k', sign: async (input) => input }
await sign({}, kms, { expiresIn: '1h' })
await sign({}, kms, { expiresIn: '1h', algorithm: 'ES256' })
createSigner(kms, {})
// @ts-expect-error a signer judges its own keys
await sign({}, kms, { expiresIn: '1h', allowWeakKeys: true })
// @ts-expect-error a signer returns bytes
await sign({}, { algorithm: 'ES256', sign: () => 'text' }, { expiresIn: '1h' })
// @ts-expect-error a signer has an algorithm
await sign({}, { sign: () => bytes }, { expiresIn: '1h' })

// Keys of every kind
const pair = await generateKeyPair('RS256')
const imported = await importKey(key, 'RS256')
const native = await webcrypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
const rs256 = { algorithm: 'RS256', expiresIn: 60 } as const
for (const each of [pair, pair.privateKey, imported, createPrivateKey(key), createSecretKey(bytes), Buffer.from(key)]) {
  await sign({}, each, rs256)
}
await sign({}, { kty: 'RSA', n: 'x', e: 'AQAB' }, rs256)
await sign({}, await exportJwk(key), rs256)
declare const set: JwkSet
for (const each of [pair, pair.publicKey, imported, createPublicKey(key), set, () => key, async () => null]) {
  await verify(key, each, { algorithms: ['RS256'] })
}
if ('publicKey' in native) await verify(key, native, { algorithms: ['EdDSA'] })
await verify(key, { find: async ({ kid }) => (kid ? key : undefined) }, { algorithms: ['RS256'] })
// @ts-expect-error a number is no key
await sign({}, 42, rs256)
// @ts-expect-error a set is for verifying
await sign({}, { keys: [] }, rs256)
// @ts-expect-error an algorithm that there is
await importKey(key, 'RSA')
// @ts-expect-error to sign or to verify
await importKey(key, 'RS256', 'encrypt')

// A key ring publishes its keys
createKeyRing({ algorithm: 'ES256' })
createKeyRing({ algorithm: key as 'RS256' | 'PS512' | 'EdDSA' })
// @ts-expect-error a secret cannot be published
createKeyRing({ algorithm: 'HS256' })
// @ts-expect-error nor may it be one of several
createKeyRing({ algorithm: key as 'RS256' | 'HS512' })

// Errors
declare const error: unknown
if (isJwtError(error)) {
  const code: 'ERR_CONFIG' | string = error.code
  const at: Date | undefined = error.expiredAt
  export_(code, at)
}
// A code that was asked for is the code, and what is not of that code may be of any other
declare const failure: JwtError
if (isJwtError(error, 'ERR_CLAIM')) {
  const claim: 'ERR_CLAIM' = error.code
  const named: JwtError & { claim?: string } = error
  export_(claim, named)
} else if (sync.isJwtError(error, 'ERR_SIGNATURE')) {
  const signature: 'ERR_SIGNATURE' = error.code
  export_(signature)
}
if (!isJwtError(failure, 'ERR_CLAIM')) {
  const other: ErrorCode = failure.code
  export_(other)
}
declare const perhaps: 'ERR_CLAIM' | undefined
if (isJwtError(error, perhaps)) {
  const any: ErrorCode = error.code
  // @ts-expect-error where no code was asked for, it may be any
  const one: 'ERR_CLAIM' = error.code
  export_(any, one)
}
// @ts-expect-error there is no such code
isJwtError(error, 'WRONG')
function export_(..._values: unknown[]): void {}
