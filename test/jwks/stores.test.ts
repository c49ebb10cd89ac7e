import { spawnSync } from 'node:child_process'
import * as nodeFs from 'node:fs'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFileStore, createKeyRing, createMemoryStore, isJwtError, type RingState } from '../../src/index.ts'

let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ring-'))
  path = join(folder, 'ring.json')
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const state = (time: number): RingState => ({ format: 1, time, keys: [] })

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return isJwtError(error) ? error.code : `no JwtError: ${String(error)}`
}

/** Puts another file system in place of Node's for what follows. */
function stubFiles(change: Partial<typeof nodeFs.promises>): void {
  const promises = { ...nodeFs.promises, ...change }
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue({ ...nodeFs, promises })
}

describe.each([
  ['memory', () => createMemoryStore()],
  ['file', () => createFileStore(path)],
])('the %s store', (_, create) => {
  it('is empty at first, and then holds what was saved', async () => {
    const store = create()
    expect(await store.load()).toBeNull()
    expect(await store.save(state(1), null)).toBe(true)
    expect((await store.load())?.state).toEqual(state(1))
  })

  it('saves only over the version that was expected', async () => {
    const store = create()
    expect(await store.save(state(1), 1)).toBe(false)
    expect(await store.load()).toBeNull()
    await store.save(state(1), null)
    expect(await store.save(state(2), null)).toBe(false)
    const { version } = (await store.load()) as { version: number }
    expect(await store.save(state(2), version)).toBe(true)
    expect(await store.save(state(3), version)).toBe(false)
    expect((await store.load())?.state).toEqual(state(2))
    expect((await store.load())?.version).not.toBe(version)
  })

  it('lets one of many savers win', async () => {
    const store = create()
    await store.save(state(0), null)
    const { version } = (await store.load()) as { version: number }
    const saved = await Promise.all(Array.from({ length: 20 }, (_, time) => store.save(state(time), version)))
    expect(saved.filter(Boolean)).toHaveLength(1)
    expect((await store.load())?.state.time).toBe(saved.indexOf(true))
  })

  it('hands out copies', async () => {
    const store = create()
    await store.save(state(1), null)
    ;((await store.load())?.state as { time: number }).time = 7
    expect((await store.load())?.state.time).toBe(1)
  })
})

describe('the file store', () => {
  it('needs the path of a file', () => {
    for (const given of ['', undefined, 7]) {
      const error = (() => {
        try {
          return createFileStore(given as string)
        } catch (reason) {
          return reason
        }
      })()
      expect(isJwtError(error, 'ERR_CONFIG')).toBe(true)
    }
  })

  it('writes with mode 0600, whatever the file had, and leaves nothing beside it', async () => {
    writeFileSync(path, JSON.stringify({ version: 1, state: state(1) }), { mode: 0o644 })
    expect(await createFileStore(path).save(state(2), 1)).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['ring.json'])
  })

  it('counts what it saved', async () => {
    const store = createFileStore(path)
    for (const version of [1, 2, 3]) {
      expect(await store.save(state(version), version === 1 ? null : version - 1)).toBe(true)
      expect(await store.load()).toEqual({ state: state(version), version })
    }
  })

  it('closes what it has opened, also when writing fails', async () => {
    let fails = false
    const open: string[] = []
    const files = async (...given: Parameters<typeof nodeFs.promises.open>) => {
      const file = await nodeFs.promises.open(...given)
      const { close, writeFile } = file
      const name = String(given[0])
      open.push(name)
      file.close = () => {
        open.splice(open.indexOf(name), 1)
        return close.call(file)
      }
      file.writeFile = (...texts) => (fails ? Promise.reject(new Error('full')) : writeFile.apply(file, texts))
      return file
    }
    stubFiles({ open: files })
    const store = createFileStore(path)
    expect(await store.save(state(1), null)).toBe(true)
    fails = true
    await expect(store.save(state(2), 1)).rejects.toThrow('full')
    expect(open).toEqual([])
  })

  it('keeps drafts and locks from other eyes too', async () => {
    const modes: number[] = []
    const rename = async (from: nodeFs.PathLike, to: nodeFs.PathLike) => {
      modes.push(...readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777))
      return nodeFs.promises.rename(from, to)
    }
    stubFiles({ rename })
    await createFileStore(path).save(state(1), null)
    expect(modes).toEqual([0o600, 0o600])
  })

  it('syncs the draft before it takes the place of the file, and the folder after', async () => {
    const order: string[] = []
    const open: typeof nodeFs.promises.open = async (name, ...rest) => {
      const file = await nodeFs.promises.open(name, ...rest)
      const sync = file.sync.bind(file)
      file.sync = () => {
        order.push(`sync ${name === path + '.tmp' ? 'draft' : name === `${folder}/` ? 'folder' : String(name)}`)
        return sync()
      }
      return file
    }
    const rename = async (from: nodeFs.PathLike, to: nodeFs.PathLike) => {
      order.push('rename')
      return nodeFs.promises.rename(from, to)
    }
    stubFiles({ open, rename })
    await createFileStore(path).save(state(1), null)
    expect(order).toEqual(['sync draft', 'rename', 'sync folder'])
  })

  it('saves where a folder cannot be opened, as on Windows, and beside the process', async () => {
    const opened: unknown[] = []
    const open: typeof nodeFs.promises.open = (name, flags, mode) => {
      opened.push(name)
      if (flags === 'r') return Promise.reject(Object.assign(new Error('EISDIR'), { code: 'EISDIR' }))
      return nodeFs.promises.open(name, flags, mode)
    }
    stubFiles({ open })
    expect(await createFileStore(path).save(state(1), null)).toBe(true)
    stubFiles({ open, rename: async () => {} })
    const name = `ring-${Date.now()}.json`
    try {
      expect(await createFileStore(name).save(state(1), null)).toBe(true)
      expect(opened.at(-1)).toBe('.')
    } finally {
      rmSync(`${name}.tmp`, { force: true })
    }
  })

  it('starts over from the leavings of a crash: a draft, and the lock of a dead process', async () => {
    writeFileSync(`${path}.tmp`, 'half a dra')
    writeFileSync(`${path}.lock`, 'dead')
    const old = Date.now() / 1000 - 11
    utimesSync(`${path}.lock`, old, old)
    expect(await createFileStore(path).save(state(1), null)).toBe(true)
    expect(readdirSync(folder)).toEqual(['ring.json'])
  })

  it('leaves a lock alone that is young: its holder is at work', async () => {
    writeFileSync(`${path}.lock`, 'alive')
    expect(await createFileStore(path).save(state(1), null)).toBe(false)
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe('alive')
    expect(existsSync(path)).toBe(false)
  })

  it('takes the holder of a lock for dead after ten seconds, and not a moment before', async () => {
    writeFileSync(`${path}.lock`, 'perhaps')
    utimesSync(`${path}.lock`, 1_800_000_000, 1_800_000_000)
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1_800_000_009_999)
    expect(await codeOf(createFileStore(path).save(state(1), null))).toBe('ERR_STORE')
    clock.mockReturnValue(1_800_000_010_000)
    expect(await createFileStore(path).save(state(1), null)).toBe(true)
  })

  it('says which lock is held since when, once that is longer than a save takes', async () => {
    writeFileSync(`${path}.lock`, 'perhaps')
    utimesSync(`${path}.lock`, 1_800_000_000, 1_800_000_000)
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1_800_000_000_499)
    expect(await createFileStore(path).save(state(1), null)).toBe(false)
    clock.mockReturnValue(1_800_000_000_500)
    const error: unknown = await createFileStore(path)
      .save(state(1), null)
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'ERR_STORE',
      message: expect.stringContaining('since 2027-01-15T08:00:00.000Z'),
    })
    expect(error).toMatchObject({ message: expect.stringContaining(`${path}.lock`) })
  })

  it('says so to a ring that begins right after a process was killed', async () => {
    writeFileSync(`${path}.lock`, 'killed')
    const ring = createKeyRing({ algorithm: 'Ed25519', store: createFileStore(path) })
    await expect(ring.jwks()).rejects.toMatchObject({
      code: 'ERR_STORE',
      message: expect.stringContaining('locked by another process'),
    })
  })

  it('has saved, though the lock goes away before it is given back', async () => {
    const rm: typeof nodeFs.promises.rm = (name, options) => {
      if (name === `${path}.lock`) rmSync(name)
      return nodeFs.promises.rm(name, options)
    }
    stubFiles({ rm })
    expect(await createFileStore(path).save(state(1), null)).toBe(true)
  })

  it('does not write when its lock has been taken away', async () => {
    const open: typeof nodeFs.promises.open = (name, ...rest) => {
      rmSync(`${path}.lock`, { force: true })
      return nodeFs.promises.open(name, ...rest)
    }
    stubFiles({ open })
    expect(await createFileStore(path).save(state(1), null)).toBe(false)
    expect(existsSync(path)).toBe(false)
  })

  it('tries another time when a lock goes away while it is looked at', async () => {
    writeFileSync(`${path}.lock`, 'alive')
    const stat = (name: nodeFs.PathLike) => {
      rmSync(name)
      return nodeFs.promises.stat(name)
    }
    stubFiles({ stat: stat as typeof nodeFs.promises.stat })
    expect(await createFileStore(path).save(state(1), null)).toBe(false)
  })

  it('does not write when another took it for dead and holds the lock now', async () => {
    const open: typeof nodeFs.promises.open = (name, ...rest) => {
      writeFileSync(`${path}.lock`, 'another')
      return nodeFs.promises.open(name, ...rest)
    }
    stubFiles({ open })
    expect(await createFileStore(path).save(state(1), null)).toBe(false)
    expect(existsSync(path)).toBe(false)
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe('another')
  })

  it('gives one of several that find a dead lock the turn', async () => {
    writeFileSync(`${path}.lock`, 'dead')
    const old = Date.now() / 1000 - 11
    utimesSync(`${path}.lock`, old, old)
    const rename: typeof nodeFs.promises.rename = async (from, to) => {
      await nodeFs.promises.rename(from, to)
      if (to === `${path}.lock`) writeFileSync(`${path}.lock`, 'another')
    }
    stubFiles({ rename })
    writeFileSync(`${path}.tmp`, 'the draft of another')
    expect(await createFileStore(path).save(state(1), null)).toBe(false)
    expect(existsSync(path)).toBe(false)
    expect(readFileSync(`${path}.tmp`, 'utf8')).toBe('the draft of another')
  })

  it('gives the lock back when writing fails, and says why', async () => {
    const open = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }))
    stubFiles({ open })
    await expect(createFileStore(path).save(state(1), null)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  it('says what the file system says', async () => {
    const store = createFileStore(folder)
    await expect(store.load()).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(createFileStore(join(folder, 'none', 'ring.json')).save(state(1), null)).rejects.toMatchObject({
      code: 'ENOENT',
    })
  })

  it.each([
    ['broken JSON', '{"version":1,"state":{"d":"secret"'],
    ['no object', '[1]'],
    ['no version', '{"state":{}}'],
    ['a version of another kind', '{"version":"1","state":{}}'],
    ['an empty file', ''],
  ])('says that the file holds %s, and does not show it', async (_, text) => {
    writeFileSync(path, text)
    const store = createFileStore(path)
    expect(await codeOf(store.load())).toBe('ERR_KEY_INVALID')
    const error = await store.load().catch((reason: unknown) => reason as Error)
    expect(JSON.stringify([(error as Error).message, (error as Error).cause])).not.toContain('secret')
    // What cannot be read is not written over either.
    expect(await codeOf(store.save(state(1), null))).toBe('ERR_KEY_INVALID')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('keeps one ring for the rings of several instances', async () => {
    const clock = { now: 1_000_000 }
    const spans = { publishAhead: 100, rotateEvery: 1000, maxTokenLifetime: 50 }
    const rings = Array.from({ length: 4 }, () =>
      createKeyRing({ algorithm: 'Ed25519', ...spans, now: () => clock.now, store: createFileStore(path) }),
    )
    const kids = async () =>
      new Set((await Promise.all(rings.map((ring) => ring.jwks()))).map((set) => JSON.stringify(set)))
    expect((await kids()).size).toBe(1)
    await Promise.all(rings.map((ring) => ring.rotate()))
    expect((await kids()).size).toBe(1)
    expect((await (rings[0] as (typeof rings)[0]).jwks()).keys).toHaveLength(2)
  })

  it('is a file that a crash in the middle of saving leaves whole', () => {
    const script = `
      const { promises } = require('node:fs')
      const path = ${JSON.stringify(path)}
      ;(async () => {
        const file = await promises.open(path + '.tmp', 'wx', 0o600)
        await file.writeFile('{"version":2,')
        process.kill(process.pid, 'SIGKILL')
      })()`
    writeFileSync(path, JSON.stringify({ version: 1, state: state(1) }))
    expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL')
    return expect(createFileStore(path).load()).resolves.toEqual({ version: 1, state: state(1) })
  })

  it.each<[string, unknown]>([
    ['no process', undefined],
    ['no getBuiltinModule', {}],
    ['no node:fs', { getBuiltinModule: () => undefined }],
  ])('is ERR_CONFIG on use where the runtime has %s', async (_, runtime) => {
    const store = createFileStore(path)
    vi.stubGlobal('process', runtime)
    // Only for as long as the calls are made: the test runner needs its process too.
    const calls = [codeOf(store.load()), codeOf(store.save(state(1), null))]
    vi.unstubAllGlobals()
    const codes = await Promise.all(calls)
    expect(codes).toEqual(['ERR_CONFIG', 'ERR_CONFIG'])
  })
})
