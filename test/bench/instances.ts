import type { RedisServer } from '../workers/redis-server.ts'
import { cpuOf, startCommand } from './command.ts'
import type { Command } from './command.ts'
import type { Requests } from './load.ts'
import { loadCheaply, warmUp } from './wrk.ts'

/** CPU time of requests, ms, by what took it. */
export interface InstancesUsed {
  readonly requests: number
  /** A second. */
  readonly rate: number
  /** The processes that keep the state, of all instances. */
  readonly keepers: number
  readonly workers: number
  readonly store: number
}

const CONNECTIONS = 50
const WARM = 2000
let names = 0

/** Instances of one emulator, two workers each; without a store one alone. */
export class BenchInstances {
  readonly #all: readonly Command[]
  readonly #store: RedisServer | undefined

  private constructor(all: readonly Command[], store: RedisServer | undefined) {
    this.#all = all
    this.#store = store
  }

  static async start(folder: string, count: number, store?: RedisServer): Promise<BenchInstances> {
    const workers = ['--workers', '2', '--seed', '7', '--session', 'body:user']
    const kept = store === undefined ? [] : ['--store', store.url, '--store-name', `bench-${++names}`]
    const all = Array.from({ length: count }, () => startCommand(folder, [...workers, ...kept]))
    return new BenchInstances(await Promise.all(all), store)
  }

  /** Asks all of them at once for so long. */
  async load(requests: Requests, ms: number): Promise<InstancesUsed> {
    const each = Math.ceil(CONNECTIONS / this.#all.length)
    const before = this.#cpu()
    const done = await Promise.all(this.#all.map(({ port }) => loadCheaply(port, requests, each, ms)))
    const after = this.#cpu()
    return {
      requests: done.reduce((sum, it) => sum + it.requests, 0),
      rate: done.reduce((sum, it) => sum + (it.requests / it.ms) * 1000, 0),
      keepers: after.keepers - before.keepers,
      workers: after.workers - before.workers,
      store: after.store - before.store,
    }
  }

  /** Until each worker has answered some thousand of these. */
  warmUp(requests: Requests, ms: number): Promise<void> {
    return warmUp(this.#all.length * 2 * WARM, () => this.load(requests, ms))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((it) => it.stop()))
  }

  #cpu(): { readonly keepers: number; readonly workers: number; readonly store: number } {
    let [keepers, workers] = [0, 0]
    for (const [keeper, ...others] of this.#all.map((it) => it.cpu())) {
      keepers += keeper!
      for (const ms of others) workers += ms
    }
    return { keepers, workers, store: this.#store === undefined ? 0 : cpuOf(this.#store.pid) }
  }
}
