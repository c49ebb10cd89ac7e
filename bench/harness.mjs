// Measures contestants side by side. The machine's speed drifts while others use it, so contestants run in short slices
// by turns, and ratios are taken within each round: what slows one round slows both of its sides. Runs in any runtime.

/**
 * What one contestant does: `call(at)` is one operation; `at` counts up, so that each call can take another input.
 * `flight` is how many calls are under way at once; a contestant that answers without a promise has none. `cold` says that
 * its code has not run before.
 */

const wall = () => performance.now()

const tellsProcessorTime = typeof globalThis.process?.cpuUsage === 'function'

/** Milliseconds of processor time that this process has used, on all its threads; wall time where no one tells. */
function busy() {
  if (!tellsProcessorTime) return wall()
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Where results go, so that no engine can leave a call out. */
const sink = { last: undefined }

async function runSlice({ call, flight }, from, count) {
  const start = wall()
  const busyBefore = busy()
  if (!flight) {
    for (let at = from; at < from + count; at++) sink.last = call(at)
  } else if (flight === 1) {
    for (let at = from; at < from + count; at++) sink.last = await call(at)
  } else {
    let next = from
    const lane = async () => {
      while (next < from + count) sink.last = await call(next++)
    }
    await Promise.all(Array.from({ length: Math.min(flight, count) }, lane))
  }
  return { took: wall() - start, busy: busy() - busyBefore }
}

/** Calls after which engines have compiled what they will compile, and milliseconds after which that is given up. */
const COMPILED = { calls: 6000, longest: 600 }

/**
 * Calls code for the first time, until it is compiled: a contest has few calls that wait for each other, and would compare
 * interpreters. Where there are promises many calls are under way, which gets there sooner.
 */
async function heat({ call, flight }) {
  const begun = wall()
  for (let calls = 0; calls < COMPILED.calls && wall() - begun < COMPILED.longest; calls += 64)
    await runSlice({ call, flight: flight && 64 }, calls, 64)
}

/** How many calls fill one slice; warms the contestant up on the way. */
async function calibrate(entrant, slice, warm) {
  if (entrant.cold) await heat(entrant)
  const least = Math.max(1, entrant.flight ?? 1)
  let count = least
  const begun = wall()
  // The first calls compile code and load keys: they tell nothing.
  await runSlice(entrant, 0, least)
  for (let slow = 0; ; ) {
    const ran = await runSlice(entrant, 0, count)
    const took = entrant.flight ? ran.took : ran.busy
    const fitting = Math.max(least, Math.round((count * slice) / Math.max(took, 0.01)))
    if (took >= slice / 2 && wall() - begun >= warm) return fitting
    // Calls that outlast slice and warm-up, and not by chance, have told all that is needed.
    if (count === least && took > slice + warm && slow++) return least
    count = Math.min(fitting, count * 10)
  }
}

const quantile = (sorted, part) => {
  const place = (sorted.length - 1) * part
  const low = sorted[Math.floor(place)]
  return low + (sorted[Math.ceil(place)] - low) * (place % 1)
}

/** Median and quartiles of some numbers. */
export function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

/**
 * Lets contestants run against each other.
 *
 * @param entrants by name: `{ call, flight }`
 * @param pace `{ rounds, slice, warm }`; slice and warm-up in milliseconds
 * @returns for each round, microseconds per call: on the clock where there are promises, else of processor time
 */
export async function contest(entrants, { rounds, slice, warm }) {
  const names = Object.keys(entrants)
  const counts = {}
  for (const name of names) counts[name] = await calibrate(entrants[name], slice, warm)
  const times = Object.fromEntries(names.map((name) => [name, []]))
  const loads = Object.fromEntries(names.map((name) => [name, []]))
  const positions = Object.fromEntries(names.map((name) => [name, 0]))
  for (let round = 0; round < rounds; round++) {
    // Nobody always runs first, or always after the same other.
    const turn = round % names.length
    const order = [...names.slice(turn), ...names.slice(0, turn)]
    if (round % 2) order.reverse()
    for (const name of order) {
      const slice = await runSlice(entrants[name], positions[name], counts[name])
      positions[name] += counts[name]
      // Without promises a call is all processor time, and what others do on the machine need not count against it.
      const took = entrants[name].flight ? slice.took : slice.busy
      times[name].push((took * 1000) / counts[name])
      loads[name].push((slice.busy * 1000) / counts[name])
    }
  }
  return new Outcome(times, loads)
}

/** What a contest has shown. */
export class Outcome {
  /** `loads`: microseconds of processor time per call in each round, on all threads. */
  constructor(times, loads = times) {
    this.times = times
    this.loads = loads
  }

  get names() {
    return Object.keys(this.times)
  }

  has(name) {
    return name in this.times
  }

  /** Microseconds per call: median and quartiles over the rounds. */
  time(name) {
    return spread(this.times[name])
  }

  /** Calls per second, from the median. */
  rate(name) {
    return 1e6 / this.time(name).median
  }

  /** How many times as fast `name` is as `other`: median and quartiles of the rounds' own ratios. */
  ratio(name, other) {
    return ratios(this.times, name, other)
  }

  /** The same in processor time: what counts where all cores are busy, and what a crowded machine disturbs least. */
  loadRatio(name, other) {
    return ratios(this.loads, name, other)
  }

  toJSON() {
    const figures = (name) => ({ ...rounded(this.time(name)), processor: rounded(spread(this.loads[name])).median })
    return Object.fromEntries(this.names.map((name) => [name, figures(name)]))
  }
}

const ratios = (times, name, other) => spread(times[name].map((time, round) => times[other][round] / time))

const rounded = (figures) =>
  Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, Number(figure.toPrecision(4))]))
