import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // Many tests wait for processes of their own: no core is left to that.
    maxWorkers: '100%',
    // What hangs fails; what is only slow on a busy machine does not.
    testTimeout: 120_000,
    globalSetup: './test/support/own-temporary-folder.ts',
    reporters: ['default', './test/support/summary-reporter.ts'],
  },
})
