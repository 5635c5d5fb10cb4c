import { nearest } from '../../values/did-you-mean.ts'
import type { ChatRequest } from '../../request/chat-request.ts'
import type { ScenarioBook } from '../book.ts'
import type { Rule } from '../rule.ts'
import { describeCondition, describeToolResult, holds } from './condition.ts'
import type { Condition } from './condition.ts'
import { isUsedUp } from './find-rule.ts'
import { describeMatcher } from './matcher.ts'
import type { Matcher } from './matcher.ts'
import { Probe } from './probe.ts'
import type { MatchContext } from './probe.ts'

/** The first condition of a rule that does not hold. */
export interface FailedCondition {
  /** `message`, `header.x-team`, `body.metadata.tenant`, `times` … */
  readonly path: string
  readonly expected: string
  readonly actual: string
  readonly hint?: string
}

export interface NearMiss {
  readonly rule: Rule
  /** How many of its conditions hold. */
  readonly held: number
  readonly failed: FailedCondition
}

/** The rules that came nearest to matching, nearest first. Looks at every rule: not for each request. */
export function explainMiss(
  book: ScenarioBook,
  request: ChatRequest,
  context: MatchContext,
  most = 3,
): readonly NearMiss[] {
  const probe = new Probe(request, context)
  return book.rules
    .flatMap((rule) => {
      const failed = failureOf(rule, probe)
      return failed === undefined ? [] : [{ rule, held: heldBy(rule, probe), failed }]
    })
    .sort((a, b) => closeness(b) - closeness(a) || a.rule.index - b.rule.index)
    .slice(0, most)
}

/** Why one rule does not match, `undefined` when it does. */
export function explainRule(
  rule: Rule,
  request: ChatRequest,
  context: MatchContext,
): FailedCondition | undefined {
  return failureOf(rule, new Probe(request, context))
}

/** A near miss in a line or two: `"refund tool" (a.yaml:4:5): message: expected …, got …`. */
export function formatNearMiss({ rule, failed }: NearMiss): string {
  const { path, expected, actual, hint } = failed
  const place = `"${rule.name}" (${rule.file}:${rule.line}:${rule.column})`
  return `${place}: ${path}: expected ${expected}, got ${actual}${hint === undefined ? '' : `; ${hint}`}`
}

function failureOf(rule: Rule, probe: Probe): FailedCondition | undefined {
  const failed = rule.conditions.find((condition) => !holds(condition, probe, rule))
  if (failed !== undefined) return explain(failed, probe, rule)
  if (!isUsedUp(rule, probe)) return undefined
  const calls = probe.context.calls(rule)
  return { path: 'times', expected: `at most ${rule.times} in a session`, actual: `${calls} before this one` }
}

function heldBy(rule: Rule, probe: Probe): number {
  return rule.conditions.filter((condition) => holds(condition, probe, rule)).length
}

/** A rule that fails by a misspelt word is nearer than one that has nothing in common with the request. */
function closeness({ rule, held, failed }: NearMiss): number {
  return (held + (failed.hint === undefined ? 0 : 0.75)) / Math.max(1, rule.conditions.length)
}

function explain(condition: Condition, probe: Probe, rule: Rule): FailedCondition {
  switch (condition.kind) {
    case 'is': {
      const values = condition.subject.read(probe, rule)
      const expected = describeMatcher(condition.matcher)
      const hint = hintFor(condition.matcher, values)
      return {
        path: condition.subject.path,
        expected,
        actual: show(values),
        ...(hint === undefined ? {} : { hint }),
      }
    }
    case 'tool_result':
      return {
        path: 'tool_result',
        expected: describeToolResult(condition),
        actual: show(probe.toolResults.map(({ name }) => name)),
      }
    case 'all':
      return explain(
        condition.of.find((part) => !holds(part, probe, rule))!,
        probe,
        rule,
      )
    case 'any':
      return explainAny(condition.of, probe, rule)
    case 'program':
      return { path: 'when', expected: condition.words, actual: 'false' }
    default:
      return { path: 'not', expected: describeCondition(condition), actual: 'it holds' }
  }
}

function explainAny(of: readonly Condition[], probe: Probe, rule: Rule): FailedCondition {
  const failures = of.map((part) => explain(part, probe, rule))
  const near = failures.find(({ hint }) => hint !== undefined)
  return {
    path: 'any',
    expected: failures.map(({ path, expected }) => `${path} ${expected}`).join(' or '),
    actual: [...new Set(failures.map(({ actual }) => actual))].join(', '),
    ...(near?.hint === undefined ? {} : { hint: near.hint }),
  }
}

/** What the user may have meant: another case, a misspelt word, a plain text meant as a part. */
function hintFor(matcher: Matcher, values: readonly unknown[]): string | undefined {
  const wanted = wantedTexts(matcher)
  const texts = values.filter((value) => typeof value === 'string')
  for (const { text, whole } of wanted) {
    for (const actual of texts) {
      const hint = whole ? wholeHint(text, actual) : wordHint(text, actual)
      if (hint !== undefined) return hint
    }
  }
  return undefined
}

function wantedTexts(matcher: Matcher): readonly { text: string; whole: boolean }[] {
  if (matcher.op === 'equals')
    return typeof matcher.value === 'string' ? [{ text: matcher.value, whole: true }] : []
  if (matcher.op === 'contains' || matcher.op === 'starts_with' || matcher.op === 'ends_with') {
    return [{ text: matcher.text, whole: false }]
  }
  return matcher.op === 'any' || matcher.op === 'all' ? matcher.of.flatMap(wantedTexts) : []
}

function wholeHint(wanted: string, actual: string): string | undefined {
  if (actual.length > 200) return undefined
  if (wanted.toLowerCase() === actual.toLowerCase()) return 'only upper and lower case differ'
  if (wanted.trim() === actual.trim()) return 'only spaces differ'
  return isNear(wanted, actual) ? `"${actual}" is close to "${wanted}"` : undefined
}

function wordHint(wanted: string, actual: string): string | undefined {
  const parts = wanted.trim().split(/\s+/)
  const words = actual
    .slice(0, 2000)
    .split(/\s+/)
    .filter((word) => word !== '')
  for (let i = 0; i + parts.length <= words.length; i++) {
    const window = words
      .slice(i, i + parts.length)
      .join(' ')
      .replace(/[.,;:!?]+$/, '')
    if (isNear(parts.join(' '), window)) return `"${window}" is close to "${wanted.trim()}"`
  }
  return undefined
}

function isNear(wanted: string, actual: string): boolean {
  const longer = Math.max(wanted.length, actual.length)
  const limit = longer < 4 ? 0 : Math.floor(longer / 3)
  if (limit === 0 || Math.abs(wanted.length - actual.length) > limit) return false
  return nearest(wanted, [actual], limit) !== undefined
}

/** Values in a line, long ones cut. */
export function show(values: readonly unknown[]): string {
  if (values.length === 0) return 'nothing'
  const texts = values.map((value) => JSON.stringify(value) ?? 'nothing')
  const all = texts.join(', ')
  return all.length > 160 ? `${all.slice(0, 159)}…` : all
}
