import type { Socket } from 'node:net'
import { Emulator } from '../../src/exchange/emulator.ts'
import type { EmulatorSettings } from '../../src/exchange/emulator.ts'
import { errorNames } from '../../src/errors/catalogue.ts'
import { defaultGatewayConfig } from '../../src/gateway/config/config.ts'
import type { GatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import type { GatewayProfile } from '../../src/gateway/profiles/profile.ts'
import { ControlApp } from '../../src/http/control-plugin.ts'
import { HttpSide } from '../../src/http/http-side.ts'
import { Service } from '../../src/http/service.ts'
import { wallClock } from '../../src/play/clock.ts'
import type { Clock } from '../../src/play/clock.ts'
import { buildBook } from '../../src/scenario/build-book.ts'
import { formatDiagnostic } from '../../src/shape/diagnostic.ts'
import type { ScenarioBook } from '../../src/scenario/book.ts'
import type { Timing } from '../../src/scenario/timing.ts'
import { chosenLines } from '../../src/start/front-ends.ts'
import { PAGE_FOLDER } from '../../src/start/package-files.ts'
import { ESTIMATE } from '../../src/provider/tokens/estimate.ts'

export interface TestOptions {
  /** A scenario file: its text, or the value that stands for it. */
  readonly scenarios?: unknown
  readonly config?: GatewayConfig
  /** What `--gateway` says: one line or several with commas; the recorded default unless given. */
  readonly gateway?: string
  /** The line; 1.4.19 unless said. */
  readonly profile?: GatewayProfile
  /** False: the server's sockets are not kept. */
  readonly sockets?: false
  readonly seed?: number
  /** 0 unless said. */
  readonly speed?: number
  readonly strict?: boolean
  readonly emulatorHeaders?: boolean | 'always'
  readonly token?: string
  readonly timing?: Timing
  /** `created` follows the seed unless false. */
  readonly fixedTime?: boolean
  /** Time that the test moves; real time unless given. */
  readonly clock?: Clock
  /** Milliseconds since 1970. */
  readonly date?: () => number
}

/** A book from one file's text or value; throws its diagnostics when there is a mistake in it. */
export function bookOf(scenarios: unknown): ScenarioBook {
  const text = typeof scenarios === 'string' ? scenarios : JSON.stringify(scenarios ?? { scenarios: [] })
  const { book, diagnostics } = buildBook([{ path: 'test.yaml', text }], { errorNames: errorNames() })
  if (book === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'))
  return book
}

export function testEmulator(options: TestOptions = {}): Emulator {
  const config = options.config ?? defaultGatewayConfig()
  const settings: EmulatorSettings = {
    gateway: { config, profile: options.profile ?? PROFILE_1_4_19 },
    lines: options.gateway === undefined ? undefined : linesOf(options.gateway),
    seed: options.seed ?? 7,
    fixedTime: options.fixedTime !== false,
    tokenizer: ESTIMATE,
    locale: 'en',
    strict: options.strict === true,
    timing: options.timing,
    emulatorHeaders: options.emulatorHeaders ?? false,
  }
  return new Emulator(settings, bookOf(options.scenarios))
}

function linesOf(gateway: string): EmulatorSettings['lines'] {
  const chosen = chosenLines(gateway)
  if ('unknown' in chosen) throw new Error(`no line ${chosen.unknown}`)
  return chosen.lines.map((line) => line.make)
}

export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly host: string
  readonly emulator: Emulator
  /** The server's ends of the connections, in the order in which they came. */
  readonly sockets: readonly Socket[]
  readonly bugs: readonly unknown[]
}

/** The emulator behind a real socket on a free port. A bug that it meets fails the test when the server closes. */
export async function startServer(
  options: TestOptions = {},
): Promise<TestServer & { readonly service: Service }> {
  const emulator = testEmulator(options)
  const bugs: unknown[] = []
  const service = new Service({
    emulator,
    clock: options.clock ?? wallClock,
    date: options.date,
    speed: options.speed ?? 0,
    onBug: (error) => bugs.push(error),
  })
  const control = new ControlApp({
    service,
    books: { status: () => EMPTY_STATUS, reload: async () => ({ ok: true }) },
    version: 'test',
    pageFolder: PAGE_FOLDER,
    startedAt: 0,
    token: options.token,
  })
  const side = new HttpSide(service, control)
  const sockets: Socket[] = []
  const { url, port } = await side.listen('127.0.0.1', 0)
  // A list of them would hold whatever their connections held.
  if (options.sockets !== false) side.onConnection((socket: Socket) => sockets.push(socket))
  return {
    url,
    port,
    host: `127.0.0.1:${port}`,
    emulator,
    service,
    sockets,
    bugs,
    [Symbol.asyncDispose]: async () => {
      await side.close()
      if (bugs.length > 0) throw new AggregateError(bugs, 'the emulator met a bug')
    },
  }
}

const EMPTY_STATUS = {
  sources: [],
  files: [],
  rules: 0,
  generation: 1,
  watching: 'off',
  last_reload: { at: '', ok: true, errors: [], warnings: [] },
} as const
