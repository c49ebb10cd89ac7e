import type fc from 'fast-check'

/**
 * One promise of the library, put to the test with generated inputs. An input is plain JSON, from which the target makes
 * whatever it needs: so a failure can be written to a file, and the file be replayed by any later version.
 */
export interface Target {
  readonly name: string
  readonly inputs: fc.Arbitrary<unknown>
  /** Rejects when the promise is broken. */
  check(input: unknown): Promise<void>
  /** How many inputs a run of all tests takes: about half a second's. */
  readonly short: number
}

/** A target, with the type of its inputs known to its own check. */
export function target<Input>(
  name: string,
  short: number,
  inputs: fc.Arbitrary<Input>,
  check: (input: Input) => void | Promise<void>,
): Target {
  return {
    name,
    short,
    inputs,
    // As it will be replayed: what JSON does not carry must not have been what mattered.
    check: async (input) => check(JSON.parse(JSON.stringify(input)) as Input),
  }
}

/** A promise that was not kept. */
export class Broken extends Error {
  override readonly name = 'Broken'
}

/** Fails unless it is true. */
export function must(fact: unknown, promise: string, seen?: unknown): asserts fact {
  if (!fact) throw new Broken(seen === undefined ? promise : `${promise}; seen: ${describe(seen)}`)
}

function describe(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, 600)
  } catch {
    return typeof value
  }
}
