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
  type Stats,
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
 * Writes files: each beside its place first, then moved there whole. Without `force` all are written or none, and
 * nothing that exists is touched, also when it comes into being meanwhile. With it, a symbolic link is replaced, never
 * followed; what has been replaced before a failure stays so, and is named.
 *
 * @throws Refusal when one exists; UsageError when one cannot be written
 */
export function writeFiles(drafts: readonly Draft[], force: boolean): void {
  admitPlaces(
    drafts.map(({ path }) => path),
    force,
  )
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
    if (!force) for (const path of placed) discard(path)
    throw failure(error, drafts, force ? placed : [])
  } finally {
    for (const { beside } of staged) discard(beside)
  }
}

/** Takes away what was written, if it was. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Where a file stands in the place of a folder, nothing was. Why that is so is told already.
  }
}

/** Makes a folder where there is none: for its owner alone, because private keys go there. @throws UsageError */
export function makeFolder(path: string): void {
  admitFolder(path)
  try {
    const missing: string[] = []
    // Not `recursive`: below /proc and the like, Node tries that for ever.
    for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at)
    for (const folder of missing) mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    throw unmakeable(path, error)
  }
}

/** Holds a folder's place against what stands there: a folder, or nothing. @throws UsageError */
export function admitFolder(path: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found && !found.isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' })
  } catch (error) {
    throw unmakeable(path, error)
  }
}

function unmakeable(path: string, error: unknown): UsageError {
  return new UsageError(`The folder ${printable(path)} cannot be made (${codeOf(error)}).`)
}

/**
 * Holds the places of files against what stands there: without `force` nothing may, with it no folder.
 *
 * @throws Refusal when something exists; UsageError for a folder
 */
export function admitPlaces(paths: readonly string[], force: boolean): void {
  const there = paths.flatMap((path) => {
    const found = standingAt(path)
    return found ? [{ path, folder: found.isDirectory() }] : []
  })
  if (there.length && !force) throw exists(there.map(({ path }) => path))
  const folder = there.find((place) => place.folder)
  if (folder)
    throw new UsageError(`${printable(folder.path)} is a folder, and no file replaces one; nothing was written.`)
}

/** What stands at a path, a symbolic link as the link that it is, be it one that leads nowhere. */
export function standingAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    // A file in the place of a folder, or a folder that is closed: whatever reads or writes there says so.
    return undefined
  }
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

function failure(error: unknown, [first]: readonly Draft[], replaced: readonly string[]): unknown {
  if (error instanceof Refusal) return error
  const code = codeOf(error)
  if (code === undefined) return error
  const folder = printable(dirname((first as Draft).path))
  const done = replaced.length
    ? `${replaced.map(printable).join(', ')} had been written by then, and what stood there is gone.`
    : 'nothing was changed.'
  return new UsageError(`The files could not be written to ${folder} (${code}); ${done}`)
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}
