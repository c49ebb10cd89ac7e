import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  type KeyObject,
  privateEncrypt,
} from 'node:crypto'
import { prepareRsa, type RsaPublic } from '../../../src/engines/plain/rsa.ts'
import type { HashName } from '../../../src/engines/plain/sha2.ts'

/** node:crypto's name of a hash. */
export const NODE: Record<HashName, string> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' }

/** A key pair with its public half made ready. */
export interface Pair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly key: RsaPublic
  readonly n: bigint
  /** Length of the modulus, in bytes. */
  readonly size: number
}

/** Makes an RSA key pair. */
export function pairOf(modulusLength: number, publicExponent = 65537): Pair {
  const { privateKey } =
    modulusLength % 2
      ? { privateKey: keyOfPrimes(modulusLength) }
      : generateKeyPairSync('rsa', { modulusLength, publicExponent })
  const publicKey = createPublicKey(privateKey)
  const jwk = publicKey.export({ format: 'jwk' })
  const n = Buffer.from(jwk.n as string, 'base64url')
  const key = prepareRsa(n, Buffer.from(jwk.e as string, 'base64url'))
  if (key.bits !== modulusLength) throw new Error(`a modulus of ${key.bits} bits, not ${modulusLength}`)
  return { privateKey, publicKey, key, n: integerOf(n), size: n.length }
}

/** A private key with the exponent 65537. Asked for an odd number of bits, OpenSSL would make one bit less. */
function keyOfPrimes(bits: number): KeyObject {
  const e = 65537n
  const p = generatePrimeSync(Math.ceil(bits / 2), { bigint: true })
  const q = generatePrimeSync(Math.floor(bits / 2), { bigint: true })
  const d = inverseOf(e, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverseOf(q, p) }
  const texts = Object.entries(numbers).map(([name, number]) => {
    const hex = number.toString(16)
    return [name, Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')]
  })
  return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(texts) }, format: 'jwk' })
}

function inverseOf(number: bigint, modulus: bigint): bigint {
  let [r0, r1, x0, x1] = [modulus, number % modulus, 0n, 1n]
  while (r1) [r0, r1, x0, x1] = [r1, r0 % r1, x1, x0 - (r0 / r1) * x1]
  return ((x0 % modulus) + modulus) % modulus
}

/** The private operation on an encoded message as it stands, with no padding of its own. */
export function rawSign({ privateKey }: Pair, encoded: Uint8Array): Buffer {
  return privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encoded)
}

/** Bytes as an integer. */
export function integerOf(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
}

/** An integer as that many bytes. */
export function bytesOf(integer: bigint, size: number): Buffer {
  return Buffer.from(integer.toString(16).padStart(size * 2, '0'), 'hex')
}

const DIGEST_INFO: Record<HashName, string> = {
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-512': '3051300d060960864801650304020305000440',
}

/** What a PKCS#1 v1.5 encoding is made of, each part open to change. */
export interface Pkcs1Parts {
  size: number
  hash: HashName
  start?: string
  info?: string
  padding?: string
  end?: string
}

/** EMSA-PKCS1-v1_5 of a message (RFC 8017 §9.2), with parts exchanged. */
export function encodePkcs1(message: Uint8Array, parts: Pkcs1Parts): Buffer {
  const { size, hash, start = '0001', info = DIGEST_INFO[hash], end = '' } = parts
  const tail = `00${info}${createHash(NODE[hash]).update(message).digest('hex')}${end}`
  const room = size - (start.length + tail.length) / 2
  return Buffer.from(`${start}${parts.padding ?? 'ff'.repeat(room)}${tail}`, 'hex')
}

/** What a PSS encoding is made of, each part open to change. */
export interface PssParts {
  /** Length of the modulus, in bits. */
  bits: number
  hash: HashName
  salt?: Uint8Array
  maskHash?: string
  trailer?: number
  /** The byte in front of the salt. */
  separator?: number
  /** What the padding in front of it starts with. */
  padding?: number
  /** Set the topmost of the bits that have to be clear. */
  topBit?: boolean
}

function mgf1(hash: string, seed: Uint8Array, size: number): Buffer {
  const parts: Buffer[] = []
  for (let counter = 0; parts.length * 20 < size; counter++) {
    parts.push(
      createHash(hash)
        .update(seed)
        .update(Uint8Array.of(0, 0, 0, counter))
        .digest(),
    )
  }
  return Buffer.concat(parts).subarray(0, size)
}

/** EMSA-PSS of a message (RFC 8017 §9.1.1), with parts exchanged. */
export function encodePss(message: Uint8Array, parts: PssParts): Buffer {
  const { bits, hash, maskHash = NODE[hash], trailer = 0xbc, separator = 1, padding = 0 } = parts
  const digest = createHash(NODE[hash]).update(message).digest()
  const salt = parts.salt ?? Buffer.alloc(digest.length, 0x5a)
  const size = Math.ceil((bits - 1) / 8)
  const sealed = createHash(NODE[hash]).update(Buffer.alloc(8)).update(digest).update(salt).digest()
  const block = Buffer.alloc(size - sealed.length - 1)
  block[block.length - salt.length - 2] = padding
  block[block.length - salt.length - 1] = separator
  block.set(salt, block.length - salt.length)
  const mask = mgf1(maskHash, sealed, block.length)
  const masked = block.map((byte, at) => byte ^ (mask[at] as number))
  const unused = size * 8 - (bits - 1)
  masked[0] = (masked[0] as number) & (0xff >> unused)
  if (parts.topBit) masked[0] |= 0x100 >> unused
  const encoded = Buffer.concat([masked, sealed, Uint8Array.of(trailer)])
  return Buffer.concat([Buffer.alloc(Math.ceil(bits / 8) - size), encoded])
}
