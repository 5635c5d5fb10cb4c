import { randomBytes } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import type { EmulatorDump, StateReaders } from '../exchange/emulator.ts'
import type { GatewayConfig } from '../gateway/config/config.ts'
import { readChaos, readLimits, readNext } from '../http/control/read-order.ts'
import type { ManualClock } from '../play/manual-clock.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import { createBookBuilder } from '../scenario/build-book.ts'
import type { SourceFile } from '../scenario/source-file.ts'
import type { Running } from '../start/start.ts'
import type { Replica } from './instances.ts'
import { sharedSince1970 } from './machine-clock.ts'
import type { WaitingThere } from './messages.ts'
import { receivedRequest, sentExchange } from './packed.ts'
import type { SentExchange } from './packed.ts'
import type {
  ControlAnswer,
  ControlChange,
  ExchangeChange,
  Files,
  Outcome,
  SharedChange,
  Told,
} from './shared-changes.ts'
import { BoundedMap } from '../values/bounded-map.ts'
import { WorkerExchanges } from './workers-journal.ts'
import type { WorkersJournal } from './workers-journal.ts'

/** The processes of this instance. */
export interface OwnWorkers {
  /** What they did until now is known in this process. */
  gather(): Promise<void>
  /** Each of them goes by what stands here. */
  follow(): Promise<void>
  /** An order may be used up. */
  look(): void
  moveClocks(to: number | undefined): Promise<readonly WaitingThere[]>
  /** What is known of the exchanges of one of them. */
  exchangesOf(worker: number): WorkerExchanges
}

export interface SharedParts {
  /** Of this instance. */
  readonly name: string
  readonly running: Running
  readonly journal: WorkersJournal
  readonly workers: OwnWorkers
  readonly clock: ManualClock | undefined
  readonly token: string | undefined
  /** What this instance answers by. */
  readonly files: Files
}

/** The state in the store: what comes later is made from it. */
interface Snapshot {
  readonly emulator: EmulatorDump
  readonly runtime: { readonly files: readonly SourceFile[]; readonly count: number }
  /** Files of instances, those that answer now last. */
  readonly files: readonly Files[]
  readonly clock: number | undefined
}

/** Sets of files that exchanges may still be answered by. */
const MOST_FILES = 4
/** How requests are known that are made here for all instances. */
const CARRIES_OUT = 'x-emulator-carries-out'

/** Makes changes that instances share in the emulator of this process. */
export class SharedState implements Replica {
  /** The moment of the control request that is being carried out, ms since 1970. */
  at: number | undefined
  /** The same by the clock of this machine. */
  began: number | undefined
  readonly #name: string
  readonly #running: Running
  readonly #journal: WorkersJournal
  readonly #workers: OwnWorkers
  readonly #clock: ManualClock | undefined
  readonly #token: string | undefined
  /** What the clock that all processes of a machine share lacks to ms since 1970. */
  readonly #since1970 = sharedSince1970()
  readonly #secret = randomBytes(16).toString('hex')
  /** Those that were used last stand last. */
  readonly #files = new BoundedMap<string, Files>(MOST_FILES)
  readonly #books = new OtherBooks()
  readonly #remote = new Map<string, WorkerExchanges>()
  /** What this instance's workers did that other instances do not know. */
  #untold: Told[number][] = []
  /** What this instance answers by. */
  #own: Files
  #config: GatewayConfig
  /** Of the files that answer now. */
  #hash = ''
  #isStale = true

  constructor(parts: SharedParts) {
    this.#name = parts.name
    this.#running = parts.running
    this.#journal = parts.journal
    this.#workers = parts.workers
    this.#clock = parts.clock
    this.#token = parts.token
    this.#config = parts.running.emulator.settings.gateway.config
    this.#own = parts.files
    this.#remember(parts.files)
    this.#hash = parts.files.hash
  }

  /** Whether a control request is one that this instance makes for all. */
  carriesOut(headers: Readonly<Record<string, unknown>>): boolean {
    return headers[CARRIES_OUT] === this.#secret
  }

  get files(): Files {
    return this.#own
  }

  /** This instance answers by these files from now on. */
  changed(files: Files): void {
    this.#own = files
    this.#isStale = true
  }

  /** A worker of this instance did something; how much is not told yet. */
  did(told: Told[number]): number {
    return this.#untold.push(told)
  }

  make(
    { from, change }: SharedChange,
    number: number | undefined,
    isAgain: boolean,
  ): Outcome | Promise<Outcome> {
    switch (change.kind) {
      case 'exchange':
        return this.#exchange(from, change, number, isAgain)
      case 'control':
        return this.#control(change)
      case 'use':
        this.#remember(change.files)
        this.#use(change.files.hash, change.at)
        return undefined
      case 'clock':
        return this.#move(change.to)
      case 'gather':
        return this.#workers.gather().then(() => undefined)
      case 'told':
        if (from !== this.#name) this.#take(from, change.told)
        return undefined
    }
  }

  async told(): Promise<Told> {
    await this.#workers.gather()
    const told = this.#untold
    this.#untold = []
    return told.map((it) => ('gathered' in it ? moved(it, this.#since1970) : it))
  }

  gone(instance: string): void {
    for (const [key, exchanges] of this.#remote) {
      if (!key.startsWith(`${instance} `)) continue
      this.#journal.lost(exchanges)
      this.#remote.delete(key)
    }
  }

  snapshot(): Uint8Array {
    const { emulator, library } = this.#running
    const { files, count } = library.runtimeRules.texts()
    const snapshot: Snapshot = {
      emulator: emulator.dump(),
      runtime: { files, count },
      files: [...this.#files.values()],
      clock: this.#clock?.now(),
    }
    return serialize(snapshot)
  }

  async restore(data: Uint8Array): Promise<void> {
    const { emulator, runtime, files, clock } = deserialize(data) as Snapshot
    for (const some of files) this.#remember(some)
    await this.#running.library.runtimeRules.restore(runtime.files, runtime.count)
    this.#isStale = true
    this.#use(files.at(-1)!.hash, this.#running.now())
    this.#running.emulator.restore(emulator, STATE_READERS)
    if (clock !== undefined) await this.#move(clock)
    await this.#workers.follow()
  }

  /** A time by the clock of this machine, in ms since 1970. */
  since1970(time: number): number {
    return time + this.#since1970
  }

  #exchange(
    from: string,
    { worker, began, at, hash, request }: ExchangeChange,
    number: number | undefined,
    isAgain: boolean,
  ): SentExchange | undefined {
    this.#use(hash, at)
    const { service, emulator } = this.#running
    const received = receivedRequest(request)
    const date = new Date(at).toUTCString()
    const id = number === undefined ? {} : { id: `x${number}` }
    const moment = { at, date, speed: service.speed, began: began - this.#since1970, ...id }
    if (isAgain) {
      emulator.journal.takeBack(emulator.exchange(received, moment).entry)
      return undefined
    }
    const exchange = service.exchange(received, moment)
    const { entry } = exchange
    this.#exchangesOf(from, worker).running.set(entry.id, { entry, own: false })
    this.#workers.look()
    if (from !== this.#name) return undefined
    return sentExchange(exchange)
  }

  async #control({ at, began, hash, order }: ControlChange): Promise<ControlAnswer> {
    this.#use(hash, at)
    this.at = at
    this.began = began - this.#since1970
    const { method, url, type, body } = order
    const { statusCode, headers, payload } = await this.#running.app.inject({
      method: method as 'POST',
      url,
      headers: {
        host: 'localhost',
        [CARRIES_OUT]: this.#secret,
        ...(type === undefined ? {} : { 'content-type': type }),
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      ...(body === undefined ? {} : { payload: body }),
    })
    this.at = undefined
    this.began = undefined
    this.#use(hash, at)
    await this.#workers.follow()
    const contentType = headers['content-type']
    return {
      status: statusCode,
      headers: contentType === undefined ? {} : { 'content-type': String(contentType) },
      body: payload,
    }
  }

  async #move(to: number | undefined): Promise<readonly WaitingThere[]> {
    const there = await this.#workers.moveClocks(to)
    if (to !== undefined) await this.#clock?.advanceTo(to)
    return there
  }

  #take(from: string, told: Told): void {
    for (const it of told)
      if ('lost' in it) {
        this.#journal.lost(this.#exchangesOf(from, it.lost))
        this.#remote.delete(keyOf(from, it.lost))
      } else {
        const exchanges = this.#exchangesOf(from, it.worker)
        if ('ended' in it) this.#journal.ended(exchanges, it.ended)
        else this.#journal.record([[exchanges, moved(it, -this.#since1970).gathered]])
      }
  }

  #exchangesOf(from: string, worker: number): WorkerExchanges {
    if (from === this.#name) return this.#workers.exchangesOf(worker)
    const key = keyOf(from, worker)
    const known = this.#remote.get(key)
    if (known !== undefined) return known
    const exchanges = new WorkerExchanges(true)
    this.#remote.set(key, exchanges)
    return exchanges
  }

  #remember(files: Files): void {
    this.#files.use(files.hash, () => files)
  }

  /** What is made next is made by these files. */
  #use(hash: string, at: number): void {
    if (hash === this.#hash && !this.#isStale) return
    const files = this.#files.get(hash) ?? this.#own
    this.#remember(files)
    this.#hash = hash
    this.#isStale = false
    const { emulator, library } = this.#running
    const book =
      files.hash === this.#own.hash
        ? library.book!
        : this.#books.of(files, library.runtimeRules.texts().files)
    if (files.config !== this.#config) emulator.useConfig(files.config)
    this.#config = files.config
    if (book !== emulator.book) emulator.useBook(book, at)
  }
}

/** Scenarios of other instances, while their files differ. */
class OtherBooks {
  readonly #builder = createBookBuilder()
  readonly #books = new BoundedMap<string, OtherBook>(MOST_FILES)

  of({ hash, files }: Files, runtime: readonly SourceFile[]): ScenarioBook {
    if (this.#books.get(hash)?.runtime !== runtime) this.#books.delete(hash)
    return this.#books.use(hash, () => {
      const { book, diagnostics } = this.#builder.build([...runtime, ...files])
      if (book === undefined) throw new Error(`no scenarios of another instance: ${diagnostics[0]?.message}`)
      return { runtime, book }
    }).book
  }
}

interface OtherBook {
  readonly runtime: readonly SourceFile[]
  readonly book: ScenarioBook
}

/** Orders are read again as they were ordered. */
export const STATE_READERS: StateReaders = {
  next: (written) => readNext(written),
  chaos: ({ written, forMs }) => {
    const { forMs: _default, ...spec } = readChaos(written)[0]!
    return { ...spec, ...(forMs === undefined ? {} : { forMs }) }
  },
  limits: (written) => written.flatMap((one) => readLimits(one)),
}

function keyOf(instance: string, worker: number): string {
  return `${instance} ${worker}`
}

/** The same with moments of another clock. */
function moved<T extends Extract<Told[number], { readonly gathered: unknown }>>(it: T, ms: number): T {
  const { gathered } = it
  const records = gathered.records.map(({ began, ...rest }) => ({ ...rest, began: began + ms }))
  return { ...it, gathered: { ...gathered, records } }
}
