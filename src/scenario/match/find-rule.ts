import type { ChatRequest } from '../../request/chat-request.ts'
import type { ScenarioBook } from '../book.ts'
import type { Rule } from '../rule.ts'
import { captures, holds } from './condition.ts'
import { Probe } from './probe.ts'
import type { MatchContext } from './probe.ts'

/** The rule that answers. */
export interface RuleMatch {
  readonly rule: Rule
  /** What its first pattern caught: the whole match, then the groups. Worked out when it is read. */
  readonly captures: readonly string[]
}

/**
 * The first rule that matches: by priority, then file name, then order. Among weighted rules of one priority that match
 * chance decides. `explainMiss` tells why there is none.
 */
export function findRule(
  book: ScenarioBook,
  request: ChatRequest,
  context: MatchContext,
): RuleMatch | { readonly rule: undefined } {
  const probe = new Probe(request, context)
  const { index, rules } = book
  const candidates = index.candidates(probe)
  for (let position = 0; position < candidates.length; position++) {
    const number = candidates[position]!
    const rule = rules[number]!
    // With thousands of rules each part of a condition is a trip to main memory.
    if (index.isSettled(number) ? isUsedUp(rule, probe) : !ruleMatches(rule, probe)) continue
    const chosen =
      rule.weight === undefined ? rule : weighted(rule, candidates.slice(position + 1), book, probe)
    return new Match(chosen, probe)
  }
  return { rule: undefined }
}

/** A class: an accessor of its own for each object would cost more than the search. */
class Match implements RuleMatch {
  readonly rule: Rule
  readonly #probe: Probe
  #captures: readonly string[] | undefined

  constructor(rule: Rule, probe: Probe) {
    this.rule = rule
    this.#probe = probe
  }

  get captures(): readonly string[] {
    return (this.#captures ??= captures(this.rule.conditions, this.#probe, this.rule))
  }
}

/** Whether one rule matches; the same answer that `findRule` goes by. */
export function ruleMatches(rule: Rule, probe: Probe): boolean {
  if (isUsedUp(rule, probe)) return false
  const { conditions } = rule
  for (let at = 0; at < conditions.length; at++) if (!holds(conditions[at]!, probe, rule)) return false
  return true
}

export function isUsedUp(rule: Rule, { context }: Probe): boolean {
  return rule.times !== undefined && context.calls(rule) >= rule.times
}

function weighted(first: Rule, later: readonly number[], book: ScenarioBook, probe: Probe): Rule {
  const { context } = probe
  if (context.draw === undefined) return first
  const rivals = later
    .map((index) => book.rules[index]!)
    .filter(
      (rule) => rule.weight !== undefined && rule.priority === first.priority && ruleMatches(rule, probe),
    )
  const all = [first, ...rivals]
  let left = context.draw() * all.reduce((sum, rule) => sum + rule.weight!, 0)
  return all.find((rule) => (left -= rule.weight!) < 0) ?? first
}
