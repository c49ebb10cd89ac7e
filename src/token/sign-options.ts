import type { AlgorithmFacts } from '../algorithms/table.ts'
import { show } from '../errors.ts'
import type { EngineName } from '../types.ts'
import { readDuration } from './duration.ts'
import { mediaType } from './header.ts'
import {
  algorithm,
  clock,
  compileOptions,
  flag,
  isPlain,
  misconfigured,
  now,
  type OptionReader,
  text,
  texts,
} from './options.ts'
import { flawOf } from './payload.ts'

const lifetime: OptionReader<number | null> = (value, name) => (value === null ? null : readDuration(value, name))

/** One audience stays a text, a list stays a list (RFC 7519 §4.1.3). */
const audience: OptionReader<string | readonly string[]> = (value, name) => {
  const list = texts(value, name)
  return Array.isArray(value) ? list : (list[0] as string)
}

const jwtid: OptionReader<string | true> = (value, name) => (value === true ? true : text(value, name))

/** Parameters that the signer itself decides, or that change what the token is; so does a `cty` that says it holds a token. */
const RESERVED = ['alg', 'crit', 'b64']

const header: OptionReader<{ readonly [parameter: string]: unknown }> = (value, name) => {
  if (!isPlain(value)) misconfigured(`${name} is ${show(value)}; expected a plain object of header parameters.`)
  for (const [parameter, item] of Object.entries(value)) {
    if (RESERVED.includes(parameter) || (parameter === 'cty' && mediaType(item) === 'jwt'))
      misconfigured(`${name} holds ${show(parameter)}, which cannot be set here.`)
    if (['typ', 'cty', 'kid'].includes(parameter) && typeof item !== 'string')
      misconfigured(`${name} holds a ${show(parameter)} that is not a text.`)
    const flaw = flawOf(item, parameter)
    if (flaw) misconfigured(`${name} holds ${flaw.where.slice(0, 100)}, which ${flaw.problem}.`)
  }
  return value
}

/** The options of `sign`, each with its reader. */
const READERS = {
  algorithm,
  expiresIn: lifetime,
  notBefore: readDuration,
  issuer: text,
  subject: text,
  audience,
  jwtid,
  keyid: text,
  header,
  noTimestamp: flag,
  now,
  allowWeakKeys: flag,
}

/** Everything that a signer has been told, compiled once. Times are seconds. */
export interface SignPlan {
  readonly algorithm: AlgorithmFacts
  readonly expiresIn: number | null | undefined
  readonly notBefore: number | undefined
  readonly issuer: string | undefined
  readonly subject: string | undefined
  readonly audience: string | readonly string[] | undefined
  readonly jwtid: string | true | undefined
  readonly keyid: string | undefined
  readonly header: { readonly [parameter: string]: unknown }
  readonly noTimestamp: boolean
  readonly now: () => number
  readonly allowWeakKeys: boolean
  readonly engine: EngineName | undefined
}

/** The names of the options that one call of a signer may set anew. */
const PER_CALL = ['expiresIn', 'notBefore', 'issuer', 'subject', 'audience', 'jwtid', 'noTimestamp', 'now']

/** Readers of the options that only the sync entry has. */
export type MoreSignReaders = {
  readonly engine?: OptionReader<EngineName>
}

/** Reads the options of `sign` and `createSigner`. @throws JwtError `ERR_CONFIG` */
export function compileSign(options: unknown, more: MoreSignReaders): SignPlan {
  const read = compileOptions(options, READERS, more)
  if (!read.algorithm)
    misconfigured("The option algorithm is missing; name the one to sign with, such as algorithm: 'HS256'.")
  if (read.keyid !== undefined && read.header && Object.hasOwn(read.header, 'kid'))
    misconfigured('keyid and header.kid are both given; keep one.')
  return {
    algorithm: read.algorithm,
    expiresIn: read.expiresIn,
    notBefore: read.notBefore,
    issuer: read.issuer,
    subject: read.subject,
    audience: read.audience,
    jwtid: read.jwtid,
    keyid: read.keyid,
    header: read.header ?? {},
    noTimestamp: read.noTimestamp ?? false,
    now: read.now ?? clock,
    allowWeakKeys: read.allowWeakKeys ?? false,
    engine: read.engine as EngineName | undefined,
  }
}

/** A signer's plan with the options of one call laid over it. @throws JwtError `ERR_CONFIG` */
export function refine(plan: SignPlan, perCall: unknown): SignPlan {
  const readers = Object.fromEntries(Object.entries(READERS).filter(([name]) => PER_CALL.includes(name)))
  return { ...plan, ...compileOptions(perCall, readers) }
}
