import type { ErrorSpec } from '../scenario/outcome.ts'
import { Probe } from '../scenario/match/probe.ts'
import type { FaultOrder } from '../faults/fault-order.ts'
import type { Call } from '../provider/call.ts'
import { applyUpstreamFaults } from '../provider/faults/apply-upstream-faults.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import type { Session } from './sessions.ts'
import type { ProviderTurn } from '../contracts/upstream.ts'
import { Past } from './session-past.ts'
import type { DeploymentExchange } from './deployment-exchange.ts'

/** The error that is ordered for a call: by the client, or by a standing order. */
export function orderedError(
  request: ChatRequest,
  session: Session,
  exchange: DeploymentExchange,
  at: number,
): ErrorSpec | undefined {
  const { overrides, orders } = exchange.facts
  exchange.orderFaults = NONE
  // A client that orders its own error leaves the standing orders to others.
  if (overrides.error !== undefined) return { name: overrides.error }
  if (orders === undefined) return undefined
  const taken = orders.take(() => new Probe(request, new Past(session)), at)
  exchange.orderFaults = taken?.faults ?? NONE
  return taken?.spec
}

const NONE: readonly FaultOrder[] = []

/** The answer after the faults of its rule and of the exchange. */
export function faulty(
  answer: ProviderTurn,
  ruleFaults: readonly FaultOrder[],
  { upstream, random }: Omit<Call, 'timing' | 'isTimingGiven'>,
  exchange: DeploymentExchange,
): ProviderTurn {
  exchange.ruleFaults = ruleFaults
  const orders = exchange.faults
  if (orders.length === 0) return answer
  const { turn, effects } = applyUpstreamFaults(
    answer,
    orders,
    upstream,
    random.fork(`faults ${upstream.attempt}`),
  )
  for (const effect of effects) {
    // A call that is repeated tells the same again.
    const isKnown = exchange.effects.some((it) => it.fault === effect.fault && it.hit === effect.hit)
    if (!isKnown) exchange.effects.push(effect)
  }
  return turn
}
