import type { GatewayRequest } from '../contracts/front-end.ts'
import type { JournalCall } from '../journal/entry.ts'
import type { WireEvent } from '../plan/plan.ts'
import type { ScenarioBook } from '../scenario/book.ts'

/** An exchange whose answer depends on nothing but the request: what was planned for it, and what it left behind. */
export interface RememberedExchange {
  readonly book: ScenarioBook
  /** A number that changes with the standing orders and limits; none of them is for the request. */
  readonly orders: number
  /** Unix seconds of `created`, where it follows the clock. */
  readonly second: number
  readonly events: readonly WireEvent[]
  readonly seed: number | undefined
  readonly calls: readonly JournalCall[]
  readonly session: string
}

const MOST_REMEMBERED = 256
const MOST_BODY_BYTES = 8 * 1024
const MOST_EVENTS = 500

/**
 * Answers that can be given again. An exchange is a pure function of the request, the scenarios and the session's past;
 * where the past was not looked at, equal bytes get equal bytes, and need not be worked out twice. Bounded.
 */
export class ExchangeMemo {
  readonly #known = new Map<string, RememberedExchange>()
  /** What came once: most requests never come again, and are not worth their answer's memory. */
  readonly #once = new Set<string>()

  /** What identifies a request to a line; undefined for one that is not worth keeping. */
  keyOf(request: GatewayRequest, line: string): string | undefined {
    const { body } = request
    if (body.length === 0 || body.length > MOST_BODY_BYTES) return undefined
    let key = `${line} ${request.method} ${request.target} ${request.httpVersion}\n`
    for (const [name, value] of request.headers.list) key += `${name}:${value}\n`
    return key + Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1')
  }

  get(key: string, book: ScenarioBook, orders: number, second: number): RememberedExchange | undefined {
    const known = this.#known.get(key)
    if (known === undefined || known.book !== book || known.orders !== orders) return undefined
    return known.second === second ? known : undefined
  }

  /** Keeps the exchange if its request came before. */
  offer(key: string, exchange: RememberedExchange): void {
    if (exchange.events.length > MOST_EVENTS) return
    if (!this.#once.has(key)) {
      if (this.#once.size >= MOST_REMEMBERED) this.#once.clear()
      this.#once.add(key)
      return
    }
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear()
    this.#known.set(key, { ...exchange, events: exchange.events.map(settled) })
  }
}

/** Bytes that were to be made when they leave are made now: they will leave more than once. */
function settled(event: WireEvent): WireEvent {
  if (event.kind !== 'body' || typeof event.data !== 'function') return event
  return { ...event, data: event.data() }
}
