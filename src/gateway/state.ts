import { AnswerCache } from './cache/answer-cache.ts'
import type { CacheEntry } from './cache/answer-cache.ts'
import { Ledger } from './governance/ledger.ts'
import type { LedgerDump } from './governance/ledger.ts'
import { WorkerQueue } from './core/worker-queue.ts'
import type { QueueDump } from './core/worker-queue.ts'

/** What a gateway remembers, as plain data. */
export interface GatewayDump {
  readonly ledger: LedgerDump
  readonly cache: readonly CacheEntry[]
  readonly queues: ReadonlyMap<string, QueueDump>
}

/** What a running gateway remembers from one request to the next. It outlives a change of its configuration. */
export class GatewayState {
  readonly ledger = new Ledger()
  readonly cache = new AnswerCache()
  readonly #queues = new Map<string, WorkerQueue>()

  /** The workers of a provider. */
  queue(provider: string): WorkerQueue {
    let queue = this.#queues.get(provider)
    if (queue === undefined) {
      queue = new WorkerQueue()
      this.#queues.set(provider, queue)
    }
    return queue
  }

  dump(): GatewayDump {
    const queues = new Map([...this.#queues].map(([provider, queue]) => [provider, queue.dump()]))
    return { ledger: this.ledger.dump(), cache: this.cache.dump(), queues }
  }

  restore({ ledger, cache, queues }: GatewayDump): void {
    this.ledger.restore(ledger)
    this.cache.restore(cache)
    this.#queues.clear()
    for (const [provider, dump] of queues) this.queue(provider).restore(dump)
  }

  /** As if the gateway had just been started. */
  reset(): void {
    this.ledger.reset()
    this.cache.clear()
    this.#queues.clear()
  }
}
