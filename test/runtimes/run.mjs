// `npm run test:runtimes [-- NAME …]`: the conformance cases in each runtime, or in those whose names begin so. Installs
// nothing; says what is missing and how to get it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildForms, keySet } from './build.mjs'
import { judge } from './judge.mjs'
import { printMatrix } from './matrix.mjs'
import { RUNTIMES } from './runtimes.mjs'
import { startServer } from './server.mjs'

function picked(names) {
  const known = Object.keys(RUNTIMES)
  if (names.length === 0) return known
  const chosen = known.filter((known) => names.some((name) => known === name || known.startsWith(`${name}-`)))
  const unknown = names.filter((name) => !chosen.some((one) => one === name || one.startsWith(`${name}-`)))
  if (unknown.length > 0) {
    console.error(`There is no runtime ${unknown.join(', ')}. There are: ${known.join(', ')}.`)
    process.exit(2)
  }
  return chosen
}

/** Refuses to begin while something is missing: a matrix with holes reads as if it were whole. */
function insistOn(names) {
  const commands = new Map()
  for (const name of names) {
    const command = RUNTIMES[name].missing()
    if (command) commands.set(command, [...(commands.get(command) ?? []), name])
  }
  if (commands.size === 0) return
  for (const [command, missing] of commands)
    console.error(`Missing for ${missing.join(', ')}. Install with:\n  ${command}`)
  process.exit(2)
}

async function attempt(name, shared) {
  const folder = mkdtempSync(join(shared.folder, `${name}-`))
  return judge(name, await RUNTIMES[name].run({ ...shared, folder, id: name }))
}

async function runOne(name, shared) {
  const started = Date.now()
  const row = await attempt(name, shared)
    .catch((error) => {
      // A browser that does not start, or ends, has said nothing about the library; a case that fails is not tried again.
      console.log(`… ${name} did not report, and is tried once more: ${error.message}`)
      return attempt(name, shared)
    })
    .catch((error) => ({ name, roads: {}, faults: [`did not report, twice: ${error.message}`] }))
  row.seconds = (Date.now() - started) / 1000
  console.log(`${row.faults.length ? '✗' : '✓'} ${name}: ${row.agent ?? 'no answer'}`)
  return row
}

const names = picked(process.argv.slice(2))
insistOn(names)
const folder = mkdtempSync(join(tmpdir(), 'countersign-runtimes-'))
const server = await startServer(await keySet())
const rows = []
try {
  const forms = join(folder, 'forms')
  await buildForms(forms, server.origin)
  server.serve(forms)
  for (const name of names) rows.push(await runOne(name, { folder, forms, server }))
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
process.exitCode = printMatrix(rows) ? 0 : 1
