// The libraries side by side on fresh tokens, keys prepared once, and with the key given as text on every call.

import { micros, times } from '../figures.mjs'
import { SIZES } from '../material.mjs'
import { RAW } from '../stage.mjs'

/** What the tables of libraries compare. */
export const COMPARED = ['HS256', 'RS256', 'ES256', 'Ed25519', 'PS256', 'HS512']

const FLIGHTS = { async: [1, 64], sync: [0] }

const HOW = { 0: 'no promise', 1: 'one call after another', 64: '64 calls under way' }

/** One block: algorithms down, libraries across; each cell is µs and, for the others, how much faster ours is. */
async function block(stage, { mode, operation, flight, size, form }) {
  const contestants = stage.contestants(mode)
  const [ours] = contestants
  const able = contestants.filter((contestant) => contestant[form])
  const names = [...able.map(({ name }) => name), RAW[mode]]
  const rows = []
  for (const algorithm of COMPARED) {
    const outcome = await stage.contest({ mode, operation, algorithm, flight, size, form })
    const cells = names.map((name) => {
      if (!outcome.has(name)) return '–'
      const time = micros(outcome.time(name).median)
      const compared = name !== ours.name && outcome.has(ours.name)
      return compared ? `${time} (${times(outcome.ratio(ours.name, name).median)})` : time
    })
    rows.push([algorithm, ...cells])
  }
  const bytes = size === 'accented' ? `${SIZES[size]} B with letters beyond ASCII` : `${SIZES[size]} B`
  const caption = `${mode}, ${operation}, payload ${bytes}, ${HOW[flight]}`
  const heads = able.map(({ name, version }) => (version ? `${name} ${version}` : name))
  return { caption, head: ['µs per call', ...heads, `raw ${RAW[mode]}`], rows }
}

async function blocks(stage, mode, sizes, form, flights = FLIGHTS[mode]) {
  const made = []
  for (const size of sizes) {
    for (const flight of flights) {
      for (const operation of ['sign', 'verify']) made.push(await block(stage, { mode, operation, flight, size, form }))
    }
  }
  return made
}

const LEGEND =
  'In brackets: how many times as fast countersign is as that column, the median of the ratios within each round; below 1 it is slower.'

const SAME =
  'All check signature and exp with the algorithm pinned, on thousands of different tokens made by node:crypto. Unfair to countersign: not all of the others refuse what it refuses besides (other spellings of base64url, duplicate header members, bytes that are not UTF-8, registered claims of the wrong type). “By hand” is the least code that makes or checks a token with one fixed algorithm and key, which reads no header and refuses next to nothing: the practical limit, unless many HMACs are under way, which countersign hands to Web Crypto in bursts. “Raw” is the crypto call alone on bytes made ready.'

/** Fresh tokens, keys prepared once. */
export const fresh = {
  id: 'fresh',
  title: 'Libraries side by side: fresh tokens, keys prepared once',
  async run(stage) {
    const sizes = stage.full ? Object.keys(SIZES) : ['typical']
    const async_ = await blocks(stage, 'async', sizes, 'prepared')
    const sync = await blocks(stage, 'sync', sizes, 'prepared')
    return {
      blocks: [...async_, ...sync],
      charts: [chart(stage, 'async', 64), chart(stage, 'sync', 0)].filter(Boolean),
      notes: [
        LEGEND,
        SAME,
        'jose, hono/jwt and cloudflare-worker-jwt get a CryptoKey, jsonwebtoken a KeyObject, fast-jwt a signer and verifier made once: the fastest that each offers.',
        'Unfair to hono/jwt and cloudflare-worker-jwt: their sign has no lifetime option, so the bench adds iat and exp for them. cloudflare-worker-jwt has no PS* and no Ed25519, and passes white space in a signature.',
        'fast-jwt and hono/jwt know Ed25519 by its older name EdDSA only and get tokens that say so.',
      ],
    }
  },
}

/** Fresh tokens, the key as a text on each call. */
export const textKeys = {
  id: 'text-keys',
  title: 'The key given as text on every call',
  async run(stage) {
    const flights = stage.full ? [1, 64] : [1]
    const async_ = await blocks(stage, 'async', ['typical'], 'asText', flights)
    const sync = await blocks(stage, 'sync', ['typical'], 'asText')
    return {
      blocks: [...async_, ...sync],
      notes: [
        LEGEND,
        'As applications write it: verify(token, process.env.PUBLIC_KEY, …) in a loop. countersign remembers what it read of a text; the others import it each time.',
        'Unfair to fast-jwt: it is made to be prepared once, and here a signer or verifier is made for each call. jose is given the import that its documentation shows (importSPKI, importPKCS8) on each call.',
      ],
    }
  },
}

/** HS256 and RS256 as bars, in calls per second. */
function chart(stage, mode, flight) {
  const bars = []
  for (const algorithm of ['HS256', 'RS256']) {
    for (const operation of ['sign', 'verify']) {
      const outcome = stage.outcomes.get(
        [mode, operation, algorithm, 'typical', 'prepared', flight || 'direct'].join(' '),
      )
      const libraries = outcome.names.filter((name) => name !== RAW[mode])
      bars.push(...libraries.map((name) => [`${algorithm} ${operation}, ${name}`, outcome.rate(name)]))
    }
  }
  const how = mode === 'sync' ? 'without promises' : 'with 64 calls under way'
  return { file: `rivals-${mode}`, title: `Fresh tokens per second, ${how}`, unit: '/s', log: true, bars }
}
