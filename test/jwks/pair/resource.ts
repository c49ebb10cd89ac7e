// A resource server of its own process: accepts tokens by the keys that the issuer publishes.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJwks, createVerifier, isJwtError, type VerifyOptions } from '../../../src/index.ts'
import { bodyOf } from './body.ts'

let now = 1_000_000
const events: Record<string, number> = {}
const jwks = createRemoteJwks(`${process.argv[2]}/.well-known/jwks.json`, {
  allowInsecureLoopback: true,
  now: () => now,
  onEvent: ({ type }) => {
    events[type] = (events[type] ?? 0) + 1
  },
})
const expected = { algorithms: ['RS256'], issuer: 'https://issuer.example', audience: 'shop', now: () => now } as const
const accept = createVerifier(jwks, expected satisfies VerifyOptions)
/** Only the key decides: for tokens whose key is gone, which all have expired too. */
const acceptOld = createVerifier(jwks, { ...expected, ignoreExpiration: true })

/** The code of the refusal, or `null` for a token that is accepted. */
async function judge(verify: (token: string) => Promise<unknown>, token: string): Promise<string | null> {
  try {
    await verify(token)
    return null
  } catch (error) {
    return isJwtError(error) ? error.code : String(error)
  }
}

const server = createServer(async (req, res) => {
  const body = await bodyOf(req)
  const routes: Record<string, () => unknown> = {
    '/clock': () => {
      now = Number(body)
    },
    '/': () => judge(accept, body),
    '/old': () => judge(acceptOld, body),
    '/events': () => events,
  }
  res.end(JSON.stringify((await routes[req.url ?? '']?.()) ?? null))
})

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
