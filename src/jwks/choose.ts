import { type AlgorithmFacts, everyAlgorithm, factsOf } from '../algorithms/table.ts'
import { isObject, type JsonObject, own } from '../encoding/json.ts'
import { JwtError, show } from '../errors.ts'
import { admitKey } from '../keys/check.ts'
import { readJwk } from '../keys/jwk.ts'
import type { Key } from '../keys/key.ts'

/** What a token's header asks for. */
export interface Wanted {
  readonly kid: string | undefined
  readonly facts: AlgorithmFacts
}

/**
 * What a header asks a source for, which anybody may call with anything.
 *
 * @throws JwtError `ERR_KEY_NOT_FOUND`
 */
export function readWanted(header: unknown): Wanted {
  const [alg, kid] = isObject(header) ? [own(header, 'alg'), own(header, 'kid')] : []
  const facts = factsOf(alg)
  if (facts && (kid === undefined || typeof kid === 'string')) return { kid, facts }
  throw new JwtError(
    'ERR_KEY_NOT_FOUND',
    'No key serves a header without a known algorithm, or with a kid that is no text.',
  )
}

/** One member of a set. It is read when it is first chosen: a set may hold many keys that no token ever names. */
interface Member {
  readonly jwk: JsonObject
  key?: Key
  /** Why it is of no use, once that is known. */
  broken?: unknown
}

/** The members of a JWK Set by what a token's header can name. */
export interface KeyIndex {
  readonly members: ReadonlyMap<JsonObject, Member>
  readonly byKid: ReadonlyMap<string, readonly Member[]>
  readonly byAlgorithm: ReadonlyMap<string, readonly Member[]>
}

function push(map: Map<string, Member[]>, name: string, member: Member): void {
  const list = map.get(name)
  if (list) list.push(member)
  else map.set(name, [member])
}

/** True for a member that says of itself nothing that speaks against verifying with that algorithm. */
function fits({ jwk }: Member, facts: AlgorithmFacts): boolean {
  const alg = own(jwk, 'alg')
  const use = own(jwk, 'use')
  const ops = own(jwk, 'key_ops')
  return (
    own(jwk, 'kty') === facts.kty &&
    // Of the families without curves it is a member like any other that nobody knows (RFC 7517 §4).
    (facts.crv === undefined || own(jwk, 'crv') === facts.crv) &&
    (alg === undefined || alg === facts.name) &&
    (use === undefined || use === 'sig') &&
    (ops === undefined || (Array.isArray(ops) && ops.includes('verify')))
  )
}

/**
 * Sorts the members of a set, so that choosing one costs the same however large the set is. Non-objects are left out.
 *
 * @param before the set that this one replaces: a JWK object that was in it keeps the Key that was read of it
 */
export function indexKeys(jwks: readonly unknown[], before?: KeyIndex): KeyIndex {
  const members = new Map<JsonObject, Member>()
  const byKid = new Map<string, Member[]>()
  const byAlgorithm = new Map<string, Member[]>()
  for (const jwk of jwks) {
    if (!isObject(jwk)) continue
    const member: Member = before?.members.get(jwk) ?? { jwk }
    members.set(jwk, member)
    const kid = own(jwk, 'kid')
    if (typeof kid === 'string') push(byKid, kid, member)
    for (const facts of everyAlgorithm()) {
      if (fits(member, facts)) push(byAlgorithm, facts.name, member)
    }
  }
  return { members, byKid, byAlgorithm }
}

/** Reads a member once and says whether it serves; sizes are judged by the verifier, which knows the caller's wish. */
function serves(member: Member, facts: AlgorithmFacts): boolean {
  try {
    if (member.broken === undefined) admitKey((member.key ??= readJwk(member.jwk)), facts, 'verify', true)
  } catch (cause) {
    member.broken = cause
  }
  return member.broken === undefined
}

/** Why the member that a token names is not for it. */
function unfit(member: Member | undefined, facts: AlgorithmFacts): string {
  if (!member) return ''
  const { use: _, key_ops: __, ...jwk } = member.jwk
  if (fits({ jwk }, facts)) return '; the key of that kid is not for verifying'
  return `; the key of that kid is for ${show(own(jwk, 'alg') ?? own(jwk, 'crv') ?? own(jwk, 'kty'))}`
}

/**
 * The one key of a set for a token: of the header's `kid` where it has one (compared exactly), of the algorithm's
 * family and curve, not bound to another algorithm or use. Members that cannot be read are passed over; keys are never
 * tried one after another.
 *
 * @throws JwtError `ERR_KEY_NOT_FOUND` or `ERR_KEY_AMBIGUOUS`
 */
export function chooseKey(index: KeyIndex, kid: string | undefined, facts: AlgorithmFacts): Key {
  const fitting =
    kid === undefined
      ? index.byAlgorithm.get(facts.name)
      : index.byKid.get(kid)?.filter((member) => fits(member, facts))
  const wanted = `${facts.name}${kid === undefined ? '' : ` and the kid ${show(kid)}`}`
  let chosen: Member | undefined
  for (const member of fitting ?? []) {
    if (!serves(member, facts)) continue
    if (chosen) {
      const mend = kid === undefined ? 'sign with a kid in the header' : 'give each key of the set its own kid'
      throw new JwtError('ERR_KEY_AMBIGUOUS', `Several keys of the set fit ${wanted}; ${mend}.`)
    }
    chosen = member
  }
  if (chosen) return chosen.key as Key
  const cause = fitting?.[0]?.broken
  const why =
    cause === undefined ? unfit(index.byKid.get(kid as string)?.[0], facts) : '; one that should is unusable, see cause'
  throw new JwtError(
    'ERR_KEY_NOT_FOUND',
    `No key of the set serves ${wanted}${why}.`,
    cause === undefined ? {} : { cause },
  )
}
