// Millions of verifications, good tokens and hostile ones mixed, while keys rotate:
// `node test/endurance/verify.mjs [sync] [async] [--svg FILE]`, default ten million without promises and one million with.
// Prints what came of it, and ends with 1 when memory grew, when a verdict was not the expected one, when an error went
// unheard, or when something kept the process alive.
import { parseArgs } from 'node:util'
import { runAsync } from './async.mjs'
import { runSync } from './sync.mjs'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { svg: { type: 'string' } } })
const [withoutPromises = 10_000_000, withPromises = 1_000_000] = positionals.map(Number)

let unheard = 0
process.on('unhandledRejection', () => unheard++)

const started = performance.now()
const faults = []
for (const [name, run, count] of [
  ['without promises', runSync, withoutPromises],
  ['with promises', runAsync, withPromises],
]) {
  const begun = performance.now()
  const { tally, curve, left, note } = await run(count)
  console.log(`\n${count} verifications ${name}, ${((performance.now() - begun) / 1000).toFixed(0)} s; ${note}`)
  tally.print()
  curve.print()
  console.log(`second half: ${curve.growth} MB more, ${curve.flat ? 'flat' : 'NOT FLAT'}`)
  if (values.svg) curve.draw(values.svg.replace(/(\.svg)?$/, ` ${name}.svg`), `Heap after verifications ${name}`)
  if (!tally.exact) faults.push(`verdicts ${name} are not those expected`)
  if (!curve.flat) faults.push(`memory grew ${name}`)
  if (left) faults.push(left)
}

// Set last and not counted: it fires only where something else keeps the process alive.
setTimeout(() => {
  console.log(`the process does not end: ${process.getActiveResourcesInfo()}`)
  process.exit(1)
}, 10_000).unref()

process.once('beforeExit', () => {
  if (unheard) faults.push(`${unheard} rejections that nobody heard`)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(
    `\nended by itself after ${seconds} s, nothing left open; ${faults.length ? faults.join('; ') : 'no fault'}`,
  )
  process.exitCode = faults.length ? 1 : 0
})
