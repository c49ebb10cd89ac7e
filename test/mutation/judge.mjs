// Judges what mutation testing left: a mutant that no test found passes only when equivalent.json lists it, with the reason
// why no test could.
import { readFileSync } from 'node:fs'

const LEFT = ['Survived', 'NoCoverage']

/** The mutants of a report that no test found and no entry of the list explains. */
export function unexplained(report, equivalent) {
  return mutantsOf(report).filter(
    ({ status, ...mutant }) => LEFT.includes(status) && !equivalent.some((entry) => explains(entry, mutant)),
  )
}

function mutantsOf({ files }) {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n')
    return mutants.map(({ status, replacement, location: { start, end } }) => ({
      status,
      file,
      at: `${file}:${start.line}:${start.column}`,
      lines: lines.slice(start.line - 1, end.line).join('\n'),
      replacement,
    }))
  })
}

function explains(entry, { file, lines, replacement }) {
  return entry.file === file && lines.includes(entry.line) && entry.mutants.includes(replacement)
}

/** Says what is left, and returns how much of it is not explained. */
export function judge(reportFile, listFile) {
  const report = JSON.parse(readFileSync(reportFile, 'utf8'))
  const left = unexplained(report, JSON.parse(readFileSync(listFile, 'utf8')))
  for (const { at, lines, replacement } of left) {
    console.log(`${at}: no test fails when this\n  ${lines.trim()}\nbecomes\n  ${replacement}`)
  }
  console.log(
    left.length > 0
      ? `${left.length} mutants are left without a reason: write a test that finds each, or list it in equivalent.json.`
      : 'Every mutant was found by a test, or is listed in equivalent.json with the reason why none can.',
  )
  return left.length
}
