const ROADS = ['async', 'sync native', 'sync plain']

function cell(count, closed) {
  if (!count) return '-'
  const skipped = Object.values(count.skipped).reduce((sum, times) => sum + times, 0)
  if (closed) return `closed (${closed})`
  return [`${count.passed} passed`, count.failed && `${count.failed} failed`, skipped && `${skipped} skipped`]
    .filter(Boolean)
    .join(', ')
}

function table(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Why cases were skipped, once for each reason, with the runtimes and roads that gave it. */
function skips(all) {
  const rows = all.filter(({ checks }) => !checks)
  const reasons = new Map()
  for (const { name, roads } of rows) {
    for (const [road, { skipped }] of Object.entries(roads)) {
      for (const [reason, times] of Object.entries(skipped)) {
        if (reason === 'anything') continue
        const key = `  ${road}: ${times} ${times === 1 ? 'case needs' : 'cases need'} ${reason}`
        reasons.set(key, [...(reasons.get(key) ?? []), name])
      }
    }
  }
  return [...reasons].map(
    ([key, names]) => `${key} (${names.length === rows.length ? 'everywhere' : names.join(', ')})`,
  )
}

/** Prints what came of each runtime on each road. True when all is well. */
export function printMatrix(rows) {
  const closed = (row, road) => row.groups?.[road]?.absent.anything
  const lines = rows.map((row) => [
    row.name,
    ...(row.checks ? ['-', '-', '-'] : ROADS.map((road) => cell(row.roads[road], closed(row, road)))),
    row.checks ? cell({ ...row.checks, skipped: {} }) : '-',
    `${row.seconds.toFixed(1)} s`,
  ])
  console.log(`\n${table([['runtime', ...ROADS, 'of its own', 'time'], ...lines])}`)
  const skipped = skips(rows)
  if (skipped.length) console.log(`\nskipped\n${skipped.join('\n')}`)
  const faulty = rows.filter(({ faults }) => faults.length > 0)
  for (const { name, faults } of faulty) {
    console.log(`\n${name}: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`)
    for (const fault of faults.slice(0, 40)) console.log(`  ${fault.replaceAll('\n', '\n    ')}`)
    if (faults.length > 40) console.log(`  and ${faults.length - 40} more`)
  }
  console.log(`\n${rows.length - faulty.length} runtimes passed, ${faulty.length} failed`)
  return faulty.length === 0
}
