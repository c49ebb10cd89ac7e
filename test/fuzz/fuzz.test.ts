// A short run of every fuzz target, and all failures that were ever found. The long run: `npm run fuzz -- --minutes 20`.
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admitShared } from './oracle.ts'
import { targets } from './targets.ts'

const folder = new URL('regressions/', import.meta.url)
const regressions = readdirSync(folder).filter((name) => name.endsWith('.json'))

describe('a short fuzz', () => {
  it.each(targets)(
    'of $name breaks no promise',
    async ({ inputs, check, short }) => {
      await fc.assert(fc.asyncProperty(inputs, check), { numRuns: short })
      admitShared()
    },
    120_000,
  )
})

describe.skipIf(!regressions.length)('what fuzzing once found', () => {
  it.each(regressions)('stays mended: %s', async (file) => {
    const { target, input } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
      target: string
      input: unknown
    }
    const found = targets.find(({ name }) => name === target)
    expect(found, `the target ${target} of ${file}`).toBeDefined()
    await found?.check(input)
    admitShared()
  })
})
