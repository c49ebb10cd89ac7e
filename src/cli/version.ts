/** The version of this package and of the runtime. */
export function versions(): { countersign: string; runtime: string } {
  // Loaded here, because it takes 3 ms. By the package's own name: the path differs between the source and the build.
  const { createRequire } = process.getBuiltinModule('node:module')
  const { version } = createRequire(import.meta.url)('countersign/package.json') as { version: string }
  return { countersign: version, runtime: runtimeText() }
}

/** The runtime and its version, as in "Node 20.20.2". */
export function runtimeText({ bun, deno, node }: NodeJS.ProcessVersions = process.versions): string {
  if (bun !== undefined) return `Bun ${bun}`
  return deno === undefined ? `Node ${node}` : `Deno ${deno}`
}
