import type { RingStatus } from '../../index.ts'
import { ALGORITHM_NAMES, readAlgorithm } from '../algorithms.ts'
import { type Command, command, type Given, type Result } from '../command.ts'
import { Refusal } from '../failures.ts'
import { dateText } from '../moments.ts'
import { printable } from '../printable.ts'
import { withProgress } from '../progress.ts'
import {
  algorithmOf,
  isTaken,
  MAKING_OPTIONS,
  type Making,
  openToChange,
  openToRead,
  readState,
  readStatePath,
  STATE_OPTION,
  statusJson,
} from '../ring-file.ts'
import type { Surroundings } from '../surroundings.ts'
import { describeRing } from '../timeline.ts'

const ALG = { value: 'ALG', choices: ALGORITHM_NAMES } as const

/** `countersign ring init`. */
export const ringInit: Command = command({
  usage: '--alg ALG --state FILE [OPTIONS]',
  about:
    'Starts a ring of signing keys in a file (mode 0600), with a first key that signs at once. The file holds private keys; services of this machine use it through createFileStore(FILE) of the library.',
  options: { alg: { ...ALG, about: 'the algorithm of its keys' }, ...STATE_OPTION, ...MAKING_OPTIONS },
  examples: [['start', 'countersign ring init --alg ES256 --state ring.json --max-lifetime 15m']],
  async run({ options, world }) {
    const path = readStatePath(options.state)
    const making = { ...makingOf(options), algorithm: readAlgorithm(options.alg), maxLifetime: options['max-lifetime'] }
    if (isTaken(path)) {
      throw new Refusal('The file that --state names exists already; a ring in it is never replaced.', {
        fix: 'countersign ring rotate goes on with it; to begin anew, move the file away',
      })
    }
    const ring = openToChange(path, making)
    const status = await withProgress('making the first key', world, () => ring.status())
    return report(status, `made a ring in ${printable(path)}`)
  },
})

/** `countersign ring rotate`. */
export const ringRotate: Command = command({
  usage: '--state FILE [OPTIONS]',
  about:
    'Publishes the next key. It begins to sign after --publish-ahead, when every verifier has had time to see it; the one before stays published until the last of its tokens has ended. While a next key is pending already, it is that one.',
  options: {
    ...STATE_OPTION,
    alg: { ...ALG, about: 'the algorithm of the next key, to move the ring to another one' },
    ...MAKING_OPTIONS,
  },
  examples: [
    ['the next key', 'countersign ring rotate --state ring.json'],
    ['to another algorithm', 'countersign ring rotate --state ring.json --alg Ed25519'],
  ],
  async run({ options, world }) {
    const path = readStatePath(options.state)
    const ring = openToChange(path, await goingOn(path, options, world))
    const { signsFrom } = await withProgress('making the next key', world, () => ring.rotate())
    const status = await ring.status()
    return report(status, `the next key signs from ${dateText(signsFrom)} on`)
  },
})

/** `countersign ring revoke`. */
export const ringRevoke: Command = command({
  usage: 'KID --state FILE [OPTIONS]',
  about:
    'Takes a leaked key out at once; where it was signing, another takes its place. Verifiers keep accepting its tokens for as long as they keep their copy of the set.',
  operands: { name: 'KID', least: 1, most: 1 },
  options: { ...STATE_OPTION, ...MAKING_OPTIONS },
  examples: [['a key has leaked', 'countersign ring revoke KID --state ring.json']],
  async run({ options, operands, world }) {
    const path = readStatePath(options.state)
    const ring = openToChange(path, await goingOn(path, options, world))
    const [kid = ''] = operands
    await withProgress('taking the key out', world, () => ring.revoke(kid))
    return report(await ring.status(), `revoked ${printable(kid)}; publish the set now: countersign ring jwks`)
  },
})

type MakingGiven = Given<typeof MAKING_OPTIONS>

function makingOf(options: MakingGiven): Pick<Making, 'publishAhead' | 'bits'> {
  return { publishAhead: options['publish-ahead'], bits: options.bits }
}

/** What the ring goes on with: what its newest key was made with, unless the call says otherwise. */
async function goingOn(
  path: string,
  options: MakingGiven & { readonly alg?: string | undefined },
  world: Surroundings,
): Promise<Making> {
  const state = await readState(path, world)
  // Judged before anything is made of it; this one is never saved.
  await openToRead(state, world.now).status()
  return {
    ...makingOf(options),
    algorithm: options.alg === undefined ? algorithmOf(state) : readAlgorithm(options.alg),
    maxLifetime: options['max-lifetime'] ?? state.keys.at(-1)?.lifetime,
  }
}

function report(status: RingStatus, done: string): Result {
  return {
    json: statusJson(status),
    text: (style) => [`${style.green('done')}  ${done}`, '', ...describeRing(status, style)].join('\n'),
  }
}
