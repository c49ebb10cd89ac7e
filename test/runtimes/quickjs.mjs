// The conformance cases in QuickJS: `node quickjs.mjs iife.js`.
import { readFileSync } from 'node:fs'
import { getQuickJS } from 'quickjs-emscripten'

const quickjs = await getQuickJS()
const runtime = quickjs.newRuntime()
const context = runtime.newContext()

/** What a call completed with; an engine's error is told in words. */
function completed(result) {
  if (!result.error) return result.value
  const { name, message, stack } = context.dump(result.error)
  throw new Error(`QuickJS: ${name}: ${message}\n${stack}`)
}

completed(context.evalCode(readFileSync(process.argv[2], 'utf8'), 'iife.js')).dispose()
const settled = context.resolvePromise(completed(context.evalCode('runSuite()')))
completed(runtime.executePendingJobs())
console.log(`REPORT ${context.getString(completed(await settled))}`)
