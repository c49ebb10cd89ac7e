// What countersign adds to a page or a worker, beside other libraries for the same job: `npm run bench:sizes`, after
// `npm --prefix bench/sizes install`. Kilobytes (1000 bytes), minified and gzipped.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { bold, dim, heading, table, wrapped } from '../terminal.mjs'

const { BUNDLER_NAMES, bundle } = await import('./bundlers.mjs').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
  console.error('The bundlers are not installed: npm --prefix bench/sizes install')
  process.exit(1)
})
const { JOBS } = await import('./jobs.mjs')
const { spendingOf } = await import('./spending.mjs')

const version = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version

/** The size of some code by each bundler, in kB. */
async function sizesOf(code) {
  const sizes = []
  for (const name of BUNDLER_NAMES) {
    const text = await bundle(name, code)
    sizes.push((gzipSync(text, { level: 9 }).length / 1000).toFixed(1))
  }
  return sizes
}

console.log(bold('Bundles, minified and gzipped, in kB'))
const versions = ['jose', 'hono', 'oslo', 'rollup', 'webpack'].map((name) => `${name} ${version(name)}`)
console.log(dim(versions.join(', ')))

for (const { name, ours, rivals } of JOBS) {
  const rows = [['countersign', ...(await sizesOf(ours))]]
  for (const [rival, { code }] of Object.entries(rivals)) rows.push([rival, ...(await sizesOf(code))])
  console.log(heading(name))
  console.log(table(['', ...BUNDLER_NAMES], rows))
  for (const [rival, { less }] of Object.entries(rivals))
    if (less) console.log(dim(wrapped('  · ', `${rival}: ${less}`)))
}

console.log(heading('What the bytes of verify are spent on'))
const spending = await spendingOf('verify', fileURLToPath(new URL('../..', import.meta.url)))
console.log(
  table(
    ['', 'kB less without it'],
    spending.map(([what, bytes]) => [what, (bytes / 1000).toFixed(1)]),
  ),
)
