import { encodeBase64url } from '../../encoding/base64url.ts'
import { isObject, own } from '../../encoding/json.ts'
import { encodeUtf8 } from '../../encoding/utf8.ts'
import { JwtError } from '../../errors.ts'
import type { JwkSet } from '../../types.ts'
import { sha256 } from './engine.ts'

/**
 * The platform's own `Response` type where the compiler knows it: what `fetch` promises, because the class's prototype is
 * of a type that only Node's own declarations can name.
 */
export type PlatformResponse = typeof globalThis extends { fetch(...values: never): Promise<infer R> } ? R : object

/** What is looked at in a request: a Web `Request` has it, and so has an `IncomingMessage` of Node's http. */
export interface JwksRequest {
  readonly method?: string | undefined
  readonly headers:
    | { get(name: string): string | null }
    | { readonly [name: string]: string | readonly string[] | undefined }
}

/** Where a published set comes from: a key ring, or anything that knows a set and for how long it may be kept. */
export interface JwksPublisher {
  /** In seconds. */
  readonly maxAge: number
  jwks(): Promise<JwkSet>
}

/** How long a set that is no ring's may be kept, in seconds. */
const MAX_AGE = 600

/** Public data, so any origin may read it; a browser's revalidation with If-None-Match asks first. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Age',
}
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': '*',
  'access-control-max-age': '86400',
}
const ALLOW = { allow: 'GET, HEAD, OPTIONS' }

/**
 * A response for `/.well-known/jwks.json`: the JWK Set as `application/jwk-set+json` (RFC 7517 §8.5) with `Cache-Control`,
 * `ETag` and CORS; 304 where the request has the set already (RFC 9110 §13.1.2), no body for HEAD, 204 for OPTIONS and 405
 * for other methods.
 *
 * @param source a key ring, whose `maxAge` is passed on, or a JWK Set of public keys (10 minutes)
 * @param request the request to answer; without one, it is a GET
 * @throws JwtError `ERR_KEY_INVALID` for what is no set of JWKs, `ERR_KEY_MISMATCH` for a set with a private key or a secret;
 * `ERR_STORE` as the ring; `ERR_CONFIG` where the runtime has no `Response`
 */
export async function jwksResponse(source: JwksPublisher | JwkSet, request?: JwksRequest): Promise<PlatformResponse> {
  if (typeof Response !== 'function') {
    throw new JwtError(
      'ERR_CONFIG',
      'jwksResponse() needs Response, which this runtime does not have; answer with the JSON of ring.jwks().',
    )
  }
  const method = request?.method ?? 'GET'
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { ...ALLOW, ...CORS, ...PREFLIGHT } })
  if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers: { ...ALLOW, ...CORS } })
  const publisher = isPublisher(source) ? source : undefined
  const body = textOf(publisher ? await publisher.jwks() : source)
  const etag = `"${encodeBase64url(await sha256(encodeUtf8(body) as Uint8Array))}"`
  const headers = { ...CORS, 'cache-control': `public, max-age=${publisher?.maxAge ?? MAX_AGE}`, etag }
  if (knows(request, etag)) return new Response(null, { status: 304, headers })
  const typed = { ...headers, 'content-type': 'application/jwk-set+json' }
  return new Response(method === 'HEAD' ? null : body, { status: 200, headers: typed })
}

function isPublisher(source: unknown): source is JwksPublisher {
  return isObject(source) && typeof source.jwks === 'function'
}

/** Private members of the families (RFC 7518 §6): the one mistake that a public endpoint must not make. */
const SECRET = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** What makes a public key of each family; other families may come, and are the caller's own affair. */
const PUBLIC = new Map<unknown, readonly string[]>([
  ['EC', ['crv', 'x', 'y']],
  ['RSA', ['n', 'e']],
  ['OKP', ['crv', 'x']],
])

function textOf(set: unknown): string {
  let text: string
  let keys: unknown
  try {
    text = JSON.stringify({ keys: isObject(set) ? own(set, 'keys') : undefined })
    // Judged is what is written: a getter or toJSON() may show one thing and write another.
    ;({ keys } = JSON.parse(text))
  } catch (cause) {
    throw new JwtError('ERR_KEY_INVALID', 'What is to be published cannot be written as JSON; see cause.', { cause })
  }
  if (!Array.isArray(keys) || !keys.every(isObject))
    throw new JwtError('ERR_KEY_INVALID', 'What is to be published has no list "keys" of JWKs.')
  if (keys.some((jwk) => own(jwk, 'kty') === 'oct' || SECRET.some((name) => Object.hasOwn(jwk, name))))
    throw new JwtError(
      'ERR_KEY_MISMATCH',
      'What is to be published holds a private key or a secret; publish exportJwk() of the public keys.',
    )
  const isText = (jwk: object) => (name: string) => typeof own(jwk, name) === 'string'
  if (!keys.every((jwk) => ['kty', ...(PUBLIC.get(own(jwk, 'kty')) ?? [])].every(isText(jwk))))
    throw new JwtError(
      'ERR_KEY_INVALID',
      'What is to be published holds what is no JWK; publish exportJwk() of the public keys.',
    )
  return text
}

/** True when one of the request's entity tags is this one; `W/` is passed over, as If-None-Match asks for. */
function knows(request: JwksRequest | undefined, etag: string): boolean {
  const headers = request?.headers ?? {}
  const given = isWeb(headers) ? headers.get('if-none-match') : headers['if-none-match']
  const tags = String(given)
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}

function isWeb(headers: JwksRequest['headers']): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function'
}
