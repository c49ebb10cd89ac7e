import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { root } from './source.ts'

/** One bundle that a front end might make: what it takes, how large it may be, and what must not be in it. */
interface Budget {
  readonly entry: 'index' | 'sync'
  readonly names: string
  /** Minified and gzipped, in bytes. A change that needs more raises it here, and says why in its message. */
  readonly most: number
  /** Beginnings of paths in `src/` that have no business in it. */
  readonly without: readonly string[]
}

const CRYPTO = ['engines/', 'keys/', 'api/', 'jwks/']
const PLAIN = ['engines/plain', 'engines/node']
const REMOTE = [
  'api/remote',
  'jwks/remote',
  'jwks/fetch',
  'jwks/freshness',
  'jwks/ring',
  'jwks/stores',
  'jwks/file-store',
]
const INSPECTION = ['keys/inspect', 'keys/foreign', 'keys/forms', 'keys/write', 'keys/thumbprint']

const BUDGETS: readonly Budget[] = [
  { entry: 'index', names: 'decode', most: 2050, without: [...CRYPTO, 'algorithms/', 'token/options'] },
  {
    entry: 'index',
    names: 'verify',
    most: 17_200,
    without: [...PLAIN, ...REMOTE, ...INSPECTION, 'keys/pkcs8', 'token/compose', 'token/sign-options', 'api/signing'],
  },
  {
    entry: 'index',
    names: 'sign',
    most: 14_360,
    without: [...PLAIN, ...INSPECTION, 'jwks/', 'token/verify-options', 'token/claims', 'keys/certificate'],
  },
  { entry: 'index', names: 'sign, verify', most: 20_210, without: [...PLAIN, ...REMOTE, ...INSPECTION] },
  {
    entry: 'index',
    names: 'createVerifier, createRemoteJwks',
    most: 22_760,
    without: [...PLAIN, ...INSPECTION, 'jwks/ring', 'keys/pkcs8', 'token/compose'],
  },
  { entry: 'index', names: '*', most: 39_380, without: PLAIN },
  {
    entry: 'sync',
    names: 'verify',
    most: 22_820,
    without: [...REMOTE, ...INSPECTION, 'engines/webcrypto', 'keys/pkcs8', 'token/compose'],
  },
]

async function bundleOf({ entry, names }: Budget): Promise<{ bytes: number; inputs: string[] }> {
  const [wanted, used] = names === '*' ? ['* as all', 'all'] : [`{ ${names} }`, `[${names}]`]
  const contents = `import ${wanted} from './src/${entry}.ts'\nconsole.log(${used})`
  const shape = { bundle: true, minify: true, format: 'esm', platform: 'browser', target: 'es2022' } as const
  const stdin = { contents, resolveDir: root }
  const { outputFiles, metafile } = await build({ ...shape, stdin, write: false, metafile: true, logLevel: 'silent' })
  const [output] = Object.values(metafile.outputs)
  const inputs = Object.entries(output?.inputs ?? {})
    .filter(([path, { bytesInOutput }]) => path.startsWith('src/') && bytesInOutput > 0)
    .map(([path]) => path.slice('src/'.length))
  return { bytes: gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length, inputs }
}

describe.each(BUDGETS)('a bundle of $names from $entry', (budget) => {
  it('stays within its budget, and holds nothing that it does not use', async () => {
    const { bytes, inputs } = await bundleOf(budget)
    expect(inputs.filter((path) => budget.without.some((start) => path.startsWith(start)))).toEqual([])
    expect(bytes).toBeGreaterThan(budget.most * 0.9)
    expect(bytes).toBeLessThanOrEqual(budget.most)
  })
})
