import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { CannotStart } from '../start/failures.ts'
import { Gone, Link } from './link.ts'
import type { AsksKeeper, AsksWorker, Gathered, WorkerStart } from './messages.ts'
import type { Ended, SentExchange, SentRequest } from './packed.ts'
import { WorkerExchanges } from './workers-journal.ts'

/** A worker, and what is known of it. */
export interface Member {
  readonly number: number
  readonly exchanges: WorkerExchanges
}

interface RunningMember<Options> extends Member {
  readonly process: Worker
  readonly link: Link<AsksWorker, AsksKeeper<Options>>
  /** It takes requests. */
  isListening: boolean
}

export interface PoolOptions {
  readonly count: number
  /** The script that a worker runs, and its arguments. */
  readonly script: { readonly file: string; readonly args: readonly string[] }
  readonly onNotice?: ((notice: string) => void) | undefined
  readonly onBug?: ((error: unknown) => void) | undefined
}

/** What workers ask, and what becomes of them. */
export interface PoolOwner<Options> {
  /** What a worker begins with; from then on it is told of every change. */
  startOf(number: number): WorkerStart<Options>
  exchange(member: Member, request: SentRequest, began: number): SentExchange | Promise<SentExchange>
  ended(member: Member, ended: readonly Ended[]): void
  /** It is no more, and what it sent is cut. */
  lost(member: Member): void
}

/** How long a worker waits before it takes the place of one that ended at once, ms; doubled each time. */
const AGAIN = { first: 50, most: 5000, soon: 10_000 }

/** The processes that take requests, on one port. Another one takes the place of one that ends. */
export class WorkerPool<Options> {
  readonly #options: PoolOptions
  readonly #owner: PoolOwner<Options>
  readonly #members = new Map<number, RunningMember<Options>>()
  #isEnding = false
  #started = 0
  #url = ''
  #pauseMs = AGAIN.first

  constructor(options: PoolOptions, owner: PoolOwner<Options>) {
    this.#options = options
    this.#owner = owner
  }

  /** Starts all; where they listen. Throws `CannotStart`. */
  async open(): Promise<string> {
    const { count, script } = this.#options
    cluster.setupPrimary({ exec: script.file, args: [...script.args], serialization: 'advanced' })
    // The first one finds out whether the port can be had, and which where any may be taken.
    const url = await this.#start()
    await Promise.all(Array.from({ length: count - 1 }, () => this.#start()))
    this.#url = url
    return url
  }

  get isReady(): boolean {
    const listening = [...this.#members.values()].filter((member) => member.isListening)
    return !this.#isEnding && listening.length >= this.#options.count
  }

  list(): readonly { readonly number: number; readonly pid: number; readonly ready: boolean }[] {
    return [...this.#members.values()].map(({ number, process: { process: child }, isListening }) => ({
      number,
      pid: child.pid ?? 0,
      ready: isListening,
    }))
  }

  exchangesOf(number: number): WorkerExchanges {
    return this.#members.get(number)?.exchanges ?? new WorkerExchanges()
  }

  /** Asks all; those that end meanwhile do not count. */
  async ask<K extends 'use' | 'closed' | 'clock'>(
    what: K,
    data: AsksWorker[K][0],
  ): Promise<AsksWorker[K][1][]> {
    const answers = await Promise.all(
      [...this.#members.values()].map(({ link }) => link.ask(what, data).catch(unlessGone)),
    )
    return answers.filter((it) => it !== GONE) as AsksWorker[K][1][]
  }

  /** What each has done since it was asked last. */
  async gather(): Promise<(readonly [Member, Gathered])[]> {
    const all = await Promise.all(
      [...this.#members.values()].map(async (member) => {
        const gathered = await member.link.ask('gather', undefined).catch(unlessGone)
        return gathered === GONE ? undefined : ([member, gathered as Gathered] as const)
      }),
    )
    return all.filter((it) => it !== undefined)
  }

  /** Ends all. `last`: takes what a worker did since it was asked last. */
  async end(drainMs: number, last: (member: Member, gathered: Gathered) => void): Promise<void> {
    this.#isEnding = true
    await Promise.all(
      [...this.#members.values()].map(async (member) => {
        const gathered = await member.link.ask('end', { drainMs }).catch(() => undefined)
        if (gathered !== undefined) last(member, gathered)
        const { process: worker } = member
        if (worker.isDead()) return
        const exit = once(worker, 'exit')
        if (worker.isConnected()) worker.process.disconnect()
        await exit
      }),
    )
  }

  /** Starts a worker; where it listens. Rejects with `CannotStart`, and with `Gone` where it ends before. */
  #start(): Promise<string> {
    const number = ++this.#started
    const began = performance.now()
    const worker = cluster.fork()
    const owner = this.#owner
    return new Promise((resolve, reject) => {
      const member: RunningMember<Options> = {
        number,
        process: worker,
        link: new Link<AsksWorker, AsksKeeper<Options>>(worker, {
          start: () => {
            this.#members.set(number, member)
            return owner.startOf(number)
          },
          started: (how) => {
            if ('problem' in how) return reject(new CannotStart(how.problem))
            member.isListening = true
            resolve(how.url)
          },
          exchange: ([request, at]) => owner.exchange(member, request, at),
          ended: (ended) => owner.ended(member, ended),
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

  #gone(member: RunningMember<Options>, how: string | number, afterMs: number): void {
    this.#members.delete(member.number)
    this.#owner.lost(member)
    // One that never could start is told of by who started it.
    if (this.#isEnding || this.#url === '') return
    this.#pauseMs = afterMs > AGAIN.soon ? AGAIN.first : Math.min(AGAIN.most, this.#pauseMs * 2)
    const which = `worker ${member.number} (process ${member.process.process.pid}) ended with ${how}`
    this.#options.onNotice?.(`${which}; its answers under way are cut, and another one takes its place`)
    void pause(this.#pauseMs).then(() => this.#startAgain())
  }

  async #startAgain(): Promise<void> {
    if (this.#isEnding) return
    try {
      const url = await this.#start()
      // With none left, a port that the system chose is free for others too.
      if (url !== this.#url) this.#options.onNotice?.(`no worker was left; the new ones listen at ${url}`)
      this.#url = url
    } catch (error) {
      if (!(error instanceof Gone)) this.#options.onBug?.(error)
    }
  }
}

const GONE = Symbol('gone')

function unlessGone(error: unknown): typeof GONE {
  if (error instanceof Gone) return GONE
  throw error
}
