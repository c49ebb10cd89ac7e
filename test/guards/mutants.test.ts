import { describe, expect, it } from 'vitest'
import { unexplained } from '../mutation/judge.mjs'
import { read } from './source.ts'

interface Entry {
  readonly file: string
  readonly line: string
  readonly mutants: readonly string[]
  readonly why: string
}

const equivalent = JSON.parse(read('test/mutation/equivalent.json')) as readonly Entry[]

describe('the list of mutants that no test can find', () => {
  it.each(equivalent)('speaks of code that stands: $file, $line', ({ file, line, mutants, why }) => {
    expect(read(file)).toContain(line)
    expect(mutants).not.toHaveLength(0)
    expect(why.length).toBeGreaterThan(10)
  })
})

describe('the verdict on a mutation run', () => {
  const file = 'src/a.ts'
  const source = 'one()\nif (a < b) two()\n'
  const location = { start: { line: 2, column: 5 }, end: { line: 2, column: 10 } }
  const report = (status: string, replacement = 'a <= b'): object => ({
    files: { [file]: { source, mutants: [{ status, replacement, location }] } },
  })
  const entry = { file, line: 'if (a < b)', mutants: ['a <= b'], why: 'they are never equal' }

  it('passes what a test found', () => {
    for (const status of ['Killed', 'Timeout', 'Ignored']) expect(unexplained(report(status), [])).toEqual([])
  })

  it('passes what is left when the list explains it', () => {
    expect(unexplained(report('Survived'), [entry])).toEqual([])
  })

  it.each([
    ['nothing is listed', []],
    ['another file is listed', [{ ...entry, file: 'src/b.ts' }]],
    ['another line is listed', [{ ...entry, line: 'one()' }]],
    ['another mutation is listed', [{ ...entry, mutants: ['true'] }]],
  ])('refuses what is left when %s', (_, list) => {
    for (const status of ['Survived', 'NoCoverage']) {
      expect(unexplained(report(status), list)).toMatchObject([{ at: 'src/a.ts:2:5', replacement: 'a <= b' }])
    }
  })
})
