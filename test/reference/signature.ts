import { constants, createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto'
import { bitsOf, type ReferenceKey } from './keys.ts'

const loaded = new WeakMap<ReferenceKey, KeyObject>()

function load(key: ReferenceKey): KeyObject {
  let object = loaded.get(key)
  if (!object) {
    const names = ['n', 'e', 'x', 'y'].filter((name) => key.numbers[name])
    const numbers = names.map((name) => [name, Buffer.from(key.numbers[name] as Uint8Array).toString('base64url')])
    const jwk = { kty: key.kty, ...(key.crv !== undefined && { crv: key.crv }), ...Object.fromEntries(numbers) }
    object = createPublicKey({ key: jwk, format: 'jwk' })
    loaded.set(key, object)
  }
  return object
}

/** The length of an ECDSA signature in its raw form (RFC 7518 §3.4). */
const RAW: { readonly [algorithm: string]: number } = { ES256: 64, ES384: 96, ES512: 132 }

/** True when a signature of some bytes holds (RFC 7518 §3, RFC 8037 §3.1). The key has been admitted for the algorithm. */
export function holds(algorithm: string, key: ReferenceKey, signature: Uint8Array, bytes: Uint8Array): boolean {
  const hash = `sha${algorithm.slice(2)}`
  switch (algorithm.slice(0, 2)) {
    case 'HS': {
      const mac = createHmac(hash, key.numbers['k'] as Uint8Array)
        .update(bytes)
        .digest()
      return mac.length === signature.length && timingSafeEqual(mac, signature)
    }
    case 'RS':
    case 'PS': {
      if (signature.length !== Math.ceil(bitsOf(key) / 8)) return false
      const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants
      const padding = algorithm.startsWith('PS') ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING
      return verify(hash, bytes, { key: load(key), padding, saltLength: Number(algorithm.slice(2)) / 8 }, signature)
    }
    case 'ES':
      if (signature.length !== RAW[algorithm]) return false
      return verify(hash, bytes, { key: load(key), dsaEncoding: 'ieee-p1363' }, signature)
    default:
      return signature.length === 64 && verify(null, bytes, load(key), signature)
  }
}
