// The page as built, where browsers can reach it: as a file, from this machine's server, and from a host whose plain http
// no browser trusts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const load = (path: string): Promise<unknown> => import(path)

/** The page's text, built from its source. */
export const { buildPlayground } = (await load('../../tooling/playground.mjs')) as {
  buildPlayground(): Promise<string>
}

/** The part of `driver.mjs` that tests use. */
export interface Visit {
  readonly seen: { readonly requests: string[]; readonly errors: string[] }
  violations(): Promise<string[]>
  click(name: string): Promise<void>
  press(key: string): Promise<void>
  type(text: string): Promise<void>
  fill(name: string, text: string): Promise<void>
  choose(name: string, value: string): Promise<void>
  value(name: string): Promise<string>
  checked(name: string): Promise<boolean>
  /** Runs a script that is no part of the page, past its policy. */
  inject(script: string): Promise<unknown>
  evaluate<Args extends unknown[], Value>(run: (...args: Args) => Value, ...args: Args): Promise<Awaited<Value>>
  text(selector: string): Promise<string>
  text(selector: string, all: true): Promise<string[]>
  until<Args extends unknown[], Value>(
    what: string,
    run: (...args: Args) => Value,
    ...args: Args
  ): Promise<Exclude<Awaited<Value>, false | null | undefined>>
  /** Of the whole page, or of what the window shows. */
  screenshot(path: string, whole?: boolean): Promise<unknown>
  close(): Promise<void>
}

interface Program {
  open(url: string, size?: { width: number; height?: number }): Promise<Visit>
  close(): Promise<void>
}

export type BrowserName = 'chrome' | 'firefox'

export const { launch, missing } = (await load('./driver.mjs')) as {
  launch(browser: BrowserName, options?: { proxy?: number; dark?: boolean; downloads?: string }): Promise<Program>
  missing(browser: BrowserName): string
}

/** Where the page can be had while tests run. */
export interface Stage {
  readonly folder: string
  readonly file: string
  readonly http: string
  readonly plainHttp: string
  readonly port: number
  /** The addresses that were asked of the server so far. */
  readonly asked: string[]
  close(): Promise<void>
}

/** Builds the page and serves it. */
export async function setStage(): Promise<Stage> {
  const page = await buildPlayground()
  const folder = mkdtempSync(join(tmpdir(), 'countersign-playground-'))
  const path = join(folder, 'playground.html')
  writeFileSync(path, page)
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    // A browser that has this server as its proxy asks for whole addresses, for its own affairs too.
    const { pathname, hostname } = new URL(request.url ?? '', 'http://127.0.0.1')
    const ours = hostname === '127.0.0.1' || hostname === 'plain.example'
    if (ours) asked.push(pathname)
    const found = ours && pathname === '/playground.html'
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(found ? page : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    folder,
    file: pathToFileURL(path).href,
    http: `http://127.0.0.1:${port}/playground.html`,
    plainHttp: 'http://plain.example/playground.html',
    port,
    asked,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
