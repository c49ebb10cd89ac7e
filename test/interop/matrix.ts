// What was exchanged: tokens that verified, by library, algorithm and direction.
import { ALGORITHMS, type Library } from './libraries.ts'

/** Whose tokens verified where. */
export type Direction = 'theirs here' | 'ours there'

const counts = new Map<string, number>()
let refusals = 0

const cell = (library: Library, algorithm: string, direction: Direction) => `${library.name} ${algorithm} ${direction}`

/** Counts one token that was verified, and its content compared. */
export function count(library: Library, algorithm: string, direction: Direction): void {
  const name = cell(library, algorithm, direction)
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** Counts one token that was refused, here with the code that says why. */
export function countRefusal(): void {
  refusals += 1
}

/** The table, its columns aligned; below it the sums, and what is not installed. */
export function matrix(libraries: readonly Library[]): string {
  const rows = [['library', 'version', 'tokens', ...ALGORITHMS]]
  for (const library of libraries.filter(({ installed }) => installed)) {
    for (const direction of ['theirs here', 'ours there'] as const) {
      const numbers = ALGORITHMS.map((algorithm) => String(counts.get(cell(library, algorithm, direction)) ?? '–'))
      rows.push([library.name, library.version, direction, ...numbers])
    }
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length))) ?? []
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd(),
  )
  const sum = [...counts.values()].reduce((total, number) => total + number, 0)
  const missing = libraries.filter(({ installed }) => !installed)
  const notes = missing.map(({ name, install }) => `${name} is not installed: ${install}`)
  return [...lines, `${sum} tokens verified, ${refusals} refused`, ...notes].join('\n')
}
