// An authorization server of its own process: issues tokens, publishes its keys, and takes its time from outside.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createKeyRing, jwksResponse } from '../../../src/index.ts'
import { bodyOf } from './body.ts'

let now = 1_000_000
const ring = createKeyRing({
  algorithm: 'RS256',
  publishAhead: '10m',
  rotateEvery: '1h',
  maxTokenLifetime: '15m',
  now: () => now,
})
/** The answers that the JWK Set's address gave, by status. */
const published: Record<number, number> = {}

const server = createServer(async (req, res) => {
  if (req.url === '/.well-known/jwks.json') {
    const response = await jwksResponse(ring, req)
    res.writeHead(response.status, Object.fromEntries(response.headers))
    res.end(await response.text())
    published[response.status] = (published[response.status] ?? 0) + 1
    return
  }
  const body = await bodyOf(req)
  const routes: Record<string, () => unknown> = {
    '/clock': () => {
      now = Number(body)
    },
    '/token': () => ring.sign({ sub: body }, { expiresIn: '15m', issuer: 'https://issuer.example', audience: 'shop' }),
    '/revoke': () => ring.revoke(body),
    '/status': () => ring.status(),
    '/published': () => published,
  }
  res.end(JSON.stringify((await routes[req.url ?? '']?.()) ?? null))
})

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
