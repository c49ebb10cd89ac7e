import { realpathSync } from 'node:fs'
import {
  type Algorithm,
  createFileStore,
  createKeyRing,
  type Duration,
  type KeyRing,
  type KeyRingOptions,
  type RingState,
  type RingStatus,
} from '../index.ts'
import { ALGORITHM_NAMES, isShared } from './algorithms.ts'
import { Refusal, UsageError } from './failures.ts'
import { standingAt } from './files.ts'
import { readObject } from './sources.ts'
import type { Surroundings } from './surroundings.ts'

/** The option that every command of a ring has. */
export const STATE_OPTION = {
  state: { value: 'FILE', path: true, about: "the ring's file, as createFileStore of the library keeps it" },
} as const

/** The options of commands that may make a key. */
export const MAKING_OPTIONS = {
  'max-lifetime': {
    value: 'SPAN',
    about: "the longest lifetime of a token; without it, that of the ring's newest key",
  },
  bits: { value: 'NUMBER', about: 'the size of a new RSA key; 2048 without it' },
} as const

/** A thousand years: on the command line nothing is rotated but by `ring rotate`. */
const NEVER = 31_536_000_000

/** Reads `--state`. @throws UsageError */
export function readStatePath(path: string | undefined): string {
  if (path === undefined) throw new UsageError('--state is missing.', "name the ring's file")
  if (path === '-') throw new UsageError('--state is a file: a ring is read and written back.')
  return path
}

/** True when something stands at that path. */
export function isTaken(path: string): boolean {
  return standingAt(path) !== undefined
}

/**
 * Reads the state of a ring. It is not judged yet: `createKeyRing` does that.
 *
 * @throws UsageError when the file cannot be read; Refusal when it holds no ring
 */
export async function readState(path: string, world: Surroundings): Promise<RingState> {
  if (!isTaken(path)) {
    throw new UsageError(
      'The file that --state names does not exist.',
      'countersign ring init --alg ES256 --state FILE makes one',
    )
  }
  const { state } = await readObject({ name: path, option: '--state' }, world)
  if (typeof state === 'object' && state !== null) return state as RingState
  throw new Refusal('The file that --state names holds no key ring.', {
    fix: 'name a file that countersign ring init or a service has made',
  })
}

/** The algorithm of the newest key: what the ring goes on with unless it is told otherwise. */
export function algorithmOf(state: RingState): KeyRingOptions['algorithm'] {
  const alg: unknown = state.keys?.at?.(-1)?.jwk?.alg
  // Of a state that is none, the ring itself says what is wrong; as an option, the text would be the caller's mistake.
  return (ALGORITHM_NAMES.find((name) => name === alg && !isShared(name)) as KeyRingOptions['algorithm']) ?? 'ES256'
}

/** A ring to look at: what it does in memory is never saved, and it makes no key. */
export function openToRead(state: RingState, now: () => number): KeyRing {
  const policy = { publishAhead: 1, rotateEvery: NEVER, maxTokenLifetime: 1 }
  return createKeyRing({ algorithm: algorithmOf(state), state, now, ...policy })
}

/** What was said of the keys that a ring makes. */
export interface Making {
  readonly algorithm: Algorithm
  readonly publishAhead: string | undefined
  readonly maxLifetime: string | number | undefined
  readonly bits: string | undefined
}

/** A ring whose changes are kept in its file. A symbolic link is followed, so that the file is replaced, not the link. */
export function openToChange(path: string, { algorithm, publishAhead, maxLifetime, bits }: Making): KeyRing {
  if (bits !== undefined && !/^\d{4,5}$/.test(bits))
    throw new UsageError('--bits is no number of bits from 2048 to 16384.')
  return createKeyRing({
    // An HS* of the command line is refused by the library, which says what to take.
    algorithm: algorithm as KeyRingOptions['algorithm'],
    store: createFileStore(isTaken(path) ? realpathSync(path) : path),
    rotateEvery: NEVER,
    ...(publishAhead !== undefined && { publishAhead: publishAhead as Duration }),
    ...(maxLifetime !== undefined && { maxTokenLifetime: maxLifetime as Duration }),
    ...(bits !== undefined && { modulusLength: Number(bits) }),
  })
}

/** A status as it is printed: without the time of the next rotation, which nobody has scheduled. */
export function statusJson({ time, keys }: RingStatus): { time: number; keys: RingStatus['keys'] } {
  return { time, keys }
}
