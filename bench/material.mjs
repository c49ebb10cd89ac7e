// Keys, payloads and tokens, made with node:crypto alone: no contestant's own tokens are what the others are timed on.

import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'

/** Every algorithm, with what node:crypto and Web Crypto call it. */
export const ALGORITHMS = {
  HS256: { hash: 'sha256', scheme: { name: 'HMAC', hash: 'SHA-256' } },
  HS384: { hash: 'sha384', scheme: { name: 'HMAC', hash: 'SHA-384' } },
  HS512: { hash: 'sha512', scheme: { name: 'HMAC', hash: 'SHA-512' } },
  RS256: { hash: 'sha256', scheme: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } },
  RS384: { hash: 'sha384', scheme: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' } },
  RS512: { hash: 'sha512', scheme: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' } },
  PS256: { hash: 'sha256', scheme: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 } },
  PS384: { hash: 'sha384', scheme: { name: 'RSA-PSS', hash: 'SHA-384', saltLength: 48 } },
  PS512: { hash: 'sha512', scheme: { name: 'RSA-PSS', hash: 'SHA-512', saltLength: 64 } },
  ES256: { hash: 'sha256', scheme: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' } },
  ES384: { hash: 'sha384', scheme: { name: 'ECDSA', hash: 'SHA-384', namedCurve: 'P-384' } },
  ES512: { hash: 'sha512', scheme: { name: 'ECDSA', hash: 'SHA-512', namedCurve: 'P-521' } },
  Ed25519: { hash: null, scheme: { name: 'Ed25519' } },
  EdDSA: { hash: null, scheme: { name: 'Ed25519' } },
}

const family = (algorithm) =>
  algorithm.startsWith('Ed') ? 'ed25519' : ({ H: 'secret', E: 'ec' }[algorithm[0]] ?? 'rsa')

/** A key for an algorithm in every form that a contestant may want. RSA has `modulusLength` bits. */
export function makeKeys(algorithm, modulusLength = 2048) {
  const kind = family(algorithm)
  if (kind === 'secret') {
    // 64 ASCII characters: long enough for HS512, the same bytes for those that read text as Latin-1.
    const secret = randomBytes(48).toString('base64')
    const secretKey = createSecretKey(Buffer.from(secret))
    return { algorithm, secret, signText: secret, verifyText: secret, signKey: secretKey, verifyKey: secretKey }
  }
  const { namedCurve } = ALGORITHMS[algorithm].scheme
  const { privateKey, publicKey } = generateKeyPairSync(kind, {
    modulusLength,
    namedCurve,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return {
    algorithm,
    signText: privateKey,
    verifyText: publicKey,
    signKey: createPrivateKey(privateKey),
    verifyKey: createPublicKey(publicKey),
  }
}

/** What crypto.sign and crypto.verify take beside the hash: the key with padding and signature form of JWS. */
export function nodeOptions(algorithm, key) {
  const { hash } = ALGORITHMS[algorithm]
  if (algorithm.startsWith('PS')) {
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(hash.slice(3)) / 8 }
  }
  return algorithm.startsWith('ES') ? { key, dsaEncoding: 'ieee-p1363' } : { key }
}

/** The signature of a text by node:crypto. */
export function signText({ algorithm, signKey }, text) {
  const { hash } = ALGORITHMS[algorithm]
  if (algorithm.startsWith('HS')) return createHmac(hash, signKey).update(text).digest()
  return sign(hash, Buffer.from(text), nodeOptions(algorithm, signKey))
}

/** Whether a signature of a text holds, by node:crypto. */
export function holds({ algorithm, signKey, verifyKey }, text, signature) {
  const { hash } = ALGORITHMS[algorithm]
  if (algorithm.startsWith('HS')) return createHmac(hash, signKey).update(text).digest().equals(signature)
  return verify(hash, Buffer.from(text), nodeOptions(algorithm, verifyKey), signature)
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token with any header and payload, signed by node:crypto. */
export function makeToken(keys, payload, header = { alg: keys.algorithm, typ: 'JWT' }) {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${signText(keys, input).toString('base64url')}`
}

/** Bytes of JSON that a payload of each size has once it carries iat and exp. */
export const SIZES = { small: 200, typical: 600, large: 8192, accented: 600 }

const PERMISSIONS = ['read:orders', 'write:orders', 'read:invoices', 'admin:users', 'read:catalogue', 'write:prices']
const ACCENTED = ['lire:commandes·été', 'schreiben:Größen', 'чтение:заказы', '読む:請求書']

/** The claims of a token of one size, each one different by `sub` and `jti`; without times. */
export function makeClaims(size, at) {
  const claims = {
    iss: 'https://issuer.example',
    sub: `user-${String(at).padStart(6, '0')}`,
    aud: 'https://api.example',
    jti: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
  }
  if (size === 'small') return claims
  Object.assign(claims, { email: `user-${at}@mail.example`, role: 'customer', tenant: 4711, active: true })
  const words = size === 'accented' ? ACCENTED : PERMISSIONS
  const permissions = []
  // 40: the members permissions, iat and exp around the list.
  const room = SIZES[size] - Buffer.byteLength(JSON.stringify(claims)) - 58
  for (let length = 0, next = 0; length < room; next++) {
    const word = `${words[next % words.length]}:${next}`
    permissions.push(word)
    length += Buffer.byteLength(word) + 3
  }
  return { ...claims, permissions }
}

/** How many tokens a verifier's cache holds where caches are on. */
export const CACHED = 1000

/** Seconds since the epoch, now. */
export const seconds = () => Math.floor(Date.now() / 1000)

/** The same claims with a time of issue and an end an hour away. */
export function timed(claims, iat = seconds()) {
  return { ...claims, iat, exp: iat + 3600 }
}

/** Many different tokens of one size, valid for hours. */
export function makePool(keys, size, count) {
  // A minute ago: no contestant may find a token issued in the future.
  const iat = seconds() - 60
  return Array.from({ length: count }, (_, at) => {
    const claims = { ...makeClaims(size, at), iat, exp: iat + 4 * 3600 }
    return makeToken(keys, claims)
  })
}
