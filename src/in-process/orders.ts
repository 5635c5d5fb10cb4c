import { readChaos, readLimits, readNext } from '../http/control/read-order.ts'
import type { LimitSpec } from '../scenario/limit.ts'
import type { ChaosSpec, NextSpec } from '../scenario/order.ts'
import { plainScenario } from './plain-scenario.ts'
import type { ChaosInput, LimitInput, NextInput } from './scenario-types.ts'

/** `session`: the one that the order is for. Throws when the order is wrong. */
export function nextOrder(order: NextInput, session?: string): NextSpec {
  if (typeof order !== 'object' || order === null)
    throw new TypeError(
      `next takes a map such as { error: 'azure.rate_limit' }, got ${JSON.stringify(order)}`,
    )
  return readNext({ ...(plainScenario(order) as object), ...(session === undefined ? {} : { session }) })
}

/** Throws when an order is wrong; none are none. */
export function chaosOrders(order: ChaosInput | readonly ChaosInput[] = []): readonly ChaosSpec[] {
  return isNone(order) ? [] : readChaos(plainScenario(order))
}

/** Throws when a limit is wrong; none are none. */
export function limitOrders(limit: LimitInput | readonly LimitInput[] = []): readonly LimitSpec[] {
  return isNone(limit) ? [] : readLimits(plainScenario(limit))
}

function isNone(orders: object): boolean {
  return Array.isArray(orders) && orders.length === 0
}
