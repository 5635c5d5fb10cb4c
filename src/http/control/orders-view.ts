import type { ChaosView, StandingOrders } from '../../injection/standing-orders.ts'
import type { OrderSpec } from '../../scenario/order.ts'

/** The one-shot orders that wait, as they were written, with how many requests they are still for. `session`: those for it alone. */
export function nextView(orders: StandingOrders, session?: string): readonly object[] {
  return orders.waiting(session).map(({ spec, left }) => ({
    ...writtenIn(spec),
    ...(spec.times === 1 ? {} : { times: spec.times, remaining: left }),
  }))
}

/** Chaos that is not over, as it was written, with what it has done. `at`: milliseconds since 1970. `session`: for it alone. */
export function chaosView(orders: StandingOrders, at: number, session?: string): readonly object[] {
  return orders.chaos(at, session).map((view) => {
    const { by, spec, on, rate, endsAt } = view
    return {
      ...writtenIn(spec),
      by,
      on,
      rate,
      ...(endsAt === undefined ? {} : { ends_at: new Date(endsAt).toISOString(), remaining_ms: endsAt - at }),
      ...countView(view),
    }
  })
}

/** Chaos that has ended, the last one last: as it was written, with what it has done. `at`: milliseconds since 1970. */
export function endedView(orders: StandingOrders, at: number, session?: string): readonly object[] {
  return orders.ended(at, session).map((view) => ({
    ...writtenIn(view.spec),
    by: view.by,
    ...(view.endsAt === undefined ? {} : { ended_at: new Date(view.endsAt).toISOString() }),
    ...countView(view),
  }))
}

function countView({ seen, hits, figures: { tasks, amplification, lost, hitsBy } }: ChaosView): object {
  return { requests: seen, hits, figures: { tasks, amplification, lost, hits_by: hitsBy } }
}

function writtenIn({ written }: OrderSpec): object {
  return written
}
