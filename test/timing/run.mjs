// Whether secrets show in the time that plain TypeScript takes: `npm run timing -- [--measurements N] [--seed S]`.
import { parseArgs } from 'node:util'
import { imported } from '../bundled.mjs'

const { values } = parseArgs({
  options: { measurements: { type: 'string', default: '400000' }, seed: { type: 'string' } },
})
const { time } = await imported('test/timing/main.ts')
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
process.exitCode = time(Number(values.measurements), seed) ? 1 : 0
