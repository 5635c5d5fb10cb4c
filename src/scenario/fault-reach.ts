import { findFault } from '../faults/fault-table.ts'
import type { FaultOrder } from '../faults/fault-order.ts'
import type { ChoiceSpec, Outcome } from './outcome.ts'

/** Frames of a stream beside those that bring content: the role, the finish reason, usage, the filter's … */
const OTHER_FRAMES = 20

/** A fault that never hits, with why and what to do about it. */
export interface FaultBeyond {
  readonly fault: FaultOrder
  /** Which one of the faults it is, from 0, and its option that is to blame. */
  readonly index: number
  readonly option: string
  readonly why: string
  readonly hint: string
}

/** A fault that is to hit behind the end of any answer of the rule, or in tool arguments that none of them has. */
export function faultBeyond(
  faults: readonly FaultOrder[],
  outcomes: readonly Outcome[],
): FaultBeyond | undefined {
  const frames = Math.max(...outcomes.map(mostFrames))
  const callsNothing = outcomes.every(hasNoToolCalls)
  for (const [index, fault] of faults.entries()) {
    const { after, in: within } = fault.options
    const isPosition = findFault(fault.name)?.options['after'] !== undefined
    if (isPosition && typeof after === 'number' && after > frames)
      return {
        fault,
        index,
        option: 'after',
        why: `the reply has fewer than ${after} frames`,
        hint: `it has ${frames} at most; give a smaller number, or fraction: 0.5`,
      }
    if (within === 'tool_arguments' && callsNothing)
      return {
        fault,
        index,
        option: 'in',
        why: 'the reply calls no tool',
        hint: 'leave in: tool_arguments out, or give tool_calls',
      }
  }
  return undefined
}

function hasNoToolCalls(outcome: Outcome): boolean {
  if (outcome.kind !== 'reply') return false
  const choices = outcome.reply.choices ?? [outcome.reply]
  return choices.every(({ tool_calls = [] }) => tool_calls.length === 0)
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
