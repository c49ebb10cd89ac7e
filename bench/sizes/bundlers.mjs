// One piece of code bundled and minified by each bundler as its own documentation says, for browsers.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import webpack from 'webpack'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

/** The package under test by its own names, as its manifest's `exports` has them. */
const OWN = { 'countersign/sync': join(root, 'dist/sync.js'), countersign: join(root, 'dist/index.js') }

const withOwnPaths = (code) => code.replace(/'(countersign(?:\/sync)?)'/g, (_, name) => JSON.stringify(OWN[name]))

async function byEsbuild(code) {
  const options = {
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    legalComments: 'none',
  }
  const stdin = { contents: code, resolveDir: here }
  const { outputFiles } = await build({ ...options, target: 'es2022', stdin, logLevel: 'silent' })
  return outputFiles[0].text
}

async function byRollup(code) {
  const entry = {
    name: 'entry',
    resolveId: (id) => (id === 'entry' ? join(here, 'entry.mjs') : null),
    load: (id) => (id === join(here, 'entry.mjs') ? code : null),
  }
  const plugins = [entry, nodeResolve({ browser: true })]
  const bundle = await rollup({ input: 'entry', plugins, onwarn: () => {} })
  const { output } = await bundle.generate({
    format: 'es',
    inlineDynamicImports: true,
    plugins: [terser({ module: true })],
  })
  await bundle.close()
  return output[0].code
}

async function byWebpack(code) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-sizes-'))
  try {
    writeFileSync(join(folder, 'entry.mjs'), code)
    const resolve = { modules: [join(here, 'node_modules')] }
    const output = { path: folder, filename: 'out.js' }
    const stats = await promisify(webpack)({
      mode: 'production',
      entry: join(folder, 'entry.mjs'),
      resolve,
      output,
      target: 'web',
    })
    if (stats.hasErrors()) throw new Error(stats.toString({ errors: true }))
    return readFileSync(join(folder, 'out.js'), 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const BUNDLERS = { esbuild: byEsbuild, Rollup: byRollup, webpack: byWebpack }

/** The bundlers' names. */
export const BUNDLER_NAMES = Object.keys(BUNDLERS)

/** The minified bundle of some code, by the bundler of that name. */
export function bundle(name, code) {
  return BUNDLERS[name](withOwnPaths(code))
}
