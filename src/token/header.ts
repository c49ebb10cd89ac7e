import type { AlgorithmFacts } from '../algorithms/table.ts'
import { duplicateMember, own } from '../encoding/json.ts'
import { JwtError, quietly, show } from '../errors.ts'
import type { JoseHeader } from '../types.ts'
import { type Compact, decodePart, malformed, objectOfPart, textOfPart } from './compact.ts'

/** Header parameters that RFC 7515, 7516, 7518 and 7797 define: `crit` must not name the first three's (RFC 7515 §4.1.11). */
const REGISTERED: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'alg',
  'enc',
  'zip',
  'jku',
  'jwk',
  'kid',
  'x5u',
  'x5c',
  'x5t',
  'x5t#S256',
  'typ',
  'cty',
  'crit',
  'epk',
  'apu',
  'apv',
  'iv',
  'tag',
  'p2s',
  'p2c',
])

/** True for a name that no `crit` may hold, or that only this library could honour (`b64`, RFC 7797) and does not. */
export function isRegistered(name: string): boolean {
  return REGISTERED.has(name) || name === 'b64'
}

/** What a verifier expects of a header. */
export interface HeaderRules {
  readonly algorithms: readonly AlgorithmFacts[]
  readonly crit?: readonly string[] | undefined
  readonly typ?: string | undefined
}

/**
 * Reads a token's header: a JSON object without duplicate members (RFC 7515 §4), whose parameters have their types.
 *
 * @throws JwtError `ERR_TOKEN_MALFORMED`
 */
export function readHeader(token: Compact): JoseHeader {
  const text = textOfPart(decodePart(token, 'header'), 'header')
  const header = quietly(() => objectOfPart(text, 'header'))
  const twice = duplicateMember(text)
  if (twice !== undefined) malformed(`has the member ${show(twice)} twice in its header`)
  if (typeof own(header, 'alg') !== 'string') malformed('has a header without a text as "alg"')
  for (const name of ['kid', 'typ', 'cty']) {
    const value = own(header, name)
    if (value !== undefined && typeof value !== 'string') malformed(`has a "${name}" in its header that is not a text`)
  }
  return header as JoseHeader
}

/**
 * Holds a header against what the caller expects, before any key is touched: the algorithm, critical extensions
 * (RFC 7515 §4.1.11), the type (RFC 8725 §3.11). Parameters that bring or point to keys (`jwk`, `jku`, `x5c`, `x5u`)
 * are never read.
 *
 * @returns the facts of the token's algorithm, out of the caller's own list
 * @throws JwtError `ERR_ALG_NOT_ALLOWED`, `ERR_CRIT`, `ERR_TOKEN_MALFORMED` or `ERR_CLAIM` (claim `typ`)
 */
export function admitHeader(header: JoseHeader, rules: HeaderRules): AlgorithmFacts {
  const facts = rules.algorithms.find(({ name }) => name === header.alg)
  if (!facts) {
    const allowed = rules.algorithms.map(({ name }) => name).join(', ')
    throw new JwtError('ERR_ALG_NOT_ALLOWED', `The token's alg is ${show(header.alg)}; this call allows ${allowed}.`)
  }
  admitCrit(header, rules.crit)
  if (Object.hasOwn(header, 'b64') && header.b64 !== true)
    malformed('has an unencoded payload ("b64", RFC 7797), which no JWT may have')
  if (mediaType(own(header, 'cty')) === 'jwt')
    malformed('holds another token ("cty" is JWT); nested tokens are not read')
  if (rules.typ !== undefined && mediaType(own(header, 'typ')) !== mediaType(rules.typ)) {
    const actual = (own(header, 'typ') as string | undefined)?.slice(0, 100)
    throw new JwtError('ERR_CLAIM', `The token's typ is ${show(actual)}; expected ${show(rules.typ)}.`, {
      claim: 'typ',
      expected: rules.typ,
      actual,
    })
  }
  return facts
}

/** A media type as RFC 7515 §4.1.9 compares it: without case, `application/` left out. */
export function mediaType(type: unknown): string | undefined {
  return typeof type === 'string' ? type.toLowerCase().replace(/^application\//, '') : undefined
}

function admitCrit(header: JoseHeader, understood: readonly string[] | undefined): void {
  if (!Object.hasOwn(header, 'crit')) return
  const crit: unknown = header.crit
  const names: readonly unknown[] = Array.isArray(crit) ? crit : []
  const formed = names.length > 0 && new Set(names).size === names.length
  const bad =
    formed &&
    names.find(
      // What is no text is not asked for by name: a list becomes one by recursion, and may be nested beyond the stack.
      (name) =>
        typeof name !== 'string' || isRegistered(name) || !Object.hasOwn(header, name) || !understood?.includes(name),
    )
  if (!formed) throw new JwtError('ERR_CRIT', "The token's crit is not a list of distinct names.")
  if (bad !== undefined) {
    throw new JwtError(
      'ERR_CRIT',
      `The token's crit names ${show(bad)}, which is not declared in the crit option, or not there to be understood.`,
    )
  }
}
