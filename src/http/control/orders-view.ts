import { faultText } from '../../faults/fault-order.ts'
import type { OrderTarget, StandingOrders, WrongOrder } from '../../standing-orders.ts'

/** The standing orders as the control routes show them. `at`: milliseconds since 1970. */
export function ordersView(
  orders: StandingOrders,
  at: number,
): { readonly next: readonly object[]; readonly chaos: readonly object[] } {
  const { next, chaos } = orders.view(at)
  return {
    next: next.map((order) => ({ ...wrongView(order), ...whenView(order.when) })),
    chaos: chaos.map(({ order, endsAt, remainingMs, seen, hits }) => ({
      ...wrongView(order),
      ...whenView(order.when),
      rate: order.rate,
      ...(order.every === undefined ? {} : { every: order.every }),
      ...(order.first === undefined ? {} : { first: order.first }),
      ends_at: new Date(endsAt).toISOString(),
      remaining_ms: remainingMs,
      requests: seen,
      hits,
    })),
  }
}

function wrongView({ error, faults }: WrongOrder): object {
  return {
    ...(error === undefined ? {} : { error }),
    ...(faults.length === 0 ? {} : { fault: faults.map(faultText).join('; ') }),
  }
}

function whenView({ rest, ...names }: OrderTarget): object {
  const when = { ...names, ...rest?.when }
  return Object.keys(when).length === 0 ? {} : { when }
}
