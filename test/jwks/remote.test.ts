import { getEventListeners } from 'node:events'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createRemoteJwks,
  createVerifier,
  type JwksEvent,
  type JwksSnapshot,
  type RemoteJwksOptions,
} from '../../src/index.ts'
import { codeOf, type Endpoint, json, listen, makeSigner, setOf } from './server.ts'

const a = makeSigner('a')
const b = makeSigner('b')
const c = makeSigner('c')

let server: Endpoint
/** Seconds since the epoch, for the set and the verifier alike. */
let time: number
let events: JwksEvent[]

beforeEach(async () => {
  server = await listen(json(setOf(a)))
  time = 1_800_000_000
  events = []
})
afterEach(async () => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  await server.kill()
})

function remote(options: RemoteJwksOptions = {}) {
  return createRemoteJwks(server.url, {
    allowInsecureLoopback: true,
    now: () => time,
    onEvent: (event) => events.push(event),
    ...options,
  })
}

function follow(options: RemoteJwksOptions = {}) {
  const jwks = remote(options)
  const verify = createVerifier(jwks, { algorithms: ['ES256'], now: () => time })
  return { jwks, verify }
}

const types = () => events.map(({ type }) => type)
/** Lets requests in the background come to their end. */
async function settle(until: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !until(); turn++) await sleep(5)
  expect(until()).toBe(true)
}
const token = (signer = a, options = {}) => signer.token({}, { now: time, ...options })

describe('createRemoteJwks', () => {
  it('fetches on the first token and not before, and once for a hundred at a time', async () => {
    const { verify } = follow()
    expect(server.seen).toEqual([])
    const one = await token()
    await Promise.all(Array.from({ length: 100 }, () => verify(one)))
    expect(server.seen).toEqual(['/jwks.json'])
    await verify(one)
    expect(server.seen.length).toBe(1)
    expect(types()).toEqual(['key-added', 'fetched'])
    expect(events[1]).toEqual({ type: 'fetched', source: server.url, keys: 1, maxAge: 600 })
  })

  it('hands a known key out without a promise', async () => {
    const { jwks, verify } = follow()
    await verify(await token())
    expect(jwks.find({ alg: 'ES256', kid: 'a' })).toMatchObject({ kty: 'EC', side: 'public', kid: 'a' })
  })

  it('refreshes ahead of the end in the background, with the version it holds', async () => {
    const version = { etag: '"1"', 'last-modified': 'Mon, 01 Jan 2026 00:00:00 GMT' }
    server.answer = (request, response) =>
      request.headers['if-none-match'] === '"1"'
        ? json('', { ...version, 'cache-control': 'max-age=1200' }, 304)(request, response)
        : json(setOf(a), version)(request, response)
    const { jwks, verify } = follow()
    await verify(await token())
    const key = jwks.find({ alg: 'ES256', kid: 'a' })
    time += 479
    await verify(await token())
    expect(server.seen.length).toBe(1)
    time += 1
    expect(jwks.find({ alg: 'ES256', kid: 'a' })).toBe(key)
    await settle(() => types().includes('not-modified'))
    expect(server.seen.length).toBe(2)
    expect(server.requests[1]?.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': version['last-modified'],
    })
    expect(events.at(-1)).toEqual({ type: 'not-modified', source: server.url, maxAge: 1200 })
    time += 900
    await verify(await token())
    expect(server.seen.length).toBe(2)
  })

  it('keeps the life that the set came with when word that it is current does not name one', async () => {
    server.answer = (request, response) =>
      request.headers['if-none-match']
        ? json('', {}, 304)(request, response)
        : json(setOf(a), { etag: '"1"', 'cache-control': 'max-age=3600' })(request, response)
    const { jwks } = follow()
    for (const age of ['0', '0', '600']) {
      await jwks.reload()
      expect(jwks.snapshot()?.maxAge).toBe(3600)
      time += Number(age)
    }
    server.answer = json('', { 'cache-control': 'max-age=90' }, 304)
    await jwks.reload()
    server.answer = json('', {}, 304)
    await jwks.reload()
    expect(jwks.snapshot()?.maxAge).toBe(90)
    server.answer = json(setOf(b))
    await jwks.reload()
    expect(jwks.snapshot()?.maxAge).toBe(600)
  })

  it('hands out copies of the keys that it holds: to change one does not change what verifies', async () => {
    const members = { key_ops: ['verify'], x5c: ['AA=='], more: { deep: [1] } }
    server.answer = json(setOf({ ...a.jwk, ...members }))
    const { jwks, verify } = follow()
    await verify(await token())
    const before = JSON.stringify(jwks.snapshot())
    const [copy] = (jwks.snapshot() as JwksSnapshot).keys as [
      { key_ops: string[]; use?: string; more: { deep: number[] } },
    ]
    expect(copy).toEqual({ ...a.jwk, ...members })
    copy.key_ops[0] = 'encrypt'
    copy.more.deep.push(2)
    copy.use = 'enc'
    expect(JSON.stringify(jwks.snapshot())).toBe(before)
    await verify(await token())
  })

  it('sends one request for all tokens that come while it refreshes', async () => {
    const { verify } = follow()
    await verify(await token())
    time += 500
    await Promise.all(Array.from({ length: 50 }, async () => verify(await token())))
    await settle(() => types().filter((type) => type === 'fetched').length === 2)
    expect(server.seen.length).toBe(2)
  })

  it('keeps the Key of an unchanged JWK across a refresh, though its members changed places', async () => {
    const { jwks } = follow()
    await jwks.reload()
    const key = jwks.find({ alg: 'ES256', kid: 'a' })
    const turned = Object.fromEntries(Object.entries(a.jwk).reverse())
    server.answer = json({ keys: [b.jwk, turned] })
    await jwks.reload()
    expect(jwks.find({ alg: 'ES256', kid: 'a' })).toBe(key)
    server.answer = json({ keys: [{ ...b.jwk, kid: 'a' }] })
    await jwks.reload()
    expect(jwks.find({ alg: 'ES256', kid: 'a' })).not.toBe(key)
    expect(events.map((event) => ('kid' in event ? `${event.type} ${event.kid}` : event.type))).toEqual([
      'key-added a',
      'fetched',
      'key-added b',
      'fetched',
      'key-added a',
      'key-removed b',
      'key-removed a',
      'fetched',
    ])
  })

  it('keeps to the response: max-age less Age, and its own bounds', async () => {
    server.answer = json(setOf(a), { 'cache-control': 'public, max-age=3600', age: '600' })
    const { jwks } = follow()
    await jwks.reload()
    expect(jwks.snapshot()?.maxAge).toBe(3000)
    const short = follow({ cacheMaxAge: '1m' })
    await short.jwks.reload()
    expect(short.jwks.snapshot()?.maxAge).toBe(60)
  })

  it('asks once for an unknown kid, then pauses for the cooldown', async () => {
    const { verify } = follow()
    await verify(await token())
    time += 30
    expect(await codeOf(async () => verify(await token(b)))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen.length).toBe(2)
    time += 29
    expect(await codeOf(async () => verify(await token(c)))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen.length).toBe(2)
    time += 1
    server.answer = json(setOf(a, c))
    await verify(await token(c))
    expect(server.seen.length).toBe(3)
    expect(events.filter(({ type }) => type === 'unknown-kid')).toEqual([
      { type: 'unknown-kid', source: server.url, kid: 'b' },
      { type: 'unknown-kid', source: server.url, kid: 'c' },
    ])
  })

  it('finds a key that was rotated in, with one request', async () => {
    const { verify } = follow()
    await verify(await token())
    server.answer = json(setOf(a, b))
    time += 60
    await Promise.all([verify(await token(b)), verify(await token(b)), verify(await token(a))])
    expect(server.seen.length).toBe(2)
  })

  it('asks ever more rarely for a kid that stays missing', async () => {
    const { verify } = follow({ cacheMaxAge: '24h' })
    server.answer = json(setOf(a), { 'cache-control': 'max-age=86400' })
    await verify(await token())
    const asked: number[] = []
    const start = time
    for (time += 30; time < start + 3600; time += 5) {
      const before = server.seen.length
      await codeOf(async () => verify(await token(b)))
      if (server.seen.length > before) asked.push(time - start)
    }
    expect(asked.slice(0, 6)).toEqual([30, 60, 120, 240, 360, 480])
  })

  it('forgets the oldest missing kids, and never remembers a huge one', async () => {
    const { verify } = follow({ cooldown: 1 })
    await verify(await token())
    time += 100
    const huge = { kid: 'x'.repeat(5000) }
    for (const expected of [2, 3]) {
      await codeOf(async () => verify(await token(b, huge)))
      expect(server.seen.length).toBe(expected)
      time += 1
    }
    expect(events.at(-1)).toMatchObject({ type: 'unknown-kid', kid: 'x'.repeat(256) })
  })

  it('remembers what is missing by its name: a kid, or an algorithm of tokens without one', async () => {
    const { jwks } = follow({ cacheMaxAge: '24h' })
    server.answer = json(setOf(a), { 'cache-control': 'max-age=86400' })
    await jwks.reload()
    for (const [after, header, requests] of [
      [30, { alg: 'Ed25519' }, 2],
      [60, { alg: 'Ed25519' }, 3],
      [90, { alg: 'Ed25519' }, 3],
      [90, { alg: 'ES384' }, 4],
      [120, { alg: 'ES256', kid: 'Ed25519' }, 5],
    ] as const) {
      time = 1_800_000_000 + after
      expect(await codeOf(() => jwks.find(header))).toBe('ERR_KEY_NOT_FOUND')
      expect([after, server.seen.length]).toEqual([after, requests])
    }
  })

  it('tells of keys and tokens without a kid as of others', async () => {
    const { kid: _, ...unnamed } = a.jwk
    server.answer = json(setOf(unnamed))
    const { jwks, verify } = follow()
    await verify(await token(a, { kid: null }))
    expect(await codeOf(() => jwks.find({ alg: 'Ed25519' }))).toBe('ERR_KEY_NOT_FOUND')
    expect(events).toEqual([
      { type: 'key-added', source: server.url, kid: undefined },
      { type: 'fetched', source: server.url, keys: 1, maxAge: 600 },
      { type: 'unknown-kid', source: server.url, kid: undefined },
    ])
  })

  it('serves a token without kid when one key fits, and asks for the set where none does', async () => {
    const { verify } = follow()
    await verify(await token(a, { kid: null }))
    time += 60
    await verify(await token(a, { kid: null }))
    expect(server.seen.length).toBe(1)
    expect(types()).toEqual(['key-added', 'fetched'])
    time -= 60
    const ed = createVerifier(remote(), { algorithms: ['EdDSA'], now: () => time })
    const header = Buffer.from('{"alg":"EdDSA"}').toString('base64url')
    expect(await codeOf(() => ed(`${header}.e30.${'A'.repeat(86)}`))).toBe('ERR_KEY_NOT_FOUND')
    expect(await codeOf(() => ed(`${header}.e30.${'A'.repeat(86)}`))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen.length).toBe(2)
  })

  it('waits for one request when the time of an idle set is over', async () => {
    const { verify } = follow()
    await verify(await token())
    server.answer = json(setOf(b))
    time += 3600
    expect(await codeOf(async () => verify(await token(a)))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen.length).toBe(2)
  })

  it('takes a good answer though it took longer than the set may live', async () => {
    server.answer = (request, response) => {
      time += 10
      json(setOf(a))(request, response)
    }
    const { verify } = follow({ cacheMaxAge: 1, staleIfError: 0 })
    await verify(await a.token({}, { now: time }))
    expect(server.seen.length).toBe(1)
    expect(types()).toEqual(['key-added', 'fetched'])
  })

  it('calls a set stale when its time is over, and not because the endpoint fails', async () => {
    const { jwks, verify } = follow()
    await verify(await token())
    server.answer = json({}, {}, 500)
    expect(await codeOf(() => jwks.reload())).toBe('ERR_JWKS_FETCH')
    await verify(await token())
    time += 590
    await verify(await token())
    expect(types()).not.toContain('stale')
    await settle(() => types().filter((type) => type === 'failed').length === 2)
    time += 20
    await verify(await token())
    expect(types()).toContain('stale')
  })

  it('gives the failure of the last request as the reason while no other is made', async () => {
    server.answer = json({}, {}, 500)
    const { jwks } = follow()
    const failure = await jwks.reload().catch((error: Error) => error)
    await expect(async () => jwks.find({ alg: 'ES256', kid: 'a' })).rejects.toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: expect.stringContaining('The next request is made in'),
      cause: failure,
    })
  })

  it('leaves no listener at the signal and no timer when its work is done', async () => {
    const stop = new AbortController()
    const set = vi.spyOn(globalThis, 'setTimeout')
    const cleared = vi.spyOn(globalThis, 'clearTimeout')
    let answer = (_: Response) => {}
    const fetch = () => new Promise<Response>((resolve) => (answer = resolve))
    const { jwks } = follow({ signal: stop.signal, fetch, timeout: 7 })
    const finding = [1, 2, 3].map(() => jwks.find({ alg: 'ES256', kid: 'a' }))
    await settle(() => getEventListeners(stop.signal, 'abort').length === 1)
    answer(new Response(JSON.stringify(setOf(a))))
    await Promise.all(finding)
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
    // One for the request, and one for each that waits for it: a request may read and write the store too.
    const spans = set.mock.calls.map(([, span]) => span)
    const timers = set.mock.results.filter((_, at) => spans[at] === 7000 || spans[at] === 22_000)
    expect(timers.length).toBe(3)
    expect(cleared.mock.calls.map(([timer]) => timer)).toEqual(expect.arrayContaining(timers.map(({ value }) => value)))
  })

  it('does not hold a failure against a kid: it was not missing, nobody knew', async () => {
    const { jwks, verify } = follow()
    await verify(await token())
    server.answer = json({}, {}, 500)
    for (const pause of [40, 40, 80]) {
      time += pause
      expect(await codeOf(async () => verify(await token(b)))).toBe('ERR_JWKS_FETCH')
    }
    expect(server.seen.length).toBe(4)
    server.answer = json(setOf(a))
    await jwks.reload()
    server.answer = json(setOf(a, b))
    time += 30
    await verify(await token(b))
  })

  it('sends its own headers, and lets the caller replace them', async () => {
    await remote({ headers: { Authorization: 'Basic Zm9v' } }).reload()
    await remote({ headers: { Accept: 'text/plain' } }).reload()
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Basic Zm9v',
      accept: 'application/jwk-set+json, application/json',
    })
    expect(server.requests[1]?.headers.accept).toBe('text/plain')
  })

  it('uses the fetch of the caller', async () => {
    const asked: string[] = []
    const jwks = createRemoteJwks(new URL('https://issuer.test/keys?tenant=1#part'), {
      fetch: async (url, init) => {
        asked.push(url, init.redirect, init.method)
        return new Response(JSON.stringify(setOf(a)))
      },
    })
    await jwks.reload()
    expect(asked).toEqual(['https://issuer.test/keys?tenant=1', 'manual', 'GET'])
    expect(jwks.snapshot()).toMatchObject({ source: 'https://issuer.test/keys?tenant=1', keys: [a.jwk] })
  })

  it("works with the runtime's clock when none is given", async () => {
    const jwks = createRemoteJwks(server.url, { allowInsecureLoopback: true })
    await createVerifier(jwks, { algorithms: ['ES256'] })(await a.token())
    expect(Math.abs((jwks.snapshot()?.fetchedAt ?? 0) - Date.now() / 1000)).toBeLessThan(5)
  })

  it('is not disturbed by a listener that throws or rejects', async () => {
    const throwing = follow({
      onEvent: () => {
        throw new Error('log is full')
      },
    })
    const rejecting = follow({ onEvent: async () => Promise.reject(new Error('log is full')) })
    await throwing.verify(await token())
    await rejecting.verify(await token())
  })

  it('ends its fetching when the signal says so, and serves on what it holds', async () => {
    const stop = new AbortController()
    const { jwks, verify } = follow({ signal: stop.signal })
    await verify(await token())
    server.answer = () => {}
    const reload = jwks.reload().catch((error: Error) => error.message)
    await settle(() => server.seen.length === 2)
    stop.abort()
    expect(await reload).toBe(`The JWK Set of ${server.url} was given up: the signal was aborted.`)
    expect(await codeOf(() => jwks.reload())).toBe('ERR_JWKS_FETCH')
    expect(server.seen.length).toBe(2)
    await verify(await token())
  })

  it('tells of a clock that fails in the background by the next token', async () => {
    let broken = false
    const jwks = createRemoteJwks(server.url, {
      allowInsecureLoopback: true,
      now: () => {
        if (broken && server.seen.length > 1) throw new Error('no time')
        return time
      },
    })
    await jwks.reload()
    broken = true
    time += 500
    jwks.find({ alg: 'ES256', kid: 'a' })
    await settle(() => server.seen.length === 2)
    expect(await codeOf(() => jwks.find({ alg: 'ES256', kid: 'a' }))).toBe('ERR_CONFIG')
  })
})

describe('THREATS part D', () => {
  it('D1: 10,000 random kids in a minute cause two requests, and valid tokens pass meanwhile', async () => {
    const { verify } = follow()
    const good = await token()
    await verify(good)
    time += 30
    const before = server.seen.length
    const waits: number[] = []
    const codes = new Map<string, number>()
    const flood = await Promise.all(Array.from({ length: 100 }, (_, n) => token(b, { kid: `random-${n}` })))
    for (let n = 0; n < 100; n++) {
      const batch = flood.map((bad, at) => {
        const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: `k${n}-${at}` })).toString('base64url')
        return codeOf(() => verify(header + bad.slice(bad.indexOf('.'))))
      })
      const start = performance.now()
      await verify(good)
      waits.push(performance.now() - start)
      for (const code of await Promise.all(batch)) codes.set(code, (codes.get(code) ?? 0) + 1)
      time += 0.6
    }
    waits.sort((x, y) => x - y)
    console.log(
      `10,000 unknown kids in 60 s: ${server.seen.length - before} requests; a valid token meanwhile: median ${waits[50]?.toFixed(2)} ms, worst ${waits[99]?.toFixed(2)} ms`,
    )
    expect([...codes]).toEqual([['ERR_KEY_NOT_FOUND', 10_000]])
    expect(server.seen.length - before).toBe(2)
  })

  it('D1: the same while the endpoint fails: one request, then the pause grows', async () => {
    const { verify } = follow()
    await verify(await token())
    await server.kill()
    const asked = () => events.filter(({ type }) => type === 'failed').length
    time += 30
    for (let n = 0; n < 600; n++) {
      expect(await codeOf(async () => verify(await token(b, { kid: `k${n}` })))).toBe('ERR_JWKS_FETCH')
      time += 0.1
    }
    expect(asked()).toBeLessThanOrEqual(2)
    await verify(await token(a))
    await server.revive()
  })

  it('D1: a cold start with a dead endpoint asks once per pause, which grows from five seconds, and not once per token', async () => {
    server.answer = json({}, {}, 500)
    const { verify } = follow()
    const one = await token()
    for (let n = 0; n < 50; n++) expect(await codeOf(() => verify(one))).toBe('ERR_JWKS_FETCH')
    expect(server.seen.length).toBe(1)
    time += 7
    for (let n = 0; n < 50; n++) expect(await codeOf(() => verify(one))).toBe('ERR_JWKS_FETCH')
    expect(server.seen.length).toBe(2)
    server.answer = json(setOf(a))
    time += 9
    expect(await codeOf(() => verify(one))).toBe('ERR_JWKS_FETCH')
    time += 4
    await verify(one)
    expect(server.seen.length).toBe(3)
  })

  it('D2: a known kid never waits for an unknown one, though the endpoint hangs', async () => {
    const { verify } = follow({ timeout: 0.5 })
    await verify(await token())
    time += 30
    server.answer = () => {}
    let settled = false
    const unknown = token(b)
      .then(verify)
      .catch(() => {})
      .then(() => {
        settled = true
      })
    await settle(() => server.seen.length === 2)
    await Promise.all(Array.from({ length: 20 }, async () => verify(await token(a))))
    expect(settled).toBe(false)
    await unknown
  })

  it('D3: kept keys serve for 24 hours while the endpoint is down, with an event, and no longer', async () => {
    const { verify } = follow()
    await verify(await token())
    const start = time
    await server.kill()
    // Each step waits for its request to fail: one that is still under way when time moves on would shift the next.
    let failures = 0
    const failed = () => settle(() => types().filter((type) => type === 'failed').length === failures)
    for (time += 600; time < start + 87_000; time += 1800) {
      await verify(await token())
      failures++
      await failed()
    }
    const stale = events.filter((event) => event.type === 'stale')
    expect(stale.length).toBeGreaterThan(10)
    expect(stale[0]).toEqual({ type: 'stale', source: server.url, age: 600 })
    expect(new Set(stale.map((event) => event.age)).size).toBe(stale.length)
    time = start + 86_999
    await verify(await token())
    const told = types().filter((type) => type === 'stale').length
    failures++
    await failed()
    await verify(await token())
    await verify(await token())
    expect(types().filter((type) => type === 'stale').length).toBe(told + 1)
    time = start + 87_000
    expect(await codeOf(async () => verify(await token()))).toBe('ERR_JWKS_FETCH')
    await server.revive()
    time += 400
    await verify(await token())
  })

  it('D3: a set that nobody asked for in long does not serve beyond the cap, though the endpoint is down', async () => {
    const { verify } = follow({ staleIfError: '1m' })
    await verify(await token())
    await server.kill()
    time += 660
    expect(await codeOf(async () => verify(await token()))).toBe('ERR_JWKS_FETCH')
    expect(types()).not.toContain('stale')
    await server.revive()
  })

  it('D3: staleIfError: 0 serves nothing beyond its time', async () => {
    const { verify } = follow({ staleIfError: 0 })
    await verify(await token())
    await server.kill()
    time += 599
    await verify(await token())
    await settle(() => types().includes('failed'))
    time += 1
    expect(await codeOf(async () => verify(await token()))).toBe('ERR_JWKS_FETCH')
    await server.revive()
  })

  it('D4: a key that was removed from the set is gone with the next fetch', async () => {
    server.answer = json(setOf(a, b))
    const { jwks, verify } = follow()
    await verify(await token(a))
    server.answer = json(setOf(b))
    await jwks.reload()
    expect(await codeOf(async () => verify(await token(a)))).toBe('ERR_KEY_NOT_FOUND')
    await verify(await token(b))
    server.answer = json(setOf())
    await jwks.reload()
    expect(await codeOf(async () => verify(await token(b)))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen.length).toBe(3)
  })

  it('D5: a redirect is refused, and its target never asked', async () => {
    const target = await listen(json(setOf(a)))
    for (const status of [301, 302, 303, 307, 308]) {
      server.answer = json('', { location: target.url }, status)
      const { verify } = follow()
      expect(await codeOf(async () => verify(await token()))).toBe('ERR_JWKS_FETCH')
    }
    expect([server.seen.length, target.seen.length]).toEqual([5, 0])
    await target.kill()
  })

  it('D6: an endpoint that hangs, or drips byte by byte, is given up after the timeout', async () => {
    const hang = follow({ timeout: 0.2 })
    server.answer = () => {}
    expect(await codeOf(async () => hang.verify(await token()))).toBe('ERR_JWKS_FETCH')
    let open = 0
    server.answer = (_, response) => {
      open++
      response.writeHead(200, { 'content-type': 'application/json' })
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => {
        open--
        clearInterval(drip)
      })
    }
    const slow = follow({ timeout: 0.3 })
    const start = performance.now()
    const error = await slow.verify(await token()).catch((reason: Error) => reason)
    expect(error).toMatchObject({ code: 'ERR_JWKS_FETCH', message: expect.stringContaining('within 0.3 s') })
    expect(performance.now() - start).toBeLessThan(2000)
    await settle(() => open === 0)
    expect(server.seen.length).toBe(2)
  })

  it('D7: 300 MB are not read, whether announced or not', async () => {
    let sent = 0
    const pour = (headers: Record<string, string>) => {
      server.answer = (_, response) => {
        response.writeHead(200, headers)
        const block = Buffer.alloc(65536, 32)
        const more = () => {
          while (sent < 300e6 && !response.destroyed && response.write(block)) sent += block.length
        }
        response.on('drain', more)
        more()
      }
    }
    pour({})
    const before = process.memoryUsage().rss
    expect(await codeOf(() => follow().jwks.reload())).toBe('ERR_JWKS_FETCH')
    pour({ 'content-length': '300000000' })
    expect(await codeOf(() => follow().jwks.reload())).toBe('ERR_JWKS_FETCH')
    expect(sent).toBeLessThan(30e6)
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6)
    expect(server.seen.length).toBe(2)
  })

  it('D7: 200,000 keys are too many, in few bytes or in many', async () => {
    server.answer = json(`{"keys":[${'1,'.repeat(199_999)}1]}`)
    expect(await codeOf(() => follow().jwks.reload())).toBe('ERR_JWKS_INVALID')
    server.answer = json({ keys: Array.from({ length: 200_000 }, (_, n) => ({ ...a.jwk, kid: `${n}` })) })
    expect(await codeOf(() => follow().jwks.reload())).toBe('ERR_JWKS_FETCH')
    server.answer = json({ keys: Array.from({ length: 100 }, (_, n) => ({ ...a.jwk, kid: `${n}` })) })
    await follow().jwks.reload()
    expect(await codeOf(() => follow({ maxKeys: 99 }).jwks.reload())).toBe('ERR_JWKS_INVALID')
    expect(server.seen.length).toBe(4)
  })

  it.each([
    ['HTML', json('<html>', { 'content-type': 'text/html' }), 'ERR_JWKS_INVALID'],
    ['500', json(setOf(b), {}, 500), 'ERR_JWKS_FETCH'],
    ['201', json(setOf(b), {}, 201), 'ERR_JWKS_FETCH'],
    ['206', json(setOf(b), {}, 206), 'ERR_JWKS_FETCH'],
    ['304 unasked', json('', {}, 304), 'ERR_JWKS_FETCH'],
    ['no keys', json({}), 'ERR_JWKS_INVALID'],
    ['keys that are no list', json({ keys: { 0: a.jwk } }), 'ERR_JWKS_INVALID'],
    ['a list', json([a.jwk]), 'ERR_JWKS_INVALID'],
    ['garbage', json('{"keys":['), 'ERR_JWKS_INVALID'],
    ['nothing', json(''), 'ERR_JWKS_INVALID'],
    ['a broken connection', (_: unknown, response: { destroy(): void }) => response.destroy(), 'ERR_JWKS_FETCH'],
  ] as const)('D8: %s leaves the kept keys in place', async (_, answer, code) => {
    const { jwks, verify } = follow()
    await verify(await token())
    server.answer = answer as Endpoint['answer']
    expect(await codeOf(() => jwks.reload())).toBe(code)
    await verify(await token())
    expect(await codeOf(async () => verify(await token(b)))).toBe(code)
    expect(server.seen.length).toBe(2)
  })

  it('D9: broken and unknown members of a set are passed over', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const others = [null, 7, 'x', [], {}, { kty: 'AKP', kid: 'a' }, { ...b.jwk, y: a.jwk.y }, { kty: 'RSA', kid: 'a' }]
    const members = [...others, a.jwk].map((member) => JSON.stringify(member))
    server.answer = json(`{"keys":[{"kid":"deep","x":${deep}},${members.join()}]}`)
    const { jwks, verify } = follow()
    await verify(await token())
    const broken = await verify(await token(b)).catch((error: Error) => error)
    expect(broken).toMatchObject({ code: 'ERR_KEY_NOT_FOUND', cause: { code: 'ERR_KEY_INVALID' } })
    expect(server.seen.length).toBe(1)
    expect(jwks.snapshot()?.keys).toEqual([...others.slice(4), a.jwk])
  })

  it('D10: the same kid twice, or no kid and two fitting keys, is ambiguous and causes no request', async () => {
    server.answer = json(setOf(a, { ...b.jwk, kid: 'a' }))
    const { verify } = follow()
    expect(await codeOf(async () => verify(await token(a)))).toBe('ERR_KEY_AMBIGUOUS')
    expect(await codeOf(async () => verify(await token(a, { kid: null })))).toBe('ERR_KEY_AMBIGUOUS')
    time += 60
    expect(await codeOf(async () => verify(await token(a)))).toBe('ERR_KEY_AMBIGUOUS')
    expect(server.seen.length).toBe(1)
    server.answer = json(setOf(a, { ...b.jwk, kid: 'a', use: 'enc' }, { ...c.jwk, kid: 'a', alg: 'ES384' }))
    const chosen = follow()
    await chosen.verify(await token(a))
  })

  it('D10: the same JWK twice is one key', async () => {
    server.answer = json(setOf(a, { ...a.jwk }))
    const { jwks, verify } = follow()
    await verify(await token(a))
    expect(jwks.snapshot()?.keys).toEqual([a.jwk])
  })

  it('D11: a secret in a fetched set is never used, and an HS* token asks for nothing', async () => {
    const secret = { kty: 'oct', kid: 's', k: Buffer.alloc(32, 7).toString('base64url') }
    server.answer = json(setOf(secret, a))
    const { jwks } = follow()
    const hmac = createVerifier(jwks, { algorithms: ['HS256'], now: () => time })
    const header = Buffer.from('{"alg":"HS256","kid":"s"}').toString('base64url')
    expect(await codeOf(() => hmac(`${header}.e30.${'A'.repeat(43)}`))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen).toEqual([])
    await jwks.reload()
    expect(await codeOf(() => hmac(`${header}.e30.${'A'.repeat(43)}`))).toBe('ERR_KEY_NOT_FOUND')
    for (const odd of [{ alg: 'none' }, { alg: ['ES256'] }, { alg: 'ES256', kid: Symbol('a') }, {}, undefined, null]) {
      expect(await codeOf(() => jwks.find(odd as never))).toBe('ERR_KEY_NOT_FOUND')
    }
    expect(jwks.snapshot()?.keys).toEqual([a.jwk])
    expect(server.seen.length).toBe(1)
  })

  it('D12: a token with a refused algorithm on a cold cache is refused before any request', async () => {
    const verify = createVerifier(remote(), { algorithms: ['RS256'], now: () => time })
    expect(await codeOf(async () => verify(await token()))).toBe('ERR_ALG_NOT_ALLOWED')
    expect(await codeOf(() => verify('a.b.c'))).toBe('ERR_TOKEN_MALFORMED')
    expect(server.seen).toEqual([])
  })

  it('D13: the newest request wins: an older set that arrives after a newer one is dropped', async () => {
    const { jwks, verify } = follow()
    let release = () => {}
    let cut = false
    server.answer = (request, response) => {
      release = () => json(setOf(a))(request, response)
      response.on('close', () => {
        cut = true
      })
    }
    const first = jwks.reload()
    await settle(() => server.seen.length === 1)
    server.answer = json(setOf(b))
    const second = jwks.reload()
    await second
    await settle(() => cut)
    await first
    release()
    await sleep(20)
    await verify(await token(b))
    expect(await codeOf(async () => verify(await token(a)))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen.length).toBe(2)
    expect(events.some(({ type }) => type === 'failed')).toBe(false)
  })

  it('D13: tokens that wait for a request get the answer of the one that took its place', async () => {
    const { jwks, verify } = follow()
    server.answer = () => {}
    const waiting = token(b).then(verify)
    await settle(() => server.seen.length === 1)
    server.answer = json(setOf(b))
    await jwks.reload()
    await waiting
    expect(server.seen.length).toBe(2)
  })

  it('D13: an answer that is in, but not yet taken when a newer request begins, is dropped', async () => {
    let armed = true
    const signal = {
      aborted: false,
      addEventListener: () => {},
      // Called when the request is over, before its answer is looked at.
      removeEventListener: () => {
        if (armed) second = jwks.reload()
        armed = false
      },
    }
    let second: Promise<void> | undefined
    const { jwks } = follow({ signal })
    await jwks.reload()
    await second
    expect(types()).toEqual(['key-added', 'fetched'])
    expect(server.seen.length).toBe(2)
  })

  it('D13: an answer that was there when a newer request began is dropped too', async () => {
    const bodies: ((set: object) => void)[] = []
    const { jwks } = follow({
      fetch: () => new Promise((resolve) => bodies.push((set) => resolve(new Response(JSON.stringify(set))))),
    })
    const first = jwks.reload()
    await settle(() => bodies.length === 1)
    const second = jwks.reload()
    await settle(() => bodies.length === 2)
    bodies[1]?.(setOf(b))
    bodies[0]?.(setOf(a))
    await Promise.all([first, second])
    expect(jwks.snapshot()?.keys).toEqual([b.jwk])
  })
})

describe('in a worker, where one request cannot wait for another', () => {
  const inWorker = () => vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })

  it('each waits for its own request, and the newest answer stays', async () => {
    inWorker()
    const bodies: ((set: object) => void)[] = []
    const { jwks, verify } = follow({
      fetch: () => new Promise((resolve) => bodies.push((set) => resolve(new Response(JSON.stringify(set))))),
    })
    const first = token(a).then(verify)
    await settle(() => bodies.length === 1)
    const second = token(b).then(verify)
    await settle(() => bodies.length === 2)
    bodies[1]?.(setOf(a, b))
    await second
    bodies[0]?.(setOf(a))
    await first
    expect(jwks.snapshot()?.keys).toEqual([a.jwk, b.jwk])
    expect(types().filter((type) => type === 'fetched').length).toBe(1)
  })

  it('is not held up by a request whose maker was cut off', async () => {
    inWorker()
    let calls = 0
    const { verify } = follow({
      fetch: async () => (++calls === 1 ? new Promise<never>(() => {}) : new Response(JSON.stringify(setOf(a)))),
    })
    const first = codeOf(async () => verify(await token()))
    await settle(() => calls === 1)
    await verify(await token())
    expect(calls).toBe(2)
    void first
  })

  it('leaves the requests of others alone when it reloads, and does not count their failure against a newer success', async () => {
    inWorker()
    const ends: [(value: Response) => void, (error: Error) => void][] = []
    const { jwks } = follow({ fetch: () => new Promise((resolve, reject) => ends.push([resolve, reject])) })
    const first = codeOf(() => jwks.reload())
    await settle(() => ends.length === 1)
    const second = jwks.reload()
    await settle(() => ends.length === 2)
    ends[1]?.[0](new Response(JSON.stringify(setOf(b))))
    await second
    ends[0]?.[1](new Error('cut off'))
    expect(await first).toBe('ERR_JWKS_FETCH')
    expect(types()).not.toContain('failed')
    expect(jwks.find({ alg: 'ES256', kid: 'b' })).toMatchObject({ kid: 'b' })
  })

  it('drops word that a set is current which has been replaced meanwhile', async () => {
    inWorker()
    const ends: ((value: Response) => void)[] = []
    const store = { get: async () => null, set: vi.fn(async () => {}) }
    const { jwks } = follow({ store, fetch: () => new Promise((resolve) => ends.push(resolve)) })
    const answer = (n: number, set: object | null, etag: string) =>
      ends[n]?.(new Response(set && JSON.stringify(set), { status: set ? 200 : 304, headers: { etag } }))
    const zero = jwks.reload()
    await settle(() => ends.length === 1)
    answer(0, setOf(a), '"a"')
    await zero
    const first = jwks.reload()
    const second = jwks.reload()
    await settle(() => ends.length === 3)
    answer(1, setOf(b), '"b"')
    await first
    answer(2, null, '"a"')
    await second
    expect(jwks.snapshot()).toMatchObject({ keys: [b.jwk], etag: '"b"' })
    expect(types()).not.toContain('not-modified')
    expect(store.set).toHaveBeenCalledTimes(2)
  })
})

describe('in a runtime that ends a request with all it has begun', () => {
  it('makes a new request when the one under way has outlived its own deadline', async () => {
    let calls = 0
    const timers: (() => void)[] = []
    // The first request's timers never fire, as in a frozen instance.
    vi.stubGlobal('setTimeout', (callback: () => void) => timers.push(callback))
    const { verify } = follow({
      fetch: async () => (++calls === 1 ? new Promise<never>(() => {}) : new Response(JSON.stringify(setOf(a)))),
    })
    const one = await token()
    void codeOf(() => verify(one))
    while (!calls) await Promise.resolve()
    vi.unstubAllGlobals()
    expect(timers.length).toBe(1)
    time += 15
    const joined = verify(one)
    await sleep(10)
    expect(calls).toBe(1)
    time += 2
    await verify(one)
    expect(calls).toBe(2)
    void joined
  })

  it('stops waiting for it after a while, also where the clock stands still', async () => {
    let calls = 0
    const own: (() => void)[] = []
    vi.stubGlobal('setTimeout', (callback: (value?: unknown) => void, _: number, value?: unknown) =>
      own.push(() => callback(value)),
    )
    const { verify } = follow({
      fetch: async () => (++calls === 1 ? new Promise<never>(() => {}) : new Response(JSON.stringify(setOf(a)))),
    })
    const one = await token()
    void codeOf(() => verify(one))
    while (own.length < 1) await Promise.resolve()
    const others = [verify(one), verify(one)]
    while (own.length < 3) await Promise.resolve()
    own[1]?.()
    own[2]?.()
    await Promise.all(others)
    expect(calls).toBe(2)
  })
})
