import { defineConfig } from 'tsup'
import { libraryBeside } from './tooling/library-beside.ts'

export default defineConfig({
  entry: { index: 'src/index.ts', sync: 'src/sync.ts', cli: 'src/cli/main.ts' },
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  external: [/^node:/],
  // Deno knows its own modules by that protocol only.
  removeNodeProtocol: false,
  esbuildPlugins: [libraryBeside],
  splitting: true,
  sourcemap: true,
  minify: false,
  clean: true,
  // tsc writes the declarations (tooling/declarations.mjs): tsup needs the compiler's JavaScript API for them, which TypeScript 7 has not.
  dts: false,
})
