import { decodedPart } from '../message/target.ts'
import { plannedStatus } from './planned.ts'
import type { JournalEntry } from './entry.ts'

/** What became of an exchange, in words that filters and checks use. */
export interface Outcome {
  readonly status: number | undefined
  /** `running` until it is over. */
  readonly ended: string
  readonly by: 'scenario' | 'fake' | 'error' | 'limit' | 'unmatched' | 'gateway'
  readonly rule: string | undefined
  readonly deployment: string | undefined
  /** An error or a fault was played on purpose. */
  readonly faulted: boolean
}

export function outcomeOf(entry: JournalEntry): Outcome {
  const call = entry.calls.at(-1)
  return {
    status: plannedStatus(entry),
    ended: entry.sent?.ended ?? 'running',
    by: call === undefined ? 'gateway' : call.by === 'rule' ? 'scenario' : call.by,
    rule: call?.rule,
    deployment: call?.request.deployment ?? deploymentInPath(entry.request.target),
    faulted: isFaulted(entry),
  }
}

function isFaulted({ faults = [], ordered, calls }: JournalEntry): boolean {
  return ordered !== undefined || calls.at(-1)?.by === 'error' || faults.some(({ hit }) => hit)
}

/** The deployment id of a target that names one. */
export function deploymentInPath(target: string): string | undefined {
  const id = /\/deployments\/([^/?#]+)/.exec(target)?.[1]
  return id === undefined ? undefined : decodedPart(id)
}

export const ENDINGS = ['end', 'cut', 'reset', 'hang', 'client-left', 'running', 'replayed'] as const
export const ANSWERERS = ['scenario', 'fake', 'error', 'limit', 'unmatched', 'gateway'] as const

/** Whether a status is this one, `429`, or of this class, `4xx`. */
export function isStatus(status: number | undefined, wanted: string): boolean {
  if (status === undefined) return false
  return wanted.endsWith('xx') ? String(status).startsWith(wanted[0]!) : String(status) === wanted
}

export const STATUS_WORD = /^[1-5](\d\d|xx)$/
