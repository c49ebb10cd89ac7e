// The demo's last table: HMAC against RSA against EC, in a second and a half.

import { createSigner, createVerifier, generateKeyPair, generateSecret } from '../dist/index.js'
import { micros, rate } from './figures.mjs'
import { contest } from './harness.mjs'

const ROWS = [
  ['HS256', 'HMAC'],
  ['RS256', 'RSA, 2048 bits'],
  ['PS256', 'RSA, 2048 bits'],
  ['ES256', 'EC, P-256'],
  ['Ed25519', 'EC, Edwards curve'],
]

const PACE = { rounds: 5, slice: 8, warm: 15 }

/** Rows of the table: algorithm, sign and verify in µs and per second, family. */
export async function costs() {
  const entrants = {}
  for (const [algorithm] of ROWS) {
    const secret = algorithm === 'HS256' ? await generateSecret(algorithm) : undefined
    const pair = secret ?? (await generateKeyPair(algorithm))
    const sign = createSigner(pair, { algorithm, expiresIn: '1h' })
    const verify = createVerifier(pair, { algorithms: [algorithm] })
    const payload = { sub: 'user-1', role: 'customer', iss: 'https://issuer.example', aud: 'https://shop.example' }
    const token = await sign(payload)
    for (const flight of [1, 64]) {
      entrants[`${algorithm} sign ${flight}`] = { call: () => sign(payload), flight }
      entrants[`${algorithm} verify ${flight}`] = { call: () => verify(token), flight }
    }
  }
  const outcome = await contest(entrants, PACE)
  return ROWS.map(([algorithm, family]) => [
    algorithm,
    micros(outcome.time(`${algorithm} sign 1`).median),
    rate(outcome.rate(`${algorithm} sign 64`)),
    micros(outcome.time(`${algorithm} verify 1`).median),
    rate(outcome.rate(`${algorithm} verify 64`)),
    family,
  ])
}
