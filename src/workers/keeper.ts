import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { JournalRecord } from '../journal/entry.ts'
import { SendLog } from '../journal/send-log.ts'
import { partsOf } from '../plan/plan.ts'
import type { ScenarioBook } from '../scenario/book.ts'
import { CannotStart } from '../start/failures.ts'
import { startEmulator } from '../start/start.ts'
import type { KeepsTogether, Running, StartOptions } from '../start/start.ts'
import { isCounting } from './counting.ts'
import { Gone, Link } from './link.ts'
import { receivedRequest, sentEvents, takeEnd } from './messages.ts'
import type {
  AsksKeeper,
  AsksWorker,
  Ended,
  Gathered,
  SentExchange,
  SentRecord,
  SentRequest,
  Source,
  WorkerStart,
} from './messages.ts'
import { SharedClock } from './shared-clock.ts'

export interface WorkersOptions<Options> {
  readonly count: number
  /** What this process starts with. */
  readonly options: StartOptions
  /** What each worker makes the same of; goes through a channel. */
  readonly workerOptions: Options
  /** The script that a worker runs, and its arguments. */
  readonly script: { readonly file: string; readonly args: readonly string[] }
}

/**
 * Starts an emulator of several processes: this one keeps the state and answers the control routes, the workers take requests
 * on one port. Throws as `startEmulator` does.
 */
export async function startWorkers<Options>(given: WorkersOptions<Options>): Promise<Running> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bifrost-emulator-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const name =
    process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(folder)}` : path.join(folder, 'control')
  const keeper = new Keeper(given, name)
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

/** A worker, and what is known of it. */
interface Member<Options> {
  readonly number: number
  readonly process: Worker
  readonly link: Link<AsksWorker, AsksKeeper<Options>>
  /** Exchanges that it sends, by id; `own`: they took place there. */
  readonly running: Map<string, { readonly entry: JournalRecord; readonly own: boolean }>
  /** It takes requests. */
  isListening: boolean
  /** What it told of exchanges that run. */
  active: number
  activeStreams: number
}

/** Sets of scenarios that exchanges may still be told of. */
const MOST_BOOKS = 10
/** How often is asked what happened, while somebody listens, ms. */
const LISTEN = 50
/** How long a worker waits before it takes the place of one that ended at once, ms; doubled each time. */
const AGAIN = { first: 50, most: 5000, soon: 10_000 }

class Keeper<Options> implements KeepsTogether {
  readonly socketPath: string
  readonly clock: SharedClock | undefined
  readonly #given: WorkersOptions<Options>
  readonly #members = new Map<number, Member<Options>>()
  readonly #books = new Map<number, ScenarioBook>()
  #running: Running | undefined
  #generation = 1
  #isClosed = false
  #isEnding = false
  #started = 0
  #url = ''
  #pauseMs = AGAIN.first
  /** Changes that every worker is to know, one after the other. */
  #changes: Promise<unknown> = Promise.resolve()
  #gathering: Promise<unknown> = Promise.resolve()
  #nextGathering: Promise<void> | undefined

  constructor(given: WorkersOptions<Options>, socketPath: string) {
    this.#given = given
    this.socketPath = socketPath
    this.clock = given.options.clock === 'manual' ? new SharedClock(Date.now()) : undefined
    this.clock?.moves((to) => this.#askAll('clock', to))
  }

  /** Starts the workers; where they listen. Throws `CannotStart`. */
  async open(running: Running): Promise<string> {
    this.#running = running
    this.#books.set(this.#generation, running.emulator.book)
    this.#isClosed = this.#counts()
    const { file, args } = this.#given.script
    cluster.setupPrimary({ exec: file, args: [...args], serialization: 'advanced' })
    // The first one finds out whether the port can be had, and which where any may be taken.
    const url = await this.#start()
    await Promise.all(Array.from({ length: this.#given.count - 1 }, () => this.#start()))
    this.#url = url
    return url
  }

  get isReady(): boolean {
    const listening = [...this.#members.values()].filter((member) => member.isListening)
    return !this.#isEnding && listening.length >= this.#given.count
  }

  workers(): readonly { readonly number: number; readonly pid: number; readonly ready: boolean }[] {
    return [...this.#members.values()].map(({ number, process: { process: child }, isListening }) => ({
      number,
      pid: child.pid ?? 0,
      ready: isListening,
    }))
  }

  gathered(): Promise<void> {
    this.#nextGathering ??= this.#gathering.then(() => {
      this.#nextGathering = undefined
      return this.#gather()
    })
    this.#gathering = this.#nextGathering
    return this.#nextGathering
  }

  async spread(): Promise<void> {
    this.#inTurn(() => this.#tellClosed())
    await this.#changes
  }

  changed(use: () => void): void {
    this.#inTurn(async () => {
      await this.gathered()
      const before = this.#running!.emulator.book
      use()
      const { book } = this.#running!.emulator
      if (book !== before) this.#books.set(++this.#generation, book)
      this.#books.delete(this.#generation - MOST_BOOKS)
      this.#isClosed = this.#counts()
      await this.#askAll('use', this.#source())
    })
  }

  listening(): () => void {
    const timer = setInterval(() => void this.gathered(), LISTEN).unref()
    return () => clearInterval(timer)
  }

  async close(drainMs: number): Promise<void> {
    this.#isEnding = true
    if (this.#running !== undefined) this.#running.service.draining = true
    await Promise.all(
      [...this.#members.values()].map(async (member) => {
        const gathered = await member.link.ask('end', { drainMs }).catch(() => undefined)
        if (gathered !== undefined) this.#record([[member, gathered]])
        const { process: worker } = member
        if (worker.isDead()) return
        const exit = once(worker, 'exit')
        if (worker.isConnected()) worker.process.disconnect()
        await exit
      }),
    )
  }

  #inTurn(work: () => Promise<unknown>): void {
    this.#changes = this.#changes.then(work).catch((error: unknown) => this.#given.options.onBug?.(error))
  }

  /** Asks all workers; those that end meanwhile do not count. */
  async #askAll<K extends 'use' | 'closed' | 'gather' | 'clock'>(
    what: K,
    data: AsksWorker[K][0],
  ): Promise<AsksWorker[K][1][]> {
    const answers = await Promise.all(
      [...this.#members.values()].map(({ link }) => link.ask(what, data).catch(unlessGone)),
    )
    return answers.filter((it) => it !== GONE) as AsksWorker[K][1][]
  }

  #counts(): boolean {
    const { emulator, now } = this.#running!
    return isCounting(emulator, now())
  }

  async #tellClosed(): Promise<void> {
    const isClosed = this.#counts()
    if (isClosed === this.#isClosed) return
    this.#isClosed = isClosed
    await this.#askAll('closed', isClosed)
  }

  #source(): Source {
    const { library, emulator } = this.#running!
    return {
      generation: this.#generation,
      files: library.texts,
      config: emulator.settings.gateway.config,
      isClosed: this.#isClosed,
    }
  }

  /** Starts a worker; where it listens. Rejects with `CannotStart`, and with `Gone` where it ends before. */
  #start(): Promise<string> {
    const number = ++this.#started
    const began = performance.now()
    const worker = cluster.fork()
    return new Promise((resolve, reject) => {
      const member: Member<Options> = {
        number,
        process: worker,
        link: new Link<AsksWorker, AsksKeeper<Options>>(worker, {
          start: () => this.#startOf(member),
          started: (how) => {
            if ('problem' in how) return reject(new CannotStart(how.problem))
            member.isListening = true
            resolve(how.url)
          },
          exchange: ({ request, began: at }) => this.#exchange(member, request, at),
          ended: (all) => this.#ended(member, all),
        }),
        running: new Map(),
        isListening: false,
        active: 0,
        activeStreams: 0,
      }
      worker.on('exit', (code, signal) => {
        reject(new Gone())
        this.#gone(member, signal ?? code, performance.now() - began)
      })
    })
  }

  /** From here on it is told of every change, after what it starts with. */
  #startOf(member: Member<Options>): WorkerStart<Options> {
    const { number } = member
    this.#members.set(number, member)
    const { clock, socketPath } = this
    return {
      options: this.#given.workerOptions,
      source: this.#source(),
      number,
      socketPath,
      clock: clock && { startDate: clock.startDate, now: clock.now() },
    }
  }

  #gone(member: Member<Options>, how: string | number, afterMs: number): void {
    this.#members.delete(member.number)
    const { metrics } = this.#running!.service
    metrics.active -= member.active
    metrics.activeStreams -= member.activeStreams
    for (const id of member.running.keys())
      this.#end(member, {
        id,
        sent: { frames: 0, ended: 'cut' },
        endedAt: this.#running!.now(),
        leftAt: undefined,
        times: undefined,
      })
    // One that never could start is told of by who started it.
    if (this.#isEnding || this.#url === '') return
    this.#pauseMs = afterMs > AGAIN.soon ? AGAIN.first : Math.min(AGAIN.most, this.#pauseMs * 2)
    const which = `worker ${member.number} (process ${member.process.process.pid}) ended with ${how}`
    const { onNotice, onBug } = this.#given.options
    onNotice?.(`${which}; its answers under way are cut, and another one takes its place`)
    void pause(this.#pauseMs).then(() => {
      if (this.#isEnding) return
      this.#start().then(
        (url) => {
          // With none left, a port that the system chose is free for others too.
          if (url !== this.#url) onNotice?.(`no worker was left; the new ones listen at ${url}`)
          this.#url = url
        },
        (error: unknown) => error instanceof Gone || onBug?.(error),
      )
    })
  }

  #exchange(member: Member<Options>, request: SentRequest, began: number): SentExchange {
    const { service } = this.#running!
    const { entry, plan, speed } = service.exchange(receivedRequest(request))
    entry.began = began
    member.running.set(entry.id, { entry, own: false })
    // A one-shot may have been the last, or chaos may be over.
    if (this.#isClosed && !this.#counts()) this.#inTurn(() => this.#tellClosed())
    return { id: entry.id, at: entry.at, events: sentEvents(partsOf(plan)), speed }
  }

  #ended(member: Member<Options>, all: readonly Ended[]): void {
    for (const ended of all) this.#end(member, ended)
  }

  #end(member: Member<Options>, ended: Ended): void {
    const known = member.running.get(ended.id)
    if (known === undefined) return
    member.running.delete(ended.id)
    const { entry, own } = known
    const { service, emulator } = this.#running!
    takeEnd(entry, ended)
    if (own) {
      emulator.journal.settle(entry)
      service.feed.ended(entry)
    } else service.finished(entry)
  }

  async #gather(): Promise<void> {
    const all = await Promise.all(
      [...this.#members.values()].map(async (member) => {
        const gathered = await member.link.ask('gather', undefined).catch(unlessGone)
        return gathered === GONE ? undefined : ([member, gathered as Gathered] as const)
      }),
    )
    this.#record(all.filter((it) => it !== undefined))
    await this.clock?.look()
  }

  /** Takes what workers did into the journal, the counts and the feed. */
  #record(all: readonly (readonly [Member<Options>, Gathered])[]): void {
    const { emulator, service } = this.#running!
    const records = all.flatMap(([member, { records: some }]) => some.map((record) => ({ member, record })))
    records.sort((a, b) => a.record.began - b.record.began)
    const first = Math.max(0, records.length - emulator.journal.limits.entries)
    // Those that the journal would forget at once are only counted.
    for (const { record } of records.slice(0, first))
      for (const rule of record.rules) emulator.deployment.hits.add(rule)
    emulator.journal.missed(first)
    for (const { member, record } of records.slice(first)) this.#again(member, record)
    for (const [member, gathered] of all) {
      const { metrics } = service
      metrics.addAll(gathered.counted)
      metrics.active += gathered.active - member.active
      metrics.activeStreams += gathered.activeStreams - member.activeStreams
      member.active = gathered.active
      member.activeStreams = gathered.activeStreams
      for (const [rule, count] of gathered.forgotten.hits) emulator.deployment.hits.add(rule, count)
      emulator.journal.missed(gathered.forgotten.exchanges)
      this.#ended(member, gathered.ended)
      for (const { id, times } of gathered.running) {
        const known = member.running.get(id)
        if (known !== undefined && times !== undefined) known.entry.sending = SendLog.from(times)
      }
    }
  }

  /** An exchange depends on nothing but its inputs: its record is made by having it once more. */
  #again(member: Member<Options>, { id, at, began, generation, request }: SentRecord): void {
    const { emulator, service } = this.#running!
    const book = this.#books.get(generation) ?? emulator.book
    const moment = {
      at,
      date: new Date(at).toUTCString(),
      speed: service.speed,
      elsewhere: { id, book, began },
    }
    const { entry } = emulator.exchange(receivedRequest(request), moment)
    member.running.set(id, { entry, own: true })
    service.feed.began(entry)
  }
}

const GONE = Symbol('gone')

function unlessGone(error: unknown): typeof GONE {
  if (error instanceof Gone) return GONE
  throw error
}
