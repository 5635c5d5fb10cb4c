import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { partsOf } from '../plan/plan.ts'
import { CannotStart } from '../start/failures.ts'
import { startEmulator } from '../start/start.ts'
import type { KeepsTogether, Running, StartOptions } from '../start/start.ts'
import { isCounting } from './counting.ts'
import { Gone, Link } from './link.ts'
import { receivedRequest, sentEvents } from './messages.ts'
import type {
  AsksKeeper,
  AsksWorker,
  Gathered,
  SentExchange,
  SentRequest,
  Source,
  WorkerStart,
} from './messages.ts'
import { SharedClock } from './shared-clock.ts'
import { WorkerExchanges, WorkersJournal } from './workers-journal.ts'

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
  readonly exchanges: WorkerExchanges
  /** It takes requests. */
  isListening: boolean
}

/** How often is asked what happened, while somebody listens, ms. */
const LISTEN = 50
/** How long a worker waits before it takes the place of one that ended at once, ms; doubled each time. */
const AGAIN = { first: 50, most: 5000, soon: 10_000 }

class Keeper<Options> implements KeepsTogether {
  readonly socketPath: string
  readonly clock: SharedClock | undefined
  readonly #given: WorkersOptions<Options>
  readonly #members = new Map<number, Member<Options>>()
  #running: Running | undefined
  #journal: WorkersJournal | undefined
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
    this.#journal = new WorkersJournal(running)
    this.#journal.useBook(this.#generation, running.emulator.book)
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
      if (book !== before) this.#journal!.useBook(++this.#generation, book)
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
        if (gathered !== undefined) this.#journal?.record([[member.exchanges, gathered]])
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
          ended: (all) => this.#journal!.ended(member.exchanges, all),
        }),
        exchanges: new WorkerExchanges(),
        isListening: false,
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
    this.#journal!.lost(member.exchanges)
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
    member.exchanges.running.set(entry.id, { entry, own: false })
    // A one-shot may have been the last, or chaos may be over.
    if (this.#isClosed && !this.#counts()) this.#inTurn(() => this.#tellClosed())
    return { id: entry.id, at: entry.at, events: sentEvents(partsOf(plan)), speed }
  }

  async #gather(): Promise<void> {
    const all = await Promise.all(
      [...this.#members.values()].map(async (member) => {
        const gathered = await member.link.ask('gather', undefined).catch(unlessGone)
        return gathered === GONE ? undefined : ([member.exchanges, gathered as Gathered] as const)
      }),
    )
    this.#journal!.record(all.filter((it) => it !== undefined))
    await this.clock?.look()
  }
}

const GONE = Symbol('gone')

function unlessGone(error: unknown): typeof GONE {
  if (error instanceof Gone) return GONE
  throw error
}
