import { describe, expect, it } from 'vitest'
import {
  createKeyRing,
  generateKeyPair,
  importKey,
  isJwtError,
  type JwksRequest,
  jwksResponse,
} from '../../src/index.ts'
import { ed25519, p256, rsa } from '../vectors/keys.ts'

const publicSet = { keys: [{ ...rsa.publicJwk, kid: 'a', alg: 'RS256', use: 'sig' }] }

function request(method: string, headers: Record<string, string> = {}): Request {
  return new Request('https://issuer.example/.well-known/jwks.json', { method, headers })
}

function ringFrom(publishAhead: number) {
  return createKeyRing({ algorithm: 'Ed25519', publishAhead, now: 1_000_000 })
}

const headersOf = (response: Response) => Object.fromEntries(response.headers)

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return isJwtError(error) ? error.code : `no JwtError: ${String(error)}`
}

function nativePair() {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
}

describe('the response for a ring', () => {
  it('is its JWK Set as application/jwk-set+json, open to every origin', async () => {
    const ring = ringFrom(3600)
    const response = await jwksResponse(ring, request('GET'))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(await ring.jwks())
    expect(headersOf(response)).toEqual({
      'content-type': 'application/jwk-set+json',
      'cache-control': 'public, max-age=900',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'ETag, Age',
      etag: expect.stringMatching(/^"[\w-]{43}"$/),
    })
  })

  it.each([
    [3600, 900],
    [86400, 21600],
    [10, 2],
    [1, 0],
  ])('may be kept for a quarter of a publishAhead of %i s: %i s', async (publishAhead, maxAge) => {
    const response = await jwksResponse(ringFrom(publishAhead))
    expect(response.headers.get('cache-control')).toBe(`public, max-age=${maxAge}`)
  })

  it('has another ETag when a key has come', async () => {
    const ring = ringFrom(3600)
    const before = (await jwksResponse(ring)).headers.get('etag')
    expect((await jwksResponse(ring)).headers.get('etag')).toBe(before)
    await ring.rotate()
    expect((await jwksResponse(ring)).headers.get('etag')).not.toBe(before)
  })

  it('fails with the ring: the caller’s framework answers 500', async () => {
    const load = () => Promise.reject(new Error('down'))
    const ring = createKeyRing({ algorithm: 'Ed25519', store: { load, save: load } })
    expect(await codeOf(jwksResponse(ring))).toBe('ERR_STORE')
  })
})

describe('the answer to a request', () => {
  it('has no body for HEAD, and the headers of GET', async () => {
    const [get, head] = await Promise.all(['GET', 'HEAD'].map((method) => jwksResponse(publicSet, request(method))))
    expect(await (head as Response).text()).toBe('')
    expect(headersOf(head as Response)).toEqual(headersOf(get as Response))
    expect((head as Response).status).toBe(200)
  })

  it('is a GET where there is no request', async () => {
    expect(await (await jwksResponse(publicSet)).json()).toEqual(publicSet)
  })

  it('is 304 without a body where the client has the set already', async () => {
    const etag = (await jwksResponse(publicSet)).headers.get('etag') as string
    for (const given of [etag, `W/${etag}`, `"other", ${etag}`, `"other",W/${etag} `, '*']) {
      for (const method of ['GET', 'HEAD']) {
        const response = await jwksResponse(publicSet, request(method, { 'if-none-match': given }))
        expect([given, response.status, await response.text()]).toEqual([given, 304, ''])
        expect(response.headers.get('etag')).toBe(etag)
        expect(response.headers.get('cache-control')).toBe('public, max-age=600')
        expect(response.headers.get('access-control-allow-origin')).toBe('*')
        expect(response.headers.has('content-type')).toBe(false)
      }
    }
  })

  it.each(['"other"', '', 'W/', '"*"'])('is the whole set for the tag %s', async (given) => {
    expect((await jwksResponse(publicSet, request('GET', { 'if-none-match': given }))).status).toBe(200)
  })

  it('is the whole set for a tag that only resembles it', async () => {
    const etag = (await jwksResponse(publicSet)).headers.get('etag') as string
    for (const given of [`"W/${etag.slice(1)}`, etag.slice(1), etag.toLowerCase()]) {
      expect((await jwksResponse(publicSet, request('GET', { 'if-none-match': given }))).status).toBe(200)
    }
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'get'])('is 405 with Allow for %s', async (method) => {
    const response = await jwksResponse(publicSet, { method, headers: {} })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await response.text()).toBe('')
  })

  it('lets a browser of another origin ask with If-None-Match', async () => {
    const response = await jwksResponse(publicSet, request('OPTIONS'))
    expect([response.status, headersOf(response)]).toEqual([
      204,
      {
        allow: 'GET, HEAD, OPTIONS',
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': '*',
        'access-control-max-age': '86400',
        'access-control-expose-headers': 'ETag, Age',
      },
    ])
  })

  it('is the same for a request of Node’s http', async () => {
    const etag = (await jwksResponse(publicSet)).headers.get('etag') as string
    const incoming: JwksRequest = { method: 'GET', headers: { 'if-none-match': etag, get: 'a header of that name' } }
    expect((await jwksResponse(publicSet, incoming)).status).toBe(304)
    expect((await jwksResponse(publicSet, { method: 'GET', headers: {} })).status).toBe(200)
  })
})

describe('a JWK Set of the caller’s own', () => {
  it('is served with what it holds, for ten minutes', async () => {
    const response = await jwksResponse({ keys: [...publicSet.keys, { kty: 'future', name: 'ü' }] })
    expect(response.headers.get('cache-control')).toBe('public, max-age=600')
    expect(((await response.json()) as { keys: unknown[] }).keys[1]).toEqual({ kty: 'future', name: 'ü' })
  })

  it.each<[string, object]>([
    ['an RSA private key', rsa.privateJwk],
    ['an Ed25519 private key', ed25519.privateJwk],
    ['a secret', { kty: 'oct', k: 'c2VjcmV0' }],
    ...['d', 'p', 'q', 'dp', 'dq', 'qi'].map((name): [string, object] => [
      `a stray private member ${name}`,
      { ...rsa.publicJwk, [name]: 'AQAB' },
    ]),
    ['more than two primes', { ...rsa.publicJwk, oth: [] }],
    ['a private member that toJSON() writes', { ...rsa.publicJwk, toJSON: () => rsa.privateJwk }],
  ])('is never served with %s', async (_, jwk) => {
    expect(await codeOf(jwksResponse({ keys: [rsa.publicJwk, jwk] }))).toBe('ERR_KEY_MISMATCH')
  })

  it('is never served with an imported secret', async () => {
    const keys = [await importKey({ kty: 'oct', k: 'A'.repeat(43) }, 'HS256')]
    expect(await codeOf(jwksResponse({ keys } as never))).toBe('ERR_KEY_MISMATCH')
  })

  it.each<[string, unknown]>([
    ['no list', { keys: {} }],
    ['one JWK', rsa.publicJwk],
    ['a member that is no JWK', { keys: [null] }],
    ['a JWK beside what is none', { keys: [rsa.publicJwk, 'key'] }],
    ['a gap', { keys: new Array(1) }],
    ['a JWK without kty', { keys: [{ kid: 'a' }] }],
    ['a JWK whose kty is no text', { keys: [{ ...rsa.publicJwk, kty: 1 }] }],
    ['an EC key without y', { keys: [{ ...p256.publicJwk, y: undefined }] }],
    ['an EC key without its curve', { keys: [{ ...p256.publicJwk, crv: undefined }] }],
    ['an RSA key without its modulus', { keys: [{ ...rsa.publicJwk, n: undefined }] }],
    ['an OKP key whose x is no text', { keys: [{ ...ed25519.publicJwk, x: 1 }] }],
    ['a JWK whose members are inherited', { keys: [Object.create(rsa.publicJwk)] }],
    ['what JSON cannot carry', { keys: [{ kty: 'EC', x: 1n }] }],
    ['a text', 'keys'],
    ['nothing', undefined],
  ])('is not %s', async (_, set) => {
    expect(await codeOf(jwksResponse(set as never))).toBe('ERR_KEY_INVALID')
  })

  it.each<[string, () => Promise<object>]>([
    ['a CryptoKey', async () => (await nativePair()).publicKey],
    ['a pair of CryptoKeys', nativePair],
    ['what importKey() returned', () => importKey(p256.publicJwk, 'ES256')],
    ['a private key that importKey() returned', () => importKey(p256.privateJwk, 'ES256')],
    ['what generateKeyPair() returned', () => generateKeyPair('Ed25519')],
  ])('is not %s, and the message names the mend', async (_, make) => {
    const key = await make()
    const error: unknown = await jwksResponse({ keys: [rsa.publicJwk, key] } as never).catch((reason) => reason)
    expect(error).toMatchObject({ code: 'ERR_KEY_INVALID', message: expect.stringContaining('exportJwk()') })
  })

  it('may be empty', async () => {
    expect(await (await jwksResponse({ keys: [] })).text()).toBe('{"keys":[]}')
  })

  it('is served as toJSON() writes it', async () => {
    const response = await jwksResponse({ keys: [{ toJSON: () => rsa.publicJwk }] } as never)
    expect(await response.json()).toEqual({ keys: [rsa.publicJwk] })
  })

  it('says why it cannot be written as JSON', async () => {
    const error: unknown = await jwksResponse({ keys: [{ kty: 'EC', x: 1n }] } as never).catch((reason) => reason)
    expect((error as Error).cause).toBeInstanceOf(TypeError)
  })
})
