import type { Duration, VerifyOptions } from '../index.ts'
import type { Given } from './command.ts'
import { UsageError } from './failures.ts'
import type { KEY_OPTIONS } from './key-input.ts'
import { readMaxLength, type TOKEN_OPTIONS } from './token-input.ts'

/** What is expected of a token's claims. */
export const CLAIM_OPTIONS = {
  iss: { value: 'TEXT', many: true, about: 'an issuer that is accepted' },
  aud: { value: 'TEXT', many: true, about: 'an audience; one of them must be among those of the token' },
  sub: { value: 'TEXT', about: 'the subject' },
  jti: { value: 'TEXT', about: "the token's id" },
  nonce: { value: 'TEXT', about: 'the nonce of an ID token' },
  typ: { value: 'TEXT', about: 'the kind of token, such as at+jwt' },
  require: { value: 'CLAIM', many: true, about: 'a claim that must be there' },
  'max-age': { value: 'SPAN', about: 'the longest time since iat, such as 10m' },
  tolerance: { value: 'SPAN', about: 'how far clocks may differ, such as 30s; without it, not at all' },
  'allow-no-exp': { about: 'accept a token that never ends' },
  'ignore-exp': { about: 'accept a token that has expired' },
  'ignore-nbf': { about: 'accept a token that is not valid yet' },
  crit: { value: 'NAME', many: true, about: 'a crit extension that you understand and handle yourself' },
  'allow-weak-keys': { about: 'accept keys below the sizes of RFC 7518, for tests' },
} as const

/** Where keys come from that no single file holds. */
export const SET_OPTIONS = {
  jwks: { value: 'FILE|URL', path: true, about: 'a JWK Set: a file, or an https address' },
  issuer: { value: 'URL', about: 'an OpenID Connect or OAuth issuer: its keys are looked up, and iss must be it' },
  'any-aud': { about: 'with --issuer: accept tokens that are meant for anyone' },
  'allow-insecure-loopback': { about: 'accept plain http to this machine, for tests' },
} as const

/** What was given of all that `countersign verify` judges by. */
export type VerifyGiven = Given<typeof CLAIM_OPTIONS> &
  Given<typeof SET_OPTIONS> &
  Given<typeof KEY_OPTIONS> &
  Given<typeof TOKEN_OPTIONS>

/** The audiences that `--issuer` accepts: said, or said to be any. @throws UsageError */
export function audienceOf({ aud, 'any-aud': anyone }: VerifyGiven): readonly string[] | null {
  if (anyone && aud.length) throw new UsageError('--aud and --any-aud contradict each other.')
  if (anyone) return null
  if (aud.length) return aud
  throw new UsageError(
    "--issuer wants --aud: an issuer's keys sign tokens for many services.",
    'name this service as its tokens do, or say --any-aud',
  )
}

/** What a verifier is told of claims, but for the two that depend on where its keys come from. */
export type ClaimSettings = Omit<
  VerifyOptions,
  'algorithms' | 'issuer' | 'audience' | 'complete' | 'schema' | 'check' | 'now'
>

/** What the library's verifier is told of the claims. @throws UsageError */
export function claimSettings(options: VerifyGiven): ClaimSettings {
  const { sub, jti, nonce, typ, crit, tolerance } = options
  return {
    ...(sub !== undefined && { subject: sub }),
    ...(jti !== undefined && { jwtid: jti }),
    ...(nonce !== undefined && { nonce }),
    ...(typ !== undefined && { typ }),
    ...(options.require.length > 0 && { requiredClaims: options.require }),
    ...(options['max-age'] !== undefined && { maxAge: options['max-age'] as Duration }),
    ...(tolerance !== undefined && { clockTolerance: tolerance as Duration }),
    ...(options['allow-no-exp'] && { requireExp: false }),
    ...(options['ignore-exp'] && { ignoreExpiration: true }),
    ...(options['ignore-nbf'] && { ignoreNotBefore: true }),
    ...(crit.length > 0 && { crit }),
    ...(options['max-length'] !== undefined && { maxTokenLength: readMaxLength(options['max-length'], 1) }),
    ...(options['allow-weak-keys'] && { allowWeakKeys: true }),
  }
}
