// What only a process of its own can show.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../guards/source.ts'
import { type Endpoint, json, listen, makeSigner, setOf } from './server.ts'

const a = makeSigner('a')
let folder: string
let server: Endpoint

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-process-'))
  await build({
    absWorkingDir: root,
    entryPoints: ['src/index.ts'],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outfile: join(folder, 'countersign.mjs'),
    logLevel: 'error',
  })
  server = await listen(json(setOf(a)))
})
afterAll(async () => {
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a script until it ends by itself, or for ten seconds. */
function run(script: string, ...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const path = join(folder, 'script.mjs')
  writeFileSync(path, script)
  const child = spawn(process.execPath, [path, ...args], { timeout: 50_000 })
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  child.stderr.on('data', (text) => {
    output += text
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

describe('a process that follows a key set', () => {
  it('ends by itself when its work is done: no timer and no connection keeps it', async () => {
    server.answer = json(setOf(a))
    const script = `
      import { createRemoteJwks, createVerifier } from './countersign.mjs'
      const [url, token] = process.argv.slice(2)
      let time = Math.floor(Date.now() / 1000)
      const options = { allowInsecureLoopback: true, timeout: '5m', now: () => time }
      const verify = createVerifier(createRemoteJwks(url, options), { algorithms: ['ES256'], now: () => time })
      await Promise.all([verify(token), verify(token), verify(token)])
      time += 500 // A refresh in the background is on its way when the script is over.
      console.log((await verify(token)).sub)`
    expect(await run(script, server.url, await a.token({ sub: 'u1' }))).toEqual({ code: 0, output: 'u1\n' })
    expect(server.seen.length).toBe(2)
  })

  it('does not end by a promise that nobody took: a failed fetch in the background, a key that was dropped', async () => {
    server.answer = json({}, {}, 500)
    const script = `
      import { createRemoteJwks } from './countersign.mjs'
      const jwks = createRemoteJwks(process.argv[2], { allowInsecureLoopback: true })
      jwks.find({ alg: 'ES256', kid: 'a' })
      await new Promise((resolve) => setTimeout(resolve, 300))
      console.log('still here')`
    expect(await run(script, server.url)).toEqual({ code: 0, output: 'still here\n' })
  })

  it('touches nothing when the library is imported', async () => {
    const script = `
      const before = Object.getOwnPropertyNames(globalThis).join()
      for (const name of ['fetch', 'setTimeout', 'setInterval']) globalThis[name] = () => { throw new Error(name) }
      await import('./countersign.mjs')
      console.log(Object.getOwnPropertyNames(globalThis).join() === before)`
    expect(await run(script)).toEqual({ code: 0, output: 'true\n' })
  })

  it('holds no more memory after many verifications and rotations (short form of test/endurance/jwks.mjs)', async () => {
    const child = spawn(process.execPath, [join(root, 'test/endurance/jwks.mjs'), '6000', '600'], { timeout: 60_000 })
    let output = ''
    child.stdout.on('data', (text) => {
      output += text
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(output).toMatch(/ 0 good tokens refused, 600 bad ones; .*: flat/)
    expect(code).toBe(0)
  }, 90_000)
})
