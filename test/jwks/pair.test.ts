// An authorization server and a resource server, each a process of its own, on a clock that this test moves.
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decode, type RingStatus } from '../../src/index.ts'

const START = 1_000_000
const STEP = 120
const HOUR = 3600
/** A quarter of publishAhead: for how long the resource server may keep the set. */
const MAX_AGE = 150

let folder = ''
let issuer = ''
let resource = ''
const children: ChildProcess[] = []

async function start(script: string, ...args: readonly string[]): Promise<string> {
  const child = fork(join(folder, script), args)
  children.push(child)
  const port = await new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
  })
  return `http://127.0.0.1:${port}`
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-pair-'))
  await build({
    entryPoints: ['issuer', 'resource'].map((name) => join(import.meta.dirname, 'pair', `${name}.ts`)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  })
  issuer = await start('issuer.mjs')
  resource = await start('resource.mjs', issuer)
})

afterAll(() => {
  for (const child of children) child.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function ask<Answer>(url: string, body = ''): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body })
  return (await response.json()) as Answer
}

async function setClock(now: number): Promise<void> {
  await Promise.all([ask(`${issuer}/clock`, `${now}`), ask(`${resource}/clock`, `${now}`)])
}

interface Issued {
  readonly token: string
  readonly kid: string
  readonly at: number
}

async function issue(at: number, sub: string): Promise<Issued> {
  const token = await ask<string>(`${issuer}/token`, sub)
  const { header } = decode(token, { complete: true }) as { header: { kid: string } }
  return { token, kid: header.kid, at }
}

const requestsOf = (published: Record<string, number>) => Object.values(published).reduce((sum, some) => sum + some, 0)

it('refuse no valid token and accept none of a removed key in ten rotations under a steady stream', async () => {
  const end = START + 10 * HOUR + HOUR / 2
  const issued: Issued[] = []
  const signers: string[] = []
  const refused: unknown[] = []
  let accepted = 0

  for (let now = START; now < end; now += STEP) {
    await setClock(now)
    const fresh = await Promise.all(['a', 'b', 'c'].map((sub) => issue(now, sub)))
    issued.push(...fresh)
    for (const { kid } of fresh) if (signers.at(-1) !== kid) signers.push(kid)
    // Each token at its issue, in the middle of its life, and at its end.
    const due = issued.filter(({ at }) => [0, 480, 840].includes(now - at))
    await Promise.all(
      due.map(async ({ token, kid, at }) => {
        const code = await ask<string | null>(`${resource}/`, token)
        if (code === null) accepted++
        else refused.push({ code, kid, age: now - at })
      }),
    )
  }

  expect(refused).toEqual([])
  expect(signers).toHaveLength(11)
  expect(new Set(signers).size).toBe(11)
  const steps = (end - START) / STEP
  expect(accepted).toBeGreaterThan(steps * 3 * 3 * 0.95)

  const published = await ask<Record<string, number>>(`${issuer}/published`)
  const events = await ask<Record<string, number>>(`${resource}/events`)
  // The set changes three times in a rotation: the next key is published, it signs, the last one is removed.
  expect(published['200']).toBeLessThanOrEqual(1 + 3 * 10)
  expect(requestsOf(published)).toBeLessThanOrEqual(1 + 10 + (end - START) / (0.8 * MAX_AGE))
  // Every key was known before its first token came: no token ever had to wait for a request of its own.
  expect(Object.keys(events).sort()).toEqual(['fetched', 'key-added', 'key-removed', 'not-modified'])
  expect([events['key-added'], events['key-removed']]).toEqual([11, 10])

  // A key is gone when its last token has expired. These have too, and this verifier does not mind: only the key counts.
  const { keys } = await ask<RingStatus>(`${issuer}/status`)
  const removed = issued.filter(({ kid }) => !keys.some((key) => key.kid === kid))
  const codes = await Promise.all(removed.map(({ token }) => ask(`${resource}/old`, token)))
  expect(new Set(codes)).toEqual(new Set(['ERR_KEY_NOT_FOUND']))
  expect(removed.length).toBeGreaterThan(steps * 3 * 0.9)
  const kept = issued.filter(({ kid }) => keys.some((key) => key.kid === kid))
  expect(await Promise.all(kept.map(({ token }) => ask(`${resource}/old`, token)))).toEqual(kept.map(() => null))
  const more = requestsOf(await ask(`${issuer}/published`)) - requestsOf(published)
  expect(more).toBeLessThanOrEqual(1)
}, 60_000)

it('stop accepting a leaked key as soon as its copies have aged, and accept its successor at once', async () => {
  const { time } = await ask<RingStatus>(`${issuer}/status`)
  const before = await issue(time, 'leaked')
  expect(await ask(`${resource}/`, before.token)).toBeNull()
  await ask(`${issuer}/revoke`, before.kid)
  const after = await issue(time, 'after')
  expect(after.kid).not.toBe(before.kid)
  await setClock(time + MAX_AGE)
  expect(await ask(`${resource}/`, after.token)).toBeNull()
  expect(await ask(`${resource}/`, before.token)).toBe('ERR_KEY_NOT_FOUND')
})
