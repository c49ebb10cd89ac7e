// The sync entry's two roads: plain TypeScript and node:crypto. This table decides which one it takes by itself.

import { syncContestant, syncEntry } from '../contestants/ours.mjs'
import { micros, times } from '../figures.mjs'
import { SIZES } from '../material.mjs'

export const id = 'roads'
export const title = 'The sync entry: plain TypeScript against node:crypto'

const CASES = [
  ['sign', ['HS256', 'HS384', 'HS512']],
  ['verify', ['HS256', 'HS384', 'HS512', 'RS256', 'RS512', 'PS256']],
]

export async function run(stage) {
  if (!syncEntry) return { blocks: [], notes: ['dist/sync.js is not built yet.'] }
  const [plain, native] = [syncContestant('plain'), syncContestant('native')]
  const chosen = syncContestant()
  const rows = []
  for (const [operation, algorithms] of CASES) {
    for (const algorithm of algorithms) {
      for (const size of ['small', 'typical', 'large']) {
        const scene = { mode: 'sync', operation, algorithm, size, cast: 'roads' }
        const outcome = await stage.contest(scene, [plain, native, chosen])
        const time = ({ name }) => micros(outcome.time(name).median)
        const gain = outcome.ratio(plain.name, native.name).median
        const faster = gain > 1.05 ? 'plain' : gain < 0.95 ? 'native' : 'even'
        rows.push([
          `${operation} ${algorithm}`,
          SIZES[size],
          time(plain),
          time(native),
          times(gain),
          faster,
          time(chosen),
        ])
      }
    }
  }
  const head = ['', 'bytes', 'plain µs', 'native µs', 'plain against native', 'faster', 'as chosen µs']
  return {
    blocks: [{ head, rows, left: [0, 5] }],
    notes: ['The rest has one road in Node: private keys and elliptic curves are node:crypto’s.'],
  }
}
