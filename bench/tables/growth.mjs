// What makes a verifier slower: the length of a token, in proportion, and nothing else.

import { createVerifier } from '../../dist/index.js'
import { syncEntry } from '../contestants/ours.mjs'
import { micros, thousands, times } from '../figures.mjs'
import { makeClaims, makeKeys, makeToken, timed } from '../material.mjs'

export const id = 'growth'
export const title = 'What a verifier’s cost grows with'

/** The entry that is measured: the sync one shows the cost bare, where it is built. */
const create = syncEntry?.createVerifier ?? createVerifier
const flight = syncEntry ? 0 : 64

/** A token whose text has about that many characters. */
function tokenOf(keys, length) {
  const claims = timed(makeClaims('small', 1))
  const bare = makeToken(keys, { ...claims, fill: '' }).length
  const word = 'read:orders,write:orders,'
  const fill = word.repeat(Math.ceil(length / word.length)).slice(0, Math.max(0, Math.floor(((length - bare) * 3) / 4)))
  return makeToken(keys, { ...claims, fill })
}

/** The verifiers of one subject, from the smallest to the largest. */
const SUBJECTS = {
  'token size': {
    unit: 'characters',
    steps: [500, 1000, 2000, 4000, 8000, 16000],
    make(step, { secret }) {
      const token = tokenOf(secret, step)
      return [create(secret.signText, { algorithms: ['HS256'] }), token, token.length]
    },
  },
  'keys in a JWK Set': {
    unit: 'keys',
    steps: [1, 10, 100, 1000],
    make(step, { pairs }) {
      const keys = pairs
        .slice(0, step)
        .map(({ verifyKey }, at) => ({ ...verifyKey.export({ format: 'jwk' }), kid: `key-${at}` }))
      const header = { alg: 'ES256', typ: 'JWT', kid: `key-${step - 1}` }
      return [
        create({ keys }, { algorithms: ['ES256'] }),
        makeToken(pairs[step - 1], timed(makeClaims('typical', 1)), header),
        step,
      ]
    },
  },
  'bindings, each with algorithms of its own': {
    unit: 'bindings',
    steps: [1, 2, 4, 7],
    make(step, { several }) {
      // The last one is the token's.
      const bindings = several
        .slice(-step)
        .map(({ algorithm, verifyKey }) => ({ key: verifyKey, algorithms: [algorithm] }))
      return [create(bindings, {}), makeToken(several.at(-1), timed(makeClaims('typical', 1))), step]
    },
  },
  'secrets bound to the same algorithm': {
    unit: 'bindings',
    steps: [1, 2, 4, 8],
    make(step, { secrets }) {
      const bindings = secrets.slice(-step).map(({ signText }) => ({ key: signText, algorithms: ['HS256'] }))
      return [create(bindings, {}), makeToken(secrets.at(-1), timed(makeClaims('typical', 1))), step]
    },
  },
}

/** How wide the longest bar is, in characters. */
const WIDTH = 40

function rowsOf(outcome) {
  const [first] = outcome.names
  const most = Math.max(...outcome.names.map((size) => outcome.time(size).median))
  return outcome.names.map((size) => {
    const time = outcome.time(size).median
    const bar = '█'.repeat(Math.max(1, Math.round((time / most) * WIDTH)))
    return [thousands(Number(size)), micros(time), times(outcome.ratio(first, size).median), bar]
  })
}

export async function run(stage) {
  const several = ['ES256', 'ES384', 'RS256', 'PS256', 'Ed25519', 'HS512', 'HS256'].map((name) => stage.keys(name))
  const material = {
    secret: stage.keys('HS256'),
    several,
    secrets: Array.from({ length: 8 }, () => makeKeys('HS256')),
    pairs: Array.from({ length: 1000 }, () => makeKeys('ES256')),
  }
  const blocks = []
  const charts = []
  for (const [subject, { unit, steps, make }] of Object.entries(SUBJECTS)) {
    const entrants = {}
    for (const step of steps) {
      const [verify, token, size] = make(step, material)
      await verify(token)
      entrants[size] = { call: () => verify(token), flight }
    }
    const outcome = await stage.run(`growth ${subject}`, entrants)
    blocks.push({
      caption: subject,
      head: [unit, 'µs per call', 'against the first', ''],
      rows: rowsOf(outcome),
      left: [3],
    })
    charts.push({
      file: `growth-${Object.keys(SUBJECTS).indexOf(subject) + 1}`,
      title: `verify: µs per call by ${subject}`,
      unit: ' µs',
      bars: outcome.names.map((size) => [thousands(Number(size)), outcome.time(size).median]),
    })
  }
  return {
    blocks,
    charts,
    notes: [
      `${syncEntry ? 'The sync entry' : 'The async entry with 64 calls under way'}; the token's key is the last of the set or list. HS256, the set ES256.`,
      'Several secrets for one algorithm and no kid between them are tried in turn: that grows with their number, and a key source that goes by kid does not.',
    ],
  }
}
