import type { RingState } from '../../index.ts'
import { type Command, command } from '../command.ts'
import { UsageError } from '../failures.ts'
import { dateText, readMoment } from '../moments.ts'
import { safeJson } from '../printable.ts'
import { openToRead, readState, readStatePath, STATE_OPTION, statusJson } from '../ring-file.ts'
import type { Surroundings } from '../surroundings.ts'
import { describeRing } from '../timeline.ts'

const NOW = { value: 'TIME', about: 'look at the ring as it will be then: a date, or seconds since the epoch' } as const

/** `countersign ring status`. */
export const ringStatus: Command = command({
  usage: '--state FILE [OPTIONS]',
  about:
    'Shows what each key of the ring is doing and when that changes, as a list and as a timeline. Changes nothing.',
  options: { ...STATE_OPTION, now: NOW },
  examples: [
    ['now', 'countersign ring status --state ring.json'],
    ['for a script', 'countersign ring status --state ring.json --json | jq .keys[].kid'],
  ],
  async run({ options, world }) {
    const state = await readState(readStatePath(options.state), world)
    const now = momentOf(options.now, state, world)
    const status = await openToRead(state, () => now).status()
    return { json: statusJson(status), text: (style) => describeRing(status, style).join('\n') }
  },
})

/** `countersign ring jwks`. */
export const ringJwks: Command = command({
  usage: '--state FILE [OPTIONS]',
  about: 'Prints the JWK Set that the ring publishes: public members only, the key that signs first. Changes nothing.',
  options: { ...STATE_OPTION, now: NOW },
  examples: [['publish it', 'countersign ring jwks --state ring.json > jwks.json']],
  async run({ options, world }) {
    const state = await readState(readStatePath(options.state), world)
    const now = momentOf(options.now, state, world)
    const set = await openToRead(state, () => now).jwks()
    return { json: set, text: () => safeJson(set, 2) }
  },
})

/** The time to look at a ring. Before its last change, it was another one: nothing is known of that. */
function momentOf(text: string | undefined, { time }: RingState, { now }: Surroundings): number {
  if (text === undefined) return now()
  const moment = readMoment(text)
  // A state without a time is refused by the ring, with better words.
  if (typeof time !== 'number' || moment >= time) return moment
  throw new UsageError(`--now lies before the last change of the ring, at ${dateText(time)}.`)
}
