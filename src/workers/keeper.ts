import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { serialize } from 'node:v8'
import type { FastifyRequest } from 'fastify'
import type { Exchange } from '../exchange/emulator.ts'
import type { GatewayConfig } from '../gateway/config/config.ts'
import type { StoreStatus } from '../http/control/control-context.ts'
import type { Histogram } from '../http/observe/histogram.ts'
import type { SourceFile } from '../scenario/source-file.ts'
import { startEmulator } from '../start/start.ts'
import type { KeepsTogether, Running, StartOptions } from '../start/start.ts'
import { isCounting } from './counting.ts'
import type { Instances, StoreOptions } from './instances.ts'
import { joinInstances } from './join-instances.ts'
import type { Joined } from './join-instances.ts'
import type { Gathered, Source, WaitingThere, WorkerStart } from './messages.ts'
import { receivedRequest, sentExchange } from './packed.ts'
import type { Ended, SentExchange, SentRequest } from './packed.ts'
import type { ControlAnswer, Files, Told } from './shared-changes.ts'
import { SharedState } from './shared-state.ts'
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

/**
 * Starts an emulator of several processes: this one keeps the state and answers the control routes, the workers take requests
 * on one port. With a store it is one of several instances with the same state. Throws as `startEmulator` does.
 */
export async function startWorkers<Options>(given: WorkersOptions<Options>): Promise<Running> {
  const joined = given.store && (await joinInstances(given.store, given.options))
  const folder = await mkdtemp(path.join(tmpdir(), 'bifrost-emulator-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const name =
    process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(folder)}` : path.join(folder, 'control')
  const keeper = new Keeper(given, name, joined)
  let running: Running | undefined
  try {
    running = await startEmulator({ ...given.options, together: keeper })
    const url = await keeper.open(running)
    const close = async (drainMs = 0) => {
      await keeper.close(drainMs)
      await running?.close()
      await remove()
    }
    return { ...running, url, close }
  } catch (error) {
    await keeper.close(0)
    await running?.close()
    await remove()
    throw error
  }
}

/** How often is asked what happened, while somebody listens, ms. */
const LISTEN = 50
/** What was done here is told to other instances at the latest when it is so much. */
const MOST_UNTOLD = 500

class Keeper<Options> implements KeepsTogether, OwnWorkers, PoolOwner<Options> {
  readonly socketPath: string
  readonly clock: SharedClock | undefined
  readonly #instances: Instances | undefined
  #shared: SharedState | undefined
  #files: Files | undefined
  /** What workers did that other instances do not know. */
  #untold: Told[number][] = []
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
    this.#instances = joined?.instances
    this.clock = given.options.clock === 'manual' ? new SharedClock(joined?.start ?? Date.now()) : undefined
    this.clock?.moves((to) =>
      this.#instances === undefined
        ? this.moveClocks(to)
        : this.#instances.makeEverywhere({ kind: 'clock', to }),
    )
  }

  /** A change that instances share takes place when it was ordered. */
  readonly date = (): number => this.#shared?.at ?? this.#realDate()

  #realDate(): number {
    return this.clock?.date() ?? Date.now()
  }

  /** Starts the workers; where they listen. Throws `CannotStart`. */
  async open(running: Running): Promise<string> {
    this.#running = running
    this.#journal = new WorkersJournal(running)
    this.#journal.useBook(this.#generation, running.emulator.book)
    await this.#enter(running)
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
    const { store } = this.#given
    if (store === undefined || this.#instances === undefined) return undefined
    const { isUp: up, name: instance, members: instances } = this.#instances
    return { url: store.shown, name: store.prefix, up, instance, instances }
  }

  get storeRoundTrips(): Histogram | undefined {
    return this.#instances?.roundTrips
  }

  carriesOut({ headers }: FastifyRequest): boolean {
    return this.#shared?.carriesOut(headers) === true
  }

  async order({ method, url, headers, body }: FastifyRequest): Promise<ControlAnswer | undefined> {
    if (this.#instances === undefined) return undefined
    const isText = typeof body === 'string'
    const type = isText || body === undefined ? headers['content-type'] : 'application/json'
    const text = isText || body === undefined ? (body as string | undefined) : JSON.stringify(body)
    const order = { method, url, type, body: text }
    const { hash } = this.files
    return this.#instances.makeEverywhere({ kind: 'control', at: this.#realDate(), hash, order })
  }

  async gathered(): Promise<void> {
    if (this.#instances === undefined) await this.gather()
    else await this.#instances.makeEverywhere({ kind: 'gather' })
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
    if (this.#instances !== undefined) return this.#changedForAll(config)
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
  #changedForAll(config: GatewayConfig | undefined): void {
    const before = this.files.hash
    this.#files = filesOf(this.#running!.library.files, config ?? this.files.config)
    const { files } = this
    this.#shared?.changed()
    if (files.hash !== before)
      void this.#instances!.make({ kind: 'use', at: this.#realDate(), files }).catch(
        this.#given.options.onBug,
      )
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

  get files(): Files {
    const { library, emulator } = this.#running!
    return (this.#files ??= filesOf(library.files, emulator.settings.gateway.config))
  }

  /** Takes part in what instances share. */
  async #enter(running: Running): Promise<void> {
    if (this.#instances === undefined) return
    this.#shared = new SharedState({
      name: this.#instances.name,
      running,
      journal: this.#journal!,
      workers: this,
      clock: this.clock,
      token: this.#given.options.token,
    })
    await this.#instances.enter(this.#shared)
    await this.#instances.make({ kind: 'use', at: this.#realDate(), files: this.files })
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

  takeTold(): Told {
    const told = this.#untold
    this.#untold = []
    return told
  }

  #did(told: Told[number]): void {
    if (this.#instances === undefined) return
    this.#untold.push(told)
    if (this.#untold.length < MOST_UNTOLD) return
    void this.#shared?.told().then((all) => this.#instances!.tell(all))
  }

  listening(): () => void {
    const timer = setInterval(() => void this.gathered(), LISTEN).unref()
    return () => clearInterval(timer)
  }

  async close(drainMs: number): Promise<void> {
    if (this.#running !== undefined) this.#running.service.draining = true
    await this.#pool.end(drainMs, (member, gathered) => this.#record([[member, gathered]]))
    await this.#instances?.close()
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
      config: this.#files?.config ?? emulator.settings.gateway.config,
      isClosed: this.#isClosed,
    }
  }

  startOf(number: number): WorkerStart<Options> {
    const { clock, socketPath } = this
    return {
      options: this.#given.workerOptions,
      source: this.#source(),
      number,
      idPrefix: `${this.#instances === undefined ? '' : `${this.#instances.name}-`}w${number}x`,
      socketPath,
      clock: clock && { startDate: clock.startDate, now: clock.now() },
    }
  }

  ended({ number: worker, exchanges }: Member, ended: readonly Ended[]): void {
    this.#journal!.ended(exchanges, ended)
    this.#did({ worker, ended })
  }

  lost({ number, exchanges }: Member): void {
    this.#journal!.lost(exchanges)
    this.#did({ lost: number })
  }

  exchange(member: Member, request: SentRequest, began: number): SentExchange | Promise<SentExchange> {
    if (this.#instances !== undefined) return this.#exchangeForAll(this.#instances, member, request, began)
    const { service } = this.#running!
    const sent = this.#begun(member, service.exchange(receivedRequest(request)), began)
    this.look()
    return sent
  }

  /** It takes place when its turn among those of all instances comes. */
  async #exchangeForAll(
    instances: Instances,
    member: Member,
    request: SentRequest,
    began: number,
  ): Promise<SentExchange> {
    const { number: worker } = member
    const at = this.#realDate()
    const { hash } = this.files
    try {
      return await instances.make({
        kind: 'exchange',
        worker,
        began: this.#shared!.began(began),
        at,
        hash,
        request,
      })
    } catch (error) {
      if (!(error instanceof StoreDown)) throw error
      const message = `bifrost-emulator: ${error.message}`
      const id = `${instances.name}-r${++this.#refused}`
      const own = { status: error.statusCode, type: 'emulator_error', message }
      return this.#begun(member, this.#running!.service.refuse(receivedRequest(request), id, own), began)
    }
  }

  #begun({ exchanges }: Member, exchange: Exchange, began: number): SentExchange {
    const { entry } = exchange
    entry.began = began
    exchanges.running.set(entry.id, { entry, own: false })
    return sentExchange(exchange)
  }

  async #gather(): Promise<void> {
    this.#record(await this.#pool.gather())
  }

  #record(all: readonly (readonly [Member, Gathered])[]): void {
    this.#journal!.record(all.map(([{ exchanges }, gathered]) => [exchanges, gathered]))
    for (const [{ number: worker }, gathered] of all) if (hasNews(gathered)) this.#did({ worker, gathered })
  }
}

/** Whether anything happened since the last time. */
function hasNews({ records, ended, forgotten, counted, running }: Gathered): boolean {
  const { counters, frames, calls } = counted
  const isCounted = frames + calls > 0 || counters.some((some) => some.length > 0)
  return isCounted || records.length + ended.length + running.length + forgotten.exchanges > 0
}

function filesOf(files: readonly SourceFile[], config: GatewayConfig): Files {
  const told = { files: files.map(({ path: _path, ...rest }) => rest), config }
  return { hash: createHash('sha1').update(serialize(told)).digest('hex'), files, config }
}
