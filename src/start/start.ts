import { isDeepStrictEqual } from 'node:util'
import type { FastifyInstance } from 'fastify'
import type { ConfigFile } from '../disk/config/config-file.ts'
import { LibraryWatch } from '../disk/library/library-watch.ts'
import type { Watched } from '../disk/library/library-watch.ts'
import { ScenarioLibrary } from '../disk/library/scenario-library.ts'
import { errorsOf, warningsOf } from '../disk/library/load-report.ts'
import type { LoadReport } from '../disk/library/load-report.ts'
import { Emulator } from '../exchange/emulator.ts'
import type { EmulatorSettings, Exchange } from '../exchange/emulator.ts'
import type { GatewayConfig } from '../gateway/config/config.ts'
import type { GatewayProfile } from '../gateway/profiles/profile.ts'
import { FetchSide } from '../http/fetch/fetch-side.ts'
import { isLoopback } from '../http/control/guard.ts'
import type { Together } from '../http/control/control-context.ts'
import { ControlApp } from '../http/control-plugin.ts'
import { HttpSide } from '../http/http-side.ts'
import { Service } from '../http/service.ts'
import type { JournalLimits } from '../journal/journal.ts'
import { wallClock } from '../play/clock.ts'
import { ManualClock } from '../play/manual-clock.ts'
import type { Tokenizer } from '../provider/tokens/tokenizer.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import type { Timing } from '../scenario/timing.ts'
import type { SessionSource } from '../scenario/session-source.ts'
import { controlledClock } from './controlled-clock.ts'
import type { ControlledClock } from './controlled-clock.ts'
import { CannotStart, placeOf, WrongFiles } from './failures.ts'
import { loadGatewayConfig } from './gateway-config.ts'
import type { Line } from './front-ends.ts'
import { startTracing } from './open-telemetry.ts'
import type { TracingOptions } from './open-telemetry.ts'
import { patienceOf } from './patience.ts'
import { knownDeployments } from './known-deployments.ts'
import { lineNotices } from './line-notices.ts'
import { isShipped, PAGE_FOLDER, packageVersion, SHIPPED_SCENARIOS } from './package-files.ts'
import { FileEditor } from '../disk/library/edit-files.ts'
import { quietMoment } from './quiet-moment.ts'
import { readTls } from './tls-files.ts'
import type { TlsPaths } from './tls-files.ts'
import { loadTokenizer } from './tokenizers.ts'
import type { TokenizerName } from './tokenizers.ts'

export interface StartOptions {
  /** Folders and files; none: every request gets a fake. */
  readonly scenarios: readonly string[]
  readonly profile: GatewayProfile
  /** Whom to be in place of the gateway of that profile, the first one where a request does not choose. */
  readonly lines?: readonly Line[] | undefined
  /** The real gateway's own config file. */
  readonly bifrostConfig?: string | undefined
  /** What a browser may send, in place of what that file says; `'requested'`: all that it asks for. */
  readonly allowHeaders?: GatewayConfig['allowedHeaders'] | undefined
  /** What tokens cost, in the form of the gateway's datasheet; Azure's list prices unless given. */
  readonly prices?: string | undefined
  readonly seed: number
  /** `created` and ids follow the seed alone. */
  readonly fixedTime: boolean
  /** 0: no waiting at all. */
  readonly speed: number
  /** The pace of answers whose scenario says none; that of the deployment's model unless given. */
  readonly timing?: Timing | undefined
  /** `manual`: time moves only by the control route. */
  readonly clock?: 'wall' | 'manual' | undefined
  readonly strict: boolean
  readonly tokenizer: TokenizerName
  /** One of `LOCALES`. */
  readonly locale: string
  /** True: by line, as `EmulatorSettings` has it. */
  readonly emulatorHeaders: boolean | 'always'
  /** Where requests name their session, beside `x-emulator-session`. */
  readonly session?: SessionSource | undefined
  /** A session that nobody has used for so long is forgotten, ms. */
  readonly sessionIdleMs?: number | undefined
  /** How much the journal keeps. */
  readonly journal?: JournalLimits | undefined
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  /** Wanted by the control routes; without it they open on this machine only. */
  readonly token?: string | undefined
  /** Files with a certificate and its key, in PEM: it speaks HTTPS. */
  readonly tls?: TlsPaths | undefined
  /** Take up changes of the scenario files and of the gateway's configuration. */
  readonly watch: boolean
  /** A scenario folder that holds no file any more takes its scenarios away; they keep answering unless given. */
  readonly allowEmpty?: boolean | undefined
  /** An exchange is over. `now`: ms since 1970. */
  readonly onExchange?: (exchange: Pick<Exchange, 'entry'>, now: number) => void
  /** The emulator itself failed. */
  readonly onBug?: (error: unknown) => void
  /** The scenario files were read again. */
  readonly onReload?: (report: LoadReport) => void
  /** The gateway's configuration was read again. */
  readonly onConfigReload?: (report: LoadReport) => void
  /** What stands before an option's name in messages; `--` unless given. */
  readonly optionPrefix?: string | undefined
  /** Something that the user should know and that stops nothing: one sentence. */
  readonly onNotice?: (notice: string) => void
  readonly openTelemetry?: TracingOptions['openTelemetry']
  /** Other processes take the requests, and this one keeps the state. */
  readonly together?: KeepsTogether | undefined
}

/** How several processes are one emulator, for the one that keeps the state. */
export interface KeepsTogether extends Together {
  /** Where the others find the control routes; nothing listens for clients here. */
  readonly socketPath: string
  readonly clock: ManualClock | undefined
  /** What the time is, ms since 1970, where that is not what a clock says. */
  readonly date?: (() => number) | undefined
  /** New scenarios or a new configuration are here; `use` takes them into use in this process. */
  changed(use: () => void, config?: GatewayConfig): void
}

export interface Running {
  readonly url: string
  /** The Fastify instance that serves it. */
  readonly app: FastifyInstance
  readonly emulator: Emulator
  readonly library: ScenarioLibrary
  readonly service: Service
  /** Requests without a socket. */
  readonly fetches: Pick<FetchSide, 'answer' | 'isClosed'>
  /** The gateway's configuration; undefined without a file. */
  readonly configFile: ConfigFile | undefined
  /** The first reading of the files; it can hold warnings. */
  readonly loaded: LoadReport
  /** What the emulator's clock says, ms since 1970. */
  readonly now: () => number
  /** Moves a manual clock; absent where time passes by itself. */
  readonly clock: ControlledClock | undefined
  /** Makes the control routes before the first who asks for them, when nobody waits: that takes a tenth of a second. */
  prepareControl(): Promise<void>
  /** Answers under way get `drainMs` to end; then they are cut, as when a gateway is restarted. */
  close(drainMs?: number): Promise<void>
}

/** Reads the files and listens. Throws `WrongFiles` or `CannotStart`. */
export async function startEmulator(options: StartOptions): Promise<Running> {
  if (options.token === undefined && !isLoopback(options.host)) throw new CannotStart(openToAll(options.host))
  const tls = options.tls === undefined ? undefined : await readTls(options.tls, options.optionPrefix)
  let started: Service | undefined
  let isLoaded = false
  const { together } = options
  const manual = together?.clock ?? (options.clock === 'manual' ? new ManualClock(Date.now()) : undefined)
  const change = (use: () => void, changed?: GatewayConfig) =>
    together === undefined ? use() : together.changed(use, changed)
  const now = together?.date ?? manual?.date ?? Date.now
  const { config, file: configFile } = await loadGatewayConfig(
    options,
    (changed) => {
      const before = knownDeployments(started?.settings.gateway.config ?? config)
      change(() => started?.emulator.useConfig(changed), changed)
      // Which deployments there are decides which scenarios are warned of.
      if (!isDeepStrictEqual(before, knownDeployments(changed))) void library.reload()
    },
    (report) => started && tellReload(report, 'config', started, options.onConfigReload),
  )
  for (const notice of configFile === undefined ? [] : lineNotices(config, options))
    options.onNotice?.(notice)
  const library: ScenarioLibrary = new ScenarioLibrary(options.scenarios, {
    get deployments() {
      // The examples that come with the package are for deployments of many names.
      if (options.scenarios.every(isShipped)) return undefined
      return knownDeployments(started?.settings.gateway.config ?? config)
    },
    get patienceMs() {
      return patienceOf(started?.settings.gateway.config ?? config, options)
    },
    allowEmpty: options.allowEmpty,
    onBook: (book) => started && change(() => started?.emulator.useBook(book, now())),
    onLoad: (report) => {
      if (isLoaded) tellReload(report, 'scenarios', started!, options.onReload)
      isLoaded = true
    },
  })
  let listens!: () => void
  // What warnings there are to give is found out when it can answer.
  const { book, report } = await firstBook(library, new Promise((resolve) => (listens = resolve)))
  const tracing = await startTracing(options)
  const settings = emulatorSettings(options, config, await loadTokenizer(options.tokenizer))
  const emulator = new Emulator({ ...settings, onCall: tracing?.onCall }, book)
  emulator.useBook(book, now())
  const service = new Service({
    ...options,
    emulator,
    clock: manual ?? wallClock,
    date: now,
    observers: tracing?.observers,
  })
  started = service
  const control = new ControlApp({
    service,
    books: {
      status: () => library.status(),
      reload: () => library.reload(),
      runtimeRules: library.runtimeRules,
      files: new FileEditor(library, [SHIPPED_SCENARIOS]),
    },
    configFile,
    version: packageVersion(),
    pageFolder: PAGE_FOLDER,
    startedAt: Date.now(),
    together,
    token: options.token,
  })
  const side = new HttpSide(service, control, together === undefined ? tls : undefined)
  const url = together === undefined ? await listen(side, options) : ''
  await (together && side.listenWithin(together.socketPath))
  listens()
  const watched = [...(options.scenarios.length > 0 ? [library] : []), ...(configFile ? [configFile] : [])]
  const watches = options.watch ? await Promise.all(watched.map((it) => startWatch(it, options))) : []
  const loaded = await report
  const fetches = new FetchSide(service, () => control.made())
  const close = async (drainMs = 0) => {
    if (drainMs === 0) fetches.close()
    await Promise.all([...watches.map((watch) => watch.close()), side.close(drainMs)])
    fetches.close()
    await tracing?.flush()
  }
  const clock = manual === undefined ? undefined : controlledClock(manual)
  const stirred = async () => {
    // Who has just saved a file waits for it to show.
    await Promise.all(watches.map((watch) => watch.rested()))
    const { entries, forgotten } = emulator.journal.usage
    return service.underWay > 0 ? undefined : `${entries + forgotten} ${library.status().generation}`
  }
  const prepareControl = async () => {
    await quietMoment(stirred)
    await control.made()
  }
  return {
    url,
    app: side.app,
    emulator,
    library,
    service,
    fetches,
    configFile,
    loaded,
    now,
    clock,
    prepareControl,
    close,
  }
}

/** Where it listens then. Throws `CannotStart`. */
export async function listen(side: HttpSide, options: StartOptions): Promise<string> {
  try {
    return (await side.listen(options.host, options.port)).url
  } catch (error) {
    throw new CannotStart(cannotListen(error as NodeJS.ErrnoException, options))
  }
}

function tellReload(
  report: LoadReport,
  what: 'scenarios' | 'config',
  service: Service,
  tell: StartOptions['onReload'],
): void {
  const trouble = { errors: errorsOf(report), warnings: warningsOf(report) }
  service.reloaded(report.ok, { what, ms: Math.round(report.ms), ...report.changes, ...trouble })
  tell?.(report)
}

/** The first book of a library. Throws when it has none. `report`: with its warnings, once `meanwhile` is over. */
export async function firstBook(
  library: ScenarioLibrary,
  meanwhile?: Promise<void>,
): Promise<{ book: ScenarioBook; report: Promise<LoadReport> }> {
  let report!: Promise<LoadReport>
  const isUsed = await new Promise<boolean>((resolve, reject) => {
    report = library.reload(async () => {
      resolve(true)
      await meanwhile
    })
    report.then(() => resolve(false), reject)
  })
  if (isUsed) return { book: library.book!, report }
  const { problems, diagnostics } = await report
  const missing = problems.find(({ file }) => library.sources.includes(file))
  if (missing !== undefined) throw new CannotStart(`scenarios: ${missing.message}: ${placeOf(missing.file)}`)
  throw new WrongFiles(diagnostics, problems)
}

/** What an emulator needs of the options. */
export function emulatorSettings(
  options: Omit<EmulatorSettings, 'gateway' | 'tokenizer' | 'lines' | 'idPrefix' | 'stateElsewhere'> &
    Pick<StartOptions, 'profile' | 'lines'>,
  config: GatewayConfig,
  tokenizer: Tokenizer,
): EmulatorSettings {
  const {
    profile,
    seed,
    fixedTime,
    strict,
    locale,
    emulatorHeaders,
    timing,
    session,
    sessionIdleMs,
    journal,
  } = options
  const gateway = { config, profile }
  const lines = options.lines?.map((line) => line.make)
  return {
    gateway,
    lines,
    seed,
    fixedTime,
    strict,
    locale,
    tokenizer,
    emulatorHeaders,
    timing,
    session,
    sessionIdleMs,
    journal,
  }
}

async function startWatch(watched: Watched, { onNotice }: StartOptions): Promise<LibraryWatch> {
  const watch = new LibraryWatch(watched, {
    onFallback: (reason) =>
      onNotice?.(
        `the folders of the files cannot be watched (${reason}); looking at them again and again instead`,
      ),
  })
  await watch.start()
  return watch
}

function openToAll(host: string): string {
  return `${host} is open to other machines, and the control routes with it: give a --token that opens them, or stay on 127.0.0.1`
}

function cannotListen(
  { code, message }: NodeJS.ErrnoException,
  { host, port, optionPrefix: prefix = '--' }: StartOptions,
): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is taken: choose another with ${prefix}port, or ${prefix}port 0 for any free one`
    case 'EACCES':
      return `port ${port} on ${host} may not be used without more rights: choose one above 1023 with ${prefix}port`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this machine: choose another with ${prefix}host`
    default:
      return `cannot listen on ${host}:${port}: ${message}`
  }
}
