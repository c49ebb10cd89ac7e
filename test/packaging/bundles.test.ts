// The packed tarball in apps that bundlers build: without a warning, and the bundles run.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as countersign from '../../src/index.ts'
import * as now from '../../src/sync.ts'
import { NOW } from '../conformance/forge.ts'
import { rsa } from '../vectors/keys.ts'
import { tokens, vectorPayload } from '../vectors/tokens.ts'
import { layOut, missing, root, run, runNode, type Site, titled, writeAll } from './site.ts'

const { openChromium } = (await import(join(root, 'test/runtimes/browsers.mjs'))) as {
  openChromium(folder: string, url: string): { stop(): Promise<void>; output(): string }
}
const chromium = (process.env['PATH'] ?? '').split(delimiter).some((path) => existsSync(join(path, 'chromium')))

const VERIFY = `verify(TOKEN, ${JSON.stringify(rsa.publicJwk)}, { algorithms: ['RS256'], now: ${NOW} })`

/** Apps, by their entry files. Each leaves its answer where a test finds it. */
const APPS = {
  'verify.js': `import { verify } from 'countersign'
globalThis.answer = ${VERIFY.replace('TOKEN', `'${tokens.RS256}'`)}.then(({ sub }) => sub, String)
if (globalThis.document) answer.then((text) => fetch('/answer', { method: 'POST', body: text }))
`,
  'everything.js': `import * as countersign from 'countersign'
import * as now from 'countersign/sync'
globalThis.answer = [countersign, now].map((entry) => Object.keys(entry).length).join()
`,
  'edge.js': `import { verify } from 'countersign'
addEventListener('fetch', (event) => event.respondWith(answer(event.request.headers.get('authorization'))))
async function answer(authorization) {
  try {
    const { sub } = await ${VERIFY.replace('TOKEN', 'authorization.slice(7)')}
    return new Response(sub)
  } catch ({ code }) {
    return new Response(code, { status: 401 })
  }
}
`,
  'wrong.js': `import { readFileSync } from 'node:fs'
globalThis.answer = [readFileSync, process.cwd()]
`,
}

const ANSWERS = {
  verify: vectorPayload.sub,
  everything: `${Object.keys(countersign).length},${Object.keys(now).length}`,
}

const page = (entry: string) =>
  `<!doctype html><meta charset=utf-8><title>app</title><script type=module src=/${entry}.js></script>`

interface Bundle {
  readonly warnings: readonly string[]
  readonly script: string
}

/** Serves a folder's files, and takes what its page posts as the answer. */
async function serve(folder: string): Promise<{ url: string; answer: Promise<string>; close(): void }> {
  let post!: (text: string) => void
  const answer = new Promise<string>((resolve) => {
    post = resolve
  })
  const server = createServer((request, response) => {
    const path = join(folder, request.url ?? '')
    if (request.method === 'POST') {
      request.setEncoding('utf8').on('data', post)
      response.end()
    } else if (path.endsWith('.js')) response.setHeader('content-type', 'text/javascript').end(readFileSync(path))
    else response.setHeader('content-type', 'text/html').end(readFileSync(join(folder, 'verify.html')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}/`, answer, close }
}

describe.skipIf(missing)(titled('an app that imports the packed tarball'), () => {
  let site: Site

  beforeAll(async () => {
    site = await layOut()
    writeAll(site.folder, {
      ...APPS,
      'verify.html': page('verify'),
      'everything.html': page('everything'),
      'wrong.html': page('wrong'),
    })
  }, 120_000)
  afterAll(() => rmSync(site.folder, { recursive: true }))

  /** Builds with a script beside this file, which finds the bundlers. */
  async function bundle(bundler: string, entry: string): Promise<Bundle> {
    const args = [join(import.meta.dirname, 'bundlers.mjs'), bundler, site.folder, entry]
    // Of warnings, those of the bundlers count, and not what a newer Node says of their code.
    const { stdout, stderr } = await run(process.execPath, args, site.folder, { NODE_NO_WARNINGS: '1' })
    expect(stderr).toBe('')
    return JSON.parse(/^REPORT (.*)$/m.exec(stdout)?.[1] ?? '') as Bundle
  }

  describe.each(['vite', 'rollup', 'webpack'])('built by %s', (bundler) => {
    it.each(['verify', 'everything'] as const)(
      'has no warning, and runs: %s',
      async (entry) => {
        const { warnings, script } = await bundle(bundler, entry)
        expect(warnings).toEqual([])
        const text = `import ${JSON.stringify(script)}\nconsole.log(await globalThis.answer)`
        const { stdout } = await runNode(['--input-type=module', '--eval', text], site.folder)
        expect(stdout.trim()).toBe(ANSWERS[entry])
      },
      120_000,
    )
  })

  it.each([
    ['vite', /node:fs.*externalized/],
    ['rollup', /node:fs/],
    ['webpack', /node:fs/],
    ['webpackEdge', /process\.cwd is not supported/],
  ])(
    'would show the warnings of %s',
    async (bundler, expected) => {
      const { warnings } = await bundle(bundler, 'wrong')
      expect(warnings).toContainEqual(expect.stringMatching(expected))
    },
    120_000,
  )

  it.skipIf(!chromium)(
    'runs in Chromium as Vite built it',
    async () => {
      const { script } = await bundle('vite', 'verify')
      const server = await serve(join(script, '../..'))
      const browser = openChromium(site.folder, server.url)
      try {
        expect(await server.answer).toBe(ANSWERS.verify)
      } finally {
        await browser.stop()
        server.close()
      }
    },
    120_000,
  )

  it.each(['esbuildEdge', 'webpackEdge'])(
    'has no warning for the edge, and runs there: %s',
    async (bundler) => {
      const { warnings, script } = await bundle(bundler, 'edge')
      expect(warnings).toEqual([])
      const good = `Bearer ${tokens.RS256}`
      const { stdout } = await runNode([join(import.meta.dirname, 'edge.mjs'), script, good, `${good}A`], site.folder)
      expect(JSON.parse(stdout)).toEqual([`200 ${vectorPayload.sub}`, '401 ERR_SIGNATURE'])
    },
    120_000,
  )
})
