import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

export const here = import.meta.dirname
export const root = join(here, '../..')

const FORMS = [
  { entry: 'main.ts', outfile: 'main.mjs', format: 'esm' },
  { entry: 'lazy.ts', outfile: 'lazy.mjs', format: 'esm' },
  { entry: 'lazy.ts', outfile: 'iife.js', format: 'iife' },
]

/** Builds the conformance cases from source, once for each form in which runtimes take a program. */
export async function buildForms(folder, origin) {
  mkdirSync(folder, { recursive: true })
  for (const { entry, outfile, format } of FORMS) {
    await build({
      absWorkingDir: root,
      entryPoints: [join(here, entry)],
      outfile: join(folder, outfile),
      bundle: true,
      format,
      platform: 'neutral',
      target: 'es2022',
      // Its own letters stay escaped, so that no runtime's idea of a file's encoding changes a case.
      charset: 'ascii',
      define: { NETWORK_ORIGIN: JSON.stringify(origin) },
      logLevel: 'error',
    })
  }
}

/** The set that the server publishes: the public keys of the committed pairs, under the names that their tokens bear. */
export async function keySet() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `import { rsa, rsaOther } from './test/vectors/keys.ts'
export default { keys: [{ ...rsa.publicJwk, kid: 'key-2026-05' }, { ...rsaOther.publicJwk, kid: 'key-2025-11' }] }`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
  })
  const source = Buffer.from(outputFiles[0].contents).toString('base64')
  return JSON.stringify((await import(`data:text/javascript;base64,${source}`)).default)
}
