/**
 * Where a token or a key fails, in the order of RFC 7515 §5.2 and RFC 7519 §7.2. `form`: the three parts and their
 * base64url; `header`: its JSON, algorithm and extensions; `key`: which key, and whether it may serve; `signature`;
 * `payload`: its JSON and claims.
 */
export type Stage = 'form' | 'header' | 'key' | 'signature' | 'payload'

/** What the reference answers instead of yes. */
export class Refusal extends Error {
  readonly stage: Stage

  constructor(stage: Stage, reason: string) {
    super(`${stage}: ${reason}`)
    this.stage = stage
  }
}

/** Refuses. */
export function refuse(stage: Stage, reason: string): never {
  throw new Refusal(stage, reason)
}

/** Refuses unless it is true. */
export function need(stage: Stage, fact: unknown, reason: string): asserts fact {
  if (!fact) refuse(stage, reason)
}
