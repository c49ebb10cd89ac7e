// TypeScript of the project, bundled and imported: for the scripts that run outside of the test runner.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What a module of the project exports, its imports bundled with it. `path` is seen from the project's folder. */
export async function imported(path) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bundle-'))
  const outfile = join(folder, 'bundle.mjs')
  try {
    await build({
      entryPoints: [join(root, path)],
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'es2022',
      sourcemap: 'inline',
      outfile,
      logLevel: 'error',
    })
    return await import(pathToFileURL(outfile))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
