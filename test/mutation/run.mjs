// Mutation testing: does some test fail when a check is taken out? `npm run mutation` for all of src/, `-- src/keys` for a
// room or a file, `-- --changed` for what the last commit changed (what CI does).
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { judge } from './judge.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const stryker = join(root, 'test/mutation/node_modules/@stryker-mutator/core/bin/stryker.js')

/** How many files of a large commit are tried: CI has other things to do. */
const MOST_CHANGED = 3

function changedFiles() {
  const { stdout } = spawnSync('git', ['diff', '--name-only', '--diff-filter=AM', 'HEAD~1', '--', 'src'], {
    cwd: root,
    encoding: 'utf8',
  })
  const files = stdout.split('\n').filter((path) => /^src\/(?!cli|playground|types)\w+\/.*\.ts$/.test(path))
  return files.slice(0, MOST_CHANGED)
}

function patternOf(path) {
  return existsSync(join(root, path)) && statSync(join(root, path)).isDirectory() ? `${path}/**/*.ts` : path
}

if (!existsSync(stryker)) {
  console.error('Stryker is not installed: npm install --prefix test/mutation')
  process.exit(1)
}

const given = process.argv.slice(2)
const changed = given.includes('--changed')
const paths = changed ? changedFiles() : given.filter((argument) => !argument.startsWith('--'))
if (changed && paths.length === 0) {
  console.log('The last commit changed nothing in src/ that mutation testing looks at.')
  process.exit(0)
}
const options = given.filter((argument) => argument.startsWith('--') && argument !== '--changed')
const mutate = paths.length > 0 ? ['--mutate', paths.map(patternOf).join(',')] : []
const run = ['run', 'test/mutation/stryker.config.mjs', ...mutate, ...options]
const { status } = spawnSync(process.execPath, [stryker, ...run], { cwd: root, stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
process.exit(judge(join(root, 'test/mutation/report.json'), join(root, 'test/mutation/equivalent.json')) > 0 ? 1 : 0)
