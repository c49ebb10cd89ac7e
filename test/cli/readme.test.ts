import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { read } from '../guards/source.ts'
import { installInto, makeFolder, type Outcome, runProcess } from './stage.ts'

const folder = makeFolder()
const section = /^## The command\n([\s\S]*?)^## /m.exec(read('README.md'))?.[1] ?? ''
const script = /^```sh\n([\s\S]*?)^```/m.exec(section)?.[1] ?? ''

beforeAll(() => installInto(folder.path), 60_000)
afterAll(() => folder.remove())

/** Runs lines where `countersign` is the command, and the first one that fails ends it. */
function paste(lines: string): Promise<Outcome> {
  const start = `countersign() { '${process.execPath}' dist/cli.js "$@"; }\n`
  return runProcess('bash', ['--norc', '-eo', 'pipefail', '-c', start + lines], { cwd: folder.path })
}

it('README: the lines of "The command" can be pasted as they stand, and do what they say', async () => {
  expect(script.split('\n').filter((line) => line.startsWith('countersign ')).length).toBeGreaterThan(8)
  const { code, stdout, stderr } = await paste(script)
  expect([code, stderr]).toEqual([0, ''])
  for (const words of ['UNVERIFIED', 'VERIFIED', 'good', 'pending', 'RS256 2048']) expect(stdout).toContain(words)
  expect(JSON.parse(readFileSync(folder.at('jwks.json'), 'utf8')).keys).toHaveLength(1)
  expect(existsSync(folder.at('ring.json'))).toBe(true)
}, 120_000)

it('README: the section names no option and no command that there is not', async () => {
  for (const [, option = ''] of section.matchAll(/`--([a-z-]+)/g)) {
    const { stdout } = await paste('for name in verify sign keygen inspect; do countersign $name --help; done')
    expect(stdout).toContain(`--${option}`)
  }
  expect((await paste('source <(countersign completion bash)')).code).toBe(0)
}, 60_000)
