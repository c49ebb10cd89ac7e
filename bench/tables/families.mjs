// What RS256 costs against HS256, by key size, and against the elliptic curves: the question that comes up first.

import { countersign } from '../contestants/ours.mjs'
import { rate, times } from '../figures.mjs'

export const id = 'families'
export const title = 'RS256 against HS256, by key size, and the elliptic curves'

const ROWS = [['HS256'], ['RS256', 2048], ['RS256', 3072], ['RS256', 4096], ['ES256'], ['Ed25519']]

const label = (algorithm, bits) => (bits ? `${algorithm}, ${bits} bits` : algorithm)

export async function run(stage) {
  const [ours] = stage.contestants('sync')
  const rows = []
  const bars = []
  const first = {}
  for (const [algorithm, modulusLength] of ROWS) {
    const row = [label(algorithm, modulusLength)]
    for (const operation of ['sign', 'verify']) {
      // 64 signatures of 4,096 bits take a quarter of a second: a few rounds of them say enough.
      const scene = { operation, algorithm, modulusLength, cast: 'families', bare: true, rounds: stage.full ? 11 : 5 }
      const core = await stage.contest({ ...scene, mode: 'sync' }, [ours])
      const both = await stage.contest({ ...scene, mode: 'async', flight: 64 }, [countersign])
      const figure = core.rate(ours.name)
      first[operation] ??= figure
      row.push(rate(figure), times(first[operation] / figure), rate(both.rate(countersign.name)))
      bars.push([`${label(algorithm, modulusLength)} ${operation}`, figure])
    }
    rows.push(row)
  }
  const head = ['', 'sign/s', 'dearer', 'sign/s, async', 'verify/s', 'dearer', 'verify/s, async']
  return {
    blocks: [{ head, rows }],
    charts: [{ file: 'families', title: 'Tokens per second on one core', unit: '/s', log: true, bars }],
    notes: [
      `The first of each: ${ours.name} on one core, per second; “dearer” is against HS256. async: countersign with 64 calls under way, whose crypto runs on threads beside.`,
      'A service that verifies RS256 spends some tens of microseconds per request; what RSA makes dear is signing, once per login.',
    ],
  }
}
