import { capturesOf, describeMatcher, matches } from './matcher.ts'
import type { Matcher } from './matcher.ts'
import type { CountedRule, Probe } from './probe.ts'
import type { Subject } from './subject.ts'

/** One compiled part of a `when`. A rule's conditions must all hold. */
export type Condition =
  | { readonly kind: 'is'; readonly subject: Subject; readonly matcher: Matcher }
  | {
      readonly kind: 'tool_result'
      readonly name?: Matcher | undefined
      readonly content?: Matcher | undefined
    }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  /** A function of a program; `words` tell it from others. */
  | { readonly kind: 'program'; readonly run: (probe: Probe) => boolean; readonly words: string }

/** `rule`: whose condition it is; undefined for one that stands in no rule. */
export function holds(condition: Condition, probe: Probe, rule: CountedRule | undefined): boolean {
  switch (condition.kind) {
    case 'is':
      return matches(condition.matcher, condition.subject.read(probe, rule), probe)
    case 'tool_result':
      return probe.toolResults.some((result) => resultFits(condition, result, probe))
    case 'all':
      return condition.of.every((part) => holds(part, probe, rule))
    case 'any':
      return condition.of.some((part) => holds(part, probe, rule))
    case 'program':
      return condition.run(probe)
    default:
      return !holds(condition.of, probe, rule)
  }
}

/**
 * What the first pattern caught, for `{{ match[1] }}`: that of the message before all others. Empty without a pattern.
 */
export function captures(
  conditions: readonly Condition[],
  probe: Probe,
  rule: CountedRule,
): readonly string[] {
  const all = conditions.flatMap((condition) => caughtBy(condition, probe, rule))
  return (all.find(({ path }) => path === 'message') ?? all[0])?.groups ?? []
}

/** A condition in words; equal conditions give equal words. */
export function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'is':
      return `${condition.subject.path} ${describeMatcher(condition.matcher)}`
    case 'tool_result':
      return describeToolResult(condition)
    case 'program':
      return condition.words
    case 'not':
      return `not (${describeCondition(condition.of)})`
    default:
      return `${condition.kind} of (${condition.of.map(describeCondition).join('; ')})`
  }
}

type ToolResultCondition = Extract<Condition, { readonly kind: 'tool_result' }>

export function describeToolResult({ name, content }: ToolResultCondition): string {
  const parts = [
    ...(name === undefined ? [] : [`name ${describeMatcher(name)}`]),
    ...(content === undefined ? [] : [`content ${describeMatcher(content)}`]),
  ]
  return parts.length === 0 ? 'tool_result is present' : `tool_result ${parts.join(' and ')}`
}

function resultFits(
  { name, content }: ToolResultCondition,
  result: { readonly name: string; readonly content: string },
  probe: Probe,
): boolean {
  return (
    (name === undefined || matches(name, [result.name], probe)) &&
    (content === undefined || matches(content, [result.content], probe))
  )
}

function caughtBy(
  condition: Condition,
  probe: Probe,
  rule: CountedRule,
): readonly { path: string; groups: readonly string[] }[] {
  if (condition.kind === 'all' || condition.kind === 'any') {
    return condition.of.flatMap((part) => caughtBy(part, probe, rule))
  }
  if (condition.kind === 'is') {
    const groups = capturesOf(condition.matcher, condition.subject.read(probe, rule))
    return groups === undefined ? [] : [{ path: condition.subject.path, groups }]
  }
  if (condition.kind !== 'tool_result') return []
  for (const result of probe.toolResults) {
    if (!resultFits(condition, result, probe)) continue
    const groups =
      (condition.content && capturesOf(condition.content, [result.content])) ??
      (condition.name && capturesOf(condition.name, [result.name]))
    if (groups !== undefined) return [{ path: 'tool_result', groups }]
  }
  return []
}
