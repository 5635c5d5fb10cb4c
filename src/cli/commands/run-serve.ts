import { randomInt } from 'node:crypto'
import { JOURNAL_LIMITS } from '../../journal/journal.ts'
import { chosenLines, nameProblem } from '../../start/front-ends.ts'
import type { Line } from '../../start/front-ends.ts'
import { gatewayLine, DEFAULT_LINE } from '../../gateway/releases.ts'
import { startEmulator } from '../../start/start.ts'
import { makeObjectsYoung } from '../../start/young-objects.ts'
import type { Running, StartOptions } from '../../start/start.ts'
import { UsageError } from '../failure.ts'
import { WORKER } from '../worker-argument.ts'
import { rememberRunning } from '../remote/running-file.ts'
import { createLog } from '../output/log.ts'
import type { Log } from '../output/log.ts'
import { gatheredOutputs } from '../output/gathered-output.ts'
import { nameSources, scenarioSources } from '../options/scenario-sources.ts'
import { emulatorHeaders } from '../options/serve-options.ts'
import type { StoreOptions } from '../../workers/instances.ts'
import type { GivenOptions } from '../options/serve-options.ts'
import { streamChanges } from '../options/stream-changes.ts'

/** Starts, says so, and closes on SIGINT and SIGTERM. Throws when it cannot start. */
export async function runServe(given: GivenOptions, notices: readonly string[]): Promise<void> {
  const log = logOf(given)
  const chosen = chosenLines(given.gateway ?? DEFAULT_LINE, streamChanges(given))
  if ('unknown' in chosen) throw new UsageError(`--gateway: ${nameProblem(chosen.unknown)}`)
  const options = startOptions(given, chosen.lines, log)
  for (const notice of [...notices, ...chosen.notices]) log.notice(notice)
  const starting = start(given, options)
  stopOnSignals(starting, given.drain ?? DRAIN_MS)
  const running = await starting
  if (options.emulatorHeaders === true) {
    const asked = running.emulator.lines.all.filter((line) => line.isBehindGateways)
    for (const { line } of asked)
      log.notice(
        `the line ${line} sends x-emulator-* headers to requests with such a header alone, as a gateway before it would show them to its client: --emulator-headers sends them always`,
      )
  }
  process.once('exit', rememberRunning(reachable(running.url)))
  log.fileTrouble(running.loaded)
  log.ready(readyFacts(running, options))
  if (given.open === true) await openIn(running.url, log)
  makeObjectsYoung()
  void running.prepareControl()
}

async function openIn(url: string, log: Log): Promise<void> {
  const { openPage } = await import('../output/open-page.ts')
  const page = `${reachable(url)}/_emulator/`
  if (!(await openPage(page))) log.notice(`no browser could be opened; the page is ${page}`)
}

/** An address that stands for all of a machine's is none that one can ask. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}

/** What runs may take so long to end after a signal, ms. */
const DRAIN_MS = 5000

/** The first signal ends it when the answers under way have ended, the second at once. */
function stopOnSignals(starting: Promise<Running>, drainMs: number): void {
  let isStopping = false
  const stop = () => {
    if (isStopping) process.exit(1)
    isStopping = true
    const stopped = starting.then((running) => running.close(drainMs))
    // Why it could not start is told where it was started.
    void stopped.then(
      () => process.exit(0),
      () => undefined,
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

/** In this process, or with workers beside it. */
async function start(given: GivenOptions, options: StartOptions): Promise<Running> {
  const count = given.workers ?? 1
  const store = storeOf(given)
  if (count === 1 && store === undefined) return startEmulator(options)
  const { startWorkers } = await import('../../workers/start-workers.ts')
  const workerOptions: WorkerOptions = { given, seed: options.seed }
  const script = { file: process.argv[1]!, args: [WORKER] }
  return startWorkers({ count, options, workerOptions, script, store })
}

function storeOf(given: GivenOptions): StoreOptions | undefined {
  const { store, 'store-name': prefix = 'bifrost-emulator', 'store-down': down = 'local' } = given
  if (store !== undefined) {
    // Each instance would draw another one.
    if (given.seed === undefined)
      throw new UsageError('--store needs a --seed: all instances follow the same one')
    return { ...store, prefix, down }
  }
  const [alone] = (['store-name', 'store-down'] as const).filter((name) => given[name] !== undefined)
  if (alone !== undefined) throw new UsageError(`--${alone} says something of a store: give a --store too`)
  return undefined
}

function logOf({ log = 'pretty' }: GivenOptions): Log {
  const { out, err } = gatheredOutputs(process.stdout, process.stderr)
  return createLog(log, out, err)
}

/** What a worker is told of the command line; the seed may have been drawn. */
interface WorkerOptions {
  readonly given: GivenOptions
  readonly seed: number
}

/** Runs as a worker of another process. */
export async function runWorker(): Promise<void> {
  const { serveAsWorker } = await import('../../workers/worker.ts')
  makeObjectsYoung()
  // The process that keeps the state ends them all.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  process.on('disconnect', () => process.exit(0))
  serveAsWorker(process as Parameters<typeof serveAsWorker>[0], ({ given, seed }: WorkerOptions) => {
    const log = logOf(given)
    const chosen = chosenLines(given.gateway ?? DEFAULT_LINE, streamChanges(given))
    if ('unknown' in chosen) throw new UsageError(`--gateway: ${nameProblem(chosen.unknown)}`)
    return { ...startOptions(given, chosen.lines, log), seed }
  })
}

function startOptions(given: GivenOptions, lines: readonly Line[], log: Log): StartOptions {
  return {
    scenarios: scenarioSources(given.scenarios),
    profile: gatewayLine(DEFAULT_LINE)!.profile,
    lines,
    bifrostConfig: given['bifrost-config'],
    prices: given.prices,
    allowHeaders: given['allow-headers'],
    seed: given.seed ?? randomInt(2 ** 32),
    fixedTime: given.seed !== undefined,
    speed: given.speed ?? 1,
    timing: given.timing,
    clock: given.clock,
    strict: given.strict ?? false,
    tokenizer: given.tokenizer ?? 'estimate',
    locale: given.locale ?? 'en',
    emulatorHeaders: emulatorHeaders(given),
    session: given.session,
    sessionIdleMs: given['session-idle'],
    journal: {
      entries: given['journal-entries'] ?? JOURNAL_LIMITS.entries,
      bytes: given['journal-size'] ?? JOURNAL_LIMITS.bytes,
    },
    host: given.host ?? '127.0.0.1',
    port: given.port ?? 8080,
    token: given.token,
    tls: tlsOf(given),
    watch: given['no-watch'] !== true,
    allowEmpty: given['allow-empty'] === true,
    openTelemetry: given.otel === true,
    onExchange: (exchange, now) => log.exchange(exchange.entry, now),
    onBug: (error) => log.bug(error),
    onReload: (report) => log.reload(report),
    onConfigReload: (report) => log.configReload(report),
    onNotice: (notice) => log.notice(notice),
  }
}

function readyFacts({ url, emulator }: Running, { lines = [], seed, scenarios }: StartOptions) {
  const { rules, files } = emulator.book
  return {
    url,
    gateway: lines.map((line) => line.name).join(','),
    base: lines[0]?.base ?? '/openai/openai',
    seed,
    scenarios: rules.length,
    files: files.length,
    from: nameSources(scenarios),
  }
}

function tlsOf({ 'tls-cert': cert, 'tls-key': key }: GivenOptions): StartOptions['tls'] {
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined || key === undefined)
    throw new UsageError(
      `--tls-cert and --tls-key belong together; --tls-${cert === undefined ? 'cert' : 'key'} is missing`,
    )
  return { cert, key }
}
