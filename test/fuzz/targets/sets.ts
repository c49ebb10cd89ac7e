// JWK Sets: which key of a set a header asks for, beside the reference, which has no index and no memory.
import fc from 'fast-check'
import { createLocalJwks, inspectKey, type KeyReport } from '../../../src/index.ts'
import * as syncEntry from '../../../src/sync.ts'
import type { Algorithm, ImportedKey, JoseHeader } from '../../../src/types.ts'
import { NOW } from '../../conformance/forge.ts'
import { ALGORITHMS, thumbprintOf } from '../../reference/keys.ts'
import { chooseReference } from '../../reference/sets.ts'
import { roads } from '../../roads.ts'
import { tokens } from '../../vectors/tokens.ts'
import { type JwkSpec, jwkOf, jwks } from '../generate/jwks.ts'
import { alike, keepSecret, type Outcome, outcomeNow, outcomeOf } from '../oracle.ts'
import { anythingElse, build, type Spec } from '../spec.ts'
import { must, target } from '../target.ts'
import { tryReference } from './jwk.ts'

interface SetSpec {
  readonly members: readonly ({ readonly jwk: JwkSpec; readonly kid?: string } | { readonly other: Spec })[]
  /** Places of members that stand in the list once more. */
  readonly again: readonly number[]
  readonly header: { readonly alg: string; readonly kid?: string }
}

const member = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ jwk: jwks, kid: fc.constantFrom('a', 'b') }, { requiredKeys: ['jwk'] }),
  },
  { weight: 1, arbitrary: anythingElse.map((other) => ({ other })) },
)

const inputs: fc.Arbitrary<SetSpec> = fc.record({
  members: fc.array(member, { maxLength: 5 }),
  again: fc.array(fc.nat(4), { maxLength: 1 }),
  header: fc.record(
    {
      alg: fc.constantFrom(...Object.keys(ALGORITHMS), 'none', 'toString'),
      kid: fc.constantFrom('a', 'b', '', '__proto__'),
    },
    { requiredKeys: ['alg'] },
  ),
})

/** The list that a spec describes. */
export function membersOf({ members, again }: Pick<SetSpec, 'members' | 'again'>): unknown[] {
  const list = members.map((each): unknown => {
    if ('other' in each) return build(each.other)
    const jwk = jwkOf(each.jwk)
    return each.kid === undefined || Object.isFrozen(jwk) ? jwk : Object.assign(jwk, { kid: each.kid })
  })
  return [...list, ...again.flatMap((place) => (place < list.length ? [list[place]] : []))]
}

const isSecret = (jwk: unknown) =>
  typeof jwk === 'object' &&
  jwk !== null &&
  !Array.isArray(jwk) &&
  Object.hasOwn(jwk, 'kty') &&
  (jwk as { kty: unknown }).kty === 'oct'

async function check(spec: SetSpec): Promise<void> {
  const keys = membersOf(spec)
  const set = { keys } as { keys: object[] }
  const header = spec.header as JoseHeader
  const secrets = keys.filter(isSecret).length
  const mixed = secrets > 0 && secrets < keys.length
  const made = outcomeNow(() => createLocalJwks(set))
  must('code' in made === mixed, 'a set is refused when it holds secrets beside other keys, and only then', made)
  admitSetReport(inspectKey(set), mixed)
  await admitVerifying(set)
  if ('code' in made) return
  const expected = tryReference(() => chooseReference(keys, header as { alg: string }))
  const find = () => (made.value as ReturnType<typeof createLocalJwks>).find(header)
  const first = outcomeNow(find)
  alike(outcomeNow(find), first, 'the same header gets the same key again')
  alike(
    outcomeNow(() => syncEntry.createLocalJwks(set).find(header)),
    first,
    'a set made anew chooses the same',
  )
  if ('code' in first) {
    must(/^ERR_KEY_(NOT_FOUND|AMBIGUOUS)$/.test(first.code), 'the code fits', first)
    must(!expected, 'the key that the reference chooses is chosen', first)
    return
  }
  must(expected, 'where a key is chosen, the reference chooses one', first.value)
  const print = syncEntry.thumbprint(first.value as ImportedKey)
  must(print === thumbprintOf(expected), 'it is the same key', first.value)
}

/** A report on a set is one on each member, and says of itself what they add up to. */
function admitSetReport(report: KeyReport, mixed: boolean): void {
  keepSecret(JSON.stringify(report))
  must(report.format === 'JWK Set', 'a set is seen as one', report.format)
  const served = new Set(report.keys?.flatMap(({ algorithms }) => algorithms))
  must(
    report.algorithms.every((name) => served.has(name)) && report.algorithms.length === served.size,
    'all members count',
  )
  must(report.ok === (served.size > 0 && !mixed), 'ok says that some member is of use, and none out of place', report)
}

async function admitVerifying(set: unknown): Promise<void> {
  for (const algorithm of ['HS256', 'RS256', 'ES256'] as Algorithm[]) {
    let first: Outcome | undefined
    for (const { name, lib } of roads) {
      const outcome = await outcomeOf(() => lib.verify(tokens[algorithm], set, { algorithms: [algorithm], now: NOW }))
      if (name === 'sync plain' && 'code' in outcome && outcome.code === 'ERR_ALG_UNSUPPORTED') continue
      first ??= outcome
      alike(outcome, first, `${name} verifies with a set as the async entry does`)
    }
  }
}

export const keySets = target('jwks', 120, inputs, check)
