// Memory over many verifications with rotations: `node test/endurance/jwks.mjs [tokens] [rotations]`, default a million
// and ten thousand. An authorization server and a resource server in one process, over real http on loopback; only the
// clock is made up. Prints what the heap held after each tenth, and ends with 1 when it grew.

import { createServer } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { imported } from '../bundled.mjs'

const [tokens = 1_000_000, rotations = 10_000] = process.argv.slice(2).map(Number)
const { createRemoteJwks, createSigner, createVerifier, exportJwk, generateKeyPair } = await imported('src/index.ts')

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

let time = 1_800_000_000
let published = []
let requests = 0
const server = createServer((_, response) => {
  requests++
  response.setHeader('cache-control', 'max-age=600')
  response.end(JSON.stringify({ keys: published }))
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const verify = createVerifier(
  createRemoteJwks(`http://127.0.0.1:${server.address().port}/jwks.json`, {
    allowInsecureLoopback: true,
    now: () => time,
    onEvent: () => {},
  }),
  { algorithms: ['ES256'], now: () => time },
)

/** A new key in front, the two before it still published. */
async function rotate(generation) {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const kid = `key-${generation}`
  published = [{ ...(await exportJwk(publicKey)), kid, alg: 'ES256' }, ...published.slice(0, 2)]
  return createSigner(privateKey, { algorithm: 'ES256', keyid: kid, expiresIn: '5m', now: () => time })
}

const perKey = Math.max(1, Math.round(tokens / rotations))
const tenth = Math.max(1, Math.floor(rotations / 10))
const heaps = []
let refused = 0
let unknown = 0
for (let generation = 0; generation < rotations; generation++) {
  const sign = await rotate(generation)
  time += 31
  const distinct = await Promise.all(Array.from({ length: Math.min(perKey, 4) }, (_, n) => sign({ n })))
  const good = Array.from({ length: perKey }, (_, n) => verify(distinct[n % distinct.length]).catch(() => refused++))
  await Promise.all(good)
  // An attacker's kid beside each rotation, so that what is remembered of them counts too.
  const [, payload, signature] = distinct[0].split('.')
  const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: `random-${generation}-${'x'.repeat(100)}` }))
  await verify([header.toString('base64url'), payload, signature].join('.')).catch(() => unknown++)
  if ((generation + 1) % tenth === 0) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
    heaps.push(process.memoryUsage().heapUsed)
    console.log(
      `${(generation + 1) * perKey} tokens, ${generation + 1} rotations: ${(heaps.at(-1) / 1e6).toFixed(2)} MB`,
    )
  }
}
server.close()
server.closeAllConnections()

// The first tenths fill the caches, which are bounded.
const growth = (heaps.at(-1) - heaps[Math.floor(heaps.length / 2)]) / 1e6
const flat = growth < 1.5
console.log(
  `${requests} requests, ${refused} good tokens refused, ${unknown} bad ones; heap grew ${growth.toFixed(2)} MB: ${flat ? 'flat' : 'NOT FLAT'}`,
)
process.exitCode = flat && !refused && unknown === rotations ? 0 : 1
