import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Group } from '../conformance/case.ts'
import { groups } from '../conformance/index.ts'
import { roads } from '../roads.ts'
import { filesIn, read, root } from './source.ts'

/** One row of the tables in SECURITY.md: its id, and the files that are said to show it. */
interface Row {
  readonly id: string
  readonly files: readonly string[]
}

function rowsOf(text: string): Row[] {
  return [...text.matchAll(/^\| ([A-F]\d+) \|.*\|([^|]*)\|$/gm)].map(([, id = '', shown = '']) => ({
    id,
    files: [...shown.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  }))
}

/** The row that a title begins with. */
function idOf(title: string): string {
  return /^[A-F]\d+(?= )/.exec(title)?.[0] ?? ''
}

/** The rows that a file of conformance cases shows. */
async function idsOfCases(path: string): Promise<readonly [string, Set<string>]> {
  const { group }: { group?: Group } = await import(pathToFileURL(join(root, path)).href)
  return [path, new Set(group?.cases.map(({ name }) => idOf(name)))]
}

/** The rows that the titles of a test file name, as `D1: …` or `… (D5)`. */
function idsInTitles(path: string): readonly [string, Set<string>] {
  return [path, new Set([...read(path).matchAll(/'(D\d+): |\((D\d+)\)'/g)].map((match) => match[1] ?? match[2] ?? ''))]
}

const rows = rowsOf(read('SECURITY.md'))
const shown = new Map([
  ...(await Promise.all(
    filesIn('test/conformance')
      .filter((path) => !path.endsWith('.test.ts'))
      .map(idsOfCases),
  )),
  ...filesIn('test/jwks').map(idsInTitles),
])
for (const ids of shown.values()) ids.delete('')

/** The roads on which some conformance case of a row runs. */
function roadsOf(id: string): string[] {
  const cases = groups.flatMap((group) => group.cases).filter(({ name }) => idOf(name) === id)
  return roads
    .filter(({ lacks }) => cases.some(({ needs = [] }) => !needs.some((need) => lacks.includes(need))))
    .map(({ name }) => name)
}

describe('the threat tables of SECURITY.md', () => {
  it('have a row for each id, once and in order', () => {
    const parts = { A: 15, B: 14, C: 11, D: 13, E: 15, F: 5 }
    const wanted = Object.entries(parts).flatMap(([part, count]) =>
      Array.from({ length: count }, (_, at) => `${part}${at + 1}`),
    )
    expect(rows.map(({ id }) => id)).toEqual(wanted)
  })

  it.each(rows)('$id is shown in the files that its row names, and in no other', ({ id, files }) => {
    const found = [...shown].filter(([, ids]) => ids.has(id)).map(([path]) => path)
    expect(found.sort()).toEqual([...files].sort())
  })

  it.each(rows.filter(({ id }) => !id.startsWith('D')))('$id is shown on every road', ({ id }) => {
    expect(roadsOf(id)).toEqual(['async', 'sync native', 'sync plain'])
  })

  it('know every row that a test names', () => {
    const named = new Set([...shown.values()].flatMap((ids) => [...ids]))
    expect([...named].filter((id) => !rows.some((row) => row.id === id))).toEqual([])
  })
})
