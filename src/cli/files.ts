import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Refusal, UsageError } from './failures.ts'
import { printable } from './printable.ts'

/** A file to be written. */
export interface Draft {
  readonly path: string
  readonly text: string
  /** It holds a private key or a secret: for its owner alone, from its first moment on. */
  readonly secret: boolean
}

/** A draft, and the file beside its place that holds it already. */
interface Staged extends Draft {
  readonly beside: string
}

/**
 * Writes files, all or none: each beside its place first, then moved there whole. Without `force` nothing that exists
 * is touched, also when it comes into being meanwhile; with it, a symbolic link is replaced, never followed.
 *
 * @throws Refusal when one exists; UsageError when the folder cannot be written
 */
export function writeFiles(drafts: readonly Draft[], force: boolean): void {
  if (!force) admitAbsence(drafts)
  const staged: Staged[] = []
  const placed: string[] = []
  try {
    for (const draft of drafts) {
      // Not a secret: the file is made only where there is none of that name. Loading node:crypto takes 10 ms.
      const mark = Math.random().toString(36).slice(2)
      const beside = join(dirname(draft.path), `.${basename(draft.path)}.${mark}`)
      staged.push({ ...draft, beside })
      write(beside, draft)
    }
    for (const { beside, path } of staged) {
      if (force) renameSync(beside, path)
      else place(beside, path)
      placed.push(path)
    }
  } catch (error) {
    if (!force) for (const path of placed) rmSync(path, { force: true })
    throw failure(error, drafts)
  } finally {
    for (const { beside } of staged) rmSync(beside, { force: true })
  }
}

/** Makes a folder where there is none: for its owner alone, because private keys go there. @throws UsageError */
export function makeFolder(path: string): void {
  try {
    const missing: string[] = []
    // Not `recursive`: below /proc and the like, Node tries that for ever.
    for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at)
    for (const folder of missing) mkdirSync(folder, { mode: 0o700 })
    if (!statSync(path).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' })
  } catch (error) {
    throw new UsageError(`The folder ${printable(path)} cannot be made (${codeOf(error)}).`)
  }
}

function admitAbsence(drafts: readonly Draft[]): void {
  const there = drafts.filter(({ path }) => lstatSync(path, { throwIfNoEntry: false }) !== undefined)
  if (there.length) throw exists(there.map(({ path }) => path))
}

function exists(paths: readonly string[]): Refusal {
  const [first = ''] = paths
  const what = paths.length === 1 ? `${printable(first)} exists` : `${paths.map(printable).join(', ')} exist`
  return new Refusal(`${what} already; nothing was written.`, {
    fix: 'name another place with --out, or say --force to replace what is there: a replaced key is gone for good',
  })
}

function write(path: string, { text, secret }: Draft): void {
  const file = openSync(path, 'wx', secret ? 0o600 : 0o644)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** How file systems say that they have no hard links. */
const LINKLESS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

/** Moves a file to a name that must be free: a link never replaces anything, as a rename would. */
function place(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') throw exists([to])
    if (code === undefined || !LINKLESS.includes(code)) throw error
    copyFileSync(from, to, constants.COPYFILE_EXCL)
  }
}

function failure(error: unknown, [first]: readonly Draft[]): unknown {
  if (error instanceof Refusal) return error
  const code = codeOf(error)
  if (code === undefined) return error
  const folder = printable(dirname((first as Draft).path))
  return new UsageError(
    `The files could not be written to ${folder} (${code}); nothing was changed that could be kept.`,
  )
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}
