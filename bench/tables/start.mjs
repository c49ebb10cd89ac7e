// Cold start: from the start of a process to its first verified token, as a serverless function has it.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { spread } from '../harness.mjs'
import { progress } from '../terminal.mjs'

export const id = 'start'
export const title = 'Cold start: a new process, its import, its first verified token'

const folder = new URL('..', import.meta.url)

const hono = "await m.verify(token, secret, { alg: 'HS256' })"

/** What each program imports, and how it verifies. */
const PROGRAMS = {
  'nothing but Node': [undefined, ''],
  countersign: ['../dist/index.js', "await m.verify(token, secret, { algorithms: ['HS256'] })"],
  'countersign/sync': ['../dist/sync.js', "m.verify(token, secret, { algorithms: ['HS256'] })"],
  jose: ['jose', "await m.jwtVerify(token, new TextEncoder().encode(secret), { algorithms: ['HS256'] })"],
  'hono/jwt': ['hono/jwt', hono],
  'cloudflare-worker-jwt': [
    '@tsndr/cloudflare-worker-jwt',
    "await m.verify(token, secret, { algorithm: 'HS256', throwError: true })",
  ],
  'fast-jwt': ['fast-jwt', "m.default.createVerifier({ key: secret, algorithms: ['HS256'] })(token)"],
  jsonwebtoken: ['jsonwebtoken', "m.default.verify(token, secret, { algorithms: ['HS256'] })"],
}

const program = (specifier, verify, token, secret) => `
const token = ${JSON.stringify(token)}, secret = ${JSON.stringify(secret)}
const begun = performance.now()
${specifier ? `const m = await import(${JSON.stringify(specifier)})` : ''}
const loaded = performance.now()
${verify}
const done = performance.now()
console.log(JSON.stringify([loaded - begun, done - loaded, done]))`

function start(source) {
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  })
  if (status !== 0) throw new Error(`A cold start failed: ${stderr.slice(0, 300)}`)
  return JSON.parse(stdout)
}

export async function run(stage) {
  const keys = stage.keys('HS256')
  const [token] = stage.pool(keys, 'typical')
  const there = ([name, [specifier]]) =>
    !specifier ||
    (specifier.startsWith('.')
      ? existsSync(new URL(specifier, folder))
      : stage.rivals.some((rival) => rival.name === name))
  const programs = Object.entries(PROGRAMS).filter(there)
  const measured = programs.map(([name]) => [name, []])
  const rounds = stage.full ? 21 : 5
  for (let round = 0; round < rounds; round++) {
    for (const [at, [name, [specifier, verify]]] of programs.entries()) {
      progress(`cold start ${round + 1} of ${rounds}: ${name}`)
      measured[at][1].push(start(program(specifier, verify, token, keys.signText)))
    }
  }
  progress('')
  const median = (runs, part) => spread(runs.map((run) => run[part])).median.toFixed(1)
  const rows = measured.map(([name, runs]) => [name, median(runs, 0), median(runs, 1), median(runs, 2)])
  return {
    blocks: [{ head: ['', 'import ms', 'first verify ms', 'process start to verified ms'], rows }],
    notes: [
      `HS256 with the secret as text; the median of ${rounds} processes each, by turns. All from files, none bundled.`,
    ],
  }
}
