import { probesOf } from '../journal/asked.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { isStatus, outcomeOf } from '../journal/outcome.ts'
import { holds } from '../scenario/match/condition.ts'
import { explainRule } from '../scenario/match/explain-miss.ts'
import type { FailedCondition } from '../scenario/match/explain-miss.ts'
import type { Probe } from '../scenario/match/probe.ts'
import type { OutcomeWanted, Wanted } from './check.ts'

/** Why an exchange is not meant: the first thing that does not hold, and how near it came, 0 to 1. */
export interface Miss {
  readonly failed: FailedCondition
  readonly nearness: number
}

/** Undefined where the exchange fits. One that the gateway tried several times fits when one of its tries does. */
export function missOf(wanted: Wanted, entry: JournalEntry): Miss | undefined {
  const misses = probesOf(entry).map((probe) => missOfTry(wanted, entry, probe))
  if (misses.includes(undefined)) return undefined
  return (misses as Miss[]).reduce((best, miss) => (miss.nearness > best.nearness ? miss : best))
}

function missOfTry(wanted: Wanted, entry: JournalEntry, probe: Probe): Miss | undefined {
  const { rule, outcome, session } = wanted
  const conditions = rule?.conditions ?? []
  const failed =
    (rule === undefined ? undefined : explainRule(rule, probe.request, probe.context)) ??
    failedSession(session, entry) ??
    outcome.map((one) => failedOutcome(one, entry)).find((it) => it !== undefined)
  if (failed === undefined) return undefined
  const held =
    conditions.filter((condition) => holds(condition, probe, rule!)).length +
    outcome.filter((one) => failedOutcome(one, entry) === undefined).length +
    (session !== undefined && failedSession(session, entry) === undefined ? 1 : 0)
  const all = conditions.length + outcome.length + (session === undefined ? 0 : 1)
  return { failed, nearness: (held + (failed.hint === undefined ? 0 : 0.75)) / all }
}

function failedSession(session: string | undefined, entry: JournalEntry): FailedCondition | undefined {
  if (session === undefined || session === entry.session) return undefined
  return { path: 'session', expected: JSON.stringify(session), actual: JSON.stringify(entry.session) }
}

function failedOutcome({ key, values }: OutcomeWanted, entry: JournalEntry): FailedCondition | undefined {
  const outcome = outcomeOf(entry)
  const actual = {
    status: String(outcome.status ?? 'no answer'),
    ended: outcome.ended,
    scenario: outcome.rule ?? 'none',
    answered_by: outcome.by,
    faulted: String(outcome.faulted),
  }[key]
  const fits = values.some((value) => (key === 'status' ? isStatus(outcome.status, value) : value === actual))
  return fits ? undefined : { path: `outcome.${key}`, expected: values.join(' or '), actual }
}
