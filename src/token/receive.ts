import type { JsonObject } from '../encoding/json.ts'
import type { CompleteToken } from '../types.ts'
import { admitClaims, type ClaimRules } from './claims.ts'
import { type Compact, decodePart, objectOfPart, openCompact, textOfPart } from './compact.ts'
import { readHeader } from './header.ts'

/** What a token's signature is computed over, and the signature. */
export interface Unpacked {
  readonly signed: string
  readonly signature: Uint8Array
}

/**
 * Takes apart what the signature needs. The payload stays as it is: bytes that outlive the wait for the verdict cost
 * more than all other work on them.
 *
 * @throws JwtError `ERR_TOKEN_MALFORMED`
 */
export function unpack(token: Compact): Unpacked {
  return { signed: token.text.slice(0, token.second), signature: decodePart(token, 'signature') }
}

/**
 * The claims of a token whose signature has held.
 *
 * @param now seconds since the epoch
 * @throws JwtError `ERR_TOKEN_MALFORMED`, `ERR_CLAIM`, `ERR_TOKEN_EXPIRED` or `ERR_TOKEN_NOT_ACTIVE`
 */
export function acceptPayload(token: Compact, rules: ClaimRules, now: number): JsonObject {
  const payload = objectOfPart(textOfPart(decodePart(token, 'payload'), 'payload'), 'payload')
  admitClaims(payload, rules, now)
  return payload
}

/** What is wrong with the spelling of a token that no key vouched for, if anything is. */
export function misspelt(token: Compact): unknown {
  try {
    decodePart(token, 'payload')
  } catch (malformed) {
    return malformed
  }
  return undefined
}

/** A token in its three parts. The header is read anew, so that the caller may change what it gets. */
export function complete(token: string, payload: unknown): CompleteToken<unknown> {
  const compact = openCompact(token, token.length)
  return { header: readHeader(compact), payload, signature: token.slice(compact.second + 1) }
}
