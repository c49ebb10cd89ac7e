// Whether two classes of inputs take different times, as dudect asks it (Reparaz, Balasch, Verbauwhede, "Dude, is my code
// constant time?", 2017): measured by turns in random order, cropped, and compared by Welch's t.

/** Two classes of inputs to one operation. All inputs are bytes, and of one length. */
export interface Experiment<Input = unknown> {
  readonly name: string
  /** What the two classes are, such as "differs in the first byte". */
  readonly classes: readonly [string, string]
  readonly inputs: readonly [readonly Uint8Array[], readonly Uint8Array[]]
  /** Makes of the bytes what the operation takes. Not timed. */
  readonly made: (bytes: Buffer) => Input
  readonly run: (input: Input) => unknown
  /** How often an input is run within one measurement: the clock's own steps are longer than what may differ. */
  readonly batch: number
  /** Whether a difference is expected: of a control, which shows that one would be seen. */
  readonly control?: boolean
}

/** What came of an experiment. */
export interface Finding {
  readonly experiment: Experiment
  /** Measurements of each class. */
  readonly samples: readonly [number, number]
  /** Nanoseconds of one run in each class, the median. */
  readonly medians: readonly [number, number]
  /** Welch's t for each crop, the percentile beside it. */
  readonly t: readonly (readonly [percentile: number, t: number])[]
  /** The one farthest from zero. */
  readonly worst: number
}

/** Slow measurements say most about the machine: those above a percentile of all are left out, for several. */
const CROPS = [100, 99.9, 99, 97, 95, 90, 80, 70, 60, 50]

/** A generator of random numbers that is quick and can be started anew (Marsaglia's xorshift). */
function shuffler(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/**
 * Puts an input where every other one was. Those of both classes are read for it: what lies in the caches afterwards shows
 * in the time, and is to be the same for either class.
 */
function blend(slot: Buffer, one: Uint8Array, other: Uint8Array, group: 0 | 1): void {
  const mask = -group
  for (let at = 0; at < slot.length; at++) slot[at] = ((one[at] as number) & ~mask) | ((other[at] as number) & mask)
}

let sink: unknown

/** Measures, with as many measurements of the two classes together. */
export function observe(experiment: Experiment, measurements: number, seed: number): Finding {
  const { run, made, inputs, batch } = experiment
  const slot = Buffer.alloc(inputs[0][0]?.length as number)
  const random = shuffler(seed)
  const times = new Float64Array(measurements)
  const groups = new Uint8Array(measurements)
  const warm = Math.min(20_000, measurements / 4)
  for (let at = -warm; at < measurements; at++) {
    // Drawn before the clock is read: nothing but the operation is timed.
    const drawn = random()
    const group = ((drawn >>> 16) & 1) as 0 | 1
    const place = drawn % inputs[0].length
    blend(slot, inputs[0][place] as Uint8Array, inputs[1][place] as Uint8Array, group)
    const input = made(slot)
    const start = process.hrtime.bigint()
    for (let turn = 0; turn < batch; turn++) sink = run(input)
    const took = Number(process.hrtime.bigint() - start) / batch
    if (at < 0) continue
    times[at] = took
    groups[at] = group
  }
  return judged(experiment, times, groups)
}

function judged(experiment: Experiment, times: Float64Array, groups: Uint8Array): Finding {
  const sorted = times.toSorted()
  const t = CROPS.map((percentile) => {
    const most = sorted[Math.ceil((sorted.length * percentile) / 100) - 1] as number
    return [percentile, welch(times, groups, most)] as const
  })
  const worst = t.map(([, value]) => value).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a))
  const medians = [0, 1].map((group) => times.filter((_, at) => groups[at] === group).toSorted())
  return {
    experiment,
    samples: [medians[0]?.length as number, medians[1]?.length as number],
    medians: medians.map((list) => list[list.length >> 1]) as [number, number],
    t,
    worst,
  }
}

/** Welch's t of the two classes' times, of those up to a bound. */
function welch(times: Float64Array, groups: Uint8Array, most: number): number {
  const count = [0, 0]
  const mean = [0, 0]
  const squares = [0, 0]
  for (let at = 0; at < times.length; at++) {
    const time = times[at] as number
    if (time > most) continue
    const group = groups[at] as number
    // Welford's way, which loses no digits.
    count[group] = (count[group] as number) + 1
    const before = time - (mean[group] as number)
    mean[group] = (mean[group] as number) + before / (count[group] as number)
    squares[group] = (squares[group] as number) + before * (time - (mean[group] as number))
  }
  const [a, b] = [0, 1].map((group) => (squares[group] as number) / (count[group] as number) ** 2) as [number, number]
  return ((mean[0] as number) - (mean[1] as number)) / Math.sqrt(a + b)
}

/** Keeps what was computed from being left out. */
export const kept = (): unknown => sink
