import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build, transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { read, root } from './source.ts'

/** A code block of the README: where it starts, its text, and why it isn't run when its marker says so. */
interface Block {
  line: number
  loader: 'js' | 'ts'
  code: string
  unrun: string | undefined
}

const MARKER = /^<!--\s*run:\s*no\b[\s:,(]*(.*?)[\s)]*-->$/

/** All ```js and ```ts blocks. `<!-- run: no, because … -->` on the line before exempts one from being run. */
function blocksOf(text: string): Block[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const fence = /^(\s*)```(js|ts)\b/.exec(line)
    if (!fence) return []
    const end = lines.findIndex((other, at) => at > index && other.trim() === '```')
    const code = lines.slice(index + 1, end).map((row) => row.slice(fence[1]?.length ?? 0))
    const above = lines.slice(0, index).findLast((row) => row.trim() !== '') ?? ''
    const loader = fence[2] === 'ts' ? 'ts' : 'js'
    return [{ line: index + 1, loader, code: code.join('\n'), unrun: MARKER.exec(above.trim())?.[1] }]
  })
}

/** The README's own openssl commands, so that the keys its examples read are made as it tells readers to. */
function opensslCommandsOf(text: string): string[] {
  const shell = [...text.matchAll(/^```(?:sh|bash|console|shell)\b.*\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '')
  return shell
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim().replace(/^\$ /, ''))
    .filter((line) => line.startsWith('openssl '))
}

const readme = existsSync(join(root, 'README.md')) ? read('README.md') : undefined
const entries = ['index', 'sync'].map((name) => `src/${name}.ts`).filter((path) => existsSync(join(root, path)))
const blocks = readme === undefined ? [] : blocksOf(readme)
const run = promisify(execFile)
const secret = randomBytes(64).toString('base64url')

let folder = ''

/** A folder as a reader would have it: countersign installed, a key pair beside the script, a secret in the environment. */
async function layOut(text: string): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'countersign-readme-'))
  const installed = join(folder, 'node_modules', 'countersign')
  mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true })
  mkdirSync(installed)
  cpSync(join(root, 'package.json'), join(installed, 'package.json'))
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: join(installed, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
  })
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))

  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  writeFileSync(join(folder, 'private.pem'), pair.privateKey)
  writeFileSync(join(folder, 'public.pem'), pair.publicKey)
  if (spawnSync('openssl', ['version']).status === 0) {
    for (const command of opensslCommandsOf(text)) execFileSync(command, { cwd: folder, shell: true, stdio: 'pipe' })
  }
}

describe.skipIf(readme === undefined)('README.md', () => {
  beforeAll(() => layOut(readme ?? ''), 60_000)
  afterAll(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true })
  })

  it('has examples, and gives a reason for each one that is not run', () => {
    const markers = [...(readme ?? '').matchAll(/<!--\s*run:/g)]
    const unrun = blocks.filter((block) => block.unrun !== undefined)
    expect(blocks.length).toBeGreaterThan(unrun.length)
    expect(markers.length).toBe(unrun.length)
    expect(unrun.filter((block) => (block.unrun ?? '').length < 10).map((block) => block.line)).toEqual([])
  })

  for (const { line, loader, code, unrun } of blocks) {
    const title = `the ${loader} example on line ${line}`
    if (unrun !== undefined) {
      it(`can parse ${title} (${unrun})`, () => {
        expect(() => transformSync(code, { loader, format: 'esm' })).not.toThrow()
      })
      continue
    }
    it(`can run ${title}`, async () => {
      const script = `example-${line}.mjs`
      writeFileSync(join(folder, script), loader === 'ts' ? transformSync(code, { loader, format: 'esm' }).code : code)
      const env = { PATH: process.env['PATH'] ?? '', JWT_SECRET: secret }
      await run(process.execPath, [script], { cwd: folder, env, timeout: 50_000 })
    }, 30_000)
  }

  it('has TypeScript examples that pass a strict type check', () => {
    const dist = join(folder, 'node_modules', 'countersign', 'dist')
    const declared = spawnSync(process.execPath, [join(root, 'tooling/declarations.mjs'), dist], { encoding: 'utf8' })
    expect(declared.status, declared.stdout).toBe(0)
    const typed = blocks.filter((block) => block.loader === 'ts' && block.unrun === undefined)
    for (const { line, code } of typed) writeFileSync(join(folder, `example-${line}.ts`), `${code}\nexport {}\n`)
    const files = typed.map(({ line }) => `example-${line}.ts`)
    const compilerOptions = { strict: true, module: 'nodenext', target: 'es2022', types: ['node'], noEmit: true }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    if (files.length === 0) return
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    expect(stdout).toBe('')
  }, 60_000)
})
