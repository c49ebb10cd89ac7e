import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createRemoteJwks,
  createVerifier,
  type JwksEvent,
  type JwksSnapshot,
  type JwksStore,
  type RemoteJwksOptions,
} from '../../src/index.ts'
import { codeOf, type Endpoint, json, listen, makeSigner, setOf } from './server.ts'

const a = makeSigner('a')
const b = makeSigner('b')
const START = 1_800_000_000

let server: Endpoint
let time: number
let events: JwksEvent[]
let saved: JwksSnapshot[]

beforeEach(async () => {
  server = await listen(json(setOf(a), { etag: '"1"', 'cache-control': 'max-age=600' }))
  time = START
  events = []
  saved = []
})
afterEach(() => server.kill())

/** A store as a key-value service would be: what goes through it is JSON. */
const store: JwksStore = {
  get: async () => JSON.parse(JSON.stringify(saved.at(-1) ?? null)),
  set: async (snapshot) => {
    saved.push(JSON.parse(JSON.stringify(snapshot)))
  },
}

/** A cold start. */
function start(options: RemoteJwksOptions = {}) {
  const jwks = createRemoteJwks(server.url, {
    allowInsecureLoopback: true,
    now: () => time,
    onEvent: (event) => events.push(event),
    store,
    ...options,
  })
  return { jwks, verify: createVerifier(jwks, { algorithms: ['ES256'], now: () => time }) }
}

const down = new Error('down')
const token = (signer = a) => signer.token({}, { now: time })

describe('a store', () => {
  it('spares a cold start the request', async () => {
    const first = start()
    await first.verify(await token())
    expect(saved).toEqual([
      { version: 1, source: server.url, url: server.url, fetchedAt: START, maxAge: 600, etag: '"1"', keys: [a.jwk] },
    ])
    expect(first.jwks.snapshot()).toEqual(saved[0])
    time += 60
    const second = start()
    expect(second.jwks.snapshot()).toBeNull()
    await Promise.all([second.verify(await token()), second.verify(await token())])
    expect(server.seen.length).toBe(1)
    expect(second.jwks.snapshot()).toEqual(saved[0])
  })

  it('is written to again when the set was confirmed or has changed', async () => {
    await start().verify(await token())
    time += 700
    server.answer = json('', { etag: '"1"', 'cache-control': 'max-age=90' }, 304)
    await start().verify(await token())
    expect(server.requests[1]?.headers['if-none-match']).toBe('"1"')
    expect(saved.map(({ fetchedAt, maxAge }) => [fetchedAt, maxAge])).toEqual([
      [START, 600],
      [START + 700, 90],
    ])
  })

  it('gives the life of the set where word that it is current does not', async () => {
    server.answer = json(setOf(a), { etag: '"1"', 'cache-control': 'max-age=7200', age: '100' })
    await start().verify(await token())
    expect(saved[0]?.maxAge).toBe(7100)
    saved[0] = { ...(saved[0] as JwksSnapshot), maxAge: 7100.5 }
    time += 7200
    server.answer = json('', {}, 304)
    await start().verify(await token())
    expect(saved.at(-1)).toMatchObject({ fetchedAt: START + 7200, maxAge: 7100 })
  })

  it('is given copies of the keys', async () => {
    const { jwks, verify } = start({
      store: {
        get: async () => null,
        set: async ({ keys }) => {
          Object.assign(keys[0] as object, { use: 'enc' })
        },
      },
    })
    await verify(await token())
    await verify(await token())
    expect(jwks.snapshot()?.keys).toEqual([a.jwk])
  })

  it('does not spare the request for a kid that the snapshot lacks', async () => {
    await start().verify(await token())
    server.answer = json(setOf(a, b))
    await start().verify(await token(b))
    expect(server.seen.length).toBe(2)
  })

  it('keeps a cold start going while the endpoint is down', async () => {
    await start().verify(await token())
    await server.kill()
    time += 3600
    await start().verify(await token())
    expect(events.map(({ type }) => type)).toContain('stale')
    time += 86400
    expect(await codeOf(async () => start().verify(await token()))).toBe('ERR_JWKS_FETCH')
    await server.revive()
  })

  it('cannot make a set immortal', async () => {
    await start().verify(await token())
    saved = [{ ...(saved[0] as JwksSnapshot), maxAge: 1e12 }]
    time += 86_400
    server.answer = json(setOf(b))
    expect(await codeOf(async () => start().verify(await token()))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen.length).toBe(2)
  })

  it.each([
    ['of another source', { source: 'https://other.test/' }],
    ['too old', { fetchedAt: START - 87_000 }],
    ['from the future', { fetchedAt: START + 86_400 }],
  ])('is left aside when its snapshot is %s', async (_, change) => {
    await start().verify(await token())
    saved = [{ ...(saved[0] as JwksSnapshot), ...change, keys: [{ ...b.jwk, kid: 'a' }] }]
    events = []
    await start().verify(await token())
    expect(server.seen.length).toBe(2)
    expect(events.map(({ type }) => type)).toEqual(['key-added', 'fetched'])
  })

  it.each([undefined, null])('that has nothing and says %s has not failed', async (nothing) => {
    await start({ store: { ...store, get: async () => nothing } }).verify(await token())
    expect(events.map(({ type }) => type)).toEqual(['key-added', 'fetched'])
    expect(server.seen.length).toBe(1)
  })

  it.each([
    ['a text', '{}'],
    ['a list', []],
    ['another version', { version: 2 }],
    ['no times', { version: 1, source: 'SERVER', url: 'x' }],
    ['an endless time', { version: 1, source: 'SERVER', url: 'x', fetchedAt: START, maxAge: Infinity, keys: [] }],
    ['no address', { version: 1, source: 'SERVER', fetchedAt: START, maxAge: 600, keys: [] }],
    ['an address that is no text', { version: 1, source: 'SERVER', url: 7, fetchedAt: START, maxAge: 600, keys: [] }],
    ['no time of the fetch', { version: 1, source: 'SERVER', url: 'x', maxAge: 600, keys: [] }],
    ['no span', { version: 1, source: 'SERVER', url: 'x', fetchedAt: START, keys: [] }],
    ['a time in a text', { version: 1, source: 'SERVER', url: 'x', fetchedAt: `${START}`, maxAge: 600, keys: [] }],
    ['no keys', { version: 1, source: 'SERVER', url: 'x', fetchedAt: START, maxAge: 600 }],
    [
      'too many keys',
      { version: 1, source: 'SERVER', url: 'x', fetchedAt: START, maxAge: 600, keys: Array(101).fill({}) },
    ],
  ])('that returns %s is told of, and not used', async (_, value) => {
    const found = typeof value === 'object' && 'source' in value ? { ...value, source: server.url } : value
    await start({ store: { ...store, get: async () => found as never } }).verify(await token())
    expect(server.seen.length).toBe(1)
    expect(events[0]).toMatchObject({ type: 'store-failed', error: { code: 'ERR_JWKS_INVALID' } })
  })

  it('gives the version that the endpoint named, to ask with', async () => {
    server.answer = json(setOf(a), { 'last-modified': 'Mon, 01 Jan 2026 00:00:00 GMT' })
    await start().jwks.reload()
    const { jwks, verify } = start()
    await verify(await token())
    await jwks.reload()
    expect(server.requests[1]?.headers['if-modified-since']).toBe('Mon, 01 Jan 2026 00:00:00 GMT')
  })

  it('drops what no header can hold from a snapshot', async () => {
    await start().verify(await token())
    saved = [{ ...(saved[0] as JwksSnapshot), etag: '"\n', lastModified: 7 as never }]
    const { jwks, verify } = start()
    await verify(await token())
    expect(jwks.snapshot()).not.toHaveProperty('etag')
    await jwks.reload()
    expect(server.requests[1]?.headers).not.toHaveProperty('if-none-match')
  })

  it('never brings in a secret', async () => {
    await start().verify(await token())
    saved = [{ ...(saved[0] as JwksSnapshot), keys: [{ kty: 'oct', kid: 's', k: 'AAAA' }, a.jwk] }]
    const { jwks, verify } = start()
    await verify(await token())
    expect(jwks.snapshot()?.keys).toEqual([a.jwk])
  })

  it.each([
    ['fails', () => Promise.reject(down), { cause: down }],
    [
      'throws',
      () => {
        throw down
      },
      { cause: down },
    ],
    ['hangs', () => new Promise<never>(() => {}), {}],
  ])('that %s costs nothing but its help', async (_, broken, details) => {
    const { verify } = start({ store: { get: broken, set: broken }, timeout: 0.1 })
    await verify(await token())
    expect(server.seen.length).toBe(1)
    const failures = events.filter(({ type }) => type === 'store-failed')
    expect(failures).toMatchObject([
      {
        source: server.url,
        error: { code: 'ERR_JWKS_FETCH', message: expect.stringContaining("The store's get()"), ...details },
      },
      { error: { message: expect.stringContaining("The store's set()"), ...details } },
    ])
    await verify(await token())
    expect(server.seen.length).toBe(1)
  })

  it('is not read when the caller asks for the set itself', async () => {
    const get = vi.fn(store.get)
    await start({ store: { ...store, get } }).jwks.reload()
    expect(get).not.toHaveBeenCalled()
    expect(server.seen.length).toBe(1)
  })

  it('is not read in the background either, once a set is held', async () => {
    const get = vi.fn(store.get)
    const { jwks, verify } = start({ store: { ...store, get } })
    await jwks.reload()
    time += 500
    await verify(await token())
    await vi.waitFor(() => expect(events.filter(({ type }) => type === 'fetched').length).toBe(2))
    expect(get).not.toHaveBeenCalled()
  })

  it('that answers after a reload does not bring the older set back', async () => {
    await start().verify(await token())
    let release = (_: JwksSnapshot) => {}
    const get = () =>
      new Promise<JwksSnapshot>((resolve) => {
        release = resolve
      })
    const { jwks, verify } = start({ store: { ...store, get } })
    const waiting = token(b).then(verify)
    await vi.waitFor(() => expect(release.length).toBe(1))
    server.answer = json(setOf(b))
    await new Promise((resolve) => setTimeout(resolve, 20))
    await jwks.reload()
    release(saved[0] as JwksSnapshot)
    await waiting
    expect(jwks.snapshot()?.keys).toEqual([b.jwk])
    expect(server.seen.length).toBe(2)
  })

  it('that answers with nothing after a reload makes no request of its own', async () => {
    let release = (_: null) => {}
    const get = () =>
      new Promise<null>((resolve) => {
        release = resolve
      })
    const { jwks, verify } = start({ store: { ...store, get } })
    server.answer = json({}, {}, 500)
    const waiting = codeOf(async () => verify(await token()))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await codeOf(() => jwks.reload())).toBe('ERR_JWKS_FETCH')
    release(null)
    expect(await waiting).toBe('ERR_JWKS_FETCH')
    expect(server.seen.length).toBe(1)
  })
})
