import type {
  Customer,
  GovernanceConfig,
  Limit,
  Limited,
  ProviderGrant,
  RateLimit,
  VirtualKey,
} from '../config/governance-config.ts'
import type { GovernanceRules } from '../profiles/governance-rules.ts'

/** What a request asks for. */
export interface ModelTarget {
  readonly provider: string
  readonly model: string
}

/** Limits, each with the word by which error texts name their owner. */
export interface ScopedLimits {
  readonly rates: readonly { readonly scope: string; readonly limit: RateLimit }[]
  readonly budgets: readonly { readonly scope: string; readonly limit: Limit }[]
}

/** Whether the configuration limits no provider and no model. */
export function limitsNoTarget({ providers, models }: GovernanceConfig): boolean {
  return providers.size === 0 && models.size === 0
}

/** Those of the provider itself, whoever asks. */
export function providerLimits(
  { provider }: ModelTarget,
  governance: GovernanceConfig,
  rules: GovernanceRules,
): ScopedLimits {
  if (governance.providers.size === 0) return NO_LIMITS
  return collect([[provider, governance.providers.get(provider)]], governance, rules)
}

/** Those of the model: for this provider, then for all of them. */
export function modelLimits(
  { provider, model }: ModelTarget,
  governance: GovernanceConfig,
  rules: GovernanceRules,
): ScopedLimits {
  if (governance.models.size === 0) return NO_LIMITS
  return collect(
    [
      [`Model:${model}:Provider:${provider}`, governance.models.get(`${model}:${provider}`)],
      [`Model:${model}`, governance.models.get(model)],
    ],
    governance,
    rules,
  )
}

/** Those of a virtual key, in the order in which they are looked at: what it may do with the provider, itself, its team, its customers. */
export function keyLimits(
  key: VirtualKey,
  { provider }: ModelTarget,
  governance: GovernanceConfig,
  rules: GovernanceRules,
): ScopedLimits {
  const granted = key.providers.filter((grant) => grant.provider === provider)
  const grants = (scope: string) => granted.map((grant): Owner => [scope, grant])
  const above = aboveKey(key, governance)
  const rateOwners = [
    ...grants(rules.grantRateScope.replace('{name}', provider)),
    [rules.keyRateScope, key] as const,
    ...(rules.teamRateLimits ? above : []),
  ]
  const budgetOwners = [...(rules.grantBudgets ? grants(provider) : []), ['VK', key] as const, ...above]
  return {
    rates: collect(rateOwners, governance, rules).rates,
    budgets: collect(budgetOwners, governance, rules).budgets,
  }
}

/** Those of what a key may do with one provider. */
export function grantLimits(
  grant: ProviderGrant,
  governance: GovernanceConfig,
  rules: GovernanceRules,
): ScopedLimits {
  return collect([[grant.provider, grant]], governance, rules)
}

type Owner = readonly [scope: string, owner: Limited | undefined]

function aboveKey(key: VirtualKey, governance: GovernanceConfig): readonly Owner[] {
  const team = find(governance.teams, key.teamId)
  const customer = (id: string | undefined): Customer | undefined => find(governance.customers, id)
  return [
    ['Team', team],
    ['Customer', customer(team?.customerId)],
    ['Customer', customer(key.customerId)],
  ]
}

/** A reference that leads nowhere limits nothing. */
function find<T>(items: ReadonlyMap<string, T>, id: string | undefined): T | undefined {
  return id === undefined ? undefined : items.get(id)
}

const NO_LIMITS: ScopedLimits = { rates: [], budgets: [] }

function collect(
  owners: readonly Owner[],
  governance: GovernanceConfig,
  rules: GovernanceRules,
): ScopedLimits {
  if (owners.every(([, owner]) => owner === undefined)) return NO_LIMITS
  return {
    rates: owners.flatMap(([scope, owner]) =>
      limitsNamed(rateLimitIds(owner, rules), governance.rateLimits).map((limit) => ({ scope, limit })),
    ),
    budgets: owners.flatMap(([scope, owner]) =>
      limitsNamed(budgetIds(scope, owner, rules), governance.budgets).map((limit) => ({ scope, limit })),
    ),
  }
}

/** A reference that leads nowhere limits nothing. */
function limitsNamed<T>(ids: readonly (string | undefined)[], limits: ReadonlyMap<string, T>): readonly T[] {
  return ids.map((id) => find(limits, id)).filter((limit) => limit !== undefined)
}

function rateLimitIds(owner: Limited | undefined, { severalLimits }: GovernanceRules) {
  return severalLimits ? several(owner?.rateLimitId, owner?.rateLimitIds) : [owner?.rateLimitId]
}

/** Where an owner may have several budgets, those of a key or a team name it, and it names none (vk-two-budgets). */
function budgetIds(scope: string, owner: Limited | undefined, { severalLimits }: GovernanceRules) {
  if (!severalLimits) return [owner?.budgetId]
  if (scope === 'VK' || scope === 'Team') return owner?.ownBudgetIds ?? []
  return several(owner?.budgetId, owner?.ownBudgetIds)
}

function several(one: string | undefined, more: readonly string[] = []): readonly (string | undefined)[] {
  return [...new Set([one, ...more])]
}
