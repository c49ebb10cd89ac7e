import { defineConfig } from 'vitest/config'

const report = process.env['TEST_REPORT']

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Neither says how long a test takes: no test fails because a machine is slow.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: [
        'src/types.ts',
        // The two files that only a process of its own reaches: test/cli/process.test.ts runs it.
        'src/cli/{main,terminal}.ts',
        // What touches a page, or stands in for what a page never calls: test/playground drives it in browsers.
        'src/playground/{main,engine}.ts',
        'src/playground/{panels,view}/**',
        'src/playground/substitutes/{node,bindings,schema}.ts',
      ],
      reporter: ['text', 'html', 'json-summary'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
})
