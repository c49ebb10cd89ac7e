// What this library holds itself to, and whether this run has reached it. Ratios within one run only.

import { lean } from './contestants/limits.mjs'
import { countersign } from './contestants/ours.mjs'
import { times } from './figures.mjs'
import { RAW, sceneId } from './stage.mjs'
import { scene as limitScene } from './tables/limits.mjs'
import { refusalId } from './tables/refusals.mjs'
import { raceId } from './tables/repeated.mjs'
import { COMPARED } from './tables/rivals.mjs'
import { green, red, yellow } from './terminal.mjs'

const ASYNC = countersign.name
const SYNC = 'countersign/sync'
const BOTH = ['sign', 'verify']

/** A ratio out of a contest: `[what it is, median, median in processor time]`; nothing when one did not take part. */
function ratio(stage, id, ours, other, label) {
  const outcome = stage.outcomes.get(id)
  if (!outcome?.has(ours) || !outcome.has(other)) return []
  return [[label, outcome.ratio(ours, other).median, outcome.loadRatio(ours, other).median]]
}

const sync = (stage, operation, algorithm, other) =>
  ratio(stage, sceneId({ mode: 'sync', operation, algorithm }), SYNC, other, `${operation}`)

const async_ = (stage, operation, algorithm, flight, other) =>
  ratio(stage, sceneId({ mode: 'async', operation, algorithm, flight }), ASYNC, other, operation)

const limit = (stage, operation, algorithm, flight) =>
  ratio(stage, sceneId(limitScene(operation, algorithm, flight)), ASYNC, RAW.async, `${operation} ${algorithm}`)

const BY_HAND = lean.sync.name

/** Never dearer than a good token, as far as this bench can tell two figures apart. */
const NOISE = 1.05

/** Each with what it asks at least, what it aims at, and the figures that must reach it. `most`: must not exceed. */
const TARGETS = [
  {
    what: 'sync HS256 against fast-jwt',
    least: 1.5,
    aim: 2,
    figures: (stage) => BOTH.flatMap((op) => sync(stage, op, 'HS256', 'fast-jwt')),
  },
  {
    what: 'sync HS256 against jsonwebtoken with a KeyObject',
    least: 20,
    figures: (stage) => BOTH.flatMap((op) => sync(stage, op, 'HS256', 'jsonwebtoken')),
  },
  {
    what: 'sync HS256 against jsonwebtoken with a text, its usual call',
    least: 20,
    figures: (stage) =>
      BOTH.flatMap((op) =>
        ratio(
          stage,
          sceneId({ mode: 'sync', operation: op, algorithm: 'HS256', form: 'asText' }),
          SYNC,
          'jsonwebtoken',
          op,
        ),
      ),
  },
  {
    what: 'sync HS256 verify against the same by hand on createHmac',
    least: 1,
    figures: (stage) => sync(stage, 'verify', 'HS256', BY_HAND),
  },
  {
    what: 'cached verify against fast-jwt’s cache, every call a hit',
    least: 2,
    aim: 4,
    figures: (stage) =>
      ['HS256', 'RS256'].flatMap((algorithm) =>
        ratio(stage, raceId('sync', algorithm, 'every call a hit'), `${SYNC}, cache`, 'fast-jwt, cache', algorithm),
      ),
  },
  {
    what: 'sync RS256 against raw crypto.sign and crypto.verify',
    least: 0.9,
    figures: (stage) => BOTH.flatMap((op) => sync(stage, op, 'RS256', RAW.sync)),
  },
  {
    what: 'async HS256 at 64 against raw subtle',
    least: 0.65,
    aim: 0.8,
    figures: (stage) => BOTH.flatMap((op) => limit(stage, op, 'HS256', 64)),
  },
  {
    what: 'async HS256 at 64 against jose',
    least: 2,
    aim: 3,
    figures: (stage) => BOTH.flatMap((op) => async_(stage, op, 'HS256', 64, 'jose')),
  },
  {
    what: 'async RS256 verify at 64 against raw subtle',
    least: 0.85,
    aim: 0.95,
    figures: (stage) => limit(stage, 'verify', 'RS256', 64),
  },
  {
    what: 'async RS256 verify at 64 against jose',
    least: 1.5,
    figures: (stage) => async_(stage, 'verify', 'RS256', 64, 'jose'),
  },
  {
    what: 'async serial, every algorithm, against raw subtle',
    least: 0.85,
    aim: 0.95,
    figures: (stage) => COMPARED.flatMap((algorithm) => BOTH.flatMap((op) => limit(stage, op, algorithm, 1))),
  },
  { what: 'key as text on every call against jose, hono, worker-jwt', least: 3, figures: textFigures },
  {
    what: 'bad signature, malformed, oversized against good: HS256',
    most: NOISE,
    figures: (stage) => refusalFigures(stage, 'HS256'),
  },
  {
    what: 'bad signature, malformed, oversized against good: RS256',
    most: NOISE,
    figures: (stage) => refusalFigures(stage, 'RS256'),
  },
  {
    what: 'plain RS256 verify in Deno against its subtle.verify',
    least: 3,
    figures: (stage) => ratio(stage, 'plain RS256 Deno', 'plain', 'subtle', 'verify'),
  },
]

function textFigures(stage) {
  const figures = []
  for (const algorithm of COMPARED) {
    for (const operation of BOTH) {
      const id = sceneId({ mode: 'async', operation, algorithm, form: 'asText', flight: 1 })
      for (const rival of ['jose', 'hono/jwt', 'cloudflare-worker-jwt']) {
        figures.push(...ratio(stage, id, ASYNC, rival, `${operation} ${algorithm}, ${rival}`))
      }
    }
  }
  return figures
}

function refusalFigures(stage, algorithm) {
  return [ASYNC, SYNC].flatMap((name) => {
    const outcome = stage.outcomes.get(refusalId(name, algorithm))
    if (!outcome) return []
    // An expired token has a good signature: it takes a whole verification, and then an error.
    const sorts = outcome.names.filter((sort) => sort !== 'good' && sort !== 'expired')
    return sorts.map((sort) => [`${name}: ${sort}`, 1 / outcome.ratio(sort, 'good').median])
  })
}

/**
 * The targets as records: `{ what, least, most, aim, figures, worst, verdict }`.
 *
 * @param crowded judges by processor time: time on the clock tells little while others use the machine
 */
export function judge(stage, crowded) {
  return TARGETS.map(({ what, least, most, aim, figures }) => {
    const found = figures(stage)
    const judged = (figure) => (crowded && figure[2]) || figure[1]
    const sorted = [...found].sort((a, b) => (judged(a) - judged(b)) * (most === undefined ? 1 : -1))
    const [worst] = sorted
    const reached = worst && (most === undefined ? judged(worst) >= least : judged(worst) <= most)
    const missed = most === undefined ? 'below' : 'above'
    const verdict = worst ? (reached ? 'ok' : missed) : 'not measured'
    return { what, least, most, aim, worst, figures: found, verdict }
  })
}

const PAINT = { ok: green, below: red, above: red, 'not measured': yellow }

/** The targets as a table. */
export function targetTable(targets, crowded) {
  const rows = targets.map(({ what, least, most, aim, worst, figures, verdict }) => [
    what,
    most === undefined ? `≥ ${least}` : `≤ ${most}`,
    aim === undefined ? '' : String(aim),
    worst ? times(worst[1]) : '–',
    worst?.[2] ? times(worst[2]) : '',
    figures.length > 1 ? `${worst[0]} (worst of ${figures.length})` : '',
    PAINT[verdict](verdict),
  ])
  return {
    id: 'targets',
    title: 'Targets',
    blocks: [{ head: ['', 'wanted', 'aim', 'figure', 'CPU', '', ''], rows, left: [0, 5, 6] }],
    notes: [
      `CPU: the same ratio in processor time${crowded ? ', by which this run is judged, because others were using the machine' : ''}.`,
      'Where several figures stand for one target, the worst of them is shown and judged.',
      '≤ 1.05 stands for “never dearer”: figures nearer than that cannot be told apart here.',
    ],
  }
}
