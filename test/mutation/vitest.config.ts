import { defineConfig } from 'vitest/config'

// The tests that judge behaviour. Guards read the source as text, and the others start processes that Stryker's switch
// for mutants does not reach.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      'test/guards/**',
      'test/interop/**',
      'test/oidc/**',
      'test/redis/**',
      'test/workerd/**',
      'test/runtimes/**',
      'test/playground/**',
      'test/cli/**',
      'test/packaging/**',
      'test/fuzz/**',
      'test/timing/**',
      'test/**/*.process.test.ts',
    ],
    testTimeout: 60_000,
  },
})
