// How near the async entry comes to the raw crypto call, for every algorithm.

import { countersign } from '../contestants/ours.mjs'
import { micros, rate, times } from '../figures.mjs'
import { ALGORITHMS } from '../material.mjs'
import { RAW } from '../stage.mjs'

export const id = 'limits'
export const title = 'Every algorithm beside the raw crypto.subtle call, payload 200 B'

/** The scene in which one figure of this table was measured. */
export const scene = (operation, algorithm, flight) => ({
  mode: 'async',
  operation,
  algorithm,
  flight,
  size: 'small',
  cast: 'limit',
})

export async function run(stage) {
  const rows = []
  const chart = []
  // From the dearest to the cheapest: whoever comes first pays for the compiling of what all share.
  for (const algorithm of Object.keys(ALGORITHMS).reverse()) {
    const row = [algorithm]
    for (const operation of ['sign', 'verify']) {
      for (const flight of [1, 64]) {
        const outcome = await stage.contest(scene(operation, algorithm, flight), [countersign])
        const { name } = countersign
        const figure = flight === 1 ? micros(outcome.time(name).median) : rate(outcome.rate(name))
        row.push(figure, times(outcome.ratio(name, RAW.async).median))
        if (flight === 64) row.push(times(outcome.loadRatio(name, RAW.async).median))
        if (flight === 64) chart.unshift([`${algorithm} ${operation}`, outcome.rate(name)])
      }
    }
    rows.unshift(row)
  }
  const head = ['', 'sign µs', '× raw', 'sign/s', '× raw', 'CPU', 'verify µs', '× raw', 'verify/s', '× raw', 'CPU']
  return {
    blocks: [{ head, rows }],
    charts: [{ file: 'algorithms', title: 'Calls per second with 64 under way', unit: '/s', log: true, bars: chart }],
    notes: [
      'µs: one call after another, each awaited. /s: 64 calls under way. × raw: how much of the speed of the bare crypto.subtle call (same key, same bytes, nothing around it) is left once a token is made or judged: 1.00 would mean that all the rest is free. CPU: the same ratio in processor time on all threads, with 64 under way.',
      'Web Crypto computes on a thread of its own, so one awaited call mostly waits for the way there and back.',
    ],
  }
}
