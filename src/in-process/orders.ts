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

/** Throws when an order is wrong; none are none. `session`: the one that they are for. */
export function chaosOrders(
  order: ChaosInput | readonly ChaosInput[] = [],
  session?: string,
): readonly ChaosSpec[] {
  return isNone(order) ? [] : readChaos(ofSession(plainScenario(order), session))
}

/** Throws when a limit is wrong; none are none. `session`: the one that they are for. */
export function limitOrders(
  limit: LimitInput | readonly LimitInput[] = [],
  session?: string,
): readonly LimitSpec[] {
  return isNone(limit) ? [] : readLimits(ofSession(plainScenario(limit), session))
}

function ofSession(orders: unknown, session: string | undefined): unknown {
  if (session === undefined) return orders
  if (Array.isArray(orders)) return orders.map((order) => ofSession(order, session))
  return typeof orders === 'object' && orders !== null ? { ...orders, session } : orders
}

function isNone(orders: object): boolean {
  return Array.isArray(orders) && orders.length === 0
}
