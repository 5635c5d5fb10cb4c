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
  const isHead = head?.kind === 'head'
  return {
    // Raw bytes that make no head have no status.
    status: isHead && head.status > 0 ? head.status : undefined,
    headers: isHead ? head.headers : [],
    frames: Math.max(0, countOf(parts) - (isHead ? 2 : 1)),
    ends: last?.kind ?? '',
    durationMs: last === undefined || last.kind === 'run' ? 0 : Math.round(last.at),
  }
}
