// What each runtime truly lacks, in one table. A run fails when a runtime lacks more than stands here, and when it
// lacks less: a limit that has gone is taken out.

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
  {
    runtimes: ['deno', 'deno-sealed'],
    road: 'async',
    ability: 'long rsa keys',
    code: 'ERR_ALG_UNSUPPORTED',
    because:
      'Deno’s Web Crypto raises an error at every signature of an RSA key of more than 4096 bits; countersign/sync takes them',
  },
  {
    runtimes: ['deno', 'deno-sealed'],
    road: 'sync native',
    ability: 'long rsa keys',
    code: 'ERR_KEY_INVALID',
    because:
      'Deno’s node:crypto reads no RSA key of more than 4096 bits; without engine: native, countersign/sync takes them',
  },
  {
    runtimes: ['deno-sealed'],
    road: 'async',
    ability: 'network',
    code: 'sealed',
    because: 'run without any permission, Deno fetches nothing; all that needs no key set from elsewhere works',
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
