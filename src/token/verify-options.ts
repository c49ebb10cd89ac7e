import type { AlgorithmFacts } from '../algorithms/table.ts'
import { show } from '../errors.ts'
import type { Claims, EngineName, JoseHeader, StandardSchema } from '../types.ts'
import type { ClaimRules } from './claims.ts'
import { MAX_TOKEN_LENGTH } from './compact.ts'
import { span } from './duration.ts'
import { isRegistered } from './header.ts'
import {
  algorithms,
  clock,
  compileOptions,
  flag,
  isPlain,
  list,
  misconfigured,
  now,
  type OptionReader,
  type Readers,
  text,
  texts,
} from './options.ts'
import { callback, schema } from './schema.ts'

const length: OptionReader<number> = (value, name) => {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    misconfigured(`${name} is ${show(value)}; expected a whole number of characters.`)
  return value as number
}

const extensions: OptionReader<readonly string[]> = (value, name) => {
  const names = list(value, name)
  const registered = names.find(isRegistered)
  if (registered) misconfigured(`${name} names ${show(registered)}, which is no extension that a caller can handle.`)
  return names
}

/** The options of `verify`, each with its reader. */
const READERS = {
  algorithms,
  issuer: texts,
  audience: texts,
  subject: text,
  jwtid: text,
  nonce: text,
  typ: text,
  maxAge: span,
  clockTolerance: span,
  requireExp: flag,
  requiredClaims: list,
  ignoreExpiration: flag,
  ignoreNotBefore: flag,
  crit: extensions,
  now,
  complete: flag,
  schema,
  check: callback,
  maxTokenLength: length,
  allowWeakKeys: flag,
}

/** The readers without the issuer's, for a verifier that has been told it already. */
export function readersBesideIssuer(): Readers & { readonly now: OptionReader<() => number> } {
  const { issuer: _, ...readers } = READERS
  return readers
}

/** Bounds of a verifier's cache: entries, and seconds. */
export interface CacheRules {
  readonly max: number
  readonly ttl: number
}

const count: OptionReader<number> = (value, name) => {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    misconfigured(`${name} is ${show(value)}; expected a whole number of tokens, 1 or more.`)
  }
  return value as number
}

/** `{ max, ttl }`: how many tokens are remembered, and for how long at most. */
export const cache: OptionReader<CacheRules> = (value, name) => {
  if (!isPlain(value))
    misconfigured(`${name} is ${show(value)}; expected { max, ttl }, such as { max: 1000, ttl: '5m' }.`)
  const { max, ttl } = compileOptions(value, { max: count, ttl: span })
  if (max === undefined || ttl === undefined)
    misconfigured(`${name} lacks max or ttl; expected both, such as { max: 1000, ttl: '5m' }.`)
  return { max, ttl }
}

/** Everything that a verifier has been told, compiled once. */
export interface VerifyPlan {
  /** Absent where bindings name the algorithms. */
  readonly algorithms: readonly AlgorithmFacts[] | undefined
  readonly typ: string | undefined
  readonly crit: readonly string[] | undefined
  readonly claims: ClaimRules
  readonly now: () => number
  readonly complete: boolean
  readonly schema: StandardSchema | undefined
  readonly check: ((payload: Claims, header: JoseHeader) => unknown) | undefined
  readonly maxTokenLength: number
  readonly allowWeakKeys: boolean
  readonly engine: EngineName | undefined
  readonly cache: CacheRules | undefined
}

/** Readers of the options that only the sync entry (`engine`) or only `createVerifier` (`cache`) has. */
export type MoreVerifyReaders = {
  readonly engine?: OptionReader<EngineName>
  readonly cache?: OptionReader<CacheRules>
}

/** Reads the options of `verify` and `createVerifier`. @throws JwtError `ERR_CONFIG` */
export function compileVerify(options: unknown, more: MoreVerifyReaders): VerifyPlan {
  const read = compileOptions(options, READERS, more)
  const { issuer, audience, subject, jwtid, nonce, maxAge } = read
  return {
    algorithms: read.algorithms,
    typ: read.typ,
    crit: read.crit,
    claims: {
      issuer,
      audience,
      subject,
      jwtid,
      nonce,
      maxAge,
      clockTolerance: read.clockTolerance ?? 0,
      requireExp: read.requireExp ?? true,
      requiredClaims: read.requiredClaims ?? [],
      ignoreExpiration: read.ignoreExpiration ?? false,
      ignoreNotBefore: read.ignoreNotBefore ?? false,
    },
    now: read.now ?? clock,
    complete: read.complete ?? false,
    schema: read.schema,
    check: read.check as VerifyPlan['check'],
    maxTokenLength: read.maxTokenLength ?? MAX_TOKEN_LENGTH,
    allowWeakKeys: read.allowWeakKeys ?? false,
    engine: read.engine as EngineName | undefined,
    cache: read.cache as CacheRules | undefined,
  }
}
