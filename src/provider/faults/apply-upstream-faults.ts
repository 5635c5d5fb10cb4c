import type { Random } from '../../random/random.ts'
import { SPARED, effectOf } from '../../faults/fault-order.ts'
import type { FaultEffect, FaultOrder } from '../../faults/fault-order.ts'
import { findFault } from '../../faults/fault-table.ts'
import { writtenOut } from '../../contracts/upstream.ts'
import type { ProviderTurn } from '../../contracts/upstream.ts'
import type { Asked } from './upstream-fault.ts'
import { UPSTREAM_FAULTS } from './upstream-faults.ts'

/** The deployment's answer after faults, in their order, and what each did; wire faults among them are left to the plan. */
export function applyUpstreamFaults(
  turn: ProviderTurn,
  orders: readonly FaultOrder[],
  asked: Asked,
  random: Random,
): { readonly turn: ProviderTurn; readonly effects: readonly FaultEffect[] } {
  let changed: ProviderTurn = writtenOut(turn)
  const effects: FaultEffect[] = []
  for (const [index, order] of orders.entries()) {
    if (findFault(order.name)?.side !== 'upstream') continue
    const { chance } = order.options
    const spared = typeof chance === 'number' && random.fork(`fault ${index}`).next() >= chance
    const result = spared ? SPARED : UPSTREAM_FAULTS[order.name]!(order)(changed, asked)
    effects.push(effectOf(order, result))
    if (typeof result !== 'string') changed = withoutRaw(result)
  }
  return { turn: changed, effects }
}

/** What a fault changed is no longer what the raw bytes say. */
function withoutRaw(turn: ProviderTurn): ProviderTurn {
  if ((turn.kind !== 'answer' && turn.kind !== 'none') || turn.raw === undefined) return turn
  const { raw: _raw, ...rest } = turn
  return rest
}
