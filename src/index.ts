import { randomInt } from 'node:crypto'
import { journalView } from './journal.ts'
import { DEFAULT_LINE, gatewayLine } from './start/gateway-line.ts'
import { startEmulator } from './start/start.ts'

export interface EmulatorOptions {
  /** Scenario folders and files; without any, every request gets a fake. */
  readonly scenarios?: string | readonly string[]
  /** The same seed gives the same bytes; one is drawn unless given. 0 to 4294967295. */
  readonly seed?: number
  /** Which release of the gateway to be; 1.4.19 unless given. */
  readonly gateway?: string
  /** The real gateway's own `config.json`. */
  readonly bifrostConfig?: string
  /** 1: real time. 10: ten times faster. 0 (unless given): no waiting at all. */
  readonly speed?: number
  /** A request that no scenario matches gets an error that names the nearest ones. */
  readonly strict?: boolean
  /** 0 (unless given) picks a free one. */
  readonly port?: number
  /** Take up changes of the scenario files by itself; off unless given. */
  readonly watch?: boolean
}

export interface RunningEmulator extends AsyncDisposable {
  readonly url: string
  /** For the openai package: the base of the deployment gpt-4o. */
  readonly baseURL: string
  readonly seed: number
  /** What was asked and answered so far, the newest last; secrets are taken out. */
  journal(): readonly object[]
  /** Reads the scenario files now. False: they have an error and the set before stays. */
  reload(): Promise<boolean>
  /** Forgets sessions, counts and the journal; with a name, that session alone. */
  reset(session?: string): void
  close(): Promise<void>
}

/**
 * Starts an emulator inside this process, on 127.0.0.1. Throws when an option or a scenario file is wrong (the message
 * holds every mistake with its place) or when the port is taken.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
  const {
    scenarios = [],
    seed = randomInt(2 ** 32),
    gateway = DEFAULT_LINE,
    speed = 0,
    strict = false,
    port = 0,
    watch = false,
  } = options
  const line = gatewayLine(gateway)
  if (line === undefined)
    throw new TypeError(
      `gateway: ${JSON.stringify(gateway)} is no version of the gateway, such as ${DEFAULT_LINE}`,
    )
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new TypeError(`seed: must be a whole number from 0 to 4294967295, got ${seed}`)
  if (!(speed >= 0 && speed < Infinity))
    throw new TypeError(`speed: must be a number of at least 0, got ${speed}`)
  const running = await startEmulator({
    scenarios: typeof scenarios === 'string' ? [scenarios] : scenarios,
    profile: line.profile,
    bifrostConfig: options.bifrostConfig,
    seed,
    fixedTime: options.seed !== undefined,
    speed,
    strict,
    emulatorHeaders: true,
    host: '127.0.0.1',
    port,
    watch,
  })
  const { emulator, library, url, close } = running
  return {
    url,
    baseURL: `${url}/openai/openai/deployments/gpt-4o`,
    seed,
    journal: () => emulator.journal.list().map(journalView),
    reload: async () => (await library.reload()).ok,
    reset: (session) => emulator.reset(session),
    close,
    [Symbol.asyncDispose]: close,
  }
}
