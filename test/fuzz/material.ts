// The keys that targets play with, in every form in which the library takes them, by names such as "rsa.publicPem".
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject, webcrypto } from 'node:crypto'
import { importKey } from '../../src/sync.ts'
import * as pairs from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'

/** What signs and verifies an algorithm. */
export interface Signer {
  readonly alg: string
  /** The name of its pair, or of its secret. */
  readonly name: string
  readonly privateKey: KeyObject
}

const PAIRS = { rsa: pairs.rsa, rsaOther: pairs.rsaOther, p256: pairs.p256, p384: pairs.p384, p521: pairs.p521 }
const EVERY = { ...PAIRS, ed25519: pairs.ed25519 }

/** Which pair serves which algorithms. */
export const SERVES: { readonly [pair: string]: readonly string[] } = {
  rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  rsaOther: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  p256: ['ES256'],
  p384: ['ES384'],
  p521: ['ES512'],
  ed25519: ['Ed25519', 'EdDSA'],
}

/** How Web Crypto calls an algorithm. */
export function webName(alg: string): webcrypto.AlgorithmIdentifier {
  const hash = `SHA-${alg.slice(2)}`
  if (alg.startsWith('HS')) return { name: 'HMAC', hash } as webcrypto.AlgorithmIdentifier
  if (alg.startsWith('RS')) return { name: 'RSASSA-PKCS1-v1_5', hash } as webcrypto.AlgorithmIdentifier
  if (alg.startsWith('PS')) return { name: 'RSA-PSS', hash } as webcrypto.AlgorithmIdentifier
  const namedCurve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[alg]
  return namedCurve ? ({ name: 'ECDSA', namedCurve } as webcrypto.AlgorithmIdentifier) : { name: 'Ed25519' }
}

const found: { [name: string]: unknown } = {}

for (const [name, secret] of Object.entries(pairs.secrets)) {
  const bytes = Uint8Array.from(Buffer.from(secret))
  found[`${name}.text`] = secret
  found[`${name}.bytes`] = bytes
  found[`${name}.jwk`] = { kty: 'oct', k: Buffer.from(secret).toString('base64url') }
  found[`${name}.object`] = createSecretKey(bytes)
  found[`${name}.cryptoKey`] = await webcrypto.subtle.importKey('raw', bytes, webName(name), true, ['sign', 'verify'])
  found[`${name}.imported`] = importKey(bytes, name as 'HS256')
}
for (const [name, pair] of Object.entries(EVERY)) {
  const [alg] = SERVES[name] as [string]
  for (const side of ['public', 'private'] as const) {
    const pem = side === 'public' ? pair.publicPem : pair.privatePem
    const object = side === 'public' ? createPublicKey(pem) : createPrivateKey(pem)
    found[`${name}.${side}Pem`] = pem
    found[`${name}.${side}Jwk`] = side === 'public' ? pair.publicJwk : pair.privateJwk
    found[`${name}.${side}Object`] = object
    for (const served of SERVES[name] as string[]) {
      const format = side === 'public' ? 'spki' : 'pkcs8'
      const der = object.export({ format: 'der', type: format as 'spki' })
      const usage = side === 'public' ? ('verify' as const) : ('sign' as const)
      const key = await webcrypto.subtle.importKey(format, der, webName(served), true, [usage])
      found[`${name}.${side}CryptoKey${served === alg ? '' : served}`] = key
    }
  }
  found[`${name}.publicImported`] = importKey(pair.publicPem, alg as 'RS256')
}
found['rsa.certificate'] = pairs.rsa.certificate
found['rsa.privatePkcs1'] = pairs.rsa.privatePkcs1
found['p256.privateSec1'] = pairs.p256.privateSec1
found['rsa1024.publicPem'] = pairs.rsa1024.publicPem
found['rsa1024.publicJwk'] = pairs.rsa1024.publicJwk
found['rsa1024.privateJwk'] = pairs.rsa1024.privateJwk
for (const [name, value] of Object.entries(odd)) if (typeof value === 'string') found[`odd.${name}`] = value

const unsound = [
  ...Object.values(odd.unsoundRsa),
  ...Object.values(odd.unsoundEc).flatMap((curve) => Object.values(curve)),
  ...Object.values(odd.unsoundEd25519).flat(),
]
for (const [at, { jwk, pem }] of unsound.entries()) {
  // The largest of them takes longer to read than all others together.
  if (pem.length > 2000) continue
  found[`odd.unsound${at}Jwk`] = jwk
  found[`odd.unsound${at}Pem`] = pem
}

/** Every key by name. Shared by all inputs: nobody may change one. */
export const MATERIAL: { readonly [name: string]: unknown } = found

/** The names of all keys. */
export const NAMES: readonly string[] = Object.keys(found)

/** A text among them. */
export function textNamed(name: string): string {
  return MATERIAL[name] as string
}

/** What can sign, once for each algorithm, and the RSA ones with another key too. */
export const SIGNERS: readonly Signer[] = [
  ...Object.keys(pairs.secrets).map((name) => ({ alg: name, name, privateKey: found[`${name}.object`] as KeyObject })),
  ...Object.entries(SERVES).flatMap(([name, served]) =>
    served.map((alg) => ({ alg, name, privateKey: found[`${name}.privateObject`] as KeyObject })),
  ),
]

/** The texts of which no message may show a part: secrets and keys, private ones and public ones. */
export const CONFIDENTIAL: readonly string[] = NAMES.flatMap((name): readonly string[] => {
  const value = MATERIAL[name]
  if (typeof value === 'string') return [value.replace(/-----[^-]*-----/g, '')]
  const jwk = name.endsWith('wk') ? (value as { [member: string]: string }) : {}
  return ['k', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'n', 'x', 'y'].flatMap((member) => jwk[member] ?? [])
})
