import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/faults/**'],
    globalSetup: ['test/support/template.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // The end of what hangs. A busy machine may take many times what a test takes alone.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
