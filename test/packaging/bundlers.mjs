// One bundler, one entry of a folder: `node bundlers.mjs BUNDLER FOLDER ENTRY`. Prints what the bundler had to say
// against it, and where the bundle is.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What a bundler asks of a package's exports when it builds for the edge: as Next.js and others set it. */
const EDGE = ['edge-light', 'worker', 'browser', 'import', 'module', 'default']

/** What Next.js warns of in code for the edge, besides `eval` and `process`. */
const NOT_ON_THE_EDGE = ['clearImmediate', 'setImmediate', 'BroadcastChannel', 'CompressionStream', 'MessageChannel']

async function vite({ folder, entry, out }) {
  const { build } = await import('vite')
  const warnings = []
  const warn = (text) => warnings.push(text)
  const customLogger = { info() {}, warn, warnOnce: warn, error: warn, clearScreen() {}, hasErrorLogged: () => false }
  const input = join(folder, `${entry}.html`)
  // The polyfill looks for a document, and Node is to run the script too; one file has nothing to load ahead.
  const options = { outDir: out, modulePreload: { polyfill: false }, rolldownOptions: { input } }
  await build({ root: folder, configFile: false, customLogger, build: options })
  const [script] = readdirSync(join(out, 'assets')).filter((name) => name.endsWith('.js'))
  return { warnings, script: join(out, 'assets', script) }
}

async function rollup({ folder, entry, out }) {
  const { rollup: open } = await import('rollup')
  const { nodeResolve } = await import('@rollup/plugin-node-resolve')
  const warnings = []
  const onwarn = ({ message }) => warnings.push(message)
  const bundle = await open({
    input: join(folder, `${entry}.js`),
    plugins: [nodeResolve({ browser: true, preferBuiltins: false })],
    onwarn,
  })
  await bundle.write({ dir: out, format: 'es' })
  return { warnings, script: join(out, `${entry}.js`) }
}

async function esbuildEdge({ folder, entry, out }) {
  const { build } = await import('esbuild')
  const script = join(out, `${entry}.js`)
  const options = { bundle: true, format: 'iife', platform: 'browser', conditions: EDGE, logLevel: 'silent' }
  const { warnings } = await build({ ...options, entryPoints: [join(folder, `${entry}.js`)], outfile: script })
  return { warnings: warnings.map(({ text }) => text), script }
}

async function runWebpack({ folder, entry, out }, more) {
  const { default: pack } = await import('webpack')
  const options = { mode: 'production', context: folder, entry: `./${entry}.js`, target: ['web', 'es2022'], ...more }
  const compiler = pack({ ...options, output: { path: out, filename: `${entry}.js` } })
  const stats = await new Promise((resolve, reject) => {
    compiler.run((error, result) => (error ? reject(error) : resolve(result)))
  })
  await new Promise((resolve) => compiler.close(resolve))
  const { warnings, errors } = stats.toJson({ warnings: true, errors: true })
  return { warnings: [...warnings, ...errors].map(({ message }) => message), script: join(out, `${entry}.js`) }
}

const webpack = (job) => runWebpack(job, {})

/** Warns as Next.js does of what the edge has not, which its users then read in each of their builds. */
class EdgeGuard {
  apply(compiler) {
    compiler.hooks.compilation.tap('EdgeGuard', (compilation, { normalModuleFactory }) => {
      const report = (name) => {
        compilation.warnings.push(new Error(`${name} is not supported in the Edge Runtime`))
      }
      normalModuleFactory.hooks.parser.for('javascript/esm').tap('EdgeGuard', ({ hooks }) => {
        for (const name of NOT_ON_THE_EDGE) hooks.expression.for(name).tap('EdgeGuard', () => report(name))
        for (const name of ['eval', 'Function']) hooks.call.for(name).tap('EdgeGuard', () => report(name))
        hooks.new.for('Function').tap('EdgeGuard', () => report('new Function'))
        for (const chain of [hooks.callMemberChain, hooks.expressionMemberChain]) {
          chain.for('process').tap('EdgeGuard', (_, [member]) => {
            if (member !== 'env') report(`process.${member}`)
          })
        }
      })
    })
  }
}

const webpackEdge = (job) => runWebpack(job, { resolve: { conditionNames: EDGE }, plugins: [new EdgeGuard()] })

const [name, folder, entry] = process.argv.slice(2)
const BUNDLERS = { vite, rollup, webpack, esbuildEdge, webpackEdge }
const report = await BUNDLERS[name]({ folder, entry, out: join(folder, `${name}-${entry}`) })
console.log(`REPORT ${JSON.stringify(report)}`)
