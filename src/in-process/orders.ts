import { readChaos, readLimits, readNext } from '../http/control/read-order.ts'
import type { LimitSpec } from '../scenario/limit.ts'
import type { ChaosSpec, NextSpec } from '../scenario/order.ts'
import { plainScenario } from './plain-scenario.ts'
import type { ChaosInput, LimitInput, NextInput } from './scenario-types.ts'

/** `session`: the one that the order is for. Throws when the order is wrong. */
export function nextOrder(order: NextInput, session?: string): NextSpec {
  return readNext({ ...plainOrder(order), ...(session === undefined ? {} : { session }) })
}

/** Throws when an order is wrong; none are none. */
export function chaosOrders(order: ChaosInput | readonly ChaosInput[] = []): readonly ChaosSpec[] {
  const orders = [order].flat()
  return orders.length === 0 ? [] : readChaos(orders.map(plainOrder))
}

/** Throws when a limit is wrong; none are none. */
export function limitOrders(limit: LimitInput | readonly LimitInput[] = []): readonly LimitSpec[] {
  const limits = [limit].flat()
  return limits.length === 0 ? [] : readLimits(limits.map(plainOrder))
}

function plainOrder(order: NextInput | ChaosInput | LimitInput): object {
  return plainScenario(order) as object
}
