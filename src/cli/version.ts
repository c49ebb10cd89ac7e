import { createRequire } from 'node:module'
import process from 'node:process'

/** The version of this package and of the runtime. */
export function versions(): { countersign: string; runtime: string } {
  // By the package's own name: the path differs between the source and the built command.
  const { version } = createRequire(import.meta.url)('countersign/package.json') as { version: string }
  return { countersign: version, runtime: runtimeText() }
}

/** The runtime and its version, as in "Node 20.20.2". */
export function runtimeText({ bun, deno, node }: NodeJS.ProcessVersions = process.versions): string {
  if (bun !== undefined) return `Bun ${bun}`
  return deno === undefined ? `Node ${node}` : `Deno ${deno}`
}
