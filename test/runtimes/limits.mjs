// What each runtime truly lacks, in one table. A run fails when a runtime lacks more than stands here, and when it
// lacks less: a limit that has gone is taken out. What the roads of the library leave out by design stands in roads.ts.

/** Pages and workers of browsers, and other runtimes without `process.getBuiltinModule`. */
const NO_NODE_CRYPTO = [
  'workerd-bare',
  'edge-light',
  'chromium',
  'chromium-csp',
  'chromium-worker',
  'chromium-service-worker',
  'chromium-http',
  'firefox',
  'firefox-http',
  'webkit',
  'webkit-http',
  'quickjs',
  'realm',
]

const NO_WEB_CRYPTO = ['chromium-http', 'firefox-http', 'webkit-http', 'quickjs', 'realm']

/**
 * @typedef {object} Limit
 * @property {readonly string[]} runtimes
 * @property {string} road
 * @property {string} ability what a case may need, or 'anything' when the whole road is closed
 * @property {string} code of the error that says so
 * @property {string} because for the README
 */

/** @type {readonly Limit[]} */
export const LIMITS = [
  {
    runtimes: NO_WEB_CRYPTO,
    road: 'async',
    ability: 'anything',
    code: 'ERR_NO_WEBCRYPTO',
    because: 'no crypto.subtle: pages from plain http, and engines without Web Crypto',
  },
  {
    runtimes: NO_NODE_CRYPTO,
    road: 'sync native',
    ability: 'anything',
    code: 'ERR_ALG_UNSUPPORTED',
    because: 'no node:crypto: the sync entry has HS* there, and verifies RS* and PS*',
  },
  {
    runtimes: ['quickjs', 'realm'],
    road: 'sync plain',
    ability: 'random',
    code: 'ERR_NO_WEBCRYPTO',
    because: 'no crypto.getRandomValues: pass jwtid and secrets in',
  },
  ...['async', 'sync native', 'sync plain'].map((road) => ({
    runtimes: ['node24-hardened'],
    road,
    ability: 'open prototypes',
    code: 'frozen',
    because: '--frozen-intrinsics: nothing can be added to Object.prototype, which two attacks would need',
  })),
]

/** Every road, with what it leaves out everywhere, with the code that says so. */
export const BY_DESIGN = {
  async: {},
  'sync native': { promises: 'ERR_CONFIG' },
  'sync plain': {
    'private keys': 'ERR_ALG_UNSUPPORTED',
    ecdsa: 'ERR_ALG_UNSUPPORTED',
    ed25519: 'ERR_ALG_UNSUPPORTED',
    promises: 'ERR_CONFIG',
  },
}

/** What a road has to lack in a runtime: ability → code. */
export function expectedAbsence(runtime, road) {
  const rows = LIMITS.filter((row) => row.road === road && row.runtimes.includes(runtime))
  const closed = rows.find((row) => row.ability === 'anything')
  if (closed) return { anything: closed.code }
  return { ...BY_DESIGN[road], ...Object.fromEntries(rows.map((row) => [row.ability, row.code])) }
}
