// The conformance cases in QuickJS: `node quickjs.mjs iife.js`.
import { readFileSync } from 'node:fs'
import { getQuickJS } from 'quickjs-emscripten'

const quickjs = await getQuickJS()
const runtime = quickjs.newRuntime()
const context = runtime.newContext()

/** The value of a completed call; an engine's error is told in words. */
function valueOf(result) {
  if (!result.error) return result.value
  const { name, message, stack } = context.dump(result.error)
  throw new Error(`QuickJS: ${name}: ${message}\n${stack}`)
}

valueOf(context.evalCode(readFileSync(process.argv[2], 'utf8'), 'iife.js')).dispose()
const settled = context.resolvePromise(valueOf(context.evalCode('runSuite()')))
valueOf(runtime.executePendingJobs())
console.log(`REPORT ${context.getString(valueOf(await settled))}`)
