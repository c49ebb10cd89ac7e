// A worker that verifies the token of each request with one key set, which all requests of the isolate share.
import { createRemoteJwks, createVerifier } from './countersign.mjs'

let verify

export default {
  async fetch(request, env) {
    const { searchParams } = new URL(request.url)
    const jwks = { allowInsecureLoopback: true, timeout: 3 }
    verify ??= createVerifier(createRemoteJwks(env.JWKS_URL, jwks), { algorithms: ['ES256'] })
    try {
      const { sub } = await verify(searchParams.get('token'))
      return new Response(sub)
    } catch (error) {
      return new Response(error.code ?? String(error), { status: 401 })
    }
  },
}
