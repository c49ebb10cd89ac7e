// What it costs to be sent bad tokens: none may cost more than a good one.

import { micros, times } from '../figures.mjs'
import { makeClaims, makeKeys, makeToken, seconds } from '../material.mjs'

export const id = 'refusals'
export const title = 'Tokens that are refused, beside a good one'

const COUNT = 256

/** Bad tokens of each sort, made of good ones. */
function sortsOf(keys, good, name, full) {
  const header = { alg: name, typ: 'JWT' }
  const many = (make) => Array.from({ length: COUNT }, (_, at) => make(good[at % good.length], at))
  const other = makeKeys(keys.algorithm)
  const past = { iat: seconds() - 7200, exp: seconds() - 3600 }
  const swap = (token, at) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
  const named = { ...keys, algorithm: name }
  return {
    'wrong signature': many((token) => swap(token, token.length - 20)),
    'changed payload': many((token) => swap(token, token.indexOf('.') + 60)),
    'another key': many((_, at) =>
      makeToken({ ...other, algorithm: name }, { ...makeClaims('typical', at), exp: past.exp + 9999 }, header),
    ),
    expired: many((_, at) => makeToken(named, { ...makeClaims('typical', at), ...past }, header)),
    'alg not allowed': many((token) =>
      token.replace(/^[^.]+/, Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')),
    ),
    'no dots': many((token) => token.replaceAll('.', '')),
    'not base64url': many((token) => token.replace('.', '.*')),
    'header not JSON': many((token) => token.replace(/^[^.]+/, 'AAAA')),
    'oversized, 20 kB': many((token) => token.replace('.', `.${'A'.repeat(20_000)}`)),
    // By itself: what some libraries do with it takes too long to have many under way.
    ...(full && { 'oversized, 1 MB': [good[0].replace('.', `.${'A'.repeat(1_000_000)}`)] }),
  }
}

/** An entrant that must be refused each time. */
function refusedBy(verify, tokens, flight) {
  const { length } = tokens
  const accepted = () => {
    throw new TypeError('The bench expected a refusal.')
  }
  if (flight) {
    const refused = (error) => error
    return { call: (at) => verify(tokens[at % length]).then(accepted, refused), flight }
  }
  return {
    call(at) {
      let error
      try {
        verify(tokens[at % length])
      } catch (caught) {
        error = caught
      }
      return error ?? accepted()
    },
    flight,
  }
}

/** The name under which one contestant's refusals are found again. */
export const refusalId = (contestant, algorithm) => `refusals ${contestant} ${algorithm}`

export async function run(stage) {
  const blocks = []
  for (const algorithm of ['HS256', 'RS256']) {
    const columns = {}
    for (const mode of ['async', 'sync']) {
      for (const contestant of stage.contestants(mode)) {
        // The sketch by hand refuses next to nothing on purpose.
        if (!contestant.asText) continue
        columns[contestant.name] = await column(stage, contestant, mode, algorithm)
      }
    }
    const sorts = [...new Set(Object.values(columns).flatMap((outcome) => outcome.names))]
    const cell = (outcome, sort) => {
      if (!outcome.has(sort)) return 'accepted'
      const time = micros(outcome.time(sort).median)
      return sort === 'good' ? time : `${time} (${times(1 / outcome.ratio(sort, 'good').median)})`
    }
    const rows = sorts.map((sort) => [sort, ...Object.values(columns).map((outcome) => cell(outcome, sort))])
    blocks.push({
      caption: `verify, ${algorithm}; async with 64 calls under way`,
      head: ['µs per call', ...Object.keys(columns)],
      rows,
    })
  }
  return {
    blocks,
    notes: [
      'In brackets: the cost against the same library’s good token. Every refusal is an error object; those of the others have a stack, at the depth of the bench.',
      '“accepted”: this library verifies such a token.',
    ],
  }
}

async function column(stage, contestant, mode, algorithm) {
  const { calls, pool } = await stage.calls(contestant, { algorithm })
  const name = stage.nameFor(contestant, algorithm)
  const flight = mode === 'async' ? 64 : 0
  const entrants = { good: { call: stage.feed(calls.verify, 'verify', 'typical', pool), flight } }
  for (const [sort, tokens] of Object.entries(sortsOf(stage.keys(algorithm), pool, name, stage.full))) {
    const entrant = refusedBy(calls.verify, tokens, flight && tokens.length === 1 ? 1 : flight)
    try {
      await entrant.call(0)
      entrants[sort] = entrant
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  return stage.run(refusalId(contestant.name, algorithm), entrants)
}
