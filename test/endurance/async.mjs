// The async entry: a key ring that rotates, the key set that it publishes, fetched anew each time, and secrets that come as
// promises. Many verifications are under way at once.
import { randomBytes } from 'node:crypto'
import { getEventListeners } from 'node:events'
import { imported } from '../bundled.mjs'
import { Curve } from './curve.mjs'
import { ISSUER, kinds, NOW, Tally, tokensOf } from './tokens.mjs'

const LANES = 64
const options = { now: NOW, issuer: ISSUER }

export async function runAsync(count) {
  const lib = await imported('src/index.ts')
  let time = NOW
  const controller = new AbortController()
  const ring = lib.createKeyRing({
    algorithm: 'ES256',
    publishAhead: 10,
    rotateEvery: 20,
    maxTokenLifetime: 900,
    now: () => time,
  })
  const jwks = lib.createRemoteJwks('https://issuer.example/jwks', {
    fetch: () => lib.jwksResponse(ring),
    now: () => time,
    cooldown: 1,
    signal: controller.signal,
    onEvent: () => {},
  })
  const secrets = new Map()
  const ways = {
    ring: lib.createVerifier(ring, { ...options, algorithms: ['ES256'] }),
    remote: lib.createVerifier(jwks, { ...options, algorithms: ['ES256'] }),
    secret: lib.createVerifier(async ({ kid }) => secrets.get(kid) ?? null, { ...options, algorithms: ['HS256'] }),
    remembering: lib.createVerifier(async ({ kid }) => secrets.get(kid) ?? null, {
      ...options,
      algorithms: ['HS256'],
      cache: { max: 300, ttl: '1m' },
    }),
  }

  async function rotate(generation) {
    time += 21
    const { kid } = (await ring.jwks()).keys[0]
    // The ring decides the time of its tokens; those of this run are judged at one that stands still.
    const sign = async (claims) => {
      const state = await ring.export()
      const { jwk } = state.keys.find((key) => key.jwk.kid === kid)
      return lib.sign(claims, jwk, { algorithm: 'ES256', keyid: kid, now: NOW })
    }
    const key = `secret-${generation}`
    secrets.set(key, randomBytes(48).toString('base64url'))
    if (secrets.size > 3) secrets.delete(secrets.keys().next().value)
    const shared = lib.createSigner(secrets.get(key), { algorithm: 'HS256', keyid: key, now: NOW })
    await jwks.reload()
    return {
      open: await tokensOf(sign, kid, 'ES256', generation),
      shared: await tokensOf(shared, key, 'HS256', generation),
    }
  }

  const tally = new Tally()
  const curve = new Curve()
  const next = kinds()
  const rotations = Math.max(20, Math.min(1000, Math.round(count / 1000)))
  const each = Math.ceil(count / rotations)
  let done = 0

  async function verifyOne(made, at) {
    const open = at % 3 === 0
    const verify = open ? (at % 2 ? ways.ring : ways.remote) : at % 2 ? ways.secret : ways.remembering
    const { kind, outcome } = next()
    const list = (open ? made.open : made.shared)[kind]
    tally.expect(outcome)
    try {
      await verify(list[at % list.length])
      tally.see('accepted')
    } catch (error) {
      tally.see(error.code ?? `${error}`)
    }
  }

  for (let generation = 0; generation < rotations && done < count; generation++) {
    const made = await rotate(generation)
    const until = Math.min(count, done + each)
    const lane = async () => {
      while (done < until) await verifyOne(made, done++)
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    if ((generation + 1) % Math.ceil(rotations / 20) === 0) await curve.note(done)
  }
  const listeners = getEventListeners(controller.signal, 'abort').length
  return {
    tally,
    curve,
    note: `${rotations} generations of keys, ${LANES} at once`,
    left: listeners ? `${listeners} listeners are left on the signal` : undefined,
  }
}
