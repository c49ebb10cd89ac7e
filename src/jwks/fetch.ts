import { type JsonObject, parseObject } from '../encoding/json.ts'
import { decodeUtf8 } from '../encoding/utf8.ts'
import { type ErrorDetails, JwtError, show } from '../errors.ts'
import { isBytes } from '../keys/read.ts'
import { nameOf } from './address.ts'
import type { Address, FetchInit, FetchResponse, JwksFetch, PlatformAbortSignal } from './fetch-types.ts'

/** How requests are made. Spans are seconds. */
export interface Exchange {
  readonly fetch: JwksFetch | undefined
  /** Further request headers, their names in lower case. */
  readonly headers: { readonly [name: string]: string }
  /** The one origin that gets them: an issuer's description may name an address of somebody else's. */
  readonly origin: string
  readonly maxBytes: number
}

/** What an earlier answer said of its version (RFC 9110 §8.8). */
export interface Validators {
  readonly etag?: string
  readonly lastModified?: string
}

/** What came back: a document, or (`document` undefined) word that the one we hold is still current. */
export interface Reply {
  readonly document: JsonObject | undefined
  readonly validators: Validators
  readonly cacheControl: string | null
  readonly age: string | null
}

/** One request: where to, what for (as a message names it), and the version that is held. */
export interface Request {
  readonly url: Address
  /** What is asked for, as the beginning of a sentence: "The JWK Set". */
  readonly subject: string
  readonly validators: Validators
}

/** A validator that may be repeated to the server: of bearable length, and of nothing that a header cannot hold. */
const VALIDATOR = /^[\x20-\x7e]{1,1024}$/

/** The validators among texts that a server or a store has given. */
export function readValidators(etag: unknown, lastModified: unknown): Validators {
  return {
    ...(typeof etag === 'string' && VALIDATOR.test(etag) && { etag }),
    ...(typeof lastModified === 'string' && VALIDATOR.test(lastModified) && { lastModified }),
  }
}

function failure(
  code: 'ERR_JWKS_FETCH' | 'ERR_JWKS_INVALID',
  { subject, url }: Request,
  reason: string,
  details?: ErrorDetails,
): JwtError {
  return new JwtError(code, `${subject} at ${nameOf(url)} ${reason}.`, details)
}

/**
 * Fetches one JSON object, and nothing but that: no redirect is followed, no status but 200 (or 304 to a version that
 * we hold) is good, and no more than `maxBytes` are read, whatever the headers promise.
 *
 * @throws JwtError `ERR_JWKS_FETCH` (with the status as `actual` where there is one) or `ERR_JWKS_INVALID`
 */
export async function requestJson(request: Request, exchange: Exchange, signal: PlatformAbortSignal): Promise<Reply> {
  const response = await send(request, exchange, signal)
  const { validators } = request
  const notModified = response.status === 304 && Object.keys(validators).length > 0
  if (!notModified) admitStatus(response, request, exchange)
  const header = (name: string) => response.headers.get(name)
  return {
    document: notModified ? undefined : await readDocument(response, request, exchange.maxBytes),
    validators: notModified ? validators : readValidators(header('etag'), header('last-modified')),
    cacheControl: header('cache-control'),
    age: header('age'),
  }
}

async function send(request: Request, exchange: Exchange, signal: PlatformAbortSignal): Promise<FetchResponse> {
  // Looked up for each request, and called without an object in front: browsers insist on either.
  const { fetch = globalThis.fetch as unknown as JwksFetch | undefined } = exchange
  if (!fetch)
    throw failure('ERR_JWKS_FETCH', request, 'cannot be fetched: this runtime has no fetch; pass the option fetch')
  const { etag, lastModified } = request.validators
  const conditional = {
    ...(etag && { 'if-none-match': etag }),
    ...(lastModified && { 'if-modified-since': lastModified }),
  }
  const more = request.url.origin === exchange.origin ? exchange.headers : {}
  const headers = { accept: 'application/jwk-set+json, application/json', ...more }
  // 'manual' and not 'error': Cloudflare Workers lack the latter. The status tells.
  const init = { method: 'GET', redirect: 'manual', signal } as const
  const asked: FetchInit = crossesOrigin(request.url)
    ? // These headers would need the server's consent (CORS preflight). The browser's own cache revalidates by itself.
      { ...init, headers, cache: 'no-cache' }
    : { ...init, headers: { ...headers, ...conditional } }
  try {
    return await fetch(request.url.href, asked)
  } catch (cause) {
    throw failure('ERR_JWKS_FETCH', request, 'could not be reached; see cause', { cause })
  }
}

/** True in a page or its worker, when the address is another origin's. */
function crossesOrigin(url: Address): boolean {
  const { location } = globalThis as { location?: { origin?: unknown } }
  return location?.origin !== undefined && location.origin !== url.origin
}

function admitStatus(response: FetchResponse, request: Request, { origin, headers }: Exchange): void {
  const { status, redirected } = response
  // 0: browsers hide the status of a redirect that they were told not to follow.
  const elsewhere = status === 0 || (status >= 300 && status < 400 && status !== 304) || redirected
  if (status === 200 && !elsewhere) return
  const withheld = (status === 401 || status === 403) && request.url.origin !== origin && Object.keys(headers).length
  const why = withheld ? `; the option headers is for ${origin} alone, and was not sent to this origin` : ''
  const reason = elsewhere
    ? `answered with a redirect${targetOf(response, request)}, which is not followed; give the final address`
    : `answered with the status ${show(status)}; expected 200${why}`
  throw failure('ERR_JWKS_FETCH', request, reason, { expected: 200, actual: status })
}

/** Where a redirect leads, without its query; nothing where it does not say. */
function targetOf({ headers }: FetchResponse, { url }: Request): string {
  try {
    const location = headers.get('location')
    return location === null ? '' : ` to ${show(nameOf(new URL(location, url.href)))}`
  } catch {
    return ''
  }
}

async function readDocument(response: FetchResponse, request: Request, maxBytes: number): Promise<JsonObject> {
  const bytes = await readBody(response, request, maxBytes)
  const text = decodeUtf8(bytes)
  const document = text && parseObject(text)
  if (document) return document
  const type = response.headers.get('content-type')
  const sort = text === undefined ? 'that is not UTF-8, or begins with a byte order mark' : `of the type ${show(type)}`
  throw failure('ERR_JWKS_INVALID', request, `is no JSON object: ${bytes.length} bytes came ${sort}; check the address`)
}

/** How many chunks of a body may be empty: a stream of nothing else, without a pause, would let no timer end it. */
const EMPTY_CHUNKS = 1000

/** The cap holds for the bytes as they arrive and after decompression; a length in a header is only a promise. */
async function readBody({ body, headers }: FetchResponse, request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () =>
    failure('ERR_JWKS_FETCH', request, `has more than ${maxBytes} bytes; raise the option maxBytes if that is right`)
  if (Number(headers.get('content-length')) > maxBytes) throw tooLarge()
  if (body === null) return new Uint8Array(0)
  if (typeof body?.getReader !== 'function') {
    throw failure(
      'ERR_JWKS_FETCH',
      request,
      'came without a ReadableStream as its body; the option fetch must return a Response',
    )
  }
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  let empty = 0
  for (;;) {
    const { done, value } = await readChunk(reader, request)
    if (done) break
    if (!isBytes(value)) throw failure('ERR_JWKS_FETCH', request, 'came in chunks that are not bytes')
    length += value.length
    if (length > maxBytes) throw tooLarge()
    if (!value.length && ++empty > EMPTY_CHUNKS)
      throw failure('ERR_JWKS_FETCH', request, `came in more than ${EMPTY_CHUNKS} empty chunks`)
    chunks.push(value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

type Reader = ReturnType<NonNullable<FetchResponse['body']>['getReader']>

async function readChunk(reader: Reader, request: Request): ReturnType<Reader['read']> {
  try {
    return await reader.read()
  } catch (cause) {
    throw failure('ERR_JWKS_FETCH', request, 'broke off; see cause', { cause })
  }
}
