import { faultText } from '../faults/fault-order.ts'
import type { FaultOrder } from '../faults/fault-order.ts'
import { holds } from '../scenario/match/condition.ts'
import type { Probe } from '../scenario/match/probe.ts'
import type { Injection, OrderSpec } from '../scenario/order.ts'
import type { ErrorSpec } from '../scenario/outcome.ts'

/** The order that hits a request, and where it comes from. */
export interface AppliedOrder {
  readonly by: 'next' | 'chaos'
  /** As the order names itself. */
  readonly name?: string
  /** The error's name, or its status where it has none. */
  readonly error?: string
  /** The error with what differs from the one of that name. */
  readonly spec?: ErrorSpec
  readonly faults: readonly FaultOrder[]
}

export function appliedOrder(
  by: AppliedOrder['by'],
  { name }: OrderSpec,
  injection: Injection,
): AppliedOrder {
  const { error, faults } = injection
  return {
    by,
    ...(name === undefined ? {} : { name }),
    ...(error === undefined ? {} : { error: error.name ?? String(error.status), spec: error }),
    faults,
  }
}

/** What goes wrong, in a few words: the error's name, or its faults. */
export function kindOf({ error, faults }: Injection): string {
  const what = error === undefined ? [] : [error.name ?? String(error.status)]
  return [...what, ...faults.map(faultText)].join('; ')
}

/** Whether an order is for this call of the gateway. */
export function fits({ conditions }: OrderSpec, probe: () => Probe): boolean {
  return conditions.every((condition) => holds(condition, probe(), undefined))
}
