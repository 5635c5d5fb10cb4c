import { valueOf } from '../shape/read-value.ts'
import { oneWordOf } from '../shape/scalars.ts'
import { hash32 } from '../random/random.ts'
import { createEmulator } from '../in-process/create-emulator.ts'
import type { RunningEmulator } from '../in-process/create-emulator.ts'
import type { EmulatorOptions } from '../in-process/emulator-options.ts'
import type { EmulatorSession } from '../in-process/emulator-session.ts'
import { checkEnv, setEnv, wantedEnv } from './test-env.ts'
import type { EnvOption, Variables } from './test-env.ts'

export interface TestEmulatorOptions extends EmulatorOptions {
  /**
   * What becomes of a request that no scenario matches. `fail` (unless given): it gets an error, and its test fails with
   * the scenarios that came nearest. `fake`: it gets a made-up answer, and that is fine.
   */
  readonly unmatched?: 'fail' | 'fake' | undefined
  /** What becomes of a test with a rule that never answered: `ignore` (unless given) or `fail`. */
  readonly unused?: 'fail' | 'ignore' | undefined
  /**
   * Sets what clients read from the environment, from the first test to the last: `true` for the variables of `emulator.env`,
   * or your own by name, in which `{url}` and `{baseURL}` stand for the emulator's.
   */
  readonly env?: EnvOption | undefined
}

/** The emulator of one worker: every test gets a session of its own in it. */
export class TestRun {
  readonly emulator: RunningEmulator
  readonly #options: TestEmulatorOptions
  readonly #running = new Set<EmulatorSession>()
  readonly #restoreEnv: () => void

  private constructor(emulator: RunningEmulator, options: TestEmulatorOptions, target: Variables) {
    this.emulator = emulator
    this.#options = options
    this.#restoreEnv = setEnv(target, wantedEnv(emulator, options.env))
  }

  /** `target`: the environment that tests see. */
  static async start(options: TestEmulatorOptions = {}, target: Variables = process.env): Promise<TestRun> {
    const { unmatched = 'fail', unused = 'ignore', env, ...rest } = options
    valueOf(unmatched, oneWordOf(['fail', 'fake']), 'unmatched')
    valueOf(unused, oneWordOf(['fail', 'ignore']), 'unused')
    checkEnv(env)
    const emulator = await createEmulator({ seed: 0, strict: unmatched === 'fail', ...rest })
    return new TestRun(emulator, options, target)
  }

  /**
   * The session of a test. Its answers follow the test's name, whatever runs beside it. While it is the only one, requests
   * that name no session are its own: an application with a fixed base URL needs nothing else.
   */
  begin(test: string): EmulatorSession {
    const session = this.emulator.session(test, { seed: hash32(test, this.emulator.seed) })
    session.reset()
    this.#running.add(session)
    this.#assignUnnamed()
    return session
  }

  /**
   * Forgets the session. Throws what is to fail its test, and warns of what is odd. `hasFailed`: it failed by itself; a rule
   * that never answered is then a consequence at most and not told.
   */
  end(session: EmulatorSession, { hasFailed = false }: { readonly hasFailed?: boolean } = {}): void {
    const problems = this.#problems(session, hasFailed)
    const { waitingForTime } = session
    const odd = [...session.warnings, ...(waitingForTime === 0 ? [] : [waitingText(waitingForTime)])]
    // It is the reason why a test ran out of time; another one may mean it so.
    if (hasFailed) problems.push(...odd)
    // oxlint-disable-next-line no-console -- the runner shows it beside the test that it is about
    else for (const warning of odd) console.warn(`bifrost-emulator: ${session.name}: ${warning}`)
    this.#running.delete(session)
    this.#assignUnnamed()
    session.reset()
    if (problems.length === 0) return
    const error = new Error(problems.join('\n'))
    // Nothing of the user's is on the stack.
    error.stack = `Error: ${error.message}`
    throw error
  }

  close(): Promise<void> {
    this.#restoreEnv()
    return this.emulator.close()
  }

  #problems(session: EmulatorSession, hasFailed: boolean): string[] {
    const { unmatched, unused } = this.#options
    const causes = [
      ...session.failures,
      ...(unmatched === 'fake' ? [] : session.unmatched),
      ...session.unfinished.map(
        (place) => `the rule begun at ${place} was given no answer, such as .reply('…')`,
      ),
    ]
    if (hasFailed || causes.length > 0 || unused !== 'fail') return causes
    return session.unused.map(({ name }) => `the rule "${name}" never answered`)
  }

  #assignUnnamed(): void {
    if (this.#options.session !== undefined) return
    const [only, ...others] = this.#running
    this.emulator.defaultSession = only !== undefined && others.length === 0 ? only.name : ''
  }
}

function waitingText(count: number): string {
  const what = count === 1 ? '1 exchange still waits' : `${count} exchanges still wait`
  return `${what} on the manual clock; await emulator.clock.advanceToIdle() lets all the time pass that is needed`
}
