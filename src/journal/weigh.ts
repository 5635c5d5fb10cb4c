import type { PlanPart } from '../plan/plan.ts'
import type { JournalEntry } from './entry.ts'

/** An entry with its headers and calls. */
const BASE = 4096
/** A body is held as it came, decoded, and as it goes to the deployment. */
const PER_BODY_BYTE = 4
const PER_EVENT = 400
const PER_NUMBER = 8

/** About how many bytes of memory an entry keeps alive. While an exchange runs, its plan is needed anyway. */
export function weigh(entry: JournalEntry): number {
  const { request, sending, sent } = entry
  const asked = BASE + request.body.length * PER_BODY_BYTE
  if (sent === undefined) return asked
  return asked + (entry.planBytes ?? planWeight(entry)) + (sending?.size ?? 0) * PER_NUMBER
}

function planWeight({ parts = [] }: JournalEntry): number {
  let weight = 0
  for (const part of parts) weight += partWeight(part)
  return weight
}

/** A whole answer is one long text; the frames of a stream are made from shared parts when they leave. */
function partWeight(part: PlanPart): number {
  if (part.kind === 'run') return part.memory
  return PER_EVENT + (part.kind === 'body' && typeof part.data !== 'function' ? part.data.length : 0)
}
