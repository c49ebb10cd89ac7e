// Plain RS256 verification beside the runtime's own, serially. Uses nothing of Node: it runs in Deno and Bun as well.
// Prints one line of JSON.

import { exportPem, generateKeyPair, sign } from '../dist/index.js'
import { createVerifier } from '../dist/sync.js'
import { contest } from './harness.mjs'

const pair = await generateKeyPair('RS256')
const pem = await exportPem(pair.publicKey)
const token = await sign({ sub: 'user-1', role: 'customer' }, pair, { algorithm: 'RS256', expiresIn: '1h' })
const verify = createVerifier(pem, { algorithms: ['RS256'], engine: 'plain' })
const end = token.lastIndexOf('.')
const input = Uint8Array.from(token.slice(0, end), (character) => character.charCodeAt(0))
const binary = atob(
  token
    .slice(end + 1)
    .replaceAll('-', '+')
    .replaceAll('_', '/'),
)
const signature = Uint8Array.from(binary, (character) => character.charCodeAt(0))
const scheme = 'RSASSA-PKCS1-v1_5'
const { subtle } = globalThis.crypto
if (verify(token).sub !== 'user-1' || !(await subtle.verify(scheme, pair.publicKey, signature, input))) {
  throw new Error('The token does not hold.')
}
const outcome = await contest(
  {
    plain: { call: () => verify(token) },
    subtle: { call: () => subtle.verify(scheme, pair.publicKey, signature, input), flight: 1 },
  },
  { rounds: 15, slice: 30, warm: 300 },
)
const { navigator, Deno, Bun } = globalThis
const runtime = Deno
  ? `Deno ${Deno.version.deno}`
  : Bun
    ? `Bun ${Bun.version}`
    : (navigator?.userAgent ?? `Node ${process.versions.node}`)
console.log(JSON.stringify({ runtime, times: outcome.times }))
