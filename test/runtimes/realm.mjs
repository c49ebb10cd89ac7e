// The conformance cases in a realm that has the language and nothing else: `node realm.mjs iife.js`.
import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'

const realm = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
const had = runInContext('[typeof crypto, typeof process, typeof TextDecoder, typeof Buffer, typeof URL].join()', realm)
if (/[^u,]/.test(had.replaceAll('undefined', 'u'))) throw new Error(`the realm is not bare: ${had}`)
runInContext(readFileSync(process.argv[2], 'utf8'), realm)
const text = await runInContext('runSuite()', realm)
console.log(`REPORT ${text}`)
