// Every public function with every kind of argument: only a JwtError comes out, at once or later, the entries agree, and
// the arguments are left as they were.
import fc from 'fast-check'
import * as asyncEntry from '../../../src/index.ts'
import * as syncEntry from '../../../src/sync.ts'
import { ARGUMENTS } from '../generate/arguments.ts'
import { alike, type Outcome, outcomeNow, outcomeOf } from '../oracle.ts'
import { build, frozen, holds, type Spec } from '../spec.ts'
import { target } from '../target.ts'

type Entry = { readonly [name: string]: ((...values: unknown[]) => unknown) | undefined }
type Made = { readonly [method: string]: (...values: unknown[]) => unknown }

interface Call {
  readonly name: string
  readonly values: readonly Spec[]
}

const inputs: fc.Arbitrary<Call> = fc
  .constantFrom(...Object.keys(ARGUMENTS))
  .chain((name) =>
    fc.record({ name: fc.constant(name), values: fc.tuple(...(ARGUMENTS[name] as fc.Arbitrary<Spec>[])) }),
  )

/** Calls a function; of what it makes, the verb that matters is called too. */
function perform(entry: Entry, name: string, values: readonly unknown[]): unknown {
  const call = entry[name] as (...values: unknown[]) => unknown
  const [first, second, ...rest] = values
  switch (name) {
    case 'createSigner':
    case 'createVerifier':
    case 'createIssuerVerifier':
      return (call(first, second) as (...values: unknown[]) => unknown)(...rest)
    case 'createLocalJwks':
      return (call(first) as Made)['find']?.(second)
    case 'createRemoteJwks':
      return (call(first, second) as Made)['find']?.(...rest)
    case 'createKeyRing':
      return (call(first) as Made)['sign']?.(second, ...rest)
    default:
      return call(...values)
  }
}

/** What two signatures or keys that were made at random have in common. */
function comparable(outcome: Outcome): Outcome {
  return 'code' in outcome ? outcome : { value: typeof outcome.value }
}

async function check({ name, values }: Call): Promise<void> {
  const later = await outcomeOf(() => perform(asyncEntry as unknown as Entry, name, values.map(made)))
  if (!(name in syncEntry)) return
  const now = outcomeNow(() => perform(syncEntry as unknown as Entry, name, values.map(made)))
  // The sync entry refuses promises, and has an option of its own.
  const apart = holds(values, 'promise', 'rejected') || JSON.stringify(values).includes('"engine"')
  if (!apart) alike(comparable(now), comparable(later), `${name} answers alike in both entries`)
}

/** An argument that must be left as it is. */
const made = (spec: Spec) => frozen(build(spec))

export const calls = target('calls', 500, inputs, check)
