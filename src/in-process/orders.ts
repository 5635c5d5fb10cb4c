import { readChaos, readNext } from '../http/control/read-order.ts'
import type { ChaosOrder, NextOrder } from '../standing-orders.ts'
import { plainScenario } from './plain-scenario.ts'
import type { ErrorName, FaultsInput, WhenInput } from './scenario-types.ts'
import { whenMap } from './when-map.ts'

/** What is to go wrong, and with which requests: `{ fault: 'cut:after=3', when: { message: 'hello' } }`. */
export interface NextInput {
  /** A name of the error catalogue. */
  readonly error?: ErrorName | undefined
  /** As in a scenario: `cut:after=3`, `{ cut: { after: 3 } }`, or a list. */
  readonly fault?: FaultsInput | undefined
  /** Conditions as in a scenario. */
  readonly when?: WhenInput | undefined
}

export interface ChaosInput extends NextInput {
  /** The chance of each request, 0 to 1; 1 unless given. */
  readonly rate?: number | undefined
  /** Only every so manieth request. */
  readonly every?: number | undefined
  /** Only so many requests at the beginning. */
  readonly first?: number | undefined
  /** `30s`, `5m`, or milliseconds; five minutes unless given. */
  readonly for?: string | number | undefined
}

/** `session`: the one that the order is for. Throws when the order is wrong. */
export function nextOrder(order: NextInput, session?: string): NextOrder {
  return readNext({ ...plainOrder(order), ...(session === undefined ? {} : { session }) })
}

/** Throws when an order is wrong; none are none. */
export function chaosOrders(order: ChaosInput | readonly ChaosInput[] = []): readonly ChaosOrder[] {
  const orders = Array.isArray(order) ? (order as readonly ChaosInput[]) : [order as ChaosInput]
  return orders.length === 0 ? [] : readChaos(orders.map(plainOrder))
}

function plainOrder(order: NextInput): object {
  const { when, ...rest } = order
  const whenPart = when === undefined ? {} : { when: whenMap(when) }
  return plainScenario({ ...rest, ...whenPart }) as object
}
