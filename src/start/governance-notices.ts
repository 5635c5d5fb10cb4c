import type { GovernanceConfig, Limited, VirtualKey } from '../gateway/config/governance-config.ts'
import type { GovernanceRules } from '../gateway/profiles/governance-rules.ts'
import type { GatewayProfile } from '../gateway/profiles/profile.ts'
import type { RoutingRule } from '../gateway/config/routing-rules.ts'
import { mixedStarNotice, starNotice } from './star-notice.ts'

/** What the governance part of a configuration has that a line reads otherwise than its user may mean: a sentence for each. */
export function governanceNotices(governance: GovernanceConfig, profile: GatewayProfile): readonly string[] {
  const { line, governance: rules } = profile
  const keys = [...governance.virtualKeys.values()]
  const notices = [
    ...keys.flatMap((key) => [
      ...budgetNotices(key, `the virtual key ${nameOf(key)}`, 'virtual_key_id', profile),
      ...keyNotices(key, profile),
      ...grantNotices(key, profile),
    ]),
    ...[...governance.teams.values()].flatMap((team) =>
      budgetNotices(team, `the team ${nameOf(team)}`, 'team_id', profile),
    ),
  ]
  notices.push(...routingNotices(governance, profile))
  const isPassedOver =
    governance.models.size > 0 || governance.providers.size > 0 || keys.some(({ isActive }) => !isActive)
  if (rules.setByApi && isPassedOver)
    notices.push(
      `line ${line}: limits of models and of providers and "is_active": false count here, but the real gateway takes them by its management API alone and passes over what its file says of them`,
    )
  return notices
}

/** Routing rules that a line does not know, or reads in other words. */
function routingNotices(
  { routingRules }: GovernanceConfig,
  { line, governance: { routingRules: known, ruleWithoutScope } }: GatewayProfile,
): readonly string[] {
  if (routingRules.size === 0) return []
  if (known === 'unknown')
    return [`line ${line}: governance.routing_rules do not count there; releases know them from 1.4.5 on`]
  const named = (rule: RoutingRule) => `line ${line}: the routing rule ${nameOf(rule)}`
  const notices = [...routingRules.values()].flat().flatMap((rule) => {
    if (known === 'one target')
      return rule.targets.length === 0
        ? []
        : [`${named(rule)} has targets, which do not count there; its own "provider" and "model" do`]
    if (rule.targets.length === 0) {
      const why = rule.ownTarget === undefined ? '' : ', and its own provider and model do not count there'
      return [`${named(rule)} has no targets and is passed over${why}`]
    }
    if (rule.chains && known !== 'targets and chains')
      return [`${named(rule)} says chain_rule, which does not count there: it ends the search`]
    return []
  })
  if (ruleWithoutScope === 'nowhere')
    for (const rule of routingRules.get(':') ?? [])
      notices.push(`${named(rule)} names no scope and applies to nothing there; "global" is for all`)
  return notices
}

function nameOf({ name, id }: { readonly name: string; readonly id: string }): string {
  return JSON.stringify(name || id)
}

/** A budget is named by its owner, or names it; a line reads one of the two. */
function budgetNotices(
  owner: Limited,
  what: string,
  key: string,
  { line, governance: { severalLimits } }: GatewayProfile,
): readonly string[] {
  if (severalLimits && owner.budgetId !== undefined)
    return [`line ${line}: ${what} has budget_id, which does not count there; its budget says "${key}"`]
  if (!severalLimits && owner.ownBudgetIds.length > 0)
    return [`line ${line}: a budget says ${key}, which does not count there; ${what} has "budget_id"`]
  return []
}

function keyNotices(
  key: VirtualKey,
  { line, governance: { emptyLists } }: GatewayProfile,
): readonly string[] {
  if (emptyLists === 'all' || key.allowsAllProviders || key.providers.length > 0) return []
  return [
    `line ${line}: the virtual key ${nameOf(key)} lists no provider_configs and may use no provider; name each of them there`,
  ]
}

function grantNotices(key: VirtualKey, { line, governance }: GatewayProfile): readonly string[] {
  const { grantedKeys } = governance
  const other = grantedKeys === 'key_ids' ? 'allowed_keys' : 'key_ids'
  return key.providers.flatMap(({ provider, allowedModels, keys }) => {
    const what = `the virtual key ${nameOf(key)} at ${provider}`
    const isOtherwise = keys[other].length > 0 && keys[grantedKeys].length === 0
    return [
      ...listNotices(allowedModels, `${what} allows`, 'model', 'allowed_models', line, governance),
      ...(isOtherwise
        ? [`line ${line}: ${what} has ${other}, which do not count there; its "${grantedKeys}" do`]
        : listNotices(keys[grantedKeys], `${what} allows`, 'key', grantedKeys, line, governance)),
    ]
  })
}

function listNotices(
  list: readonly string[],
  what: string,
  noun: string,
  name: string,
  line: string,
  { star, emptyLists }: GovernanceRules,
): readonly string[] {
  if (star === 'name' && list.includes('*'))
    return [starNotice(line, `${what} the ${noun} "*"`, `leave "${name}" empty for all`)]
  if (list.length === 0 && emptyLists === 'none')
    return [`line ${line}: ${what} no ${noun}; "${name}": ["*"] is all of them`]
  return star === 'all' ? mixedStarNotice(line, `${what} ${noun}s`, list) : []
}
