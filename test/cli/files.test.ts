import fs, { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { afterAll, afterEach, expect, it } from 'vitest'
import { Refusal, UsageError } from '../../src/cli/failures.ts'
import { writeFiles } from '../../src/cli/files.ts'
import { makeFolder } from './stage.ts'

const folder = makeFolder()
const { linkSync, renameSync } = fs
let folders = 0

afterEach(() => {
  fs.linkSync = linkSync
  fs.renameSync = renameSync
  syncBuiltinESMExports()
})
afterAll(() => folder.remove())

/** Makes `link` do something else, as a file system does that has none, or where another process comes first. */
function insteadOfLink(act: (from: fs.PathLike, to: fs.PathLike) => void): void {
  fs.linkSync = act
  syncBuiltinESMExports()
}

const failing = (code: string) => Object.assign(new Error(code), { code })

function draftsIn(name: string) {
  const path = folder.at(name)
  mkdirSync(path)
  const drafts = ['a', 'b'].map((file) => ({ path: `${path}/${file}`, text: file, secret: true }))
  return { path, drafts }
}

const fresh = () => draftsIn(`files-${++folders}`)

it('writes where the file system has no links', () => {
  const { path, drafts } = fresh()
  insteadOfLink(() => {
    throw failing('EPERM')
  })
  writeFiles(drafts, false)
  expect(readdirSync(path).sort()).toEqual(['a', 'b'])
  expect(fs.statSync(`${path}/a`).mode & 0o777).toBe(0o600)
})

it('replaces nothing that another process has put there in the meantime, and takes back what it wrote itself', () => {
  for (const code of ['EEXIST', 'EPERM']) {
    const { path, drafts } = fresh()
    insteadOfLink((from, to) => {
      if (String(to).endsWith('a')) return linkSync(from, to)
      writeFileSync(to, 'precious')
      throw failing(code)
    })
    expect(() => writeFiles(drafts, false)).toThrow(code === 'EEXIST' ? Refusal : UsageError)
    expect(readdirSync(path)).toEqual(['b'])
    expect(readFileSync(`${path}/b`, 'utf8')).toBe('precious')
  }
})

it('leaves nothing behind when a place is a folder', () => {
  const { path, drafts } = fresh()
  mkdirSync(`${path}/b`)
  writeFileSync(`${path}/a`, 'precious')
  expect(() => writeFiles(drafts, false)).toThrow(/exist already/)
  expect(() => writeFiles(drafts, true)).toThrow(/b is a folder, and no file replaces one; nothing was written\.$/)
  expect(() => writeFiles(drafts, true)).toThrow(UsageError)
  expect([readdirSync(path).sort(), readFileSync(`${path}/a`, 'utf8')]).toEqual([['a', 'b'], 'precious'])
})

it('names what it has replaced when a later file fails, and says that it is gone', () => {
  const { path, drafts } = fresh()
  writeFileSync(`${path}/a`, 'precious')
  fs.renameSync = (from, to) => {
    if (String(to).endsWith('b')) throw failing('EIO')
    renameSync(from, to)
  }
  syncBuiltinESMExports()
  const told = new RegExp(`\\(EIO\\); ${path}/a had been written by then, and what stood there is gone\\.$`)
  expect(() => writeFiles(drafts, true)).toThrow(told)
  expect([readdirSync(path), readFileSync(`${path}/a`, 'utf8')]).toEqual([['a'], 'a'])
  const other = fresh()
  fs.renameSync = () => {
    throw failing('EIO')
  }
  syncBuiltinESMExports()
  expect(() => writeFiles(other.drafts, true)).toThrow(/\(EIO\); nothing was changed\.$/)
})

it('says when the folder is not there', () => {
  const drafts = [{ path: folder.at('missing/a'), text: '', secret: false }]
  expect(() => writeFiles(drafts, true)).toThrow(/could not be written to .*missing \(ENOENT\)/)
})

it('passes on what is no error of the file system', () => {
  const { drafts } = fresh()
  insteadOfLink(() => {
    throw new TypeError('a bug')
  })
  expect(() => writeFiles(drafts, false)).toThrow(TypeError)
})
