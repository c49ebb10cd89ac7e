// The installed tarball, as checkers of packages and programs in Node see it.
import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layOut, missing, root, run, runNode, type Site, titled, tool, writeAll } from './site.ts'

/** Node 22.12 was the first of its line to require() an ES module without a flag; its build is for Linux on x64. */
const NODES = [
  ['this Node', process.execPath],
  ['Node 22.12', tool('node22.12/bin/node')],
] as const

const PROGRAM = `import { sign, verify } from 'countersign'
import { decode } from 'countersign/sync'

async function main(): Promise<void> {
  const secret = 'a secret of at least thirty-two bytes'
  const token = await sign({ sub: 'ann' }, secret, { algorithm: 'HS256', expiresIn: '1m' })
  const { sub } = await verify<{ sub: string }>(token, secret, { algorithms: ['HS256'] })
  console.log(sub, decode(token).sub)
}
void main()
`

interface Report {
  readonly checks: readonly { readonly name: string; readonly message?: string }[]
}

describe.skipIf(missing)(titled('the packed tarball'), () => {
  let site: Site

  beforeAll(async () => {
    site = await layOut()
    cpSync(join(root, 'test/runtimes/require.cjs'), join(site.folder, 'require.cjs'))
  }, 120_000)
  afterAll(() => rmSync(site.folder, { recursive: true }))

  it('has types that fit its code, as are-the-types-wrong judges it', async () => {
    const attw = tool('@arethetypeswrong/cli/dist/index.js')
    const args = [attw, site.tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii']
    const { stdout } = await runNode(args, site.folder)
    for (const entry of ['countersign', 'countersign/sync', 'countersign/package.json'])
      expect(stdout).toContain(`"${entry}"`)
    expect(stdout).toContain('node16 (from ESM): OK (ESM)')
  }, 120_000)

  for (const [name, node] of NODES) {
    it.skipIf(!existsSync(node))(
      `can be required in ${name}`,
      async () => {
        const { stdout } = await run(node, ['require.cjs'], site.folder)
        const { checks } = JSON.parse(/^REPORT (.*)$/m.exec(stdout)?.[1] ?? '') as Report
        expect(checks.length).toBe(6)
        expect(checks.filter(({ message }) => message !== undefined)).toEqual([])
      },
      60_000,
    )
  }

  it.each(['module', 'commonjs'])(
    'runs with tsx in a package of type %s',
    async (type) => {
      writeAll(site.folder, { [`${type}/package.json`]: JSON.stringify({ type }), [`${type}/program.ts`]: PROGRAM })
      const { stdout } = await runNode([tool('tsx/dist/cli.mjs'), 'program.ts'], join(site.folder, type))
      expect(stdout).toBe('ann ann\n')
    },
    60_000,
  )
})
