// The conformance cases in edge-light: `node edge.mjs iife.js`.
import { readFileSync } from 'node:fs'
import { EdgeRuntime } from 'edge-runtime'

const runtime = new EdgeRuntime()
runtime.evaluate(readFileSync(process.argv[2], 'utf8'))
const text = await runtime.evaluate('runSuite()')
process.stdout.write(`REPORT ${text}\n`, () => process.exit(0))
