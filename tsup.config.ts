import { existsSync } from 'node:fs'
import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/sync.ts'].filter((entry) => existsSync(entry)),
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  splitting: true,
  sourcemap: true,
  minify: false,
  clean: true,
  // tsc writes the declarations (tooling/declarations.mjs): tsup needs the compiler's JavaScript API for them, which TypeScript 7 has not.
  dts: false,
})
