import type { ChatRequest } from '../../request/chat-request.ts'
import type { Rule } from '../rule.ts'
import { describeCondition } from './condition.ts'
import type { Condition } from './condition.ts'
import { show } from './explain-miss.ts'
import { describeMatcher } from './matcher.ts'
import { Probe } from './probe.ts'
import type { MatchContext } from './probe.ts'

/** One condition of a rule that holds, and what it was found in. */
export interface HeldCondition {
  readonly path: string
  readonly expected: string
  readonly actual: string
}

/** Why a rule matches: its conditions, each with what stood in the request. */
export function explainMatch(
  rule: Rule,
  request: ChatRequest,
  context: MatchContext,
): readonly HeldCondition[] {
  const probe = new Probe(request, context)
  return rule.conditions.map((condition) => held(condition, probe, rule))
}

function held(condition: Condition, probe: Probe, rule: Rule): HeldCondition {
  if (condition.kind === 'is') {
    const { subject, matcher } = condition
    return {
      path: subject.path,
      expected: describeMatcher(matcher),
      actual: show(subject.read(probe, rule)),
    }
  }
  const results = probe.toolResults.map(({ name }) => name)
  const isTool = condition.kind === 'tool_result'
  return {
    path: condition.kind,
    expected: describeCondition(condition),
    actual: isTool ? show(results) : 'it holds',
  }
}
