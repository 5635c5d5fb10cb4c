import { Emulator } from '../exchange/emulator.ts'
import { ControlProxy } from '../http/control-proxy.ts'
import { HttpSide } from '../http/http-side.ts'
import { wallClock } from '../play/clock.ts'
import { ManualClock } from '../play/manual-clock.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import { createBookBuilder } from '../scenario/build-book.ts'
import { CannotStart } from '../start/failures.ts'
import { emulatorSettings, listen } from '../start/start.ts'
import type { StartOptions } from '../start/start.ts'
import { startTracing } from '../start/open-telemetry.ts'
import type { Tracing } from '../start/open-telemetry.ts'
import { readTls } from '../start/tls-files.ts'
import { loadTokenizer } from '../start/tokenizers.ts'
import { Link } from './link.ts'
import type { Channel } from './link.ts'
import type { AsksKeeper, AsksWorker, Gathered, Source, WaitingThere, WorkerStart } from './messages.ts'
import { WorkerService } from './worker-service.ts'

/**
 * One of the processes that take requests: it does what the process at the other end of the channel tells it. `startOptions`:
 * what the options that come over the channel stand for.
 */
export function serveAsWorker<Options>(
  channel: Channel,
  startOptions: (options: Options) => StartOptions,
): void {
  const link = new Link<AsksKeeper<Options>, AsksWorker>(channel, {
    use: async (source) => (await starting).use(source),
    closed: async (isClosed) => void ((await starting).service.isClosed = isClosed),
    gather: async () => (await starting).service.gather(),
    clock: async (to) => (await starting).moveClock(to),
    end: async ({ drainMs }) => (await starting).end(drainMs),
  })
  const start = async (): Promise<Worker> => {
    const told = await link.ask('start', undefined)
    const worker = await Worker.start({ ...told, options: startOptions(told.options) }, link)
    await link.ask('started', { url: worker.url })
    return worker
  }
  const starting = start()
  starting.catch(async (error: unknown) => {
    if (error instanceof CannotStart)
      await link.ask('started', { problem: error.message }).catch(() => undefined)
    // The keeper hears of it by the end of this process.
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  })
}

class Worker {
  readonly service: WorkerService
  readonly side: HttpSide
  readonly url: string
  readonly #clock: ManualClock | undefined
  readonly #books: Books
  readonly #flush: Tracing['flush'] | undefined

  private constructor(parts: {
    readonly service: WorkerService
    readonly side: HttpSide
    readonly url: string
    readonly clock: ManualClock | undefined
    readonly books: Books
    readonly flush: Tracing['flush'] | undefined
  }) {
    this.service = parts.service
    this.side = parts.side
    this.url = parts.url
    this.#clock = parts.clock
    this.#books = parts.books
    this.#flush = parts.flush
  }

  static async start(
    { options, source, idPrefix, socketPath, clock: standing }: WorkerStart<StartOptions>,
    link: Link<AsksKeeper<never>, never>,
  ): Promise<Worker> {
    const books = new Books()
    const tls = options.tls === undefined ? undefined : await readTls(options.tls, options.optionPrefix)
    const settings = emulatorSettings(options, source.config, await loadTokenizer(options.tokenizer))
    // Who keeps the state has told already what is missing.
    const tracing = await startTracing({ ...options, onNotice: () => undefined })
    const own = { idPrefix, stateElsewhere: true, onCall: tracing?.onCall }
    const emulator = new Emulator({ ...settings, ...own }, books.of(source))
    const clock = standing === undefined ? undefined : new ManualClock(standing.startDate)
    await clock?.advanceTo(standing?.now ?? 0)
    const service = new WorkerService(
      { ...options, emulator, clock: clock ?? wallClock, date: clock?.date, observers: tracing?.observers },
      {
        exchange: (request, began) => link.ask('exchange', [request, began]),
        ended: (all) => link.tell('ended', all),
      },
    )
    service.elsewhere = service
    service.isClosed = source.isClosed
    service.usesGeneration(source.generation)
    const side = new HttpSide(service, new ControlProxy(socketPath), tls)
    const url = await listen(side, options)
    return new Worker({ service, side, url, clock, books, flush: tracing?.flush })
  }

  /** Answers under way get so long; what was not told yet. */
  async end(drainMs: number): Promise<Gathered> {
    await this.side.close(drainMs)
    await this.#flush?.()
    return this.service.gather()
  }

  use(source: Source): void {
    const { service } = this
    const { emulator } = service
    service.isClosed = source.isClosed
    emulator.useConfig(source.config)
    if (source.generation === service.generation) return
    emulator.useBook(this.#books.of(source))
    service.usesGeneration(source.generation)
  }

  /** Lets time pass up to a moment of the clock, and tells who waits then. */
  async moveClock(to: number | undefined): Promise<WaitingThere> {
    const clock = this.#clock
    if (clock === undefined) throw new Error('time passes by itself here')
    await clock.advanceTo(to ?? clock.now())
    return { waiters: clock.dues(), unread: clock.unread }
  }
}

/** Makes scenarios of texts that the keeper has found good. */
class Books {
  readonly #builder = createBookBuilder()

  of({ files }: Source): ScenarioBook {
    const { book, diagnostics } = this.#builder.build(files)
    if (book === undefined) throw new Error(`no scenarios in a worker: ${diagnostics[0]?.message}`)
    return book
  }
}
