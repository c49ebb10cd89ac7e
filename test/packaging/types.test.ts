// The declarations as they ship, read by every compiler that they are promised to: with test/types, and with consumer/.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  consumer,
  layOut,
  lend,
  missing,
  promisesOf,
  root,
  runNode,
  type Site,
  titled,
  tool,
  writeAll,
} from './site.ts'

/** TypeScript, by version: the oldest that is promised, the newest, and some between. */
const COMPILERS = {
  '5.4': tool('typescript-5.4'),
  '5.6': tool('typescript-5.6'),
  '5.9': tool('typescript-5.9'),
  '6.0': tool('typescript-6.0'),
  '7.0': join(root, 'node_modules/typescript'),
} as const

const RESOLUTIONS = {
  bundler: { module: 'preserve', moduleResolution: 'bundler' },
  node16: { module: 'node16' },
  nodenext: { module: 'nodenext' },
} as const

/** Files that can be read everywhere. */
const ANYWHERE = ['verify.ts', 'library.ts']

/** What the compiler knows of the surroundings, and the files that ask for it. */
const SURROUNDINGS = {
  'neither DOM nor Node': { lib: ['es2022'], types: [], files: [] },
  DOM: { lib: ['es2022', 'dom'], types: [], files: ['page.ts'] },
  Node: { lib: ['es2022'], types: ['node'], files: ['sign.ts'] },
  'DOM and Node': { lib: ['es2022', 'dom'], types: ['node'], files: ['page.ts', 'sign.ts'] },
  'Cloudflare Workers': { lib: ['es2022'], types: ['@cloudflare/workers-types'], files: ['page.ts'] },
} as const

const BASE = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  target: 'es2022',
  declaration: true,
}

describe.skipIf(missing)(titled('the declarations'), () => {
  let site: Site
  let serial = 0

  beforeAll(async () => {
    site = await layOut()
    lend(site.folder, {
      '@types/node': join(root, 'node_modules/@types/node'),
      'undici-types': join(root, 'node_modules/undici-types'),
      '@cloudflare/workers-types': tool('@cloudflare/workers-types'),
    })
    writeAll(site.folder, {
      'verify.ts': promisesOf('verify.test-d.ts'),
      'sign.ts': promisesOf('sign.test-d.ts'),
      'library.ts': consumer('library.ts'),
      'page.ts': consumer('page.ts'),
      'required.cts': consumer('required.cts'),
    })
  }, 120_000)
  afterAll(() => rmSync(site.folder, { recursive: true }))

  async function compile(compiler: string, compilerOptions: object, files: readonly string[]): Promise<void> {
    const id = `project-${serial++}`
    const options = { ...BASE, outDir: id, ...compilerOptions }
    writeAll(site.folder, { [`${id}.json`]: JSON.stringify({ compilerOptions: options, files }) })
    await runNode([join(compiler, 'bin/tsc'), '-p', `${id}.json`], site.folder)
  }

  describe.concurrent.each(Object.entries(COMPILERS))('under TypeScript %s', (version, compiler) => {
    it('are read by that version', async () => {
      const { stdout } = await runNode([join(compiler, 'bin/tsc'), '--version'], site.folder)
      expect(stdout).toContain(`Version ${version}.`)
    }, 60_000)

    for (const [resolution, how] of Object.entries(RESOLUTIONS)) {
      for (const [surroundings, { files, ...known }] of Object.entries(SURROUNDINGS)) {
        it(`hold with ${resolution} and ${surroundings}`, async () => {
          await compile(compiler, { ...how, ...known }, [...ANYWHERE, ...files])
        }, 300_000)
      }
    }

    // Since 5.8 the compiler knows that Node can require() an ES module.
    it.skipIf(version < '5.8')(
      'hold for CommonJS',
      async () => {
        await compile(compiler, { module: 'nodenext', lib: ['es2022'], types: [] }, ['required.cts'])
      },
      300_000,
    )
  })
})
