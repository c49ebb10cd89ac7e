// countersign as its users get it: built, packed, and installed into an empty folder.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const here = import.meta.dirname
/** The project's folder, with a slash at its end. */
export const root: string = join(here, '../../')
const execute = promisify(execFile)

/** Why the tests that need the tools of package.json cannot be run here; `undefined` when they can. */
export const missing: string | undefined = existsSync(join(here, 'node_modules', 'jest'))
  ? undefined
  : 'npm install --prefix test/packaging'

/** A test's title, with the reason when it is skipped. */
export function titled(title: string, lacking: string | undefined = missing): string {
  return lacking === undefined ? title : `${title} (skipped; wants: ${lacking})`
}

/** A path in the modules that package.json names. */
export function tool(...path: readonly string[]): string {
  return join(here, 'node_modules', ...path)
}

/** Where the package is installed, and the tarball that it came from. */
export interface Site {
  readonly folder: string
  readonly tarball: string
}

/** What a program that ended well has printed. */
export interface Output {
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program in a folder. Its environment holds what a program needs to start, and nothing that is the test
 * runner's. Rejects with what it printed when it fails.
 */
export async function run(
  command: string,
  args: readonly string[],
  folder: string,
  more: { readonly [name: string]: string } = {},
): Promise<Output> {
  const env = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, NO_COLOR: '1', CI: '1', ...more }
  try {
    return await execute(command, args, { cwd: folder, env, maxBuffer: 2 ** 26 })
  } catch (error) {
    const { message, stdout, stderr } = error as Error & Output
    throw new Error([message, stdout, stderr].map((text) => text.slice(-3000)).join('\n'))
  }
}

/** Runs a script with this Node. */
export function runNode(args: readonly string[], folder: string): Promise<Output> {
  return run(process.execPath, args, folder)
}

/** Writes files below a folder, by their paths. */
export function writeAll(folder: string, files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Makes modules of this project known to a folder's scripts, by their names there. */
export function lend(folder: string, modules: { readonly [name: string]: string }): void {
  for (const [name, path] of Object.entries(modules)) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(path, link)
  }
}

/** A file of consumer/: code of those who use the package. */
export function consumer(name: string): string {
  return readFileSync(join(here, 'consumer', name), 'utf8')
}

/** A file of test/types, whose promises are made of the package instead of the source. */
export function promisesOf(name: string): string {
  return readFileSync(join(root, 'test/types', name), 'utf8')
    .replaceAll("'../../src/index.ts'", "'countersign'")
    .replaceAll("'../../src/sync.ts'", "'countersign/sync'")
}

/** What the build reads, and what is packed beside dist/. */
const SOURCES = [
  'src',
  'tooling',
  'tsconfig.json',
  'tsup.config.ts',
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
]

/** Builds from a copy of the source as it stands, away from dist/, which other tests and people may be using. */
async function build(folder: string): Promise<void> {
  for (const name of SOURCES) cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  await run('npm', ['run', 'build'], folder)
}

/** Lays the site out in a new temporary folder, without any network. */
export async function layOut(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-packaging-'))
  const staging = join(folder, 'staging')
  mkdirSync(staging)
  await build(staging)
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], staging)
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  const tarball = join(folder, filename)
  rmSync(staging, { recursive: true })
  writeAll(folder, { 'package.json': JSON.stringify({ private: true, type: 'module' }) })
  await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball], folder)
  return { folder, tarball }
}
