// What is published: a set as it is, never with a private member, and answers as HTTP has them.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { jwksResponse } from '../../../src/index.ts'
import { type JwkSpec, jwkOf, jwks } from '../generate/jwks.ts'
import { outcomeOf } from '../oracle.ts'
import { must, target } from '../target.ts'

interface Publishing {
  readonly members: readonly JwkSpec[]
  readonly method: string
  readonly tag: 'none' | 'same' | 'weak' | 'among others' | 'star' | 'other'
  readonly web: boolean
}

const inputs: fc.Arbitrary<Publishing> = fc.record({
  members: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: jwks.map((spec) => ({ ...spec, base: spec.base.replace('private', 'public') })) },
      jwks,
    ),
    { maxLength: 3 },
  ),
  method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'get', ''),
  tag: fc.constantFrom('none', 'same', 'weak', 'among others', 'star', 'other'),
  web: fc.boolean(),
})

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

function tagOf(tag: Publishing['tag'], etag: string): string | undefined {
  return {
    none: undefined,
    same: etag,
    weak: `W/${etag}`,
    'among others': `"x", ${etag} ,"y"`,
    star: '*',
    other: '"x"',
  }[tag]
}

async function check({ members, method, tag, web }: Publishing): Promise<void> {
  const keys = members.map(jwkOf)
  const etag = `"${hashOf(keys)}"`
  const given = tagOf(tag, etag)
  const plain = given === undefined ? {} : { 'if-none-match': given }
  const request = { method, headers: web ? new Headers(plain) : plain }
  const outcome = await outcomeOf(() => jwksResponse({ keys }, request as never))
  const written = writtenOf(keys)
  const own = written?.some((jwk) => jwk.kty === 'oct' || PRIVATE.some((name) => Object.hasOwn(jwk, name)))
  const sound = written?.every(isJwk)
  const reading = method === 'GET' || method === 'HEAD'
  if ('code' in outcome) {
    must(reading, 'another method asks for no set', outcome)
    must(
      own ? outcome.code === 'ERR_KEY_MISMATCH' : outcome.code === 'ERR_KEY_INVALID' && !sound,
      'the code fits',
      outcome,
    )
    return
  }
  const response = outcome.value as Response
  const body = await response.text()
  must(!reading || !own, 'no private member is published', keys.length)
  must(!reading || sound, 'only JWKs are published', keys.length)
  const status = !reading ? (method === 'OPTIONS' ? 204 : 405) : tag === 'none' || tag === 'other' ? 200 : 304
  must(response.status === status, 'the status fits', [response.status, method, tag])
  must(response.headers.get('access-control-allow-origin') === '*', 'anybody may read it')
  if (reading)
    must(response.headers.get('etag') === etag, 'the tag is the hash of the set', response.headers.get('etag'))
  must((body !== '') === (status === 200 && method === 'GET'), 'a body comes where one belongs', [
    status,
    method,
    body.length,
  ])
  if (body) must(body === JSON.stringify({ keys }), 'the set is as it was given', body)
}

type Members = { readonly [member: string]: unknown }

/** The set as it is written; none for what cannot be. */
function writtenOf(keys: readonly unknown[]): readonly Members[] | undefined {
  try {
    return JSON.parse(JSON.stringify(keys)) as Members[]
  } catch {
    return undefined
  }
}

function isJwk(jwk: Members): boolean {
  const families = new Map<unknown, string[]>([
    ['EC', ['crv', 'x', 'y']],
    ['RSA', ['n', 'e']],
    ['OKP', ['crv', 'x']],
  ])
  const numbers = families.get(jwk.kty) ?? []
  return ['kty', ...numbers].every((name) => Object.hasOwn(jwk, name) && typeof jwk[name] === 'string')
}

/** The hash of the set's text; none for what cannot be written. */
function hashOf(keys: readonly unknown[]): string {
  try {
    return createHash('sha256').update(JSON.stringify({ keys })).digest('base64url')
  } catch {
    return ''
  }
}

export const publishing = target('publish', 150, inputs, check)
