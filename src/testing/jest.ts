import type { Expect } from 'expect'
import { TestEnvironment } from 'jest-environment-node'
import { NamedSession } from '../in-process/emulator-session.ts'
import type { EmulatorSession } from '../in-process/emulator-session.ts'
import { matchers } from './matchers.ts'
import type { ReceivedMatcher } from './matchers.ts'
import type { Variables } from './test-env.ts'
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
      const { process } = this.global as unknown as { process: { env: Variables } }
      this.#run = await TestRun.start(this.#options, process.env)
      this.#show(undefined)
    }

    override async teardown(): Promise<void> {
      await this.#run?.close()
      await super.teardown()
    }

    override async handleTestEvent(event: CircusEvent, state: never): Promise<void> {
      await super.handleTestEvent?.(event as never, state)
      if (event.name === 'setup') event.runtimeGlobals.expect.extend(matchers)
      else if (event.name === 'test_start') this.#show(this.#run?.begin(this.#nameOf(event.test)))
      else if (event.name === 'test_done') this.#end(event.test)
    }

    #show(session: EmulatorSession | undefined): void {
      this.#session = session
      Object.assign(this.global, { emulator: session ?? NO_TEST })
    }

    #end(test: CircusTest): void {
      const session = this.#session
      this.#show(undefined)
      try {
        if (session !== undefined) this.#run?.end(session, { hasFailed: test.errors.length > 0 })
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

/** Jest itself looks at every global: only what a test would ask for tells that there is none. */
const NO_TEST = new Proxy(
  {},
  {
    get(_target, key) {
      if (typeof key !== 'string' || key in Object.prototype) return undefined
      if (!(key in NamedSession.prototype) && !OWN_KEYS.includes(key)) return undefined
      throw new Error(`emulator.${key}: emulator belongs to a test; use it in test, beforeEach and afterEach`)
    },
  },
)
const OWN_KEYS = ['url', 'baseURL', 'headers', 'fetch', 'clock', 'name']

/** Jest's own environment for Node, with the emulator in it. */
export const EmulatorEnvironment: typeof TestEnvironment = withEmulator(TestEnvironment)

// What Jest asks of the module that `testEnvironment` names.
export { EmulatorEnvironment as default }
