import type { StandingOrders } from '../../orders/standing-orders.ts'
import type { OrderSpec } from '../../scenario/order.ts'

/** The standing orders as the control routes show them: as they were written, with what they have done. `at`: milliseconds since 1970. */
export function ordersView(
  orders: StandingOrders,
  at: number,
): { readonly next: readonly object[]; readonly chaos: readonly object[] } {
  const { next, chaos } = orders.view(at)
  return {
    next: next.map(({ spec, left }) => ({
      ...writtenIn(spec),
      ...(spec.times === 1 ? {} : { times: spec.times, remaining: left }),
    })),
    chaos: chaos.map(({ by, spec, on, rate, endsAt, seen, hits }) => ({
      ...writtenIn(spec),
      by,
      on,
      rate,
      ...(endsAt === undefined ? {} : { ends_at: new Date(endsAt).toISOString(), remaining_ms: endsAt - at }),
      requests: seen,
      hits,
    })),
  }
}

function writtenIn({ written }: OrderSpec): object {
  return written
}
