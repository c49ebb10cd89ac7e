// What may be wrong with a token, and how countersign says so.
import type { Algorithm } from '../../src/index.ts'

export const NOW: number = Math.floor(Date.now() / 1000)
export const HOUR = 3600

/** A reason to refuse a token that is otherwise sound: what it claims, what is expected, and the error. */
type Refusal = readonly [name: string, claims: object, expected: object, code: string, claim: string]

export const REFUSALS: readonly Refusal[] = [
  ['has expired', { exp: NOW - HOUR }, {}, 'ERR_TOKEN_EXPIRED', 'exp'],
  ['is not active yet', { nbf: NOW + HOUR }, {}, 'ERR_TOKEN_NOT_ACTIVE', 'nbf'],
  ['is for another audience', { aud: 'bank' }, { audience: 'shop' }, 'ERR_CLAIM', 'aud'],
  ['is for other audiences', { aud: ['bank', 'shops', 'sho'] }, { audience: 'shop' }, 'ERR_CLAIM', 'aud'],
  ['is for no audience', {}, { audience: 'shop' }, 'ERR_CLAIM', 'aud'],
  ['comes from another issuer', { iss: 'https://evil.test' }, { issuer: 'https://issuer.test' }, 'ERR_CLAIM', 'iss'],
  ['never expires', { exp: undefined }, {}, 'ERR_CLAIM', 'exp'],
  ['is older than maxAge', { iat: NOW - HOUR }, { maxAge: '5m' }, 'ERR_TOKEN_EXPIRED', 'iat'],
  ['has another typ', {}, { typ: 'at+jwt' }, 'ERR_CLAIM', 'typ'],
]

/** An algorithm whose verifiers must not take a token of this one: of the same key where there is such. */
export function neighbour(algorithm: string): Algorithm {
  const name = { HS: 'HS384', RS: 'PS256', PS: 'RS256', ES: 'Ed25519', Ed: 'ES256' }[algorithm.slice(0, 2)]
  return (name === algorithm ? 'HS512' : name) as Algorithm
}

/** A token with one bit of its payload or of its signature changed. */
export function changed(token: string, part: 1 | 2): string {
  const parts = token.split('.')
  const bytes = Buffer.from(parts[part] as string, 'base64url')
  bytes[10] = (bytes[10] as number) ^ 1
  parts[part] = bytes.toString('base64url')
  return parts.join('.')
}
