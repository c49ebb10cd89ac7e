// Several bindings accept what one of them alone accepts, at the time at which it is trusted, and nothing else.
import fc from 'fast-check'
import { NOW } from '../../conformance/forge.ts'
import { roads } from '../../roads.ts'
import { goodSignature } from '../generate/signatures.ts'
import { MATERIAL, SIGNERS } from '../material.ts'
import { type Outcome, outcomeOf, same } from '../oracle.ts'
import { must, target } from '../target.ts'

interface Bound {
  /** The place of its key among the signers. */
  readonly signer: number
  /** Also for these signers' algorithms, where they are of its family. */
  readonly also: readonly number[]
  readonly since?: number
  readonly until?: number
}

interface Input {
  readonly bindings: readonly Bound[]
  readonly token: number
  /** Another algorithm than the key's own in the header: of the signer at that place. */
  readonly claimed?: number
  readonly now: number
}

const signer = fc.oneof(fc.nat(3), fc.nat(SIGNERS.length - 1))
const moment = fc.integer({ min: -3, max: 3 }).map((by) => NOW + by)
const bound: fc.Arbitrary<Bound> = fc.record(
  { signer, also: fc.array(signer, { maxLength: 2 }), since: moment, until: moment },
  { requiredKeys: ['signer', 'also'] },
)
const inputs: fc.Arbitrary<Input> = fc.record(
  { bindings: fc.array(bound, { minLength: 1, maxLength: 4 }), token: signer, claimed: signer, now: moment },
  { requiredKeys: ['bindings', 'token', 'now'] },
)

const at = (place: number) => SIGNERS[place] as (typeof SIGNERS)[number]
const familyOf = (place: number) => at(place).alg.slice(0, 1) + at(place).name.slice(0, 2)

function tokenOf({ token, claimed }: Input): string {
  const header = { alg: at(claimed ?? token).alg }
  const input = [header, { sub: 'ann', exp: NOW + 60 }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signed = { ...at(token), alg: at(token).alg }
  return `${input}.${goodSignature(signed, Buffer.from(input)).toString('base64url')}`
}

function libraryBinding({ signer: place, also, since, until }: Bound) {
  const { name, alg } = at(place)
  const key = MATERIAL[`${name}.publicPem`] ?? MATERIAL[`${name}.text`]
  const others = also.filter((other) => familyOf(other) === familyOf(place)).map((other) => at(other).alg)
  return {
    key,
    algorithms: [...new Set([alg, ...others])],
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  }
}

/** Whether some binding is in force, for the algorithm that the token names, with the key that signed it. */
function expected({ bindings, token, claimed, now }: Input): boolean {
  const { alg, name } = at(token)
  if (claimed !== undefined && at(claimed).alg !== alg) return false
  return bindings.some((bound) => {
    const inForce = (bound.since ?? -Infinity) <= now && now < (bound.until ?? Infinity)
    return inForce && at(bound.signer).name === name && libraryBinding(bound).algorithms.includes(alg)
  })
}

async function check(input: Input): Promise<void> {
  const bindings = input.bindings.map(libraryBinding)
  const token = tokenOf(input)
  const options = { now: input.now }
  for (const { name, lib, lacks } of roads) {
    if (
      lacks.length > 1 &&
      [...input.bindings.map((each) => each.signer), input.token].some((place) => at(place).alg.startsWith('E'))
    )
      continue
    const whole = await outcomeOf(() => lib.verify(token, bindings, options), [token])
    const alone: Outcome[] = []
    for (const binding of bindings) alone.push(await outcomeOf(() => lib.verify(token, [binding], options), [token]))
    const upfront = alone.some((each) => 'code' in each && each.code === 'ERR_CONFIG')
    const accepted = alone.find((each) => 'value' in each)
    if (!upfront) must('value' in whole === expected(input), `a token is accepted where it is trusted (${name})`, whole)
    if (upfront) must('code' in whole && whole.code === 'ERR_CONFIG', 'a wrong binding is refused among others', whole)
    else if (accepted)
      must(
        'value' in whole && same(whole.value, (accepted as { value: unknown }).value),
        `one is enough (${name})`,
        whole,
      )
    else
      must(
        'code' in whole && alone.some((each) => 'code' in each && each.code === whole.code),
        `none is none (${name})`,
        [whole, alone],
      )
  }
}

export const boundKeys = target('bindings', 150, inputs, check)
