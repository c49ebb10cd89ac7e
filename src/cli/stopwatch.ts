/** Something whose cost is measured: one call of it. */
export interface Task {
  readonly name: string
  run(): unknown
}

/** How long one look at one task lasts, in milliseconds. */
const SLICE = 15

/**
 * Measures tasks by turns, so that a busy moment of the machine falls on all of them, until the time is up.
 *
 * @returns microseconds for one call: the median of all looks, by the task's name
 */
export async function measure(
  tasks: readonly Task[],
  seconds: number,
  onRound: (share: number) => void,
): Promise<ReadonlyMap<string, number>> {
  const looks = new Map(tasks.map(({ name }) => [name, [] as number[]]))
  // The first calls are slow: the engine has not compiled them yet.
  for (const task of tasks) look(task)
  const begun = performance.now()
  const end = begun + seconds * 1000
  do {
    for (const task of tasks) looks.get(task.name)?.push(look(task))
    onRound(Math.min(1, (performance.now() - begun) / (seconds * 1000)))
    // A moment for signals, and for the progress line to be written.
    await new Promise((resolve) => setTimeout(resolve, 0))
  } while (performance.now() < end)
  onRound(1)
  return new Map([...looks].map(([name, times]) => [name, median(times)]))
}

function look({ run }: Task): number {
  let calls = 0
  const begun = performance.now()
  let spent = 0
  while (spent < SLICE) {
    run()
    calls += 1
    spent = performance.now() - begun
  }
  return (spent / calls) * 1000
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
