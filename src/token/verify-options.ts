import type { AlgorithmFacts } from '../algorithms/table.ts'
import { show } from '../errors.ts'
import type { Claims, JoseHeader, StandardSchema } from '../types.ts'
import type { ClaimRules } from './claims.ts'
import { MAX_TOKEN_LENGTH } from './compact.ts'
import { readDuration } from './duration.ts'
import { isRegistered } from './header.ts'
import {
  algorithms,
  type Compiled,
  clock,
  compileOptions,
  flag,
  list,
  misconfigured,
  now,
  type OptionReader,
  text,
  texts,
} from './options.ts'
import { callback, schema } from './schema.ts'

const span: OptionReader<number> = (value, name) => {
  const seconds = readDuration(value, name)
  if (seconds < 0) misconfigured(`${name} is negative; expected a span of 0 or more seconds.`)
  return seconds
}

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

/** Everything that a verifier has been told, compiled once. */
export interface VerifyPlan {
  /** Absent where bindings name the algorithms. */
  readonly algorithms: readonly AlgorithmFacts[] | undefined
  readonly typ: string | undefined
  readonly crit: readonly string[]
  readonly claims: ClaimRules
  readonly now: () => number
  readonly complete: boolean
  readonly schema: StandardSchema | undefined
  readonly check: ((payload: Claims, header: JoseHeader) => unknown) | undefined
  readonly maxTokenLength: number
  readonly allowWeakKeys: boolean
}

/** Reads the options of `verify` and `createVerifier`. @throws JwtError `ERR_CONFIG` */
export function compileVerify(options: unknown): VerifyPlan {
  const read: Compiled<typeof READERS> = compileOptions(options, READERS)
  const { issuer, audience, subject, jwtid, nonce, maxAge } = read
  return {
    algorithms: read.algorithms,
    typ: read.typ,
    crit: read.crit ?? [],
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
  }
}
