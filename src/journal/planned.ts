import { countOf } from '../plan/plan.ts'
import type { PlanPart } from '../plan/plan.ts'
import type { HeaderList } from '../message/headers.ts'

/** A plan in a few numbers. */
export interface Planned {
  readonly status: number | undefined
  readonly headers: HeaderList
  /** Body events. */
  readonly frames: number
  readonly ends: string
  readonly durationMs: number
}

export function plannedOf(parts: readonly PlanPart[]): Planned {
  const [head] = parts
  const last = parts.at(-1)
  return {
    status: statusOf(parts),
    headers: head?.kind === 'head' ? head.headers : [],
    frames: framesOf(parts),
    ends: last?.kind ?? '',
    durationMs: last === undefined || last.kind === 'run' ? 0 : Math.round(last.at),
  }
}

/** What an entry keeps of its plan. */
interface Kept {
  readonly parts?: readonly PlanPart[] | undefined
  readonly planned: Planned | undefined
}

/** The status alone: asked of every exchange, and the other numbers of few. */
export function plannedStatus(entry: Kept): number | undefined {
  return entry.parts === undefined ? entry.planned?.status : statusOf(entry.parts)
}

/** The number of body events alone. */
export function plannedFrames(entry: Kept): number {
  return entry.parts === undefined ? (entry.planned?.frames ?? 0) : framesOf(entry.parts)
}

/** Raw bytes that make no head have no status. */
export function statusOf([head]: readonly PlanPart[]): number | undefined {
  return head?.kind === 'head' && head.status > 0 ? head.status : undefined
}

/** Body events. */
function framesOf(parts: readonly PlanPart[]): number {
  return Math.max(0, countOf(parts) - (parts[0]?.kind === 'head' ? 2 : 1))
}
