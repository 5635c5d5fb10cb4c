import { randomInt } from 'node:crypto'
import { readChaos, readNext } from './http/control/read-order.ts'
import { journalView } from './journal.ts'
import { LOCALES } from './locales.ts'
import { readSessionSource } from './scenario/session-source.ts'
import { chosenLines, nameProblem } from './start/front-ends.ts'
import { DEFAULT_LINE, gatewayLine } from './start/gateway-line.ts'
import { startEmulator } from './start/start.ts'
import { TOKENIZERS } from './start/tokenizers.ts'
import type { TokenizerName } from './start/tokenizers.ts'

export interface EmulatorOptions {
  /** Scenario folders and files; without any, every request gets a fake. */
  readonly scenarios?: string | readonly string[]
  /** The same seed gives the same bytes; one is drawn unless given. 0 to 4294967295. */
  readonly seed?: number
  /** Which release of the gateway to be, or `docs`, or `azure`; 1.4.19 unless given. Several: `['1.4.19', 'azure']`. */
  readonly gateway?: string | readonly string[]
  /** The real gateway's own `config.json`. */
  readonly bifrostConfig?: string
  /** What tokens cost, a file in the form of the gateway's datasheet; Azure's list prices unless given. */
  readonly prices?: string
  /** 1: real time. 10: ten times faster. 0 (unless given): no waiting at all. */
  readonly speed?: number
  /** A request that no scenario matches gets an error that names the nearest ones. */
  readonly strict?: boolean
  /** `o200k` counts and cuts as gpt-4o does; it costs 0.2 s and 70 MB. An estimate unless given. */
  readonly tokenizer?: TokenizerName
  /** Where made names and places come from, e.g. `de`; `en` unless given. */
  readonly locale?: string
  /** Where requests name their session, beside `x-emulator-session`: `header:x-user`, `query:user`, `body:metadata.user`. */
  readonly session?: string
  /** A session that nobody has used for so long is forgotten, ms; 30 minutes unless given. */
  readonly sessionIdleMs?: number
  /** 0 (unless given) picks a free one. */
  readonly port?: number
  /** Take up changes of the scenario files and the gateway's configuration by itself; off unless given. */
  readonly watch?: boolean
}

/** What is to go wrong, and with which requests: `{ fault: 'cut:after=3', when: { session: 'a' } }`. */
export interface WrongOrderInput {
  /** A name of the error catalogue. */
  readonly error?: string
  /** As in a scenario: `cut:after=3`, `{ cut: { after: 3 } }`, or a list. */
  readonly fault?: unknown
  /** Conditions as in a scenario: `{ session: 'a', message: 'hello' }`. */
  readonly when?: Readonly<Record<string, unknown>>
}

export interface ChaosInput extends WrongOrderInput {
  /** The chance of each request, 0 to 1; 1 unless given. */
  readonly rate?: number
  /** Only every so manieth request. */
  readonly every?: number
  /** Only so many requests at the beginning. */
  readonly first?: number
  /** `30s`, `5m`, or milliseconds; five minutes unless given. */
  readonly for?: string | number
}

export interface RunningEmulator extends AsyncDisposable {
  readonly url: string
  /** For the openai package: the base of the deployment gpt-4o, of the first line. */
  readonly baseURL: string
  /** The same for a line by name: `'docs'`. Throws when it is not served. */
  baseURLOf(line: string): string
  readonly seed: number
  /** What was asked and answered so far, the newest last; secrets are taken out. */
  journal(): readonly object[]
  /** Reads the files now. False: some have an error and what was before stays. */
  reload(): Promise<boolean>
  /** Forgets journal, turns, states, orders and run-time rules, as `POST /_emulator/reset` does; with a name, those of that session alone. */
  reset(session?: string): Promise<void>
  /** An error or a fault for the next chat request that fits, once: `{ error: 'azure.rate_limit' }`. Throws when it is wrong. */
  next(order: WrongOrderInput): void
  /** Chaos in place of what ran before; without an order it ends. Throws when it is wrong. */
  chaos(order?: ChaosInput | readonly ChaosInput[]): void
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
    tokenizer = 'estimate',
    locale = 'en',
    port = 0,
    watch = false,
  } = options
  const chosen = chosenLines(typeof gateway === 'string' ? gateway : gateway.join(','))
  if ('unknown' in chosen) throw new TypeError(`gateway: ${nameProblem(chosen.unknown)}`)
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new TypeError(`seed: must be a whole number from 0 to 4294967295, got ${seed}`)
  if (!(speed >= 0 && speed < Infinity))
    throw new TypeError(`speed: must be a number of at least 0, got ${speed}`)
  if (!TOKENIZERS.includes(tokenizer))
    throw new TypeError(`tokenizer: must be ${TOKENIZERS.join(' or ')}, got ${JSON.stringify(tokenizer)}`)
  if (!LOCALES.some((known) => known === locale))
    throw new TypeError(`locale: must be one of ${LOCALES.join(', ')}; got ${JSON.stringify(locale)}`)
  const session = options.session === undefined ? undefined : readSessionSource(options.session)
  if (options.session !== undefined && session === undefined)
    throw new TypeError(
      `session: must be header:NAME, query:NAME or body:PATH, got ${JSON.stringify(options.session)}`,
    )
  const running = await startEmulator({
    scenarios: typeof scenarios === 'string' ? [scenarios] : scenarios,
    profile: gatewayLine(DEFAULT_LINE)!.profile,
    lines: chosen.lines,
    bifrostConfig: options.bifrostConfig,
    prices: options.prices,
    seed,
    fixedTime: options.seed !== undefined,
    speed,
    strict,
    tokenizer,
    locale,
    emulatorHeaders: true,
    session,
    sessionIdleMs: options.sessionIdleMs,
    host: '127.0.0.1',
    port,
    watch,
  })
  const { emulator, library, configFile, url, now, close } = running
  const baseURLOf = (name: string): string => {
    const line = chosen.lines.find((it) => it.name === name)
    if (line === undefined)
      throw new TypeError(
        `no line ${JSON.stringify(name)} is served, only ${emulator.lines.names.join(', ')}`,
      )
    const prefix = chosen.lines.length > 1 && line !== chosen.lines[0] ? `/${name}` : ''
    return `${url}${prefix}${line.clientBase}`
  }
  return {
    url,
    baseURL: baseURLOf(emulator.lines.first.line),
    baseURLOf,
    seed,
    journal: () => emulator.journal.list().map(journalView),
    reload: async () => {
      const config = await configFile?.reload()
      return (await library.reload()).ok && config?.ok !== false
    },
    reset: running.reset,
    next: (order) => emulator.orders.addNext(readNext(order)),
    chaos: (order) => emulator.orders.setChaos(order === undefined ? [] : readChaos(order), now()),
    close,
    [Symbol.asyncDispose]: close,
  }
}
