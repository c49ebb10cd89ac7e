// The page as it ships: one small file that can talk to nobody. What browsers make of it is for test/playground.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { filesIn, importsOf, read, root } from './source.ts'

const MOST_BYTES = 120_000

const load = (path: string): Promise<unknown> => import(path)
const { buildPlayground } = (await load(join(root, 'tooling/playground.mjs'))) as { buildPlayground(): Promise<string> }

let page: string
let directives: Map<string, string>

const between = (tag: string) =>
  [...page.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map((match) => match[1] ?? '')
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

describe('dist/playground.html', () => {
  beforeAll(async () => {
    page = await buildPlayground()
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1] ?? ''
    directives = new Map(
      policy.split('; ').map((part) => [part.split(' ')[0] ?? '', part.slice(part.indexOf(' ') + 1)]),
    )
  }, 60_000)

  it(`takes no more than ${MOST_BYTES} bytes in all`, () => {
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MOST_BYTES)
  })

  it('is made of the same bytes each time', async () => {
    expect(await buildPlayground()).toBe(page)
  }, 60_000)

  it('allows itself one script and one style by their hashes, and connects to nothing', () => {
    const [scripts, styles] = [between('script'), between('style')]
    expect([scripts.length, styles.length]).toEqual([1, 1])
    expect(Object.fromEntries(directives)).toEqual({
      'default-src': "'none'",
      'connect-src': "'none'",
      'script-src': hashOf(scripts[0] ?? ''),
      'style-src': hashOf(styles[0] ?? ''),
      'img-src': 'data:',
      'base-uri': "'none'",
      'form-action': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    })
    // The policy rules over what comes after it only.
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<script'))
  })

  it('names no address of anything to load', () => {
    const addresses = [...page.matchAll(/\b(?:src|href|action|srcset)="([^"]*)"/g)].map((match) => match[1] ?? '')
    expect(addresses.filter((address) => !address.startsWith('data:'))).toEqual([])
    expect(between('style')[0]).not.toMatch(/url\(|@import/)
  })

  it.each([
    'fetch(',
    'XMLHttpRequest',
    'WebSocket',
    'EventSource',
    'sendBeacon',
    'RTCPeerConnection',
    'import(',
    'importScripts',
    'new Worker',
    'serviceWorker',
    'localStorage',
    'sessionStorage',
    'indexedDB',
    'document.cookie',
    'innerHTML',
    'outerHTML',
    'insertAdjacentHTML',
    'document.write',
    'eval(',
    'new Function',
    'window.open',
    'location.assign',
    'location.href=',
  ])('holds no %s', (name) => {
    expect(page).not.toContain(name)
  })
})

describe('src/playground', () => {
  it('has models that know no page, so that they run anywhere', () => {
    const models = filesIn('src/playground/model')
    const beyond = models.flatMap((path) =>
      importsOf(path).filter(({ target }) => !target?.startsWith('src/playground/model/') && target !== 'src/index.ts'),
    )
    expect(beyond).toEqual([])
    const touching = models.filter((path) => /\b(?:document|window|navigator|location)\b\./.test(read(path)))
    expect(touching).toEqual([])
  })
})
