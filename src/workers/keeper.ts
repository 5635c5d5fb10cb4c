import type { FastifyRequest } from 'fastify'
import type { Exchange } from '../exchange/emulator.ts'
import type { GatewayConfig } from '../gateway/config/config.ts'
import type { StoreStatus } from '../http/control/control-context.ts'
import type { Histogram } from '../http/observe/histogram.ts'
import type { KeepsTogether, Running, StartOptions } from '../start/start.ts'
import { isCounting } from './counting.ts'
import type { StoreOptions } from './instances.ts'
import type { Joined } from './join-instances.ts'
import { sharedNow } from './machine-clock.ts'
import { Membership } from './membership.ts'
import type { Gathered, Source, WaitingThere, WorkerStart } from './messages.ts'
import { receivedRequest, sentExchange } from './packed.ts'
import type { Ended, SentExchange, SentRequest } from './packed.ts'
import type { ControlAnswer } from './shared-changes.ts'
import type { OwnWorkers } from './shared-state.ts'
import { SharedClock } from './shared-clock.ts'
import { StoreDown } from './store-down.ts'
import { WorkerPool } from './worker-pool.ts'
import type { Member, PoolOptions, PoolOwner } from './worker-pool.ts'
import { WorkersJournal } from './workers-journal.ts'
import type { WorkerExchanges } from './workers-journal.ts'

export interface WorkersOptions<Options> extends Pick<PoolOptions, 'count' | 'script'> {
  /** What this process starts with. */
  readonly options: StartOptions
  /** What each worker makes the same of; goes through a channel. */
  readonly workerOptions: Options
  /** Where other instances find the same state. */
  readonly store?: StoreOptions | undefined
}

/** How often is asked what happened, while somebody listens, ms. */
const LISTEN = 50
/** The process that keeps the state: it has the workers do what is theirs, and knows what they did. */
export class Keeper<Options> implements KeepsTogether, OwnWorkers, PoolOwner<Options> {
  readonly socketPath: string
  readonly clock: SharedClock | undefined
  readonly #joined: Joined | undefined
  /** Where there is a store. */
  #membership: Membership | undefined
  #refused = 0
  readonly #given: WorkersOptions<Options>
  readonly #pool: WorkerPool<Options>
  #running: Running | undefined
  #journal: WorkersJournal | undefined
  #generation = 1
  #isClosed = false
  /** Changes that every worker is to know, one after the other. */
  #changes: Promise<unknown> = Promise.resolve()
  #gathering: Promise<unknown> = Promise.resolve()
  #nextGathering: Promise<void> | undefined

  constructor(given: WorkersOptions<Options>, socketPath: string, joined: Joined | undefined) {
    this.#given = given
    const { onNotice, onBug } = given.options
    this.#pool = new WorkerPool({ count: given.count, script: given.script, onNotice, onBug }, this)
    this.socketPath = socketPath
    this.#joined = joined
    this.clock = given.options.clock === 'manual' ? new SharedClock(joined?.start ?? Date.now()) : undefined
    this.clock?.moves((to) => this.#membership?.moveClocks(to) ?? this.moveClocks(to))
  }

  /** A change that instances share takes place when it was ordered. */
  readonly date = (): number => this.#membership?.at ?? this.#realDate()

  readonly began = (): number => this.#membership?.began ?? sharedNow()

  #realDate(): number {
    return this.clock?.date() ?? Date.now()
  }

  /** Starts the workers; where they listen. Throws `CannotStart`. */
  async open(running: Running): Promise<string> {
    this.#running = running
    this.#journal = new WorkersJournal(running)
    this.#journal.useBook(this.#generation, running.emulator.book)
    await this.#enter(running, this.#journal)
    this.#isClosed = this.#counts()
    return this.#pool.open()
  }

  get isReady(): boolean {
    return this.#pool.isReady
  }

  workers(): ReturnType<WorkerPool<Options>['list']> {
    return this.#pool.list()
  }

  get store(): StoreStatus | undefined {
    return this.#membership?.status
  }

  get storeRoundTrips(): Histogram | undefined {
    return this.#membership?.roundTrips
  }

  carriesOut(request: FastifyRequest): boolean {
    return this.#membership?.carriesOut(request) === true
  }

  async order(request: FastifyRequest): Promise<ControlAnswer | undefined> {
    return this.#membership?.order(request)
  }

  async gathered(): Promise<void> {
    await (this.#membership?.gathered() ?? this.gather())
    await this.clock?.look()
  }

  gather(): Promise<void> {
    this.#nextGathering ??= this.#gathering.then(() => {
      this.#nextGathering = undefined
      return this.#gather()
    })
    this.#gathering = this.#nextGathering
    return this.#nextGathering
  }

  async spread(): Promise<void> {
    await this.follow()
  }

  async follow(): Promise<void> {
    this.#inTurn(() => this.#tellClosed())
    await this.#changes
  }

  changed(use: () => void, config?: GatewayConfig): void {
    // No worker knows anything yet.
    if (this.#running === undefined) return use()
    if (this.#membership !== undefined) return this.#changedForAll(this.#membership, config)
    this.#inTurn(async () => {
      await this.gather()
      const before = this.#running!.emulator.book
      use()
      const { book } = this.#running!.emulator
      if (book !== before) this.#journal!.useBook(++this.#generation, book)
      await this.#tellUse()
    })
  }

  /** The state goes by them when their turn comes; the workers of this instance do at once. */
  #changedForAll(membership: Membership, config: GatewayConfig | undefined): void {
    membership.changed(config)
    this.#inTurn(async () => {
      await this.gather()
      this.#journal!.useBook(++this.#generation, this.#running!.library.book!)
      await this.#tellUse()
    })
  }

  async #tellUse(): Promise<void> {
    this.#isClosed = this.#counts()
    await this.#pool.ask('use', this.#source())
  }

  /** Takes part in what instances share. */
  async #enter(running: Running, journal: WorkersJournal): Promise<void> {
    const { store, options } = this.#given
    if (store === undefined || this.#joined === undefined) return
    const { instances } = this.#joined
    const { token, onBug } = options
    const now = () => this.#realDate()
    const own = { running, journal, workers: this, clock: this.clock }
    this.#membership = new Membership({ instances, store, token, now, onBug, ...own })
    await this.#membership.enter()
  }

  look(): void {
    // A one-shot may have been the last, or chaos may be over.
    if (this.#isClosed && !this.#counts()) this.#inTurn(() => this.#tellClosed())
  }

  moveClocks(to: number | undefined): Promise<readonly WaitingThere[]> {
    return this.#pool.ask('clock', to)
  }

  exchangesOf(worker: number): WorkerExchanges {
    return this.#pool.exchangesOf(worker)
  }

  listening(): () => void {
    const timer = setInterval(() => void this.gathered(), LISTEN).unref()
    return () => clearInterval(timer)
  }

  async close(drainMs: number): Promise<void> {
    if (this.#running !== undefined) this.#running.service.draining = true
    await this.#pool.end(drainMs, (member, gathered) => this.#record([[member, gathered]]))
    await this.#joined?.instances.close()
  }

  #inTurn(work: () => Promise<unknown>): void {
    this.#changes = this.#changes.then(work).catch((error: unknown) => this.#given.options.onBug?.(error))
  }

  #counts(): boolean {
    const { emulator, now } = this.#running!
    return isCounting(emulator, now())
  }

  async #tellClosed(): Promise<void> {
    const isClosed = this.#counts()
    if (isClosed === this.#isClosed) return
    this.#isClosed = isClosed
    await this.#pool.ask('closed', isClosed)
  }

  #source(): Source {
    const { library, emulator } = this.#running!
    return {
      generation: this.#generation,
      files: library.texts,
      config: this.#membership?.files.config ?? emulator.settings.gateway.config,
      isClosed: this.#isClosed,
    }
  }

  startOf(number: number): WorkerStart<Options> {
    const { clock, socketPath } = this
    return {
      options: this.#given.workerOptions,
      source: this.#source(),
      number,
      idPrefix: `${this.#membership === undefined ? '' : `${this.#membership.name}-`}w${number}x`,
      socketPath,
      clock: clock && { startDate: clock.startDate, now: clock.now() },
    }
  }

  ended({ number: worker, exchanges }: Member, ended: readonly Ended[]): void {
    this.#journal!.ended(exchanges, ended)
    this.#membership?.did({ worker, ended })
  }

  lost({ number, exchanges }: Member): void {
    this.#journal!.lost(exchanges)
    this.#membership?.did({ lost: number })
  }

  exchange(member: Member, request: SentRequest, began: number): SentExchange | Promise<SentExchange> {
    if (this.#membership !== undefined) return this.#exchangeForAll(this.#membership, member, request, began)
    const { service } = this.#running!
    const moment = { ...service.moment(), began }
    const sent = this.#begun(member, service.exchange(receivedRequest(request), moment))
    this.look()
    return sent
  }

  /** It takes place when its turn among those of all instances comes. */
  async #exchangeForAll(
    membership: Membership,
    member: Member,
    request: SentRequest,
    began: number,
  ): Promise<SentExchange> {
    try {
      return await membership.exchange(member.number, request, began)
    } catch (error) {
      if (!(error instanceof StoreDown)) throw error
      const message = `bifrost-emulator: ${error.message}`
      const id = `${membership.name}-r${++this.#refused}`
      const own = { status: error.statusCode, type: 'emulator_error', message }
      return this.#begun(member, this.#running!.service.refuse(receivedRequest(request), id, own, began))
    }
  }

  #begun({ exchanges }: Member, exchange: Exchange): SentExchange {
    const { entry } = exchange
    exchanges.running.set(entry.id, { entry, own: false })
    return sentExchange(exchange)
  }

  async #gather(): Promise<void> {
    this.#record(await this.#pool.gather())
  }

  #record(all: readonly (readonly [Member, Gathered])[]): void {
    this.#journal!.record(all.map(([{ exchanges }, gathered]) => [exchanges, gathered]))
    for (const [{ number: worker }, gathered] of all)
      if (hasNews(gathered)) this.#membership?.did({ worker, gathered })
  }
}

/** Whether anything happened since the last time. */
function hasNews({ records, ended, forgotten, counted, running }: Gathered): boolean {
  const { counters, frames, calls } = counted
  const isCounted = frames + calls > 0 || counters.some((some) => some.length > 0)
  return isCounted || records.length + ended.length + running.length + forgotten.exchanges > 0
}
