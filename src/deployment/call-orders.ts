import type { ErrorSpec } from '../scenario/outcome.ts'
import { Probe } from '../scenario/match/probe.ts'
import type { FaultOrder } from '../faults/fault-order.ts'
import type { Call } from '../provider/call.ts'
import { applyUpstreamFaults } from '../provider/faults/apply-upstream-faults.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import type { Session } from './sessions.ts'
import type { ProviderTurn } from '../contracts/upstream.ts'
import { Past } from './session-past.ts'
import type { Visit } from './visit.ts'

/** The error that is ordered for a call: by the client, or by a standing order. */
export function orderedError(
  request: ChatRequest,
  session: Session,
  visit: Visit,
  at: number,
): ErrorSpec | undefined {
  const { error } = visit.overrides
  visit.orderFaults = []
  // A client that orders its own error leaves the standing orders to others.
  if (error !== undefined) return { name: error }
  if (visit.orders === undefined) return undefined
  const past = new Past(session)
  const taken = visit.orders.take(() => new Probe(request, past), at)
  if (visit.orders.touched || past.consulted) visit.repeats = false
  visit.orderFaults = taken?.faults ?? []
  return taken?.spec
}

/** The answer after the faults of its rule and of the exchange. */
export function faulty(
  answer: ProviderTurn,
  ruleFaults: readonly FaultOrder[],
  { upstream, random }: Omit<Call, 'timing' | 'isTimingGiven'>,
  visit: Visit,
): ProviderTurn {
  visit.ruleFaults = ruleFaults
  if (ruleFaults.length + visit.faults.length + visit.orderFaults.length === 0) return answer
  const orders = [...ruleFaults, ...visit.faults, ...visit.orderFaults]
  const { turn, effects } = applyUpstreamFaults(
    answer,
    orders,
    upstream,
    random.fork(`faults ${upstream.attempt}`),
  )
  for (const effect of effects) {
    // A call that is repeated tells the same again.
    const isKnown = visit.effects.some((it) => it.fault === effect.fault && it.hit === effect.hit)
    if (!isKnown) visit.effects.push(effect)
  }
  return turn
}
