// Deno reads the source itself: types and all, by an import map, and as JSR would publish it.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consumer, type Output, promisesOf, root, run, titled, writeAll } from './site.ts'

const deno = join(root, 'test/runtimes/node_modules/@deno/linux-x64-glibc/deno')
const missing = existsSync(deno) ? undefined : 'npm install --prefix test/runtimes'

const IMPORTS = { countersign: join(root, 'src/index.ts'), 'countersign/sync': join(root, 'src/sync.ts') }

/** What a careful project asks of all that it imports. */
const STRICTEST = {
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
}

const MAIN = `import { generateKeyPair, sign, verify } from 'countersign'
import * as now from 'countersign/sync'
const { privateKey, publicKey } = await generateKeyPair('ES256')
const token = await sign({ sub: 'ann' }, privateKey, { algorithm: 'ES256', expiresIn: '1m' })
const { sub } = await verify<{ sub: string }>(token, publicKey, { algorithms: ['ES256'] })
console.log(sub, now.decode(token).sub)
`

describe.skipIf(missing)(titled('in Deno', missing), () => {
  let folder: string

  const runDeno = (args: readonly string[], where = folder): Promise<Output> =>
    run(deno, args, where, { DENO_DIR: join(folder, 'cache'), DENO_NO_UPDATE_CHECK: '1' })

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-deno-'))
    writeAll(folder, {
      'deno.json': JSON.stringify({ imports: IMPORTS }),
      'strict.json': JSON.stringify({ imports: IMPORTS, compilerOptions: STRICTEST }),
      'main.ts': MAIN,
      'page.ts': consumer('page.ts'),
      'verify.ts': promisesOf('verify.test-d.ts'),
      'wrong.ts': `import { sign } from 'countersign'\nawait sign({}, 'key', { algorithm: 'none' })\n`,
    })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('the source type-checks in a project that imports it', async () => {
    await runDeno(['check', 'main.ts', 'page.ts'])
    await runDeno(['check', '--config', 'strict.json', 'main.ts', 'verify.ts'])
  }, 120_000)

  it('a wrong call does not', async () => {
    await expect(runDeno(['check', 'wrong.ts'])).rejects.toThrow(`'"none"' is not assignable`)
  }, 120_000)

  it('the source runs, without any permission', async () => {
    expect((await runDeno(['run', '--no-prompt', 'main.ts'])).stdout).toBe('ann ann\n')
  }, 120_000)

  it('JSR would take it: no slow types, and no file but the library and its documents', async () => {
    const { stdout, stderr } = await runDeno(['publish', '--dry-run', '--allow-dirty'], root)
    const files = [...`${stdout}${stderr}`.matchAll(/^\s*file:\/\/(\S+)/gm)].map(([, path = '']) =>
      path.slice(root.length),
    )
    expect(files).toEqual(expect.arrayContaining(['src/index.ts', 'src/sync.ts', 'README.md', 'LICENSE', 'jsr.json']))
    const others = files.filter(
      (path) => !/^(?:src\/(?!cli|playground).*\.ts|[A-Z]+\.md|LICENSE|jsr\.json)$/.test(path),
    )
    expect(others).toEqual([])
  }, 120_000)

  it('JSR would not take a slow type', async () => {
    const slow = { name: '@countersign/slow', version: '0.0.0', license: 'MIT', exports: './slow.ts' }
    writeAll(folder, {
      'slow/jsr.json': JSON.stringify(slow),
      'slow/slow.ts': 'export const slow = Math.random() ? [1] : {}\n',
    })
    await expect(runDeno(['publish', '--dry-run'], join(folder, 'slow'))).rejects.toThrow('missing-explicit-type')
  }, 120_000)
})
