// A ring beside its store: several instances, failures, and what is served meanwhile.
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  createKeyRing,
  createMemoryStore,
  decode,
  isJwtError,
  type JwtError,
  type KeyRing,
  type KeyRingOptions,
  type RingState,
  type RingStore,
  verify,
} from '../../src/index.ts'

const START = 1_000_000
const options = { expiresIn: 50 }

type Clock = { now: number }

function ringAt(clock: Clock, store: RingStore, more: Partial<KeyRingOptions> = {}): KeyRing {
  const spans = { publishAhead: 400, rotateEvery: 1000, maxTokenLifetime: 50 }
  return createKeyRing({ algorithm: 'Ed25519', ...spans, now: () => clock.now, store, ...more })
}

/** A memory store that counts, and fails in the ways that a test asks for. */
function failingStore() {
  const inner = createMemoryStore()
  const store = {
    inner,
    loads: 0,
    saves: 0,
    arguments: [] as unknown[],
    onLoad: undefined as undefined | (() => unknown),
    onSave: undefined as undefined | (() => unknown),
    async load() {
      store.loads++
      return (store.onLoad ? store.onLoad() : inner.load()) as ReturnType<RingStore['load']>
    },
    async save(state: RingState, expectedVersion: string | number | null) {
      store.saves++
      store.arguments = [state, expectedVersion]
      return (store.onSave ? store.onSave() : inner.save(state, expectedVersion)) as Promise<boolean>
    },
  }
  return store
}

const down = () => Promise.reject(new Error('connection refused'))
const hanging = () => new Promise(() => {})
const kidsOf = async (ring: KeyRing) => (await ring.jwks()).keys.map(({ kid }) => kid)
const kidOf = (token: string) => (decode(token, { complete: true }) as { header: { kid: string } }).header.kid

async function errorOf(work: () => unknown): Promise<JwtError> {
  try {
    await work()
  } catch (error) {
    if (isJwtError(error)) return error
    throw new Error(`no JwtError: ${String(error)}`)
  }
  throw new Error('no error')
}

/** Lets faked timers run on until something has come to its end; crypto takes real time meanwhile. */
async function passing<Value>(work: Promise<Value>): Promise<Value> {
  let ended = false
  const end = () => {
    ended = true
  }
  work.then(end, end)
  while (!ended) {
    await new Promise((resolve) => setImmediate(resolve))
    vi.advanceTimersByTime(100)
  }
  return work
}

const fakeTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })

afterEach(() => {
  vi.useRealTimers()
})

describe('several instances on one store', () => {
  it('begin together with one key', async () => {
    const store = failingStore()
    const rings = Array.from({ length: 5 }, () => ringAt({ now: START }, store))
    const kids = await Promise.all(rings.map(kidsOf))
    expect(new Set(kids.map(String)).size).toBe(1)
    expect((await store.inner.load())?.version).toBe(1)
  })

  it('end with one new key when they rotate at once, by hand or by time', async () => {
    const clock = { now: START }
    const store = failingStore()
    const rings = Array.from({ length: 5 }, () => ringAt(clock, store))
    await Promise.all(rings.map((ring) => ring.jwks()))
    await Promise.all(rings.map((ring) => ring.rotate()))
    expect((await store.inner.load())?.state.keys).toHaveLength(2)
    clock.now = START + 400 + 600
    const kids = await Promise.all(rings.map(kidsOf))
    expect(new Set(kids.map(String)).size).toBe(1)
    expect(kids[0]).toHaveLength(2)
    expect((await store.inner.load())?.version).toBe(3)
  })

  it('sign with the new key in the same moment, without asking the store again', async () => {
    const clock = { now: START }
    const store = failingStore()
    const rings = [ringAt(clock, store), ringAt(clock, store)] as const
    await rings[0].rotate()
    await rings[1].jwks()
    store.onLoad = store.onSave = down
    clock.now = START + 400
    const [a, b] = await Promise.all(rings.map((ring) => ring.sign({}, options)))
    expect(kidOf(a as string)).toBe(kidOf(b as string))
  })

  it('know a peer’s rotation long before its key signs', async () => {
    const clock = { now: START }
    const store = failingStore()
    const [ring, peer] = [ringAt(clock, store), ringAt(clock, store)]
    await ring.jwks()
    const { kid } = await peer.rotate()
    clock.now = START + 29
    expect(await kidsOf(ring)).not.toContain(kid)
    clock.now = START + 30
    expect(await kidsOf(ring)).toContain(kid)
  })

  it('ask more often where keys are published only shortly ahead', async () => {
    const clock = { now: START }
    const store = failingStore()
    const short = { publishAhead: 8 }
    const [ring, peer] = [ringAt(clock, store, short), ringAt(clock, store, short)]
    await ring.jwks()
    const { kid } = await peer.rotate()
    clock.now = START + 2
    expect(await kidsOf(ring)).toContain(kid)
    const before = store.loads
    clock.now = START + 4
    await ring.jwks()
    expect(store.loads).toBe(before + 1)
  })

  it('accept a key that a peer put in place at once, for a token that names it', async () => {
    const clock = { now: START }
    const store = failingStore()
    const [ring, peer] = [ringAt(clock, store), ringAt(clock, store)]
    const [leaked] = await kidsOf(ring)
    await peer.revoke(leaked as string)
    const token = await peer.sign({}, options)
    clock.now = START + 5
    await verify(token, ring, { algorithms: ['Ed25519'], now: clock.now })
    expect(await kidsOf(ring)).not.toContain(leaked)
  })

  it('ask the store for unknown kids once in five seconds, however many come', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    const before = store.loads
    for (let count = 0; count < 100; count++) await errorOf(() => ring.find({ alg: 'Ed25519', kid: `k${count}` }))
    expect(store.loads).toBe(before)
    clock.now = START + 5
    await Promise.all(
      Array.from({ length: 100 }, (_, count) => errorOf(() => ring.find({ alg: 'Ed25519', kid: `k${count}` }))),
    )
    expect(store.loads).toBe(before + 1)
  })

  it('ask the store once for many calls that wait together, and not again before its time', async () => {
    const clock = { now: START }
    const store = failingStore()
    await ringAt(clock, store).jwks()
    const ring = ringAt(clock, store)
    const before = store.loads
    await Promise.all(Array.from({ length: 50 }, () => ring.sign({}, options)))
    expect(store.loads).toBe(before + 1)
    clock.now = START + 29
    await ring.sign({}, options)
    expect(store.loads).toBe(before + 1)
  })

  it('follow the one whose clock is ahead: time that has been acted on is past', async () => {
    const store = failingStore()
    const ahead = { now: START }
    const peer = ringAt(ahead, store)
    const { kid } = await peer.rotate()
    ahead.now = START + 400
    expect(kidOf(await peer.sign({}, options))).toBe(kid)
    const token = await ringAt({ now: START + 390 }, store).sign({}, options)
    expect(kidOf(token)).toBe(kid)
  })

  it('revoke a key in peace that a peer has revoked already', async () => {
    const clock = { now: START }
    const store = failingStore()
    const [ring, peer] = [ringAt(clock, store), ringAt(clock, store)]
    const [leaked] = await kidsOf(ring)
    await peer.revoke(leaked as string)
    await ring.revoke(leaked as string)
    expect(await kidsOf(ring)).toEqual(await kidsOf(peer))
    expect((await errorOf(() => ring.revoke(leaked as string))).code).toBe('ERR_KEY_NOT_FOUND')
  })

  it('make one key for one change, however often it has to be tried', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    store.onSave = () => store.saves % 4 === 0 && Reflect.apply(store.inner.save, store.inner, store.arguments)
    const made = vi.spyOn(crypto.subtle, 'generateKey')
    await ring.rotate()
    expect(made).toHaveBeenCalledTimes(1)
    made.mockRestore()
    expect(await kidsOf(ring)).toHaveLength(2)
  })

  it('do not read a state again whose version they know', async () => {
    const clock = { now: START }
    const store = failingStore()
    const onStoreError = vi.fn()
    const ring = ringAt(clock, store, { onStoreError })
    const kids = await kidsOf(ring)
    // A state that could not be read, if it were.
    store.onLoad = () => ({ version: 1, state: { time: START } })
    clock.now = START + 30
    expect(await kidsOf(ring)).toEqual(kids)
    expect(onStoreError).not.toHaveBeenCalled()
  })

  it('ask again when the clock was set back below the last look', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    clock.now = START - 1000
    await ring.jwks()
    expect((await ring.status()).time).toBe(START)
  })

  it('do not take an older answer for a newer one when answers overtake each other', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    const peer = ringAt(clock, store.inner)
    await peer.rotate()
    const old = await store.inner.load()
    let answer = (_value: unknown): void => {}
    store.onLoad = () => new Promise((resolve) => (answer = resolve))
    clock.now = START + 30
    const slow = ring.jwks()
    await Promise.resolve()
    store.onLoad = undefined
    const [, pending] = old?.state.keys ?? []
    await ring.revoke(pending?.jwk.kid as string)
    answer(old)
    await slow
    expect(await kidsOf(ring)).not.toContain(pending?.jwk.kid)
  })

  it('make a second key only when one is needed: a draft that came too late is thrown away', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    let first = true
    store.onSave = async () => {
      if (!first) throw new Error('saved once more than needed')
      first = false
      await ringAt(clock, store.inner).rotate()
      return false
    }
    const { kid } = await ring.rotate()
    expect((await store.inner.load())?.state.keys.map(({ jwk }) => jwk.kid)).toContain(kid)
  })
})

describe('a clock that was wrong once', () => {
  const YEAR = 31_536_000

  it('is told of by every instance that reads what it wrote, once, in words that help', async () => {
    const clock = { now: START }
    const store = failingStore()
    const told: JwtError[] = []
    const ring = ringAt(clock, store, { onStoreError: (error) => told.push(error) })
    await ring.jwks()
    await ringAt({ now: START + YEAR }, store).jwks()
    clock.now = START + 30
    for (let count = 0; count < 3; count++) await ring.jwks()
    clock.now = START + 100
    await ring.rotate()
    expect(told.map(({ code }) => code)).toEqual(['ERR_STORE'])
    expect(told[0]?.message).toContain(`${YEAR - 30} s ahead`)
    expect(told[0]?.message).toContain('revoke()')
  })

  it('is told of by the very instance whose clock it was, which goes on looking at the store', async () => {
    const clock = { now: START + YEAR }
    const store = failingStore()
    const onStoreError = vi.fn()
    const ring = ringAt(clock, store, { onStoreError })
    await ring.jwks()
    expect(onStoreError).not.toHaveBeenCalled()
    clock.now = START
    const [leaked] = await kidsOf(ring)
    expect(onStoreError).toHaveBeenCalledOnce()
    await ringAt(clock, store).revoke(leaked as string)
    clock.now = START + 30
    expect(await kidsOf(ring)).not.toContain(leaked)
    expect(onStoreError).toHaveBeenCalledOnce()
  })

  it('is not spoken of within five minutes, in which clocks may differ', async () => {
    const store = failingStore()
    const onStoreError = vi.fn()
    await ringAt({ now: START }, store).jwks()
    await ringAt({ now: START - 300 }, store, { onStoreError }).jwks()
    expect(onStoreError).not.toHaveBeenCalled()
    await ringAt({ now: START - 301 }, store, { onStoreError }).jwks()
    expect(onStoreError).toHaveBeenCalledOnce()
  })
})

describe('a store that fails', () => {
  it('stops nothing while keys are known; the listener is told, with the cause', async () => {
    const clock = { now: START }
    const store = failingStore()
    const told: JwtError[] = []
    const ring = ringAt(clock, store, { onStoreError: (error) => told.push(error) })
    const kids = await kidsOf(ring)
    store.onLoad = store.onSave = down
    clock.now = START + 700
    const token = await ring.sign({}, options)
    await verify(token, ring, { algorithms: ['Ed25519'], now: clock.now })
    expect(await kidsOf(ring)).toEqual(kids)
    expect(told.map(({ code }) => code)).toEqual(['ERR_STORE'])
    expect(told[0]?.cause).toMatchObject({ message: 'connection refused' })
  })

  it('is left alone for five seconds after a failure, and asked again then', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    store.onLoad = down
    clock.now = START + 700
    const before = store.loads
    for (let count = 0; count < 10; count++) await ring.sign({}, options)
    await errorOf(() => ring.find({ alg: 'Ed25519', kid: 'unknown' }))
    expect(store.loads).toBe(before + 1)
    clock.now = START + 705
    store.onLoad = undefined
    await ring.sign({}, options)
    expect(await kidsOf(ring)).toHaveLength(2)
  })

  it('never lets a key sign that is not saved', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    const [kid] = await kidsOf(ring)
    store.onSave = down
    for (const now of [600, 1000, 5000, 100_000]) {
      clock.now = START + now
      expect(kidOf(await ring.sign({}, options))).toBe(kid)
      expect(await kidsOf(ring)).toEqual([kid])
    }
  })

  it('does not let a clock that runs back bring an older key back, though nothing could be saved', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    const { kid } = await ring.rotate()
    store.onLoad = store.onSave = down
    clock.now = START + 399
    expect(kidOf(await ring.sign({}, options))).not.toBe(kid)
    clock.now = START + 400
    expect(kidOf(await ring.sign({}, options))).toBe(kid)
    clock.now = START + 399
    expect(kidOf(await ring.sign({}, options))).toBe(kid)
  })

  it('keeps no key published beyond its time', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    const { kid } = await ring.rotate()
    const [first] = await kidsOf(ring)
    store.onLoad = store.onSave = down
    clock.now = START + 449
    expect(await kidsOf(ring)).toEqual([kid, first])
    clock.now = START + 450
    expect(await kidsOf(ring)).toEqual([kid])
    expect((await ring.status()).keys.map((key) => key.kid)).toEqual([kid])
    expect((await ring.export()).keys.map(({ jwk }) => jwk.kid)).toEqual([kid])
    expect((await errorOf(() => ring.find({ alg: 'Ed25519', kid: first as string }))).code).toBe('ERR_KEY_NOT_FOUND')
  })

  it('fails the call while no key is known, and the next call begins anew', async () => {
    const store = failingStore()
    const ring = ringAt({ now: START }, store)
    store.onLoad = down
    for (const call of [() => ring.sign({}, options), () => ring.jwks(), () => ring.find({ alg: 'x', kid: 'a' })]) {
      const error = await errorOf(call)
      expect(error.code).toBe('ERR_STORE')
      expect((error.cause as Error).message).toBe('connection refused')
    }
    store.onLoad = undefined
    expect(await kidsOf(ring)).toHaveLength(1)
  })

  it('fails rotate() and revoke() aloud, and changes nothing', async () => {
    const store = failingStore()
    const ring = ringAt({ now: START }, store)
    const kids = await kidsOf(ring)
    store.onSave = down
    const error = await errorOf(() => ring.rotate())
    expect([error.code, error.message]).toEqual(['ERR_STORE', expect.stringContaining('save()')])
    expect((await errorOf(() => ring.revoke(kids[0] as string))).code).toBe('ERR_STORE')
    expect(await kidsOf(ring)).toEqual(kids)
    store.onSave = undefined
    await ring.revoke(kids[0] as string)
    expect(await kidsOf(ring)).not.toEqual(kids)
  })

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['a text', () => 'state'],
    ['no version', () => ({ state: {} })],
    ['a version of another kind', () => ({ state: {}, version: {} })],
  ])('is said to when load() returns %s', async (_, answer) => {
    const store = failingStore()
    store.onLoad = answer
    const error = await errorOf(() => ringAt({ now: START }, store).jwks())
    expect([error.code, error.message]).toEqual(['ERR_STORE', expect.stringContaining('load()')])
  })

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['the answer of a database', () => ({ rowCount: 1 })],
  ])('is said to when save() returns %s', async (_, answer) => {
    const store = failingStore()
    store.onSave = answer
    const error = await errorOf(() => ringAt({ now: START }, store).jwks())
    expect([error.code, error.message]).toEqual(['ERR_STORE', expect.stringContaining('neither true nor false')])
    expect(store.saves).toBe(1)
  })

  it('is given up when it refuses every save', async () => {
    const store = failingStore()
    store.onSave = () => false
    const error = await errorOf(() => ringAt({ now: START }, store).jwks())
    expect([error.code, store.saves]).toEqual(['ERR_STORE', 20])
  })

  it('throws or rejects: both come out as ERR_STORE', async () => {
    const store: RingStore = {
      load() {
        throw new Error('not connected')
      },
      save: () => Promise.resolve(true),
    }
    const error = await errorOf(() => ringAt({ now: START }, store).jwks())
    expect([error.code, (error.cause as Error).message]).toEqual(['ERR_STORE', 'not connected'])
    expect(error.message).toContain('load()')
  })

  it.each<[string, (broken: () => never) => object]>([
    ['a version', (get) => Object.defineProperty({ state: {} }, 'version', { get })],
    ['a state', (get) => Object.defineProperty({ version: 1 }, 'state', { get })],
    [
      'a list of keys',
      (get) => ({ version: 1, state: Object.defineProperty({ format: 1, time: 1 }, 'keys', { get }) }),
    ],
  ])('may return %s that cannot be read: that comes out as ERR_STORE', async (_, answer) => {
    const store = failingStore()
    store.onLoad = () =>
      answer(() => {
        throw new Error('the connection is closed')
      })
    const error = await errorOf(() => ringAt({ now: START }, store).jwks())
    expect([error.code, (error.cause as Error).message]).toEqual(['ERR_STORE', 'the connection is closed'])
  })

  it('is asked again for an unknown kid five seconds after it failed in that', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    store.onLoad = down
    const before = store.loads
    for (const [after, loads] of [
      [5, 1],
      [9, 1],
      [10, 2],
    ] as const) {
      clock.now = START + after
      await errorOf(() => ring.find({ alg: 'Ed25519', kid: 'unknown' }))
      expect(store.loads).toBe(before + loads)
    }
  })

  it('may name its versions by texts', async () => {
    const inner = createMemoryStore()
    const store: RingStore = {
      async load() {
        const held = await inner.load()
        return held && { state: held.state, version: `v${held.version}` }
      },
      save: (state, version) => inner.save(state, version === null ? null : Number(`${version}`.slice(1))),
    }
    const ring = ringAt({ now: START }, store)
    await ring.rotate()
    expect(await kidsOf(ringAt({ now: START }, store))).toEqual(await kidsOf(ring))
  })

  it('cannot bring a broken state in: the known keys serve on', async () => {
    const clock = { now: START }
    const store = failingStore()
    const told: string[] = []
    const ring = ringAt(clock, store, { onStoreError: ({ code }) => told.push(code) })
    const kids = await kidsOf(ring)
    store.onLoad = () => ({ version: 9, state: { format: 1, time: 1, keys: [] } })
    clock.now = START + 30
    expect(await kidsOf(ring)).toEqual(kids)
    expect(told).toEqual(['ERR_KEY_INVALID'])
    expect((await errorOf(() => ringAt(clock, store).jwks())).code).toBe('ERR_KEY_INVALID')
  })

  it('gets its ring back when it has lost it', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    const kids = await kidsOf(ring)
    const other = createMemoryStore()
    store.onLoad = () => other.load()
    store.onSave = undefined
    store.inner.save = (state, version) => other.save(state, version)
    clock.now = START + 30
    expect(await kidsOf(ring)).toEqual(kids)
    expect((await other.load())?.state.keys.map(({ jwk }) => jwk.kid)).toEqual(kids)
  })

  it('is not believed on its version alone when it was emptied and counts anew', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    const other = createMemoryStore()
    clock.now = START + 30
    const kids = await kidsOf(ringAt(clock, other))
    store.onLoad = () => other.load()
    expect(await kidsOf(ring)).toEqual(kids)
  })

  it('does not break a call by a listener that fails', async () => {
    const clock = { now: START }
    const store = failingStore()
    const onStoreError = vi.fn(() => {
      throw new Error('logger')
    })
    const ring = ringAt(clock, store, { onStoreError })
    await ring.jwks()
    store.onLoad = down
    clock.now = START + 30
    expect(await ring.sign({}, options)).toBeTypeOf('string')
    expect(onStoreError).toHaveBeenCalledOnce()
  })
})

describe('a store that does not answer', () => {
  it('leaves no timer behind once it has answered', async () => {
    fakeTimers()
    expect(await kidsOf(ringAt({ now: START }, failingStore()))).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('costs the call that looks for news a quarter of a second, and no other call anything', async () => {
    const clock = { now: START }
    const store = failingStore()
    const told: JwtError[] = []
    const ring = ringAt(clock, store, { onStoreError: (error) => told.push(error) })
    const [kid] = await kidsOf(ring)
    fakeTimers()
    store.onLoad = hanging
    clock.now = START + 30
    const before = store.loads
    const start = Date.now()
    const first = ring.sign({}, options)
    for (let count = 0; count < 20; count++)
      expect(await ring.find({ alg: 'Ed25519', kid: kid as string })).toBeDefined()
    expect(Date.now() - start).toBe(0)
    let waits = true
    first.then(() => {
      waits = false
    })
    vi.advanceTimersByTime(249)
    await new Promise((resolve) => setImmediate(resolve))
    expect(waits).toBe(true)
    vi.advanceTimersByTime(1)
    expect(await first).toBeTypeOf('string')
    expect(store.loads).toBe(before + 1)
    expect(told).toEqual([])
    vi.advanceTimersByTime(4750)
    await new Promise((resolve) => setImmediate(resolve))
    expect(told[0]?.message).toContain('within 5 s')
    expect(vi.getTimerCount()).toBe(0)
    // Until the next try, nobody waits.
    expect(await ring.sign({}, options)).toBeTypeOf('string')
    expect(store.loads).toBe(before + 1)
  })

  it('is tried again after 5, 10, 20 and 30 seconds, and after 5 again once it has answered', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    store.onLoad = down
    const looks: number[] = []
    const spend = async (seconds: number) => {
      looks.length = 0
      for (const end = clock.now + seconds; clock.now < end; clock.now++) {
        const before = store.loads
        await ring.jwks()
        if (store.loads > before) looks.push(clock.now)
      }
      return looks.slice(1).map((at, n) => at - (looks[n] as number))
    }
    expect(await spend(200)).toEqual([5, 10, 20, 30, 30, 30, 30])
    store.onLoad = undefined
    clock.now = START + 1000
    await ring.jwks()
    store.onLoad = down
    clock.now = START + 1030
    expect(await spend(12)).toEqual([5])
  })

  it('is looked at again after twenty seconds when the call that looked was cut off, and nobody waits meanwhile', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    // As in a worker whose request has ended: neither an answer nor a timer comes any more.
    const timeout = vi.spyOn(globalThis, 'setTimeout').mockImplementation((() => 0) as never)
    store.onLoad = hanging
    clock.now = START + 30
    const before = store.loads
    ring.jwks()
    for (const after of [30, 40, 49]) {
      clock.now = START + after
      expect((await ring.jwks()).keys).toHaveLength(1)
    }
    expect(store.loads).toBe(before + 1)
    clock.now = START + 50
    ring.jwks()
    expect(store.loads).toBe(before + 2)
    timeout.mockRestore()
    store.onLoad = undefined
    // A change that is due does not wait for it either.
    clock.now = START + 700
    expect(await kidsOf(ring)).toHaveLength(2)
  })

  it('does not keep a change that is due waiting for a look that was left to itself', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    fakeTimers()
    store.onLoad = hanging
    clock.now = START + 599
    await passing(ring.jwks())
    vi.useRealTimers()
    store.onLoad = undefined
    clock.now = START + 600
    expect(await kidsOf(ring)).toHaveLength(2)
  })

  it('is waited for when a change is due, and where a token names an unknown kid', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      return store.inner.load()
    }
    const { kid } = await ringAt(clock, store.inner).rotate()
    store.onLoad = slow
    clock.now = START + 10
    expect(await ring.find({ alg: 'Ed25519', kid })).toBeDefined()
    clock.now = START + 1000
    expect(await kidsOf(ring)).toHaveLength(2)
  })

  it('fails the call after five seconds while no key is known', async () => {
    fakeTimers()
    const store = failingStore()
    store.onLoad = hanging
    const error = await passing(errorOf(() => ringAt({ now: START }, store).sign({}, options)))
    expect(error.code).toBe('ERR_STORE')
  })

  it('lets known keys serve those who wait for a call that was cut off', async () => {
    const clock = { now: START }
    const store = failingStore()
    const ring = ringAt(clock, store)
    await ring.jwks()
    fakeTimers()
    const timeout = vi.spyOn(globalThis, 'setTimeout').mockImplementationOnce((() => 0) as never)
    store.onLoad = hanging
    clock.now = START + 30
    const cutOff = ring.jwks()
    timeout.mockRestore()
    expect((await passing(ring.jwks())).keys).toHaveLength(1)
    expect((await passing(cutOff)).keys).toHaveLength(1)
  })

  it('does not hold others back for ever when the call that asks it is cut off', async () => {
    fakeTimers()
    const store = failingStore()
    const ring = ringAt({ now: START }, store)
    // As in a worker whose request has ended: neither an answer nor a timer comes any more.
    const timeout = vi.spyOn(globalThis, 'setTimeout').mockImplementationOnce((() => 0) as never)
    store.onLoad = hanging
    const cutOff = errorOf(() => ring.jwks())
    timeout.mockRestore()
    const waiting = errorOf(() => ring.jwks())
    expect((await passing(waiting)).code).toBe('ERR_STORE')
    expect((await cutOff).code).toBe('ERR_STORE')
    store.onLoad = undefined
    vi.useRealTimers()
    expect(await kidsOf(ring)).toHaveLength(1)
  })
})
