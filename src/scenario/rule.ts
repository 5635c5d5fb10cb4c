import type { FaultOrder } from '../faults/fault-order.ts'
import { turnOf } from '../request/chat-request.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import type { Condition } from './match/condition.ts'
import type { Outcome } from './outcome.ts'
import type { Timing } from './timing.ts'

/** One compiled scenario. Frozen. */
export interface Rule {
  /** As given, or `file#n` (n from 1 in its file). Unique in a book. */
  readonly name: string
  readonly description?: string
  readonly file: string
  /** Where it begins, from 1. */
  readonly line: number
  readonly column: number
  /** Higher goes first; 0 unless given. */
  readonly priority: number
  /** All must hold; an empty list holds for every request. */
  readonly conditions: readonly Condition[]
  /** One per call, at least one. `outcomeAt` picks. */
  readonly outcomes: readonly Outcome[]
  /** What counts them: calls of the session unless given, or the turns of the conversation. */
  readonly by?: 'call' | 'turn'
  /** What follows after the last outcome. */
  readonly then: 'last' | 'loop' | 'fail'
  readonly timing?: Timing
  /** What goes wrong with its answers, in this order. */
  readonly faults?: readonly FaultOrder[]
  /** How often it may match in a session; without limit unless given. */
  readonly times?: number
  /** Its share among the weighted rules of its priority that match. */
  readonly weight?: number
  /** The state that the session has after it. */
  readonly set_state?: string
  /** Added while the program runs, not by a file: such rules go first; of one priority those with the highest number. */
  readonly runtime?: number
  /** Its place in the order of matching, from 0. */
  readonly index: number
}

/** Every key must be written, those that may be absent too. */
export type AllKeys<T> = { readonly [K in keyof Required<T>]: T[K] }

/**
 * The outcome of a rule's `call`-th match (from 1) in a session; of a rule that goes by turns, that of the request's turn.
 * `undefined`: the outcomes are used up and the rule says `then: fail`.
 */
export function outcomeAt(rule: Rule, call: number, request?: ChatRequest): Outcome | undefined {
  const { outcomes, then, by } = rule
  const number = by === 'turn' && request !== undefined ? turnOf(request) : call
  if (number <= outcomes.length) return outcomes[number - 1]
  if (then === 'fail') return undefined
  return outcomes[then === 'loop' ? (number - 1) % outcomes.length : outcomes.length - 1]
}
