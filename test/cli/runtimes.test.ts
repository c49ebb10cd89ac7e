// The built command in other runtimes: those that test/runtimes installs.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../guards/source.ts'
import { installInto, makeFolder, runProcess } from './stage.ts'

const inModules = (...parts: string[]) => join(root, 'test/runtimes/node_modules', ...parts)
const PATIENCE = 120_000

/** How each runs a script: its program, and what stands before the script. */
const RUNTIMES: readonly (readonly [name: string, binary: string, ...args: string[]])[] = [
  ['Node 22', inModules('node22/bin/node')],
  ['Node 24', inModules('node24/bin/node')],
  ['Node 26', inModules('node26/bin/node')],
  ['Bun', inModules('@oven/bun-linux-x64/bin/bun')],
  [
    'Deno',
    inModules('@deno/linux-x64-glibc/deno'),
    'run',
    '--no-prompt',
    ...['--allow-read', '--allow-write', '--allow-env', '--allow-sys', '--allow-net=127.0.0.1'],
  ],
]

const folder = makeFolder()
let cli = ''

beforeAll(async () => {
  cli = await installInto(folder.path)
}, PATIENCE)
afterAll(() => folder.remove())

for (const [name, binary, ...before] of RUNTIMES) {
  describe.skipIf(!existsSync(binary))(`in ${name} (needs npm install --prefix test/runtimes)`, () => {
    const place = folder.at(name.replace(' ', '-'))
    const run = (args: readonly string[], stdin = '') =>
      runProcess(binary, [...before, cli, ...args], {
        cwd: folder.path,
        stdin,
        env: { NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
      })

    async function good(args: readonly string[], stdin?: string): Promise<string> {
      const { code, stdout, stderr } = await run(args, stdin)
      expect([code, stderr]).toEqual([0, ''])
      return stdout
    }

    it(
      'says which runtime it is',
      async () => {
        const { runtime } = JSON.parse(await good(['--version', '--json']))
        expect(runtime).toMatch(new RegExp(`^${name}\\b`))
      },
      PATIENCE,
    )

    it(
      'makes keys, signs, verifies, decodes, inspects, publishes',
      async () => {
        const at = (file: string) => join(place, file)
        await good(['keygen', '--alg', 'RS256', '--out', place])
        expect(statSync(at('private.pem')).mode & 0o777).toBe(0o600)
        const token = await good(['sign', '--alg', 'RS256', '--key', at('private.pem'), '--sub', 'ann', '--exp', '5m'])
        expect(await good(['decode'], token)).toContain('UNVERIFIED')
        expect(await good(['verify', '--alg', 'RS256', '--key', at('public.pem')], token)).toContain('"sub": "ann"')
        expect(await good(['inspect', at('private.pem'), at('public.pem')])).toContain('the same key')
        expect(JSON.parse(await good(['jwks', at('public.pem')]))).toEqual({
          keys: [expect.objectContaining({ kty: 'RSA' })],
        })
      },
      PATIENCE,
    )

    it(
      'keeps a ring, measures, completes',
      async () => {
        const state = `${place}.json`
        await good(['ring', 'init', '--alg', 'ES256', '--state', state])
        await good(['ring', 'rotate', '--state', state])
        expect(JSON.parse(readFileSync(state, 'utf8')).state.keys).toHaveLength(2)
        expect(await good(['ring', 'status', '--state', state])).toMatch(/pending/)
        expect(await good(['bench', '--alg', 'HS256', '--seconds', '0.1'])).toContain('HS256')
        expect(await good(['completion', 'bash'])).toContain('complete -F')
      },
      PATIENCE,
    )

    it(
      'ends with the same exit codes, and says errors on the same side',
      async () => {
        for (const [args, exit] of [
          [['decode', 'x'], 1],
          [['keygen', '--alg', 'ES256', '--out', place], 1],
          [['decode', '--nonsense'], 2],
          [['decode'], 2],
          [['inspect', '/nowhere'], 2],
        ] as const) {
          const { code, stdout, stderr } = await run(args)
          expect([code, stdout, stderr.split(/\s/)[0]]).toEqual([exit, '', exit === 1 ? 'refused' : 'usage'])
        }
      },
      PATIENCE,
    )
  })
}
