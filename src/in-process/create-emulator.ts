import type { FastifyInstance } from 'fastify'
import type { Line } from '../start/front-ends.ts'
import { startEmulator } from '../start/start.ts'
import type { Running } from '../start/start.ts'
import { duration } from '../shape/durations.ts'
import { valueOf } from '../shape/read-value.ts'
import { text } from '../shape/scalars.ts'
import { readOptions, seedShape } from './emulator-options.ts'
import type { EmulatorOptions } from './emulator-options.ts'
import { NamedSession, Scope } from './emulator-session.ts'
import type { EmulatorScope, EmulatorSession } from './emulator-session.ts'

export interface RunningEmulator extends EmulatorScope, AsyncDisposable {
  /** The Fastify instance that serves it. */
  readonly app: FastifyInstance
  readonly seed: number
  /** Whose requests those are that name no session; '' (at first) for nobody's. A setting: `reset` leaves it as it is. */
  defaultSession: string
  /**
   * The session of a name; the same one for the same name. `seed`: what its answers follow in place of the emulator's
   * seed, 0 to 4294967295.
   */
  session(name: string, options?: { readonly seed?: number | undefined }): EmulatorSession
  /**
   * Forgets rules, sessions, counts, orders and the journal, as `POST /_emulator/reset`; with a name, of that session alone.
   * What the options and `defaultSession` say stays.
   */
  reset(session?: string): void
  /** Breaks what is under way, after `drain` at most: `close({ drain: '2s' })`. */
  close(options?: { readonly drain?: string | number | undefined }): Promise<void>
}

/**
 * Starts an emulator inside this process, on 127.0.0.1. Throws when an option or a scenario file is wrong (the message
 * holds every mistake with its place) or when the port is taken.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
  const read = readOptions(options)
  if (options.record === undefined) return new InProcessEmulator(await startEmulator(read), read.lines)
  const { startRecorded } = await import('./recorded-emulator.ts')
  return new InProcessEmulator(await startRecorded(read, options.record), read.lines)
}

class InProcessEmulator extends Scope implements RunningEmulator {
  readonly app: FastifyInstance
  readonly seed: number
  readonly #sessions = new Map<string, NamedSession>()

  constructor(running: Running, lines: readonly Line[]) {
    super(running, lines)
    this.app = running.app
    this.seed = running.emulator.settings.seed
  }

  get defaultSession(): string {
    return this.running.service.defaultSession
  }

  set defaultSession(name: string) {
    this.running.service.defaultSession = valueOf(name, text(), 'defaultSession')
  }

  session(name: string, { seed }: { readonly seed?: number | undefined } = {}): EmulatorSession {
    valueOf(name, text({ filled: true }), 'the name of a session')
    if (seed !== undefined) this.running.emulator.seedSession(name, valueOf(seed, seedShape, 'seed'))
    let session = this.#sessions.get(name)
    if (session === undefined)
      this.#sessions.set(name, (session = new NamedSession(this.running, this.lines, name)))
    return session
  }

  override reset(session?: string): void {
    if (session !== undefined) return this.session(session).reset()
    for (const known of this.#sessions.values()) known.reset()
    super.reset()
    this.running.library.runtimeRules.dropNow()
  }

  async close({ drain = 0 }: { readonly drain?: string | number | undefined } = {}): Promise<void> {
    await this.running.close(valueOf(drain, duration({ most: Infinity }), 'drain'))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
