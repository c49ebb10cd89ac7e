// The long fuzz: `npm run fuzz -- [--minutes N] [--seed S] [--only NAME,NAME]`. Bundles the TypeScript and runs it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' }, only: { type: 'string' } },
})

const folder = mkdtempSync(join(tmpdir(), 'countersign-fuzz-'))
const outfile = join(folder, 'main.mjs')
try {
  await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    outfile,
    logLevel: 'error',
  })
  // Read now, and used only where a failure is shown: every error that is made meanwhile would pay for them.
  process.setSourceMapsEnabled(true)
  const { fuzz } = await import(pathToFileURL(outfile))
  process.setSourceMapsEnabled(false)
  const failures = await fuzz({
    minutes: Number(values.minutes),
    seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed),
    only: values.only?.split(','),
    saveTo: fileURLToPath(new URL('regressions/', import.meta.url)),
  })
  process.exitCode = failures ? 1 : 0
} finally {
  rmSync(folder, { recursive: true })
}
