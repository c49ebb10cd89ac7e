// The conformance cases in QuickJS: `node quickjs.mjs iife.js`.
import { readFileSync } from 'node:fs'
import { getQuickJS } from 'quickjs-emscripten'

const quickjs = await getQuickJS()
const runtime = quickjs.newRuntime()
runtime.setMaxStackSize(8 * 1024 * 1024)
const context = runtime.newContext()
context.unwrapResult(context.evalCode(readFileSync(process.argv[2], 'utf8'), 'iife.js')).dispose()
const promise = context.unwrapResult(context.evalCode('runSuite()'))
const settled = context.resolvePromise(promise)
runtime.executePendingJobs()
console.log(`REPORT ${context.getString(context.unwrapResult(await settled))}`)
