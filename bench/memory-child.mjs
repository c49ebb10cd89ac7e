// Run by tables/memory.mjs in a process of its own, with --expose-gc: what verifiers weigh, and what stays after many
// tokens. Prints one line of JSON.

import { createVerifier } from '../dist/index.js'
import { syncEntry } from './contestants/ours.mjs'
import { makeKeys, makePool } from './material.mjs'

const operations = Number(process.argv[2])
const keys = makeKeys('HS256')
const pool = makePool(keys, 'typical', 2000)
const options = { algorithms: ['HS256'] }

const heap = () => {
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

function weighVerifiers(create) {
  const count = 10_000
  const before = heap()
  const kept = Array.from({ length: count }, () => create(keys.signText, options))
  const weight = (heap() - before) / count
  return kept.length === count ? weight : Number.NaN
}

/** Heap growth over many tokens, and microseconds per token in the first and the last tenth. */
async function run(verify, many, wait) {
  for (let at = 0; at < 20_000; at++) await verify(pool[at % pool.length])
  const tenth = Math.ceil(many / 10)
  const times = []
  const before = heap()
  for (let part = 0; part < 10; part++) {
    const begun = performance.now()
    for (let at = 0; at < tenth; at++) {
      const result = verify(pool[at % pool.length])
      if (wait) await result
    }
    times.push(((performance.now() - begun) * 1000) / tenth)
  }
  return { operations: tenth * 10, growth: heap() - before, first: times[0], last: times[9] }
}

const results = {
  countersign: {
    weight: weighVerifiers(createVerifier),
    ...(await run(createVerifier(keys.signText, options), operations / 10, true)),
  },
}
if (syncEntry) {
  const { createVerifier: create } = syncEntry
  results['countersign/sync'] = {
    weight: weighVerifiers(create),
    ...(await run(create(keys.signText, options), operations, false)),
  }
}
console.log(JSON.stringify(results))
