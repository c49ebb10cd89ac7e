// The long fuzz: `npm run fuzz -- [--minutes N] [--seed S] [--only NAME,NAME]`.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { imported } from '../bundled.mjs'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' }, only: { type: 'string' } },
})

// Read now, and used only where a failure is shown: every error that is made meanwhile would pay for them.
process.setSourceMapsEnabled(true)
const { fuzz } = await imported('test/fuzz/main.ts')
process.setSourceMapsEnabled(false)

const failures = await fuzz({
  minutes: Number(values.minutes),
  seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed),
  only: values.only?.split(','),
  saveTo: fileURLToPath(new URL('regressions/', import.meta.url)),
})
process.exitCode = failures ? 1 : 0
