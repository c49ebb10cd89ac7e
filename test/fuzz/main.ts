// The long run: all targets by turns, each in batches, until the time is up. Prints what it tried and what it found.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { timeFamilies, weighFamilies } from './growth.ts'
import { admitShared } from './oracle.ts'
import type { Target } from './target.ts'
import { targets } from './targets.ts'

/** How to run. */
export interface Run {
  readonly minutes: number
  readonly seed: number
  /** Names of targets; all when absent. */
  readonly only?: readonly string[] | undefined
  /** The folder for failures. */
  readonly saveTo: string
}

/** What a target has come to. */
interface Tally {
  readonly target: Target
  inputs: number
  seconds: number
  failures: number
  batch: number
}

/** The name under which growth can be asked for; it is no target, since it takes no generated inputs. */
const GROWTH = 'growth'

/** Seconds that a batch is to take: long enough to count for more than the turn to the next target. */
const BATCH = 1
/** After so many failures a target is left alone: one mistake is found again and again. */
const MOST_FAILURES = 3

/** Fuzzes, prints what was done, and saves what was found. @returns the number of failures */
export async function fuzz({ minutes, seed, only, saveTo }: Run): Promise<number> {
  const unknown = only?.filter((name) => name !== GROWTH && !targets.some((target) => target.name === name)) ?? []
  const chosen = targets.filter(({ name }) => !only || only.includes(name))
  if (unknown.length)
    throw new Error(`no such target: ${unknown}; there are ${[...targets.map(({ name }) => name), GROWTH]}`)
  console.log(`seed ${seed}, ${minutes} min, targets: ${chosen.map(({ name }) => name).join(', ')}`)
  // It takes a minute of its own.
  const growth = (only ? only.includes(GROWTH) : minutes >= 1) ? await timeFamilies() : undefined
  const stray: unknown[] = []
  const onStray = (reason: unknown) => void stray.push(reason)
  process.on('unhandledRejection', onStray)
  const tallies = chosen.map((target): Tally => ({ target, inputs: 0, seconds: 0, failures: 0, batch: 0 }))
  const end = performance.now() + minutes * 60_000
  while (performance.now() < end) {
    const open = tallies.filter(({ failures }) => failures < MOST_FAILURES)
    if (!open.length) break
    // The one that had the least time so far.
    const next = open.reduce((least, tally) => (tally.seconds < least.seconds ? tally : least))
    await runBatch(next, seed, saveTo, stray)
  }
  await settle()
  process.off('unhandledRejection', onStray)
  if (tallies.length) report(tallies)
  const grown = growth ? await weighFamilies(growth) : []
  for (const fault of grown) console.log(`grows too fast: ${fault}`)
  return tallies.reduce((sum, { failures }) => sum + failures, grown.length)
}

async function runBatch(tally: Tally, seed: number, saveTo: string, stray: unknown[]): Promise<void> {
  const { target } = tally
  const rate = tally.seconds ? tally.inputs / tally.seconds : target.short
  const numRuns = Math.max(10, Math.min(50_000, Math.round(rate * BATCH)))
  // A seed of its own for each batch, which the first one and the batch's number give.
  const own = createHash('sha256')
    .update(`${seed} ${target.name} ${tally.batch++}`)
    .digest()
    .readInt32BE()
  const start = performance.now()
  const found = await fc.check(fc.asyncProperty(target.inputs, target.check), {
    numRuns,
    seed: own,
    endOnFailure: false,
  })
  tally.inputs += found.numRuns + found.numShrinks
  if (found.failed) await save(tally, saveTo, found.counterexample?.[0], found.errorInstance)
  try {
    await settle()
    admitShared()
    if (stray.length) throw stray.splice(0)[0]
  } catch (error) {
    tally.failures++
    console.log(`\n${target.name}, batch seed ${own}: ${textOf(error)}`)
  }
  tally.seconds += (performance.now() - start) / 1000
}

/** Lets promises that nobody waits for come to their end. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve))
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}

/** Saves the smallest input that fails, and shows where it does. */
async function save(tally: Tally, folder: string, input: unknown, found: unknown): Promise<void> {
  tally.failures++
  const { name } = tally.target
  // Its first line alone: a stack names the folders of the machine that it was made on.
  const [what] = String(found).split('\n')
  const text = `${JSON.stringify({ target: name, found: what, input }, null, 2)}\n`
  const file = `${name}-${createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 8)}.json`
  writeFileSync(`${folder}${file}`, text)
  process.setSourceMapsEnabled(true)
  const error = await tally.target.check(input).then(
    () => found,
    (again: unknown) => again,
  )
  console.log(`\n${name}: ${textOf(error).slice(0, 900)}\n  saved as test/fuzz/regressions/${file}`)
  process.setSourceMapsEnabled(false)
}

function report(tallies: readonly Tally[]): void {
  const rows = tallies.map(({ target, inputs, seconds, failures }) => ({
    target: target.name,
    inputs,
    'per second': Math.round(inputs / (seconds || 1)),
    failures,
  }))
  console.table(rows)
  const total = tallies.reduce((sum, { inputs }) => sum + inputs, 0)
  const failures = tallies.reduce((sum, tally) => sum + tally.failures, 0)
  console.log(`${total} inputs, ${failures} failures`)
}
