// Verifiers that remember tokens, where the same token comes again and again.

import { micros, times } from '../figures.mjs'
import { CACHED } from '../material.mjs'

export const id = 'repeated'
export const title = 'Repeated tokens: caches of verified tokens switched on'

/**
 * Which token each call gets. `all`: 500 tokens in turn, every call a hit once they are in. `most`: nine calls of ten
 * draw from 200 tokens, the tenth brings one that has not come for thousands of calls.
 */
const STREAMS = {
  'every call a hit': (pool) => (at) => pool[at % 500],
  '9 of 10 calls a hit': (pool) => (at) =>
    at % 10 ? pool[(at * 7919) % 200] : pool[200 + ((at / 10) % (pool.length - 200))],
}

export async function run(stage) {
  const blocks = []
  for (const mode of ['sync', 'async']) {
    const able = stage.contestants(mode).filter(({ caching }) => caching)
    if (!able.length) continue
    for (const [stream, draw] of Object.entries(STREAMS)) {
      const rows = []
      for (const algorithm of ['HS256', 'RS256']) {
        const outcome = await race(stage, mode, able, algorithm, stream, draw)
        const [first] = outcome.names
        const cell = (name) => {
          const time = micros(outcome.time(name).median)
          return name === first ? time : `${time} (${times(outcome.ratio(first, name).median)})`
        }
        rows.push([algorithm, ...outcome.names.map(cell)])
      }
      const names = able.flatMap(({ name }) => [`${name}, cache`, `${name}, none`])
      blocks.push({ caption: `${mode}, verify, ${stream}`, head: ['µs per call', ...names], rows })
    }
  }
  return {
    blocks,
    notes: [
      `In brackets: how many times as fast countersign with its cache is as that column. Both caches hold ${CACHED} tokens for 10 minutes; the cache of the async entry saves the signature, not the promise.`,
      'fast-jwt hashes the token for its cache key (SHA-256) and returns the one object that it remembers, which callers can change under each other; countersign keys by the whole token, judges the times again on each hit, and returns a frozen payload.',
    ],
  }
}

/** The name under which a race is found again. */
export const raceId = (mode, algorithm, stream) => `repeated ${mode} ${algorithm} ${stream}`

async function race(stage, mode, able, algorithm, stream, draw) {
  const entrants = {}
  for (const contestant of able) {
    const { calls, pool } = await stage.calls(contestant, { algorithm })
    const cached = await stage.calls(contestant, { algorithm, form: 'caching' })
    const next = draw(pool)
    const flight = mode === 'async' ? 64 : 0
    const { verify } = cached.calls
    const plain = calls.verify
    for (let at = 0; at < 500; at++) await verify(pool[at])
    entrants[`${contestant.name}, cache`] = { call: (at) => verify(next(at)), flight }
    entrants[`${contestant.name}, none`] = { call: (at) => plain(next(at)), flight }
  }
  return stage.run(raceId(mode, algorithm, stream), entrants)
}
