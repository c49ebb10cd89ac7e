// An OpenID provider on loopback, as a process of its own. Sends its address to the parent when it is up; a message
// "rotate" gives it a new signing key and takes the old one out of its set.
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

function signingKey(kid) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
}

/** Signs JWT access tokens for whoever asks with a client's secret, and ID tokens for whoever logs in. */
function providerOf(issuer, kid) {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'service',
        client_secret: 'a secret of this test alone',
        grant_types: ['client_credentials', 'authorization_code'],
        response_types: ['code'],
        redirect_uris: ['https://client.test/callback'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [signingKey(kid)] },
    cookies: { keys: ['a key of this test alone'] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        getResourceServerInfo: (_, resource) => ({
          scope: 'read',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  })
  return provider.callback()
}

const counts = {}
let handle
const server = createServer((request, response) => {
  const path = request.url.replace(/\?.*/, '')
  counts[path] = (counts[path] ?? 0) + 1
  handle(request, response)
})
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  let generation = 1
  handle = providerOf(issuer, `key-${generation}`)
  process.on('message', (message) => {
    if (message === 'rotate') handle = providerOf(issuer, `key-${++generation}`)
    process.send(message === 'count' ? counts : message)
  })
  process.send(issuer)
})
