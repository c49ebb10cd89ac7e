// What a report is worth: every case passed or was skipped for a limit that stands in the table, and every limit of the
// table is there.
import { BY_DESIGN, expectedAbsence } from './limits.mjs'

function faultsOfLimits(runtime, road, absent) {
  const expected = expectedAbsence(runtime, road)
  const faults = []
  for (const [ability, code] of Object.entries(absent)) {
    if (!(ability in expected)) faults.push(`${road} lacks ${ability} (${code}), which is not in limits.mjs`)
    else if (expected[ability] !== code)
      faults.push(`${road} lacks ${ability} with ${code}; expected ${expected[ability]}`)
  }
  for (const ability of Object.keys(expected)) {
    if (!(ability in absent)) faults.push(`${road} has ${ability} now: take the limit out of limits.mjs`)
  }
  return faults
}

/** Counts a road's groups. */
function countOf({ groups }) {
  const count = { passed: 0, failed: 0, skipped: {} }
  for (const { passed, failed, skipped } of Object.values(groups)) {
    count.passed += passed
    count.failed += failed.length
    for (const [reason, times] of Object.entries(skipped)) count.skipped[reason] = (count.skipped[reason] ?? 0) + times
  }
  return count
}

function judgeChecks(name, { agent, checks }) {
  const failed = checks.filter(({ message }) => message !== undefined)
  const faults = failed.map((each) => `${each.name}: ${each.message}`)
  if (checks.length === 0) faults.push('checked nothing')
  return { name, agent, roads: {}, checks: { passed: checks.length - failed.length, failed: failed.length }, faults }
}

/** One row of the matrix. */
export function judge(name, report) {
  if (report.checks) return judgeChecks(name, report)
  const roads = {}
  const faults = []
  for (const [road, outcome] of Object.entries(report.roads)) {
    roads[road] = countOf(outcome)
    faults.push(...faultsOfLimits(name, road, outcome.absent))
    for (const [group, { failed }] of Object.entries(outcome.groups)) {
      faults.push(...failed.map((each) => `${road} / ${group} / ${each.name}: ${each.message}`))
    }
    if (roads[road].passed === 0 && !('anything' in expectedAbsence(name, road))) faults.push(`${road} ran no case`)
  }
  for (const road of Object.keys(BY_DESIGN)) if (!roads[road]) faults.push(`${road} was not run`)
  return { name, agent: report.agent, roads, groups: report.roads, faults }
}
