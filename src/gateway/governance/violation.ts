import type { Limit, RateLimit } from '../config/governance-config.ts'
import type { GovernanceRules } from '../profiles/governance-rules.ts'
import { dollars } from './dollars.ts'
import type { Refusal } from './refusal.ts'
import type { ScopedLimits } from './scoped-limits.ts'

/** How much of a limit is used now. */
export type Used = (limit: Limit) => number

/** The first of some rate limits that is used up. */
export function rateRefusal(
  rates: ScopedLimits['rates'],
  used: Used,
  text: (scope: string, violations: readonly string[]) => string,
): Refusal | undefined {
  for (const { scope, limit } of rates) {
    const violated = violations(limit, used)
    if (violated.length === 0) continue
    const type = violated.length > 1 ? 'rate_limited' : `${violated[0]!.kind}_limited`
    return {
      status: 429,
      type,
      message: text(
        scope,
        violated.map((it) => it.text),
      ),
    }
  }
  return undefined
}

/** The first of some budgets that is spent. */
export function budgetRefusal(
  budgets: ScopedLimits['budgets'],
  used: Used,
  rules: GovernanceRules,
  text: (scope: string, used: string, max: string) => string,
): Refusal | undefined {
  for (const { scope, limit } of budgets) {
    const spent = used(limit)
    const isSpent = rules.budgetSpent === 'reached' ? spent >= limit.max : spent > limit.max
    if (!isSpent) continue
    return { status: 402, type: 'budget_exceeded', message: text(scope, dollars(spent), dollars(limit.max)) }
  }
  return undefined
}

/** Whether one of some limits has nothing left. */
export function isUsedUp({ rates, budgets }: ScopedLimits, used: Used, rules: GovernanceRules): boolean {
  return (
    rates.some(({ limit }) => violations(limit, used).length > 0) ||
    budgetRefusal(budgets, used, rules, () => '') !== undefined
  )
}

/** Both limits are looked at, tokens first. */
function violations(limit: RateLimit, used: Used): readonly { kind: string; text: string }[] {
  const check = (kind: string, one: Limit | undefined) => {
    if (one === undefined) return []
    const count = used(one)
    if (count < one.max) return []
    return [{ kind, text: `${kind} limit exceeded (${count}/${one.max}, resets every ${one.window.text})` }]
  }
  return [...check('token', limit.tokens), ...check('request', limit.requests)]
}
