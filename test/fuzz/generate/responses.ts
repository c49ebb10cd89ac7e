// What a key set's server may answer: sets, things that are none, answers that break off, and what is no answer at all.
// None hangs: how long a hung one is waited for is a matter of the clock, and shown elsewhere.
import fc from 'fast-check'
import type { FetchResponse } from '../../../src/jwks/fetch-types.ts'
import { anything, build, type Spec } from '../spec.ts'
import { type JwkSpec, jwkOf, jwks } from './jwks.ts'

/** A member of a set that is served. */
export interface Served {
  readonly jwk: JwkSpec
  readonly kid?: string
}

/** The body of an answer. */
export type BodySpec =
  | { readonly kind: 'set'; readonly members: readonly Served[]; readonly more: string; readonly chunk: number }
  | { readonly kind: 'text'; readonly text: string; readonly chunk: number }
  | { readonly kind: 'flood' | 'null' | 'none' | 'no reader' | 'texts' | 'breaks' | 'empty chunks' }

/** An answer, described. */
export type AnswerSpec =
  | {
      readonly kind: 'response'
      readonly status: number
      readonly headers: { readonly [name: string]: string }
      readonly oddly?: string
      readonly body: BodySpec
    }
  | { readonly kind: 'throws' | 'rejects' }
  | { readonly kind: 'anything'; readonly value: Spec }

const sound = fc
  .constantFrom('rsa.publicJwk', 'rsaOther.publicJwk', 'p256.publicJwk', 'ed25519.publicJwk')
  .map((base): JwkSpec => ({ base, changes: [], make: 'plain' }))
const calm = fc.record({ jwk: sound, kid: fc.constantFrom('a', 'b', 'c') })
const odd = fc.record({ jwk: jwks, kid: fc.constantFrom('a', 'b', 'c') }, { requiredKeys: ['jwk'] })
const members = fc.oneof(
  { weight: 4, arbitrary: fc.uniqueArray(calm, { minLength: 1, maxLength: 3, selector: ({ kid }) => kid }) },
  { weight: 1, arbitrary: fc.array(fc.oneof(calm, odd), { maxLength: 4 }) },
)

const body: fc.Arbitrary<BodySpec> = fc.oneof(
  {
    weight: 16,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      members,
      more: fc.constantFrom('', '', '', '"x":1', '"keys":[]', '"__proto__":{"keys":[]}'),
      chunk: fc.constantFrom(7, 1000, 1_000_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      text: fc.oneof(
        fc.json(),
        fc.constantFrom(
          '<html>',
          '{"keys":{}}',
          '{"keys":[null,5,[],{}]}',
          '\uFEFF{"keys":[]}',
          '{"keys":[',
          '{"keys":[{"kty":"EC","x5c":[[[[1]]]]}]}',
        ),
        fc
          .integer({ min: 1, max: 20_000 })
          .map((deep) => `{"keys":[{"kty":"EC","kid":"a","x5c":${'['.repeat(deep)}${']'.repeat(deep)}}]}`),
      ),
      chunk: fc.constantFrom(1, 1000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('flood', 'null', 'none', 'no reader', 'texts', 'breaks', 'empty chunks')
      .map((kind) => ({ kind }) as BodySpec),
  },
)

const headers = fc
  .array(
    fc.constantFrom<[string, string]>(
      ['cache-control', 'max-age=60'],
      ['cache-control', 'no-store'],
      ['cache-control', 'max-age=99999999999999999999, public'],
      ['cache-control', 'MAX-AGE="100"'],
      ['age', '50'],
      ['age', '-1'],
      ['etag', '"v1"'],
      ['etag', 'W/"2"\r\nx: y'],
      ['last-modified', 'Wed, 21 Oct 2015 07:28:00 GMT'],
      ['content-length', '10'],
      ['content-length', '99999999'],
      ['content-length', 'NaN'],
      ['content-type', 'text/html'],
    ),
    { maxLength: 3 },
  )
  .map((entries) => Object.fromEntries(entries))

const response = fc.record(
  {
    kind: fc.constant('response' as const),
    status: fc.oneof(
      { weight: 8, arbitrary: fc.constant(200) },
      fc.constantFrom(304, 301, 0, 201, 204, 404, 500, 99999),
    ),
    headers,
    body,
    oddly: fc.constantFrom('redirected', 'headers throw', 'headers answer numbers', 'no headers', 'a text as status'),
  },
  { requiredKeys: ['kind', 'status', 'headers', 'body'] },
)

/** Answers of every kind: most of them sets. */
export const answers: fc.Arbitrary<AnswerSpec> = fc.oneof(
  { weight: 24, arbitrary: response.map(({ oddly: _, ...spec }): AnswerSpec => spec) },
  { weight: 1, arbitrary: response as fc.Arbitrary<AnswerSpec> },
  { weight: 2, arbitrary: fc.constantFrom('throws', 'rejects').map((kind) => ({ kind }) as AnswerSpec) },
  { weight: 1, arbitrary: anything.map((value) => ({ kind: 'anything' as const, value })) },
)

/** The members of a set as they come out of its JSON. */
export function membersOf(members: readonly Served[]): unknown[] {
  const list = members.map(({ jwk, kid }) => ({ ...jwkOf(jwk), ...(kid !== undefined && { kid }) }))
  try {
    return JSON.parse(JSON.stringify(list)) as unknown[]
  } catch {
    // Not everything that an object may hold can be written.
    return []
  }
}

/** The text of a body, where it is one. */
export function textOf(body: BodySpec): string | undefined {
  if (body.kind === 'text') return body.text
  if (body.kind !== 'set') return undefined
  const keys = JSON.stringify(membersOf(body.members))
  return `{"keys":${keys}${body.more ? `,${body.more}` : ''}}`
}

/** What a stream has given so far. */
export interface Pulled {
  bytes: number
}

type Chunk = { done: boolean; value?: Uint8Array | undefined }

const FLOOD = new Uint8Array(4096).fill(32)

function readerOf(body: BodySpec, pulled: Pulled): () => Promise<Chunk> {
  const bytes = Buffer.from(textOf(body) ?? '')
  let at = 0
  return async () => {
    if (body.kind === 'flood') {
      pulled.bytes += FLOOD.length
      return { done: false, value: FLOOD }
    }
    if (body.kind === 'texts') return { done: false, value: 'text' as never }
    if (body.kind === 'breaks') throw new Error('the connection broke')
    if (body.kind === 'empty chunks' && at++ < 50) return { done: false, value: new Uint8Array() }
    if (at >= bytes.length) return { done: true }
    const chunk = 'chunk' in body ? body.chunk : 1000
    const value = Uint8Array.from(bytes.subarray(at, at + chunk))
    at += value.length
    pulled.bytes += value.length
    return { done: false, value }
  }
}

function bodyOf(spec: BodySpec, pulled: Pulled): FetchResponse['body'] {
  if (spec.kind === 'null') return null
  if (spec.kind === 'none') return undefined as never
  if (spec.kind === 'no reader') return {} as never
  const read = readerOf(spec, pulled)
  return { getReader: () => ({ read }) }
}

/** Gives an answer, as a `fetch` would, or as one that is broken. */
export function answer(spec: AnswerSpec, pulled: Pulled): Promise<FetchResponse> {
  if (spec.kind === 'rejects') return Promise.reject(new Error('no route to host'))
  if (spec.kind === 'anything') return build(spec.value) as Promise<FetchResponse>
  if (spec.kind !== 'response') throw new TypeError('not a function')
  const { status, headers, oddly } = spec
  const get = (name: string) => {
    if (oddly === 'headers throw') throw new Error('headers')
    return oddly === 'headers answer numbers' ? (5 as never) : (headers[name] ?? null)
  }
  return Promise.resolve({
    status: oddly === 'a text as status' ? ('200' as never) : status,
    redirected: oddly === 'redirected',
    headers: oddly === 'no headers' ? (undefined as never) : { get },
    body: bodyOf(spec.body, pulled),
  })
}
