import type { GatewayConfig } from '../config/config.ts'
import type { Limit, VirtualKey } from '../config/governance-config.ts'
import type { GovernanceRules } from '../profiles/governance-rules.ts'
import { grantLimits, modelLimits, providerLimits } from './scoped-limits.ts'
import type { ModelTarget } from './scoped-limits.ts'
import type { Used } from './violation.ts'

/** How much of the limits of a target is used, in percent: over 100 where more was used; 0 without a limit. */
export interface Percentages {
  readonly tokens: number
  readonly requests: number
  readonly budget: number
}

/** Of the limits of the model, of the provider, and of what the virtual key may do with it, the one that is used most. */
export function percentages(
  target: ModelTarget,
  key: VirtualKey | undefined,
  services: { readonly config: GatewayConfig; readonly rules: GovernanceRules; readonly used: Used },
): Percentages {
  const { config, rules, used } = services
  const { governance } = config
  const grant = key?.providers.find(({ provider }) => provider === target.provider)
  const all = [
    modelLimits(target, governance, rules),
    providerLimits(target, governance, rules),
    ...(grant === undefined ? [] : [grantLimits(grant, governance, rules)]),
  ]
  const most = (limits: readonly (Limit | undefined)[]): number =>
    limits.reduce((highest, limit) => Math.max(highest, percent(limit, used)), 0)
  const rates = all.flatMap((it) => it.rates.map(({ limit }) => limit))
  return {
    tokens: most(rates.map(({ tokens }) => tokens)),
    requests: most(rates.map(({ requests }) => requests)),
    budget: most(all.flatMap((it) => it.budgets.map(({ limit }) => limit))),
  }
}

function percent(limit: Limit | undefined, used: Used): number {
  return limit === undefined || limit.max <= 0 ? 0 : (used(limit) / limit.max) * 100
}
