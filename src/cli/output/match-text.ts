import { explainMiss, explainRule } from '../../scenario/match/explain-miss.ts'
import type { FailedCondition } from '../../scenario/match/explain-miss.ts'
import type { MatchContext } from '../../scenario/match/probe.ts'
import type { Rule } from '../../scenario/rule.ts'
import type { Tried } from '../request/try-request.ts'

export interface MatchResult {
  readonly method: string
  readonly target: string
  readonly status: number | null
  /** The scenario that answers; null: none, so that a fake does, or the gateway by itself. */
  readonly scenario: { readonly name: string; readonly at: string } | null
  /** How often the gateway asked; 0: it answered by itself. */
  readonly calls: number
  /** Those that match too but come later, in their order. */
  readonly later: readonly { readonly name: string; readonly at: string }[]
  /** The others with the first condition that failed, the nearest first. */
  readonly others: readonly ({ readonly name: string; readonly at: string } & FailedCondition)[]
}

/** A session without a past: `match` looks at the first request of one. */
const FRESH: MatchContext = { calls: () => 0, state: undefined }

/** Which rule answered, and why each of the others did not. */
export function matchResult({ emulator, exchange: { entry } }: Tried): MatchResult {
  const { book } = emulator
  const call = entry.calls.at(-1)
  const winner = call?.rule === undefined ? undefined : book.byName.get(call.rule)
  const others = call === undefined ? [] : explainMiss(book, call.request, FRESH, Infinity)
  const later =
    call === undefined
      ? []
      : book.rules.filter((rule) => rule !== winner && explainRule(rule, call.request, FRESH) === undefined)
  return {
    method: entry.request.method,
    target: entry.request.target,
    status: entry.planned?.status ?? null,
    scenario: winner === undefined ? null : named(winner),
    calls: entry.calls.length,
    later: later.map(named),
    others: others
      .filter(({ rule }) => rule !== winner)
      .map(({ rule, failed }) => ({ ...named(rule), ...failed })),
  }
}

const MOST_SHOWN = 30

export function matchText(result: MatchResult): string {
  const { method, target, scenario, later, others } = result
  const lines = [`${method} ${target}`, '', answerLine(result)]
  if (later.length > 0) lines.push('', 'these match too, but come later:')
  for (const { name, at } of later.slice(0, MOST_SHOWN)) lines.push(`  ${JSON.stringify(name)} (${at})`)
  if (others.length > 0)
    lines.push('', scenario === null ? 'no scenario matches:' : 'the others do not match:')
  for (const { name, at, path, expected, actual, hint } of others.slice(0, MOST_SHOWN)) {
    lines.push(`  ${JSON.stringify(name)} (${at})`, `    ${path}: expected ${expected}, got ${actual}`)
    if (hint !== undefined) lines.push(`    hint: ${hint}`)
  }
  if (others.length > MOST_SHOWN) lines.push(`  and ${others.length - MOST_SHOWN} more; --json shows all`)
  return `${lines.join('\n')}\n`
}

function answerLine({ scenario, calls, status }: MatchResult): string {
  if (scenario !== null) return `${JSON.stringify(scenario.name)} (${scenario.at}) answers, status ${status}`
  if (calls === 0) return `the gateway answers by itself, status ${status}: no scenario is asked`
  return status === 200
    ? 'no scenario answers: a fake does, status 200'
    : `no scenario answers, status ${status}`
}

function named(rule: Rule) {
  return { name: rule.name, at: `${rule.file}:${rule.line}:${rule.column}` }
}
