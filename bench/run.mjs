// The bench. `npm run bench` takes three minutes, `npm run bench:full` about a quarter of an hour; that one, and `--save`,
// write the figures to bench/results/. `--only limits,fresh` runs some tables alone; their names are printed by `--list`.

import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { machine, machineLines } from './machine.mjs'
import { show, write } from './report.mjs'
import { Stage } from './stage.mjs'
import * as families from './tables/families.mjs'
import * as growth from './tables/growth.mjs'
import * as limits from './tables/limits.mjs'
import * as memory from './tables/memory.mjs'
import * as refusals from './tables/refusals.mjs'
import * as repeated from './tables/repeated.mjs'
import { fresh, textKeys } from './tables/rivals.mjs'
import * as roads from './tables/roads.mjs'
import * as runtimes from './tables/runtimes.mjs'
import * as start from './tables/start.mjs'
import { judge, targetTable } from './targets.mjs'
import { bold, dim, yellow } from './terminal.mjs'

const TABLES = [limits, fresh, textKeys, repeated, refusals, roads, growth, families, runtimes, start, memory]

/** Milliseconds; thousands of tokens, so that nobody's cache helps where caches are off. */
const QUICK = { pace: { rounds: 9, slice: 10, warm: 15 }, pool: 2000, patience: 100 }
const FULL = { pace: { rounds: 21, slice: 20, warm: 60 }, pool: 5000, patience: 1200 }

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})

if (values.list) {
  for (const { id, title } of TABLES) console.log(`${id.padEnd(12)}${title}`)
  process.exit(0)
}

const wanted = values.only?.split(',')
const unknown = wanted?.find((name) => !TABLES.some(({ id }) => id === name))
if (unknown !== undefined) {
  console.error(`There is no table ${JSON.stringify(unknown)}; --list names them.`)
  process.exit(1)
}

const begun = performance.now()
const scale = values.full ? FULL : QUICK
const stage = await new Stage({ full: values.full, ...scale }).open()
const facts = machine(stage.rivals)

console.log(bold('countersign, measured'))
for (const line of machineLines(facts)) console.log(dim(line))
console.log(
  dim(
    `medians of ${scale.pace.rounds} interleaved rounds, ratios taken within each round; processor time where there is no promise, else time on the clock`,
  ),
)
if (facts.load > facts.cores / 2)
  console.log(yellow('Others are using this machine: trust ratios before figures, and no small difference.'))
if (!stage.sync) console.log(yellow('The sync entry (dist/sync.js) is not built: its rows are left out.'))
if (!stage.rivals.length) console.log(yellow('The other libraries are not installed: npm --prefix bench install'))

const sections = []
for (const { id, title, run } of TABLES) {
  if (wanted && !wanted.includes(id)) continue
  const from = performance.now()
  const section = { id, title, ...(await run(stage)) }
  show({ ...section, seconds: (performance.now() - from) / 1000 })
  sections.push(section)
}

const crowded = Math.max(facts.load, loadavg()[0] - 1) > facts.cores / 2
const targets = judge(stage, crowded)
const verdicts = targetTable(targets, crowded)
show(verdicts)
sections.unshift(verdicts)
if ((values.full || values.save) && !wanted) {
  const name = `node-${process.versions.node.split('.')[0]}`
  const record = { facts, sections, outcomes: stage.outcomes, targets, pace: scale.pace }
  const written = write(new URL('results/', import.meta.url), name, record)
  console.log(`\nWritten to bench/results/: ${written.join(', ')}`)
}
if (stage.shortened) console.log(yellow(`\nThe machine was slow: ${stage.shortened} contests had three rounds only.`))
console.log(dim(`\n${((performance.now() - begun) / 1000).toFixed(0)} s`))
