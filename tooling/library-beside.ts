import type { Plugin } from 'esbuild'

// The command imports the library's entries as its users do: from the files beside it. Bundled together, esbuild would
// cut the library into dozens of chunks, by which command uses what, and everyone who imports it would load them.

/** An esbuild plugin that leaves `../index.ts` and `../sync.ts` in `src/cli` to the built entries. */
export const libraryBeside: Plugin = {
  name: 'library-beside',
  setup(build) {
    build.onResolve({ filter: /^(?:\.\.\/)+(?:index|sync)\.ts$/ }, ({ path, importer }) => {
      if (!/[\\/]src[\\/]cli[\\/]/.test(importer)) return undefined
      return { path: `./${path.replace(/^.*\/(\w+)\.ts$/, '$1')}.js`, external: true }
    })
  },
}
