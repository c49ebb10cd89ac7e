import { isObject, own } from '../encoding/json.ts'
import { JwtError } from '../errors.ts'
import type { RingState } from './ring-state.ts'
import type { RingStore, StoredRing } from './stores.ts'

/** What countersign calls of an open file. */
interface OpenFile {
  writeFile(text: string): Promise<unknown>
  sync(): Promise<unknown>
  close(): Promise<unknown>
}

/** What countersign calls of `node:fs`: written down here, so that the source needs no runtime's type library. */
interface Files {
  readFile(path: string, encoding: 'utf8'): Promise<string>
  writeFile(path: string, text: string, options: { flag: string; mode: number }): Promise<unknown>
  stat(path: string): Promise<{ readonly mtimeMs: number }>
  rename(from: string, to: string): Promise<unknown>
  rm(path: string, options: { force: boolean }): Promise<unknown>
  open(path: string, flags: string, mode?: number): Promise<OpenFile>
}

/**
 * How old a lock has to be to be spoken of, and for its holder to count as dead, in milliseconds: it is held for a few. The
 * first is less than what a ring's attempts to save take together.
 */
const LONG = 500
const DEAD = 10_000

/**
 * A store in a file, for processes of one machine (Node, Bun, Deno; not over NFS). A save writes beside the file with mode
 * 0600, syncs and renames: a crash leaves the old state or the new one. The file holds private keys; its folder should be
 * the service's own.
 *
 * @param path the file; `path.lock` and `path.tmp` are used beside it
 * @throws JwtError `ERR_CONFIG` when the path is no text; on use, where the runtime has no `node:fs`. `save` raises
 * `ERR_STORE` while another process holds the lock for long, or has left it behind
 */
export function createFileStore(path: string): RingStore {
  if (typeof path !== 'string' || !path) {
    throw new JwtError('ERR_CONFIG', 'createFileStore() needs the path of a file, as a text that is not empty.')
  }
  return {
    async load() {
      return read(files(), path)
    },
    async save(state, expectedVersion) {
      const fs = files()
      const mark = `${Date.now()} ${Math.random()}`
      if (!(await lock(fs, path, mark))) return false
      try {
        const before = await read(fs, path)
        if ((before?.version ?? null) !== expectedVersion) return false
        return await write(fs, path, { state, version: Number(expectedVersion ?? 0) + 1 }, mark)
      } finally {
        if (await owns(fs, path, mark)) await fs.rm(`${path}.lock`, { force: true })
      }
    },
  }
}

/** `node:fs`, asked for on first use: a static import would keep this library out of browsers and workers. */
function files(): Files {
  const runtime = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process
  const fs = runtime?.getBuiltinModule?.('node:fs') as { readonly promises: Files } | undefined
  if (fs) return fs.promises
  throw new JwtError(
    'ERR_CONFIG',
    'createFileStore() needs node:fs, which this runtime does not have; pass a store of your own with load() and save().',
  )
}

/** What a promise of the file system yields, or `undefined` for one of the expected errors. */
async function unless<Value>(code: string, work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work
  } catch (error) {
    if ((error as { code?: unknown }).code === code) return undefined
    throw error
  }
}

function textOf(fs: Files, path: string): Promise<string | undefined> {
  return unless('ENOENT', fs.readFile(path, 'utf8'))
}

async function read(fs: Files, path: string): Promise<StoredRing | null> {
  const text = await textOf(fs, path)
  if (text === undefined) return null
  let stored: unknown
  try {
    stored = JSON.parse(text)
  } catch {
    // The parser's own message quotes the text, and the text holds private keys.
  }
  const version = isObject(stored) ? own(stored, 'version') : undefined
  if (!isObject(stored) || typeof version !== 'number') {
    throw new JwtError('ERR_KEY_INVALID', "The key ring's file holds no JSON object with a version and a state.")
  }
  return { state: own(stored, 'state') as RingState, version }
}

async function owns(fs: Files, path: string, mark: string): Promise<boolean> {
  return (await textOf(fs, `${path}.lock`)) === mark
}

/** Takes the lock if it is free or its holder is dead; true when it is ours. */
async function lock(fs: Files, path: string, mark: string): Promise<boolean> {
  const name = `${path}.lock`
  const options = { flag: 'wx', mode: 0o600 }
  if (
    (await unless(
      'EEXIST',
      fs.writeFile(name, mark, options).then(() => true),
    )) === true
  )
    return true
  const since = (await unless('ENOENT', fs.stat(name)))?.mtimeMs
  const age = since === undefined ? 0 : Date.now() - since
  if (age < LONG) return false
  if (age < DEAD)
    throw new JwtError(
      'ERR_STORE',
      `The key ring's file is locked by another process since ${new Date(since as number).toISOString()} (${name}). A lock that a killed process left is taken over ${DEAD / 1000} s after that; try again then.`,
    )
  // Renamed over the old lock, so that there is no moment without one; of several that try, the last one has it.
  const claim = `${name}.${mark}`
  await fs.writeFile(claim, mark, options)
  await fs.rename(claim, name)
  return owns(fs, path, mark)
}

async function write(fs: Files, path: string, stored: StoredRing, mark: string): Promise<boolean> {
  const draft = `${path}.tmp`
  await fs.rm(draft, { force: true })
  const file = await fs.open(draft, 'wx', 0o600)
  try {
    await file.writeFile(JSON.stringify(stored))
    await file.sync()
  } finally {
    await file.close()
  }
  // Asked once more, in case someone took this process for dead.
  if (!(await owns(fs, path, mark))) return false
  await fs.rename(draft, path)
  await syncFolder(fs, path)
  return true
}

/** Makes the rename itself durable, where a folder can be opened; on Windows it cannot. */
async function syncFolder(fs: Files, path: string): Promise<void> {
  try {
    const folder = await fs.open(path.replace(/[^/\\]*$/, '') || '.', 'r')
    await folder.sync().finally(() => folder.close())
  } catch {
    // The state is in its place; only a loss of power in this very moment could bring back the one before.
  }
}
