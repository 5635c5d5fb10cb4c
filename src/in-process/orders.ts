import { readChaos, readNext } from '../http/control/read-order.ts'
import type { ChaosSpec, NextSpec } from '../scenario/order.ts'
import { plainScenario } from './plain-scenario.ts'
import type { ChaosInput, NextInput } from './scenario-types.ts'

/** `session`: the one that the order is for. Throws when the order is wrong. */
export function nextOrder(order: NextInput, session?: string): NextSpec {
  return readNext({ ...plainOrder(order), ...(session === undefined ? {} : { session }) })
}

/** Throws when an order is wrong; none are none. */
export function chaosOrders(order: ChaosInput | readonly ChaosInput[] = []): readonly ChaosSpec[] {
  const orders = Array.isArray(order) ? (order as readonly ChaosInput[]) : [order as ChaosInput]
  return orders.length === 0 ? [] : readChaos(orders.map(plainOrder))
}

function plainOrder(order: NextInput | ChaosInput): object {
  return plainScenario(order) as object
}
