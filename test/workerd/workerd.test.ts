// In Cloudflare's runtime: `npm install --prefix test/workerd` first, as .ci/run does.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root } from '../guards/source.ts'
import { type Endpoint, json, listen, makeSigner, setOf } from '../jwks/server.ts'

// Not workerd/bin/workerd: where install scripts do not run, that is a script which a signal does not reach through.
const build64 = `workerd-${process.platform}-${process.arch.replace(/^x/, '')}`
const binary = join(import.meta.dirname, 'node_modules', '@cloudflare', build64, 'bin', 'workerd')
const a = makeSigner('a')

let server: Endpoint
let workerd: ChildProcess
let folder: string
let origin: string

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

const CONFIG = (port: number, url: string, date: string) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [
        (name = "worker.mjs", esModule = embed "worker.mjs"),
        (name = "countersign.mjs", esModule = embed "countersign.mjs")
      ],
      bindings = [(name = "JWKS_URL", text = "${url}")],
      compatibilityDate = "${date}",
      globalOutbound = "loopback"
    )),
    (name = "loopback", network = (allow = ["public", "private"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);`

async function start(date: string): Promise<void> {
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  writeFileSync(join(folder, 'config.capnp'), CONFIG(port, server.url, date))
  workerd = spawn(binary, ['serve', join(folder, 'config.capnp')], { stdio: 'ignore' })
  for (let turn = 0; turn < 200; turn++) {
    if (await fetch(`${origin}/?token=x`).catch(() => undefined)) return
    await sleep(50)
  }
  throw new Error('workerd did not start')
}

async function ask(token: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(`${origin}/?token=${token}`, signal ? { signal } : {})
  return response.text()
}

// Before October 2024, what one request resolved ran on in the context of that request; since then, in the waiter's.
describe.skipIf(!existsSync(binary)).each(['2023-01-01', '2026-01-01'])('in workerd as of %s', (date) => {
  beforeEach(async () => {
    server = await listen(json(setOf(a)))
    folder = mkdtempSync(join(tmpdir(), 'countersign-workerd-'))
    cpSync(join(import.meta.dirname, 'worker.mjs'), join(folder, 'worker.mjs'))
    await build({
      absWorkingDir: root,
      entryPoints: ['src/index.ts'],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      outfile: join(folder, 'countersign.mjs'),
      logLevel: 'error',
    })
    await start(date)
  }, 30_000)
  afterEach(async () => {
    workerd.kill('SIGKILL')
    await server.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  it('verifies, and asks for the set once for requests one after the other', async () => {
    const token = await a.token({ sub: 'u1' })
    for (let n = 0; n < 5; n++) expect(await ask(token)).toBe('u1')
    expect(server.seen).toEqual(['/jwks.json'])
  })

  it('answers every one of many requests at once on a cold start', async () => {
    const answer = server.answer
    server.answer = (request, response) => {
      setTimeout(() => answer(request, response), 200)
    }
    const token = await a.token({ sub: 'u1' })
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(token)))
    expect(new Set(answers)).toEqual(new Set(['u1']))
  })

  it('does not hang on the request of a client that went away', async () => {
    const token = await a.token({ sub: 'u1' })
    const answer = server.answer
    server.answer = () => {}
    const gone = new AbortController()
    const first = ask(token, gone.signal).catch(() => 'gone')
    for (let turn = 0; turn < 100 && !server.seen.length; turn++) await sleep(20)
    gone.abort()
    expect(await first).toBe('gone')
    server.answer = answer
    const start = Date.now()
    expect(await ask(token)).toBe('u1')
    expect(await ask(token)).toBe('u1')
    expect(Date.now() - start).toBeLessThan(2500)
    expect(server.seen.length).toBe(2)
  })

  it('says what failed when the endpoint does, and refuses an unknown kid', async () => {
    const token = await a.token({ sub: 'u1' })
    expect(await ask(await a.token({}, { kid: 'other' }))).toBe('ERR_KEY_NOT_FOUND')
    expect(await ask(token)).toBe('u1')
    expect(await ask('x')).toBe('ERR_TOKEN_MALFORMED')
  })
})
