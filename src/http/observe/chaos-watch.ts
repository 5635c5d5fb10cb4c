import { chaosView, endedView } from '../control/orders-view.ts'
import type { Service } from '../service.ts'
import type { Feed } from './feed.ts'

/** Tells the feed when chaos begins and when it ends, by order or by itself. Looks when it is asked to. */
export class ChaosWatch {
  readonly #service: Service
  readonly #feed: Feed
  #running = new Map<string, object>()

  constructor(service: Service, feed: Feed) {
    this.#service = service
    this.#feed = feed
  }

  look(): void {
    const { orders } = this.#service.emulator
    const now = this.#service.now()
    const running = new Map(chaosView(orders, now).map((view) => [nameOf(view), view]))
    for (const [name, view] of this.#running) {
      if (running.has(name)) continue
      const last = endedView(orders, now).findLast((ended) => orderOf(ended) === orderOf(view))
      this.#feed.add({ type: 'chaos-end', data: last ?? view })
    }
    for (const [name, view] of running) {
      if (!this.#running.has(name)) this.#feed.add({ type: 'chaos-begin', data: view })
    }
    this.#running = running
  }
}

/** The order as it was written. */
function orderOf(view: object): string {
  const {
    on: _on,
    rate: _rate,
    ends_at: _ends,
    ended_at: _ended,
    ...order
  } = JSON.parse(nameOf(view)) as Record<string, unknown>
  return JSON.stringify(order)
}

/** The order as it was written, and when it ends. */
function nameOf(view: object): string {
  const {
    requests: _requests,
    hits: _hits,
    figures: _figures,
    remaining_ms: _remaining,
    ...order
  } = view as Record<string, unknown>
  return JSON.stringify(order)
}
