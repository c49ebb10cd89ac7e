import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codeOf, filesIn, read, root } from './source.ts'

const CODE = /(['"`])(ERR_[A-Z0-9_]+)\1/g

function codesIn(text: string): string[] {
  return [...text.matchAll(CODE)].map((match) => match[2] ?? '')
}

/** Codes that a file raises: comparing with one (`=== 'ERR_X'`, `case 'ERR_X'`) is not raising it. */
function raisedIn(path: string): string[] {
  const code = codeOf(read(path), { strings: true })
  return codesIn(code.replace(/(?:[!=]==|\bcase)\s*(['"`])ERR_[A-Z0-9_]+\1/g, ''))
}

const sorted = (codes: readonly string[]) => [...new Set(codes)].sort()
const hasTable = existsSync(join(root, 'src/errors.ts'))
const hasReadme = existsSync(join(root, 'README.md'))

const table = hasTable ? sorted(codesIn(codeOf(read('src/errors.ts'), { strings: true }))) : []
const raised = sorted(
  filesIn('src')
    // The command passes the library's codes on; that it names one shows nothing of the library.
    .filter((path) => path !== 'src/errors.ts' && !path.startsWith('src/cli/'))
    .flatMap(raisedIn),
)

describe.skipIf(!hasTable)('error codes', () => {
  it('are each raised somewhere, and none is raised that the table lacks', () => {
    expect(raised).toEqual(table)
  })

  it('are each expected by a test', () => {
    const tests = filesIn('test').filter((path) => !path.startsWith('test/guards/'))
    const expected = sorted(tests.flatMap((path) => codesIn(codeOf(read(path), { strings: true }))))
    expect(table.filter((code) => !expected.includes(code))).toEqual([])
    expect(expected.filter((code) => !table.includes(code))).toEqual([])
  })

  it.skipIf(!hasReadme)('stand each once in the table of the README', () => {
    const rows = [...read('README.md').matchAll(/^\|\s*`(ERR_[A-Z0-9_]+)`\s*\|/gm)].map((match) => match[1] ?? '')
    expect([...rows].sort()).toEqual(table)
  })
})
