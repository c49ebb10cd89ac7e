import type { AlgorithmFacts } from '../algorithms/table.ts'
import type { JsonObject } from '../encoding/json.ts'
import { JwtError } from '../errors.ts'
import type { Key } from '../keys/key.ts'
import type { CompleteToken } from '../types.ts'
import { admitClaims, type ClaimRules } from './claims.ts'
import { type Compact, decodePart, objectOfPart, openCompact, textOfPart } from './compact.ts'
import { readHeader } from './header.ts'

/** What a token's signature is computed over (ASCII), the signature, and the payload's bytes, not looked into yet. */
export interface Unpacked {
  readonly signed: string
  readonly signature: Uint8Array
  readonly payload: Uint8Array
}

/** Decodes payload and signature. @throws JwtError `ERR_TOKEN_MALFORMED` */
export function unpack(token: Compact): Unpacked {
  const payload = decodePart(token, 'payload')
  const signature = decodePart(token, 'signature')
  return { payload, signature, signed: token.text.slice(0, token.second) }
}

/** The one answer to every signature that does not hold. */
export function badSignature(facts: AlgorithmFacts): JwtError {
  return new JwtError(
    'ERR_SIGNATURE',
    `The ${facts.name} signature does not hold: the token was changed, or signed with another key.`,
  )
}

/**
 * True for a signature of the one length that the algorithm and key have: judged here, since runtimes answer a wrong
 * length with false, an error, or (for ECDSA in DER) with true.
 */
export function hasLength(signature: Uint8Array, facts: AlgorithmFacts, key: Key): boolean {
  return signature.length === (facts.size ?? (key.bits + 7) >> 3)
}

/**
 * The claims of a token whose signature has held.
 *
 * @param now seconds since the epoch
 * @throws JwtError `ERR_TOKEN_MALFORMED`, `ERR_CLAIM`, `ERR_TOKEN_EXPIRED` or `ERR_TOKEN_NOT_ACTIVE`
 */
export function acceptPayload(bytes: Uint8Array, rules: ClaimRules, now: number): JsonObject {
  const payload = objectOfPart(textOfPart(bytes, 'payload'), 'payload')
  admitClaims(payload, rules, now)
  return payload
}

/** A token in its three parts. The header is read anew, so that the caller may change what it gets. */
export function complete(token: string, payload: unknown): CompleteToken<unknown> {
  const compact = openCompact(token, token.length)
  return { header: readHeader(compact), payload, signature: token.slice(compact.second + 1) }
}
