import { defineConfig } from 'vitest/config'

/**
 * Folders whose tests ask functions, or an emulator in their own process, and leave nothing behind in it. Their files share a
 * process, so that the source is loaded once for all of them: loading it takes longer than most of these tests.
 */
const SHARING = [
  'azure',
  'documented-api',
  'errors',
  'fake',
  'fasthttp',
  'faults',
  'gateway',
  'injection',
  'journal',
  'json',
  'plan',
  'provider',
  'random',
  'recording',
  'scenario',
  'shape',
  'verdict',
  'verify',
].map((folder) => `test/${folder}/**/*.test.ts`)

const all = {
  root: new URL('..', import.meta.url).pathname,
  // What hangs fails; what is only slow on a busy machine does not.
  testTimeout: 120_000,
}

export default defineConfig({
  test: {
    ...all,
    // Many tests wait for processes of their own: no core is left to that.
    maxWorkers: '100%',
    globalSetup: './test/support/own-temporary-folder.ts',
    reporters: ['default', './test/support/summary-reporter.ts'],
    projects: [
      { test: { ...all, name: 'sharing', include: SHARING, isolate: false } },
      { test: { ...all, name: 'alone', include: ['test/**/*.test.ts'], exclude: SHARING } },
    ],
  },
})
