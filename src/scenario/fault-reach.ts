import { findFault } from '../faults/fault-table.ts'
import type { FaultOrder } from '../faults/fault-order.ts'
import type { ChoiceSpec, Outcome } from './outcome.ts'

/** Frames of a stream beside those that bring content: the role, the finish reason, usage, the filter's … */
const OTHER_FRAMES = 20

/** A fault that is to hit after more frames than any answer of the rule can have, and how many that are at most. */
export function faultBeyond(
  faults: readonly FaultOrder[],
  outcomes: readonly Outcome[],
): { readonly fault: FaultOrder; readonly after: number; readonly most: number } | undefined {
  const most = Math.max(...outcomes.map(mostFrames))
  for (const fault of faults) {
    const after = fault.options['after']
    const isPosition = findFault(fault.name)?.options['after'] !== undefined
    if (isPosition && typeof after === 'number' && after > most) return { fault, after, most }
  }
  return undefined
}

/** A token has a character at least. What is made up, or known only with the request, has no bound. */
function mostFrames(outcome: Outcome): number {
  if (outcome.kind !== 'reply' || outcome.fill !== undefined) return Infinity
  const choices = outcome.reply.choices ?? [outcome.reply]
  return choices.reduce((sum, choice) => sum + OTHER_FRAMES + contentFrames(choice), 0)
}

function contentFrames(choice: ChoiceSpec): number {
  const { text = '', chunks, json, reasoning = '', refusal = '', tool_calls = [] } = choice
  if (json?.fake === true || tool_calls.some((call) => call.arguments.fake)) return Infinity
  const own = chunks?.length ?? (json === undefined ? text.length : size(json.value))
  const calls = tool_calls.reduce(
    (sum, call) => sum + 1 + (call.arguments.fake ? 0 : size(call.arguments.value)),
    0,
  )
  return own + reasoning.length + refusal.length + calls
}

function size(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0
}
