// Time and memory by the length of the input: each input family is run at a length and at twice, four and eight times that,
// and what it takes may grow as the length does and not much faster. In the long run only, which
// prints the figures: clocks are no friends of tests.
import { Session } from 'node:inspector/promises'
import { FAMILIES, type Family } from './generate/families.ts'

/** The least length, in characters; the greatest is eight times that. */
const LEAST = 8192
const LENGTHS = [1, 2, 4, 8].map((times) => LEAST * times)

/** Microseconds of a call: the least of several rounds, since others on the machine only ever add to it. */
async function timeOf(call: () => unknown): Promise<number> {
  await call()
  let least = Infinity
  for (let round = 0; round < 7; round++) {
    const start = performance.now()
    let calls = 0
    do {
      await call()
      calls++
    } while (performance.now() - start < 4)
    least = Math.min(least, ((performance.now() - start) * 1000) / calls)
  }
  return least
}

/** Bytes that a call allocates, those that are free again by its end among them. */
async function bytesOf(session: Session, call: () => unknown): Promise<number> {
  const buffers = process.memoryUsage().arrayBuffers
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 512,
    // Node's types do not know these two yet; without them, what is collected again would not count.
    ...{ includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true },
  })
  await call()
  const { profile } = await session.post('HeapProfiler.stopSampling')
  const more = Math.max(0, process.memoryUsage().arrayBuffers - buffers)
  const open = [profile.head]
  let bytes = more
  for (const node of open) {
    bytes += node.selfSize
    open.push(...node.children)
  }
  return bytes
}

/** By which power of the length something grows, from the first measurement to the last. */
const powerOf = (figures: readonly number[]) => Math.log2((figures.at(-1) as number) / (figures[0] as number)) / 3

/** Growth is called more than linear from this power on, and only when it was measured that often in a row. */
const MOST_POWER = 1.4
const TRIES = 4
/** Below so many microseconds or bytes at the greatest length, growth is nobody's concern, and is not measured well. */
const NEGLIGIBLE = { time: 300, memory: 200_000 }
/** Bytes for each character of the input, at the greatest length. */
const MOST_BYTES = 600

/** Takes four times as long for twice the length: what has to be found, if anything is to be believed. */
const CONTROL: Family = (length) => () => {
  let found = 0
  for (let at = 0; at < length; at += 32) for (let other = 0; other < length; other += 32) found += at ^ other
  return found
}

/** What a family takes at each length. */
interface Figures {
  time: number[]
  memory: number[]
}

/** What each family takes, by its name, and the times of the control. */
export interface Growth {
  readonly figures: ReadonlyMap<string, Figures>
  readonly control: readonly number[]
}

/** Times all families: before anything else, because a process that has made millions of objects is slower at making more. */
export async function timeFamilies(): Promise<Growth> {
  const figures = new Map<string, Figures>()
  for (const [name, family] of Object.entries(FAMILIES))
    figures.set(name, { time: await repeated(family, timeOf, NEGLIGIBLE.time), memory: [] })
  return { figures, control: await repeated(CONTROL, timeOf, NEGLIGIBLE.time) }
}

/**
 * Weighs all families, prints those that take most time and memory, and returns what grew too fast. After everything else,
 * because a profiler that has once been at work slows a process down.
 */
export async function weighFamilies({ figures, control }: Growth): Promise<string[]> {
  const session = new Session()
  session.connect()
  for (const [name, found] of figures) {
    found.memory = await repeated(FAMILIES[name] as Family, (call) => bytesOf(session, call), NEGLIGIBLE.memory)
  }
  session.disconnect()
  print(figures)
  const unseen = tooFast(control, NEGLIGIBLE.time)
    ? []
    : ['nothing, it seems: the control, whose time grows with the square, went unseen']
  return [...unseen, ...[...figures].flatMap(([name, found]) => faultsOf(name, found))]
}

const tooFast = (figures: readonly number[], least: number) => last(figures) > least && powerOf(figures) > MOST_POWER
const last = (figures: readonly number[]) => figures.at(-1) as number

/** Measures a family at every length, again where it seems to grow too fast: only what does so each time does. */
async function repeated(
  family: Family,
  measure: (call: () => unknown) => Promise<number>,
  least: number,
): Promise<number[]> {
  const calls = LENGTHS.map(family)
  for (let left = TRIES; ; left--) {
    const figures: number[] = []
    for (const call of calls) figures.push(await measure(call))
    if (left === 1 || !tooFast(figures, least)) return figures
  }
}

function faultsOf(name: string, { time, memory }: Figures): string[] {
  const most = last(memory) / last(LENGTHS)
  return [
    ...(tooFast(time, NEGLIGIBLE.time) ? [`${name}: ${time.map(Math.round)} µs for ${LENGTHS} characters`] : []),
    ...(tooFast(memory, NEGLIGIBLE.memory) || most > MOST_BYTES
      ? [`${name}: ${memory} bytes for ${LENGTHS} characters`]
      : []),
  ]
}

function print(figures: ReadonlyMap<string, Figures>): void {
  const rows = [...figures].map(([family, { time, memory }]) => ({
    family,
    microseconds: Math.round(last(time)),
    power: powerOf(time).toFixed(2),
    'bytes per character': Math.round(last(memory) / last(LENGTHS)),
    'power of bytes': powerOf(memory).toFixed(2),
  }))
  console.log(`\n${rows.length} families at ${LENGTHS} characters; those that take the most time, and the most memory:`)
  for (const column of ['microseconds', 'bytes per character'] as const)
    console.table(rows.toSorted((a, b) => b[column] - a[column]).slice(0, 8))
}
