// The recipes of README.md for Jest, as they are written there, with the packed tarball; and every conformance case in
// Jest's environments, where a Uint8Array of the test is not one of Node's.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groups } from '../conformance/index.ts'
import { layOut, lend, missing, root, run, type Site, titled, tool, writeAll } from './site.ts'

const { buildForms } = (await import(join(root, 'test/runtimes/build.mjs'))) as {
  buildForms(folder: string, origin: string): Promise<void>
}

const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** The code block of README.md that begins with these words. */
function recipe(beginning: string): string {
  const blocks = [...readme.matchAll(/^```(?:js|sh)\n([\s\S]*?)^```/gm)].map(([, code = '']) => code)
  const found = blocks.filter((code) => code.startsWith(beginning))
  if (found.length !== 1) throw new Error(`README.md has ${found.length} code blocks that begin with ${beginning}`)
  return found[0] as string
}

const withFlag = recipe('NODE_OPTIONS=')
const config = recipe('// jest.config.mjs')
const setup = recipe('// jest.setup.js')

const manifest = (content: object) => JSON.stringify(content)
const JSDOM = { testEnvironment: 'jsdom' }
const LENT = { ...JSDOM, setupFiles: ['./jest.setup.js'] }

const CASES = groups.reduce((sum, { cases }) => sum + cases.length, 0)

const TEST = `import { createSecretKey } from 'node:crypto'
import { sign, verify } from 'countersign'
import * as now from 'countersign/sync'

const options = { algorithm: 'HS256', expiresIn: '1m' }
const text = 'a secret of at least thirty-two bytes'
const secrets = { text, bytes: new Uint8Array(32).fill(7), buffer: Buffer.from(text), key: createSecretKey(Buffer.from(text)) }

test.each(Object.entries(secrets))('a secret as %s', async (_, secret) => {
  const token = await sign({ sub: 'ann' }, secret, options)
  expect(await verify(token, secret, { algorithms: ['HS256'] })).toMatchObject({ sub: 'ann' })
  expect(now.verify(now.sign({ sub: 'ann' }, secret, options), secret, { algorithms: ['HS256'] }).sub).toBe('ann')
})
`

const REQUIRED = `const { sign } = require('countersign')
const { decode } = require('countersign/sync')
test('required', async () => {
  const token = await sign({ sub: 'ann' }, 'a secret of at least thirty-two bytes', { algorithm: 'HS256', expiresIn: 60 })
  expect(decode(token).sub).toBe('ann')
})
`

const BARE_JSDOM = `import { sign } from 'countersign'
import * as now from 'countersign/sync'
test('what jsdom lacks, and who works without', async () => {
  const call = ['a secret of at least thirty-two bytes', { algorithm: 'HS256', expiresIn: 60 }]
  await expect(sign({}, ...call)).rejects.toMatchObject({ code: 'ERR_NO_WEBCRYPTO', message: expect.stringContaining('jsdom') })
  expect(now.decode(now.sign({ sub: 'ann' }, ...call)).sub).toBe('ann')
})
`

const CONFORMANCE = `import './iife.js'
test('conformance', async () => {
  const { roads } = JSON.parse(await runSuite())
  const told = Object.entries(roads).map(([road, { absent, groups }]) => {
    const all = Object.values(groups)
    const failed = all.flatMap(({ failed }) => failed.map(({ name, message }) => name + ': ' + message))
    return [road, { absent: Object.keys(absent), passed: all.reduce((sum, { passed }) => sum + passed, 0), failed }]
  })
  process.stdout.write('REPORT ' + JSON.stringify(Object.fromEntries(told)) + '\\n')
}, 300000)
`

interface Road {
  readonly absent: readonly string[]
  readonly passed: number
  readonly failed: readonly string[]
}

const BABEL = `module.exports = { plugins: ['@babel/plugin-transform-modules-commonjs'] }\n`
const node24 = join(root, 'test/runtimes/node_modules/node24/bin')

describe.skipIf(missing)(titled('in Jest'), () => {
  let site: Site

  beforeAll(async () => {
    site = await layOut()
    lend(site.folder, {
      jest: tool('jest'),
      '.bin/jest': tool('jest/bin/jest.js'),
      'jest-environment-jsdom': tool('jest-environment-jsdom'),
      '@babel/plugin-transform-modules-commonjs': tool('@babel/plugin-transform-modules-commonjs'),
    })
    await buildForms(join(site.folder, 'forms'), 'http://127.0.0.1:9')
  }, 120_000)
  afterAll(() => rmSync(site.folder, { recursive: true }))

  /** Runs a command in a project below the folder where the package and Jest are installed: what was printed. */
  async function jest(name: string, command: string, files: { readonly [path: string]: string }, path = '') {
    const folder = join(site.folder, name)
    writeAll(folder, files)
    const PATH = [path, dirname(process.execPath), process.env['PATH']].filter(Boolean).join(delimiter)
    const { stdout, stderr } = await run('sh', ['-c', command], folder, { PATH })
    return stdout + stderr
  }

  it('tests that are ES modules import the package, with the flag', async () => {
    const files = { 'package.json': manifest({ type: 'module' }), 'app.test.js': TEST }
    expect(await jest('modules', withFlag, files)).toContain('Tests:       4 passed, 4 total')
  }, 120_000)

  it.skipIf(!existsSync(node24))(
    'tests in CommonJS require it, with the flag, in Node 24',
    async () => {
      const files = { 'package.json': manifest({}), 'app.test.js': REQUIRED }
      expect(await jest('required', withFlag, files, node24)).toContain('Tests:       1 passed, 1 total')
    },
    120_000,
  )

  it('tests that Babel makes CommonJS of import it, without a flag', async () => {
    const files = {
      'package.json': manifest({}),
      'babel.config.js': BABEL,
      'jest.config.mjs': config,
      'app.test.js': TEST,
    }
    expect(await jest('babel', 'npx jest', files)).toContain('Tests:       4 passed, 4 total')
  }, 120_000)

  it('the pattern for Babel fits the folders of npm and of pnpm, and no other package', () => {
    const [, pattern = ''] = /'(.*)'/.exec(config) ?? []
    const ignored = (path: string) => new RegExp(pattern).test(`/home/ann/app/node_modules/${path}/dist/index.js`)
    expect(['countersign', '.pnpm/countersign@1.0.0/node_modules/countersign'].map(ignored)).toEqual([false, false])
    expect(['other', '@countersign/other', 'countersign-other'].map(ignored)).toEqual([true, true, true])
  })

  it('jsdom is named as the one that lacks Web Crypto, and the sync entry works there', async () => {
    const files = { 'package.json': manifest({ type: 'module', jest: JSDOM }), 'app.test.js': BARE_JSDOM }
    expect(await jest('bare-jsdom', withFlag, files)).toContain('Tests:       1 passed, 1 total')
  }, 120_000)

  it.each([
    ['ES modules', 'modules', withFlag, { 'package.json': manifest({ type: 'module', jest: LENT }) }],
    [
      'Babel',
      'babel',
      'npx jest',
      {
        'package.json': manifest({}),
        'babel.config.js': BABEL,
        'jest.config.mjs': config.replace('{', `{ ...${JSON.stringify(LENT)},`),
      },
    ],
  ])(
    'jsdom works as the recipe lends it Web Crypto: %s',
    async (_, name, command, files) => {
      const all = { ...files, 'jest.setup.js': setup, 'app.test.js': TEST }
      expect(await jest(`jsdom-${name}`, command, all)).toContain('Tests:       4 passed, 4 total')
    },
    120_000,
  )

  it.each(['node', 'jsdom'])(
    'every conformance case holds in the environment %s',
    async (environment) => {
      const files = {
        'package.json': manifest({ type: 'module', jest: { ...LENT, testEnvironment: environment } }),
        'jest.setup.js': setup,
        'iife.js': readFileSync(join(site.folder, 'forms/iife.js'), 'utf8'),
        'app.test.js': CONFORMANCE,
      }
      const printed = await jest(`conformance-${environment}`, withFlag, files)
      const roads = JSON.parse(/^REPORT (.*)$/m.exec(printed)?.[1] ?? '{}') as { readonly [name: string]: Road }
      expect(Object.entries(roads).flatMap(([road, { failed }]) => failed.map((each) => `${road}: ${each}`))).toEqual(
        [],
      )
      expect(roads['async']).toMatchObject({ absent: ['network'], passed: CASES })
      expect(roads['sync native']?.absent).toEqual(['promises'])
      expect(roads['sync native']?.passed).toBeGreaterThan(CASES / 2)
      expect(roads['sync plain']?.passed).toBeGreaterThan(CASES / 2)
    },
    300_000,
  )
})
