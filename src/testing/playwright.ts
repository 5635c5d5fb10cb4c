import { expect as baseExpect, test as base } from '@playwright/test'
import type { Expect, TestType } from '@playwright/test'
import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
} from '@playwright/test'
import type { EmulatorSession } from '../in-process/emulator-session.ts'
import { matchers } from './matchers.ts'
import { routePage } from './route-page.ts'
import type { Routable, UrlPattern } from './route-page.ts'
import { TestRun } from './test-run.ts'
import type { TestEmulatorOptions } from './test-run.ts'

export type { TestEmulatorOptions } from './test-run.ts'

/** The emulator as one test sees it: its own session, rules and journal. */
export interface PageEmulator extends EmulatorSession {
  /**
   * Answers what a page (or a context) asks of the gateway, for applications whose base URL is fixed. `urls`: as
   * `page.route` takes it; the gateway's chat routes at any host unless given. What the page asks by http it gets as it
   * comes, frame by frame; what it asks by https, whole: a browser changes no protocol on the way.
   */
  route(page: Routable, urls?: UrlPattern): Promise<void>
}

export interface EmulatorFixtures {
  readonly emulator: PageEmulator
}

export interface EmulatorWorkerFixtures {
  /** Options of the emulator: `test.use({ emulatorOptions: { scenarios: './scenarios' } })`, or `use` of the configuration. */
  readonly emulatorOptions: TestEmulatorOptions
  readonly emulatorRun: TestRun
}

/**
 * Playwright's `test` with the fixture `emulator`: one emulator for each worker, one session for each test. A request that
 * no scenario matches fails its test with the scenarios that came nearest.
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & EmulatorFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & EmulatorWorkerFixtures
> = base.extend<EmulatorFixtures, EmulatorWorkerFixtures>({
  emulatorOptions: [{}, { option: true, scope: 'worker' }],
  emulatorRun: [
    async ({ emulatorOptions }, use) => {
      const run = await TestRun.start(emulatorOptions)
      await use(run)
      await run.close()
    },
    { scope: 'worker' },
  ],
  emulator: async ({ emulatorRun }, use, testInfo) => {
    const session = emulatorRun.begin(testInfo.titlePath.join(' > '))
    const route: PageEmulator['route'] = (page, urls) => routePage(session, page, urls)
    await use(Object.assign(session, { route }))
    emulatorRun.end(session, { hasFailed: testInfo.errors.length > 0 })
  },
})

export const expect: Expect<typeof matchers> = baseExpect.extend(matchers)
