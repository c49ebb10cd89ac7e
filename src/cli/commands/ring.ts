import type { RingStatus } from '../../index.ts'
import { ALGORITHM_NAMES, readAlgorithm } from '../algorithms.ts'
import { type Command, command, type Given, type Result } from '../command.ts'
import { Refusal } from '../failures.ts'
import { quoted } from '../mending.ts'
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
import { wrap } from '../style.ts'
import type { Surroundings } from '../surroundings.ts'
import { describeRing } from '../timeline.ts'

const ALG = { value: 'ALG', choices: ALGORITHM_NAMES } as const

/** `countersign ring init`. */
export const ringInit: Command = command({
  usage: '--alg ALG --state FILE [OPTIONS]',
  about:
    'Starts a ring of signing keys in a file (mode 0600), with a first key that signs at once. The file holds private keys; services of this machine use it through createFileStore(FILE) of the library.',
  options: {
    alg: { ...ALG, about: 'the algorithm of its keys' },
    ...STATE_OPTION,
    ...MAKING_OPTIONS,
    'max-lifetime': { value: 'SPAN', about: 'the longest lifetime of a token; 1h without it' },
  },
  examples: [['start', 'countersign ring init --alg ES256 --state ring.json --max-lifetime 15m']],
  async run({ options, world }) {
    const path = readStatePath(options.state)
    const { bits, 'max-lifetime': maxLifetime } = options
    const making = { algorithm: readAlgorithm(options.alg), publishAhead: undefined, maxLifetime, bits }
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
    'Publishes the next key. It begins to sign after --publish-ahead, when every verifier has had time to see it; the one before stays published until the last of its tokens has ended. While a next key is pending already, it stays that one: options that say how to make a key are refused then.',
  options: {
    ...STATE_OPTION,
    alg: { ...ALG, about: 'the algorithm of the next key, to move the ring to another one' },
    'publish-ahead': { value: 'SPAN', about: 'how long the next key is published before it signs; 1h without it' },
    ...MAKING_OPTIONS,
  },
  examples: [
    ['the next key', 'countersign ring rotate --state ring.json'],
    ['to another algorithm', 'countersign ring rotate --state ring.json --alg Ed25519'],
  ],
  async run({ options, world }) {
    const path = readStatePath(options.state)
    const { making, keys } = await goingOn(path, options, world)
    const pending = keys.find(({ state }) => state === 'pending')
    if (pending) {
      admitNoMaking(options, `The next key is pending already, and signs from ${dateText(pending.signsFrom)} on`, {
        fix: `leave that out; or take the pending key out first: countersign ring revoke ${pending.kid} --state ${quoted(path)}`,
      })
    }
    const ring = openToChange(path, making)
    const { kid, signsFrom } = await withProgress('making the next key', world, () => ring.rotate())
    const status = await ring.status()
    const already = kid === pending?.kid ? 'is pending already, and ' : ''
    return report(status, `the next key ${already}signs from ${dateText(signsFrom)} on`)
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
    const { making, keys } = await goingOn(path, options, world)
    const [kid = ''] = operands
    const revoked = keys.find((key) => key.kid === kid)
    // Only one that signs without a successor leaves a gap.
    if (revoked && (revoked.state !== 'signing' || keys.at(-1) !== revoked)) {
      admitNoMaking(options, 'That key needs no new one in its place', { fix: 'leave that out' })
    }
    const ring = openToChange(path, making)
    await withProgress('taking the key out', world, () => ring.revoke(kid))
    return report(await ring.status(), `revoked ${printable(kid)}; publish the set now: countersign ring jwks`)
  },
})

/** What was given of all that says how a key is made. */
type MakingGiven = Given<typeof MAKING_OPTIONS> & {
  readonly alg?: string | undefined
  readonly 'publish-ahead'?: string | undefined
}

/** Refuses options that say how a key is made where none is: they would be passed over. @throws Refusal */
function admitNoMaking(options: MakingGiven, why: string, details: { readonly fix: string }): void {
  const names = ['alg', 'publish-ahead', 'max-lifetime', 'bits'] as const
  const given = names.filter((name) => options[name] !== undefined).map((name) => `--${name}`)
  if (!given.length) return
  const say = given.length === 1 ? 'says' : 'say'
  throw new Refusal(`${why}: ${given.join(' and ')} ${say} how a new key is made, and none is made now.`, details)
}

/** What the ring goes on with: what its newest key was made with, unless the call says otherwise. And what it has. */
async function goingOn(
  path: string,
  options: MakingGiven,
  world: Surroundings,
): Promise<{ readonly making: Making; readonly keys: RingStatus['keys'] }> {
  const state = await readState(path, world)
  // Judged before anything is made of it; this one is never saved.
  const { keys } = await openToRead(state, world.now).status()
  const making = {
    algorithm: options.alg === undefined ? algorithmOf(state) : readAlgorithm(options.alg),
    publishAhead: options['publish-ahead'],
    maxLifetime: options['max-lifetime'] ?? state.keys.at(-1)?.lifetime,
    bits: options.bits,
  }
  return { making, keys }
}

function report(status: RingStatus, done: string): Result {
  return {
    json: statusJson(status),
    text: (style) =>
      [...wrap(`${style.green('done')}  ${done}`, style.width), '', ...describeRing(status, style)].join('\n'),
  }
}
