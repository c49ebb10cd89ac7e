// Rings on a real Redis: `apt-get install redis-server` and `npm install --prefix test/redis` first, as .ci/run does.
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createKeyRing,
  decode,
  type KeyRing,
  type RingKey,
  type RingState,
  type RingStore,
  verify,
} from '../../src/index.ts'
import { redisStore } from './store.ts'

const installed =
  spawnSync('redis-server', ['--version']).status === 0 &&
  existsSync(join(import.meta.dirname, 'node_modules', 'redis'))

interface Client {
  connect(): Promise<unknown>
  destroy(): void
  flushAll(): Promise<unknown>
  lRange(key: string, from: number, to: number): Promise<string[]>
  hGetAll(key: string): Promise<{ [field: string]: string }>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

let folder = ''
let port = 0
let server: ChildProcess
let connect: () => Promise<Client>
const clients: Client[] = []

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

/** Waits until the server takes connections. */
async function ready(child: ChildProcess): Promise<void> {
  let output = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text) => {
      output += text
      if (output.includes('Ready to accept connections')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${output}`)))
  })
}

describe.skipIf(!installed)('key rings on one Redis (needs redis-server, and npm install in test/redis)', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-redis-'))
    port = await freePort()
    const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
    server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
    await ready(server)
    const { createClient } = (await import('redis' as string)) as { createClient(options: object): Client }
    connect = async () => {
      const client = createClient({ url: `redis://127.0.0.1:${port}` })
      await client.connect()
      clients.push(client)
      return client
    }
  })

  afterAll(() => {
    for (const client of clients) client.destroy()
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  beforeEach(async () => {
    await (await connect()).flushAll()
  })

  it('save only over the version that was expected, as one act', async () => {
    const store = redisStore(await connect(), 'ring')
    const state = (time: number): RingState => ({ format: 1, time, keys: [] })
    expect(await store.load()).toBeNull()
    expect(await store.save(state(1), '1')).toBe(false)
    expect(await store.save(state(1), null)).toBe(true)
    expect(await store.save(state(2), null)).toBe(false)
    expect(await store.load()).toEqual({ version: '1', state: state(1) })
    const saved = await Promise.all(
      Array.from({ length: 20 }, async (_, time) => redisStore(await connect(), 'ring').save(state(time), '1')),
    )
    expect(saved.filter(Boolean)).toHaveLength(1)
    expect(await store.load()).toEqual({ version: '2', state: state(saved.indexOf(true)) })
  })

  it('have one history and lose no key, with instances that crash between load and save', async () => {
    const clock = { now: 1_000_000 }
    const history: RingState[] = []
    const crashes = { before: 0, after: 0 }
    const instances = [new Instance(clock, history, crashes), new Instance(clock, history, crashes)] as const
    let accepted = 0
    for (let round = 0; round < 150; round++) {
      clock.now += Math.floor(Math.random() * 120)
      const tokens = await Promise.all(
        instances.map((instance) => instance.use((ring) => ring.sign({}, { expiresIn: 200 }))),
      )
      for (const token of tokens) {
        // Each instance accepts what the other has signed.
        for (const instance of instances) {
          await instance.use((ring) => verify(token, ring, { algorithms: ['Ed25519'], now: clock.now }))
          accepted++
        }
      }
      if (round % 10 === 0) await Promise.all(instances.map((instance) => instance.use((ring) => ring.rotate())))
      if (round % 35 === 34) await revokeAtOnce(instances, clock)
      const sets = await Promise.all(instances.map((instance) => instance.use((ring) => ring.status())))
      expect(sets[0]?.keys.filter(({ state }) => state === 'signing')).toHaveLength(1)
    }
    expect(accepted).toBe(600)
    expect(crashes.before).toBeGreaterThan(0)
    expect(crashes.after).toBeGreaterThan(0)
    const { version, state } = (await redisStore(await connect(), 'ring').load()) as {
      version: string
      state: RingState
    }
    expect(history).toHaveLength(Number(version))
    expect(history.at(-1)).toEqual(state)
    expect(admitHistory(history, Instance.revoked)).toBeGreaterThan(3)
  }, 60_000)

  it('have one history and lose no key, with processes that are killed between load and save', async () => {
    const outfile = join(folder, 'instance.cjs')
    const entryPoints = [join(import.meta.dirname, 'instance.mjs')]
    await build({
      entryPoints,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'es2022',
      outfile,
      logLevel: 'error',
    })
    const began = Date.now()
    const running = new Set<ChildProcess>()
    let kills = 0
    let enough = false
    const start = () => {
      const child = fork(outfile, [`${port}`, `${began}`, '0.2'])
      running.add(child)
      child.once('exit', (_, signal) => {
        running.delete(child)
        if (signal !== 'SIGKILL') return
        kills++
        if (!enough) start()
      })
    }
    start()
    start()
    const redis = await connect()
    const seen = async () => {
      const states = await redis.lRange('history', 0, -1)
      return states.length > 25 && kills > 1 && (await redis.lRange('tokens', 0, -1)).length > 100
    }
    await expect.poll(seen, { timeout: 60_000, interval: 200 }).toBe(true)
    enough = true
    for (const child of running) child.send('enough')
    await expect.poll(() => running.size, { timeout: 60_000, interval: 20 }).toBe(0)
    const [history, tokens] = await Promise.all([redis.lRange('history', 0, -1), redis.lRange('tokens', 0, -1)])
    const states = history
      .map((text) => JSON.parse(text) as { after: number; state: RingState })
      .sort((a, b) => a.after - b.after)
      .map(({ state }) => state)
    const { version } = (await redisStore(redis, 'key-ring').load()) as { version: string }
    expect(states).toHaveLength(Number(version))
    expect(admitHistory(states, new Set())).toBeGreaterThan(1)
    const published = new Map(states.flatMap(({ keys }) => keys.map((key) => [key.jwk.kid, key] as const)))
    expect(published.size).toBeGreaterThan(3)
    for (const token of tokens) {
      const { header, payload } = decode(token, { complete: true }) as {
        header: { kid: string }
        payload: { iat: number }
      }
      const key = published.get(header.kid) as RingKey
      // No token of a key that is not in the history, none before its key's time, none after it.
      expect(payload.iat).toBeGreaterThanOrEqual(key.signsFrom)
      expect(payload.iat).toBeLessThan(key.signsUntil ?? Infinity)
    }
  }, 180_000)
})

/** An instance that now and then dies in the middle of a save, and is started anew. */
class Instance {
  static readonly revoked: Set<string> = new Set()
  readonly #clock: { now: number }
  readonly #history: RingState[]
  readonly #crashes: { before: number; after: number }
  #ring: KeyRing | undefined
  #die = (): void => {}
  #death: Promise<'dead'> = new Promise(() => {})

  constructor(clock: { now: number }, history: RingState[], crashes: { before: number; after: number }) {
    this.#clock = clock
    this.#history = history
    this.#crashes = crashes
  }

  async use<Value>(work: (ring: KeyRing) => Promise<Value>): Promise<Value> {
    for (;;) {
      this.#ring ??= await this.#start()
      const done = work(this.#ring)
      done.catch(() => {})
      const value = await Promise.race([done, this.#death])
      if (value !== 'dead') return value as Value
      this.#ring = undefined
    }
  }

  async #start(): Promise<KeyRing> {
    const inner = redisStore(await connect(), 'ring')
    this.#death = new Promise((resolve) => {
      this.#die = () => resolve('dead')
    })
    const crash = (kind: 'before' | 'after') => {
      this.#crashes[kind]++
      this.#die()
      return new Promise<never>(() => {})
    }
    const store: RingStore = {
      load: () => inner.load(),
      save: async (state, expectedVersion) => {
        const chance = Math.random()
        if (chance < 0.2) return crash('before')
        const saved = await inner.save(state, expectedVersion)
        if (saved) this.#history.push(JSON.parse(JSON.stringify(state)) as RingState)
        return chance < 0.4 ? crash('after') : saved
      },
    }
    const spans = { publishAhead: 400, rotateEvery: 1000, maxTokenLifetime: 200 }
    return createKeyRing({ algorithm: 'Ed25519', ...spans, now: () => this.#clock.now, store })
  }
}

/** Both instances are told of the same leak. */
async function revokeAtOnce(instances: readonly Instance[], clock: { now: number }): Promise<void> {
  const [instance] = instances as [Instance]
  const { keys } = await instance.use((ring) => ring.status())
  const { kid } = keys.find(({ state }) => state === 'signing') as { kid: string }
  Instance.revoked.add(kid)
  // An instance that died after its save and starts anew finds the key gone, which is what was asked for.
  const gone = (error: { code?: string }) => expect(error.code).toBe('ERR_KEY_NOT_FOUND')
  await Promise.all(instances.map((one) => one.use((ring) => ring.revoke(kid)).catch(gone)))
  clock.now += 30
}

/** Each state follows from the one before: at most one key came, and none went before its time. Returns how many went. */
function admitHistory(states: readonly RingState[], revoked: ReadonlySet<string>): number {
  const gone = new Set<string>()
  for (const [at, state] of states.entries()) {
    const before = states[at - 1]
    const kids = state.keys.map(({ jwk }) => jwk.kid)
    expect(kids.filter((kid) => gone.has(kid))).toEqual([])
    const known = before?.keys.map(({ jwk }) => jwk.kid) ?? []
    expect(kids.filter((kid) => !known.includes(kid)).length).toBeLessThanOrEqual(1)
    for (const { jwk, signsUntil, lifetime } of before?.keys ?? []) {
      if (kids.includes(jwk.kid)) continue
      gone.add(jwk.kid)
      if (!revoked.has(jwk.kid)) expect(state.time).toBeGreaterThanOrEqual((signsUntil ?? Infinity) + lifetime)
    }
  }
  return gone.size
}
