// Key sets over the runtime's own fetch, from a server on this machine (server.mjs): what a redirect, a hang, a flood
// of bytes and an error page become is the runtime's doing first, and has to be the same in all of them.
import { type Case, equal, type Group, holds, type Lib, refused } from '../conformance/case.ts'
import { NOW } from '../conformance/forge.ts'
import { special, tokens, vectorPayload } from '../vectors/tokens.ts'

/** A machine that has much to do may take longer than the five seconds of the default. */
const allow = { allowInsecureLoopback: true, timeout: 20 }

function source(lib: Lib, url: string, more: object = {}): unknown {
  return lib.createRemoteJwks?.(url, { ...allow, ...more })
}

const options = { algorithms: ['RS256'], now: NOW }

const FAULTS = [
  ['D5 follows no redirect', 'redirect', 'ERR_JWKS_FETCH', {}],
  ['D6 ends a request that hangs', 'hang', 'ERR_JWKS_FETCH', { timeout: 0.5 }],
  ['D6 ends a body that drips', 'drip', 'ERR_JWKS_FETCH', { timeout: 0.5 }],
  ['D6 says so when the connection is cut', 'cut', 'ERR_JWKS_FETCH', {}],
  ['D8 refuses an error page', '500', 'ERR_JWKS_FETCH', {}],
  ['D8 refuses a page of HTML', 'html', 'ERR_JWKS_INVALID', {}],
  ['D8 refuses an answer of 201', '201', 'ERR_JWKS_FETCH', {}],
  // The last: a browser may go on receiving for a while, and have the next request wait.
  ['D7 stops reading a body that is too long', 'flood', 'ERR_JWKS_FETCH', {}],
] as const

function faults(origin: string): readonly Case[] {
  return FAULTS.map(([name, path, code, more]) => ({
    name,
    needs: ['network'],
    async run(lib) {
      const keys = source(lib, `${origin}/jwks/${path}`, more)
      const error = await refused(code, () => lib.verify(special.withKid, keys, options))
      holds(error.message.length > 20 && error.message.length < 500, error.message)
    },
  }))
}

/** The cases, against the server at an origin. */
export function network(origin: string): Group {
  return {
    name: 'network',
    cases: [
      {
        name: 'verifies with the keys of the endpoint, many tokens at once',
        needs: ['network'],
        async run(lib) {
          const keys = source(lib, `${origin}/jwks/good`)
          const verify = lib.createVerifier(keys, options)
          const all = await Promise.all(Array.from({ length: 5 }, () => verify(special.withKid)))
          for (const claims of all) equal(claims, vectorPayload)
          equal(await verify(special.otherWithKid), vectorPayload)
          await refused('ERR_KEY_AMBIGUOUS', () => verify(tokens.RS256))
        },
      },
      ...faults(origin),
    ],
  }
}
