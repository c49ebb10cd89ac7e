// What a verifier weighs, and whether anything stays behind.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { micros, thousands } from '../figures.mjs'
import { progress } from '../terminal.mjs'

export const id = 'memory'
export const title = 'Memory: a verifier’s weight, and what stays after many tokens'

const child = fileURLToPath(new URL('../memory-child.mjs', import.meta.url))

export async function run(stage) {
  progress('memory')
  const operations = stage.full ? 1_000_000 : 100_000
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--expose-gc', child, String(operations)], {
    encoding: 'utf8',
    timeout: 180_000,
  })
  progress('')
  if (status !== 0) throw new Error(`The measurement of memory failed: ${stderr.slice(0, 300)}`)
  const rows = Object.entries(JSON.parse(stdout)).map(([name, { weight, operations, growth, first, last }]) => [
    name,
    thousands(weight),
    thousands(operations),
    `${growth < 0 ? '−' : ''}${thousands(Math.abs(growth) / 1024)}`,
    micros(first),
    micros(last),
  ])
  const head = ['', 'bytes per verifier', 'tokens verified', 'heap growth, KiB', 'first tenth, µs', 'last tenth, µs']
  return { blocks: [{ head, rows }], notes: ['HS256; heap after garbage collection; 2,000 different tokens in turn.'] }
}
