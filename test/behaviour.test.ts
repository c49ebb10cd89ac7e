// Every behaviour case on every road, side by side.
import { describe, test } from 'vitest'
import { groups } from './conformance/index.ts'
import { roads } from './roads.ts'

for (const road of roads) {
  describe(road.name, () => {
    for (const group of groups) {
      describe(group.name, () => {
        for (const { name, needs = [], run } of group.cases) {
          const missing = needs.filter((need) => road.lacks.includes(need))
          test.skipIf(missing.length > 0)(missing.length ? `${name} (no ${missing.join(', ')})` : name, () =>
            run(road.lib),
          )
        }
      })
    }
  })
}
