import type { Random } from '../../random/random.ts'
import { SPARED, effectOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { findFault } from '../../faults/fault-table.ts'
import type { Note, Plan } from '../plan.ts'
import { checkPlan } from '../plan.ts'
import type { AskedExchange } from './wire-fault.ts'
import { WIRE_FAULTS } from './wire-faults.ts'

/**
 * A plan after faults, in their order; upstream faults among them are left to the deployment. The notes say what each did.
 * Throws where a fault would break the plan: that is a bug.
 */
export function applyFaults(
  plan: Plan,
  orders: readonly FaultOrder[],
  random: Random,
  asked: AskedExchange = NOBODY,
): Plan {
  let { events } = plan
  const notes: Note[] = [...plan.notes]
  for (const [index, order] of orders.entries()) {
    if (findFault(order.name)?.side !== 'wire') continue
    const own = random.fork(`fault ${index}`)
    const { chance } = order.options
    const spared = typeof chance === 'number' && own.next() >= chance
    const result = spared ? SPARED : WIRE_FAULTS[order.name]!(order)(events, own, asked)
    notes.push({ kind: 'fault', ...effectOf(order, result) })
    if (typeof result !== 'string') events = result
  }
  return checkPlan({ events, notes })
}

const NOBODY: AskedExchange = { host: '', target: '/', earlier: 0 }
