// A page or a worker that hands what it gets from the platform to countersign, and back.
import {
  createKeyRing,
  createRemoteJwks,
  type ExternalSigner,
  exportJwk,
  generateKeyPair,
  generateSecret,
  jwksResponse,
  sign,
  verify,
} from 'countersign'
import { generateSecret as generateSecretNow } from 'countersign/sync'

const { privateKey } = await generateKeyPair('ES256')
const own: CryptoKey = privateKey
const hmac = { name: 'HMAC', hash: 'SHA-256' }

export const signer: ExternalSigner = {
  algorithm: 'ES256',
  sign: async (bytes) => new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, own, bytes)),
}
export const token: string = await sign({}, own, { algorithm: 'ES256', expiresIn: 60 })
export const keys: readonly CryptoKey[] = [
  await crypto.subtle.importKey('raw', await generateSecret('HS256'), hmac, false, ['sign']),
  await crypto.subtle.importKey('raw', generateSecretNow('HS256'), hmac, false, ['sign']),
]
export const jwk: JsonWebKey = await exportJwk(own)
export const { sub } = await verify(token, new TextEncoder().encode('secret'), { algorithms: ['HS256'] })

const ring = createKeyRing({ algorithm: 'ES256' })
export const answer = (request: Request): Promise<Response> => jwksResponse(ring, request)

const address = 'https://issuer.example/jwks.json'
export const sources = [
  createRemoteJwks(address, { fetch, signal: AbortSignal.timeout(1000) }),
  createRemoteJwks(address, { fetch: (url, init) => fetch(url, init), signal: new AbortController().signal }),
]
