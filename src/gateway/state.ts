import { AnswerCache } from './cache/answer-cache.ts'
import { Ledger } from './governance/ledger.ts'
import { WorkerQueue } from './core/worker-queue.ts'

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

  /** As if the gateway had just been started. */
  reset(): void {
    this.ledger.reset()
    this.cache.clear()
    this.#queues.clear()
  }
}
