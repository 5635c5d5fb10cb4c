import type { Overrides } from '../contracts/overrides.ts'
import type { FaultEffect, FaultOrder } from '../faults/fault-order.ts'
import type { JournalCall } from '../journal/entry.ts'
import type { OrderedExchange } from '../injection/ordered-exchange.ts'
import type { ClientRequest } from '../request/chat-request.ts'
import type { ScenarioBook } from '../scenario/book.ts'

/** One exchange, as the deployment has to know it. */
export interface Visit {
  readonly book: ScenarioBook
  readonly client: ClientRequest
  readonly overrides: Overrides
  readonly seed: number
  /** Unix seconds. */
  readonly created: number
  /** Now, ms since 1970. */
  readonly at: number
  /** Planned ms for each real one; 0: nothing waits. */
  readonly speed: number
  /** What the gateway asked, and which rule answered. */
  readonly calls: JournalCall[]
  /** What the standing orders do to it; absent where none stands. */
  readonly orders: OrderedExchange | undefined
  /** Ordered for the whole exchange, and what became of those that hit the deployment. */
  readonly faults: readonly FaultOrder[]
  readonly effects: FaultEffect[]
  /** Those of the rule that answered last. */
  ruleFaults: readonly FaultOrder[]
  /** Those of the order that hit the last call. */
  orderFaults: readonly FaultOrder[]
}
