import { hash32 } from '../random/random.ts'
import { createEmulator } from '../in-process/create-emulator.ts'
import type { RunningEmulator } from '../in-process/create-emulator.ts'
import type { EmulatorOptions } from '../in-process/emulator-options.ts'
import type { EmulatorSession } from '../in-process/emulator-session.ts'

export interface TestEmulatorOptions extends EmulatorOptions {
  /**
   * What becomes of a request that no scenario matches. `fail` (unless given): it gets an error, and its test fails with
   * the scenarios that came nearest. `fake`: it gets a made-up answer, and that is fine.
   */
  readonly unmatched?: 'fail' | 'fake' | undefined
  /** What becomes of a test with a rule that never answered: `ignore` (unless given) or `fail`. */
  readonly unused?: 'fail' | 'ignore' | undefined
}

/** The emulator of one worker: every test gets a session of its own in it. */
export class TestRun {
  readonly emulator: RunningEmulator
  readonly #options: TestEmulatorOptions
  readonly #running = new Set<EmulatorSession>()

  private constructor(emulator: RunningEmulator, options: TestEmulatorOptions) {
    this.emulator = emulator
    this.#options = options
  }

  static async start(options: TestEmulatorOptions = {}): Promise<TestRun> {
    const { unmatched = 'fail', unused = 'ignore', ...rest } = options
    check('unmatched', unmatched, ['fail', 'fake'])
    check('unused', unused, ['fail', 'ignore'])
    return new TestRun(await createEmulator({ seed: 0, strict: unmatched === 'fail', ...rest }), options)
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
   * Forgets the session. Throws what is to fail its test. `hasFailed`: it failed by itself; a rule that never answered is
   * then a consequence at most and not told.
   */
  end(session: EmulatorSession, { hasFailed = false }: { readonly hasFailed?: boolean } = {}): void {
    const problems = this.#problems(session, hasFailed)
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
    return this.emulator.close()
  }

  #problems(session: EmulatorSession, hasFailed: boolean): readonly string[] {
    const { unmatched, unused } = this.#options
    const causes = [
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

function check(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value))
    throw new TypeError(`${name}: must be ${known.join(' or ')}, got ${JSON.stringify(value)}`)
}
