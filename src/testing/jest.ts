import type { Expect } from 'expect'
import { TestEnvironment } from 'jest-environment-node'
import type { EmulatorSession } from '../in-process/emulator-session.ts'
import { matchers } from './matchers.ts'
import type { ReceivedMatcher } from './matchers.ts'
import { TestRun } from './test-run.ts'
import type { TestEmulatorOptions } from './test-run.ts'

declare global {
  /** The emulator as the running test sees it: its own session, rules and journal. Only while a test runs. */
  const emulator: EmulatorSession
  namespace jest {
    interface Matchers<R, T = {}> extends ReceivedMatcher<R> {}
  }
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends ReceivedMatcher<R> {}
}

export type { TestEmulatorOptions } from './test-run.ts'

/** What Jest hands to an environment and what the emulator looks at. */
interface Environment {
  readonly global: object
  setup(): Promise<void>
  teardown(): Promise<void>
  handleTestEvent?(event: never, state: never): void | Promise<void>
}
type EnvironmentClass = abstract new (...args: any[]) => Environment
interface CircusTest {
  readonly name: string
  readonly parent: CircusBlock | undefined
  readonly errors: unknown[]
}
interface CircusBlock {
  readonly name: string
  readonly parent: CircusBlock | undefined
}
type CircusEvent =
  | {
      readonly name: 'setup'
      readonly runtimeGlobals: { readonly expect: Expect }
    }
  | { readonly name: 'test_start' | 'test_done'; readonly test: CircusTest }

/**
 * An environment of Jest with the emulator in it: one for each test file, one session for each test, at hand as the global
 * `emulator`. Its options are `testEnvironmentOptions.emulator`. It runs outside of the tests' modules, so tests may be
 * CommonJS or anything that Jest transforms.
 */
export function withEmulator<B extends EnvironmentClass>(Base: B): B {
  abstract class EmulatorEnvironment extends Base {
    readonly #options: TestEmulatorOptions
    readonly #file: string
    #run: TestRun | undefined
    #session: EmulatorSession | undefined

    constructor(...args: any[]) {
      super(...args)
      const [{ projectConfig }, { testPath }] = args as [
        { projectConfig: { rootDir: string; testEnvironmentOptions: { emulator?: TestEmulatorOptions } } },
        { testPath: string },
      ]
      this.#options = projectConfig.testEnvironmentOptions.emulator ?? {}
      this.#file = testPath.replace(projectConfig.rootDir, '').replaceAll('\\', '/').replace(/^\//, '')
    }

    override async setup(): Promise<void> {
      await super.setup()
      this.#run = await TestRun.start(this.#options)
      Object.defineProperty(this.global, 'emulator', { configurable: true, get: () => this.#current() })
    }

    override async teardown(): Promise<void> {
      await this.#run?.close()
      await super.teardown()
    }

    override async handleTestEvent(event: CircusEvent, state: never): Promise<void> {
      await super.handleTestEvent?.(event as never, state)
      if (event.name === 'setup') event.runtimeGlobals.expect.extend(matchers)
      else if (event.name === 'test_start') this.#session = this.#run?.begin(this.#nameOf(event.test))
      else if (event.name === 'test_done') this.#end(event.test)
    }

    #current(): EmulatorSession {
      if (this.#session !== undefined) return this.#session
      throw new Error('emulator belongs to a test: use it in test, beforeEach and afterEach')
    }

    #end(test: CircusTest): void {
      const session = this.#session
      this.#session = undefined
      try {
        if (session !== undefined) this.#run?.end(session)
      } catch (error) {
        test.errors.push(error)
      }
    }

    #nameOf({ name, parent }: CircusTest): string {
      const names = [name]
      for (let block = parent; block?.parent !== undefined; block = block.parent) names.unshift(block.name)
      return [this.#file, ...names].join(' > ')
    }
  }
  return EmulatorEnvironment as unknown as B
}

/** Jest's own environment for Node, with the emulator in it. */
export const EmulatorEnvironment: typeof TestEnvironment = withEmulator(TestEnvironment)

// What Jest asks of the module that `testEnvironment` names.
export { EmulatorEnvironment as default }
