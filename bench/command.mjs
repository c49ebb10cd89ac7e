// How soon the command is there: `npm run bench:command [-- ROUNDS]`. From the packed tarball, installed in an empty
// folder, against a Node process that does nothing; each by turns, the ratio taken within each pair.

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spread } from './harness.mjs'
import { dim, heading, progress, table } from './terminal.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const rounds = Number(process.argv[2] ?? 21)
const folder = mkdtempSync(join(tmpdir(), 'countersign-command-'))
const TOKEN =
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyLTEiLCJleHAiOjQxMDI0NDQ4MDB9.tMpZ_1lcKUUAKZpfOL3feuFg1c0ILhEXGXd_OnGqNe4'
const env = { PATH: process.env.PATH, HOME: folder, S: 'an example secret of no less than thirty-two bytes' }

function install() {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
    }),
  )
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund']
  execFileSync('npm', ['install', ...flags, join(folder, filename)], { cwd: folder, stdio: 'ignore' })
  writeFileSync(join(folder, 'empty.mjs'), '')
  // What npx costs by itself: a program of the same kind that does nothing.
  const nothing = join(folder, 'node_modules', '.bin', 'nothing')
  writeFileSync(nothing, '#!/usr/bin/env node\n')
  chmodSync(nothing, 0o755)
}

/** Milliseconds that a program takes from its start to its end. */
function time([command, ...args]) {
  const begun = performance.now()
  const { status, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - begun
}

/** Both by turns: the median of each, that of the ratios of the pairs, and the ratio of the quickest two. */
function pair(name, ours, theirs, count) {
  const runs = []
  for (let round = 0; round < count; round++) {
    progress(`${name}: ${round + 1} of ${count}`)
    const base = time(theirs)
    runs.push({ own: time(ours), base })
  }
  const of = (read) => runs.map(read)
  const [own, base] = [of((run) => run.own), of((run) => run.base)]
  const ratios = [spread(of((run) => run.own / run.base)).median, Math.min(...own) / Math.min(...base)]
  return [
    name,
    ...[own, base].map((times) => spread(times).median.toFixed(0)),
    ...ratios.map((ratio) => ratio.toFixed(2)),
  ]
}

const node = ['node', 'empty.mjs']
const command = (...args) => [join('node_modules', '.bin', 'countersign'), ...args]

try {
  install()
  const rows = [
    pair('countersign --version', command('--version'), node, rounds),
    pair('countersign --help', command('--help'), node, rounds),
    pair('countersign decode', command('decode', TOKEN), node, rounds),
    pair('countersign verify (HS256)', command('verify', TOKEN, '--alg', 'HS256', '--secret-env', 'S'), node, rounds),
  ]
  const npx = (...args) => ['npx', '--offline', ...args]
  const few = Math.max(3, Math.ceil(rounds / 3))
  rows.push(pair('npx countersign --version', npx('countersign', '--version'), npx('nothing'), few))
  progress('')
  console.log(heading('The command, from its start to its end'))
  console.log(table(['', 'ms', 'doing nothing, ms', 'ratio', 'of the quickest'], rows))
  console.log(
    dim(
      `  medians of ${rounds} pairs (npx: ${few}). Beside npx stands npx with a program that does nothing; beside the rest,`,
    ),
  )
  console.log(dim(`  node with an empty file. Node ${process.versions.node}.`))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
