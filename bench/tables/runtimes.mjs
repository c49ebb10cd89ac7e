// Plain RS256 verification in the runtimes that are at hand: where Web Crypto is slow, plain TypeScript is faster.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { syncEntry } from '../contestants/ours.mjs'
import { micros, times } from '../figures.mjs'
import { Outcome } from '../harness.mjs'
import { progress } from '../terminal.mjs'

export const id = 'runtimes'
export const title = 'Plain RS256 verification beside each runtime’s own, serially'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const script = here('../plain-rsa.mjs')

/** Where each runtime's program may be, besides the PATH. */
const RUNTIMES = {
  Node: [process.execPath],
  Deno: [
    process.env.DENO,
    here('../../test/runtimes/node_modules/@deno/linux-x64-glibc/deno'),
    here('../node_modules/@deno/linux-x64-glibc/deno'),
    'deno',
  ],
  Bun: [
    process.env.BUN,
    here('../../test/runtimes/node_modules/@oven/bun-linux-x64/bin/bun'),
    here('../node_modules/@oven/bun-linux-x64/bin/bun'),
    'bun',
  ],
}

const ARGUMENTS = { Node: [], Deno: ['run', '--no-prompt', '--allow-read'], Bun: ['run'] }

function runIn(name) {
  for (const program of RUNTIMES[name]) {
    if (!program || (program.includes('/') && !existsSync(program))) continue
    const { stdout, status, error } = spawnSync(program, [...ARGUMENTS[name], script], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    if (status === 0) return JSON.parse(stdout)
    if (error?.code !== 'ENOENT') return undefined
  }
  return undefined
}

export async function run(stage) {
  if (!syncEntry) return { blocks: [], notes: ['dist/sync.js is not built yet.'] }
  const rows = []
  const missing = []
  for (const name of Object.keys(RUNTIMES)) {
    progress(`plain RS256 in ${name}`)
    const result = runIn(name)
    progress('')
    if (!result) {
      missing.push(name)
      continue
    }
    const outcome = new Outcome(result.times)
    stage.outcomes.set(`plain RS256 ${name}`, outcome)
    const { plain, subtle } = { plain: outcome.time('plain').median, subtle: outcome.time('subtle').median }
    rows.push([result.runtime, micros(plain), micros(subtle), times(outcome.ratio('plain', 'subtle').median)])
  }
  const notes = missing.length
    ? [
        `Not at hand: ${missing.join(', ')} (on the PATH, or named by ${missing.map((name) => name.toUpperCase()).join(', ')}).`,
      ]
    : []
  return { blocks: [{ head: ['', 'plain µs', 'subtle.verify µs, awaited', 'plain is faster by'], rows }], notes }
}
