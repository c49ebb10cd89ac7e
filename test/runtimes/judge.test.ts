// The runners' own verdict: a matrix is worth what it is able to refuse.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Row {
  readonly faults: readonly string[]
}

const load = (name: string): Promise<unknown> => import(join(import.meta.dirname, name))
const { judge } = (await load('judge.mjs')) as { judge(name: string, report: unknown): Row }
const { LIMITS, expectedAbsence } = (await load('limits.mjs')) as {
  LIMITS: readonly { runtimes: readonly string[]; road: string; ability: string; because: string }[]
  expectedAbsence(runtime: string, road: string): { [ability: string]: string }
}
const { RUNTIMES } = (await load('runtimes.mjs')) as { RUNTIMES: { readonly [name: string]: unknown } }

const ROADS = ['async', 'sync native', 'sync plain']

/** A report in which all went as the table has it. */
function good(runtime: string) {
  const roads = ROADS.map((road) => {
    const absent = expectedAbsence(runtime, road)
    const outcome = {
      passed: absent['anything'] ? 0 : 3,
      skipped: { promises: 1 },
      failed: [] as { name: string; message: string }[],
    }
    const changeable: { [ability: string]: string } = { ...absent }
    return [road, { absent: changeable, groups: { claims: outcome } }] as const
  })
  return { agent: 'test', roads: Object.fromEntries(roads) }
}

function faultsAfter(runtime: string, change: (report: ReturnType<typeof good>) => void): readonly string[] {
  const report = good(runtime)
  change(report)
  return judge(runtime, report).faults
}

describe('a report', () => {
  it.each(['node20', 'firefox-http', 'quickjs'])('of %s in which every limit stands is good', (runtime) => {
    expect(faultsAfter(runtime, () => {})).toEqual([])
  })

  it('with a failed case is bad, and names road, group and case', () => {
    const faults = faultsAfter('bun', ({ roads }) => {
      roads['async']?.groups.claims.failed.push({ name: 'a case', message: 'expected 1, got 2' })
    })
    expect(faults).toEqual(['async / claims / a case: expected 1, got 2'])
  })

  it('of a runtime that lacks more than the table says is bad', () => {
    const faults = faultsAfter('deno', ({ roads }) => {
      if (roads['async']) roads['async'].absent['ed25519'] = 'ERR_ALG_UNSUPPORTED'
    })
    expect(faults).toEqual(['async lacks ed25519 (ERR_ALG_UNSUPPORTED), which is not in limits.mjs'])
  })

  it('of a runtime whose limit has gone is bad', () => {
    const faults = faultsAfter('quickjs', ({ roads }) => {
      delete roads['sync plain']?.absent['random']
    })
    expect(faults).toEqual(['sync plain has random now: take the limit out of limits.mjs'])
  })

  it('of a limit that another error tells of is bad', () => {
    const faults = faultsAfter('realm', ({ roads }) => {
      if (roads['async']) roads['async'].absent['anything'] = 'TypeError: crypto is undefined'
    })
    expect(faults).toEqual(['async lacks anything with TypeError: crypto is undefined; expected ERR_NO_WEBCRYPTO'])
  })

  it('that leaves a road out, or runs nothing on it, is bad', () => {
    expect(faultsAfter('node22', ({ roads }) => delete roads['sync plain'])).toEqual(['sync plain was not run'])
    const idle = faultsAfter('node22', ({ roads }) => {
      if (roads['async']) roads['async'].groups.claims.passed = 0
    })
    expect(idle).toEqual(['async ran no case'])
  })

  it('of checks of its own is bad when one failed, and when there are none', () => {
    const checks = [{ name: 'one' }, { name: 'two', message: 'broken' }]
    expect(judge('node20-require', { agent: 'test', checks }).faults).toEqual(['two: broken'])
    expect(judge('node20-require', { agent: 'test', checks: [] }).faults).toEqual(['checked nothing'])
  })
})

describe('the table of limits', () => {
  it('names runtimes that there are, and why', () => {
    for (const { runtimes, road, because } of LIMITS) {
      expect(runtimes.filter((name) => !Object.hasOwn(RUNTIMES, name))).toEqual([])
      expect(ROADS).toContain(road)
      expect(because.length).toBeGreaterThan(20)
    }
  })
})
