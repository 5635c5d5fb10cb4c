import { expect, test as base } from 'vitest'
import type { TestAPI } from 'vitest'
import type { EmulatorSession } from '../in-process/emulator-session.ts'
import { matchers } from './matchers.ts'
import type { ReceivedMatcher } from './matchers.ts'
import { TestRun } from './test-run.ts'
import type { TestEmulatorOptions } from './test-run.ts'

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-empty-interface -- declarations of one interface are merged
  interface Matchers<T = any> extends ReceivedMatcher<T> {}
}

export type { TestEmulatorOptions } from './test-run.ts'

export interface EmulatorFixtures {
  /** The emulator as this test sees it: its own session, rules and journal. */
  readonly emulator: EmulatorSession
}

expect.extend(matchers)

/**
 * A `test` with the fixture `emulator`: one emulator for each worker, one session for each test. A request that no scenario
 * matches fails its test with the scenarios that came nearest.
 */
export function emulatorTest(options: TestEmulatorOptions = {}): TestAPI<EmulatorFixtures> {
  return base.extend<EmulatorFixtures & { readonly $run: TestRun }>({
    $run: [
      // oxlint-disable-next-line no-empty-pattern -- the runner reads from the pattern what a fixture needs
      async ({}, use) => {
        const run = await TestRun.start(options)
        await use(run)
        await run.close()
      },
      { scope: 'worker' },
    ],
    emulator: async ({ $run, task }, use) => {
      const session = $run.begin(`${task.file.name} > ${task.fullTestName}`)
      await use(session)
      $run.end(session, { hasFailed: (task.result?.errors?.length ?? 0) > 0 })
    },
  }) as unknown as TestAPI<EmulatorFixtures>
}

/** `emulatorTest()` without options. */
export const test: TestAPI<EmulatorFixtures> = emulatorTest()

export { expect }
