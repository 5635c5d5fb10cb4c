import type { HeaderMap } from '../../message/header-map.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { ProviderGrant, VirtualKey } from '../config/governance-config.ts'
import type { GovernanceRules } from '../profiles/governance-rules.ts'
import { namesIn } from './named-list.ts'
import { presentedKey } from './presented-key.ts'
import type { Refusal } from './refusal.ts'
import { keyLimits, limitsNoTarget, modelLimits, providerLimits } from './scoped-limits.ts'
import type { ScopedLimits, ModelTarget } from './scoped-limits.ts'
import { budgetRefusal, rateRefusal } from './violation.ts'
import type { Used } from './violation.ts'

/** What governance says of a request: a refusal, or the virtual key that it goes by, if any. */
export type Admission =
  | { readonly ok: false; readonly refusal: Refusal }
  | { readonly ok: true; readonly key: VirtualKey | undefined }

/**
 * Checks in the gateway's order: required headers, a key where one is mandatory, limits of the provider and of the
 * model, the key itself, its providers and models, its limits, its budgets; or all limits and then all budgets behind
 * the key. `now`: ms since 1970.
 */
export function checkRequest(
  headers: HeaderMap,
  target: ModelTarget,
  config: GatewayConfig,
  rules: GovernanceRules,
  used: Used,
  now: () => number,
): Admission {
  if (rules.needsEnabling && !config.enableGovernance) return ADMITTED
  const missing = rules.requiredHeaders ? missingHeaders(headers, config) : []
  if (missing.length > 0)
    return refuse(400, 'missing_required_headers', `missing required headers: ${missing.join(', ')}`)
  const value = presentedKey(headers, rules)
  const key = value === undefined ? undefined : config.governance.virtualKeys.get(value)
  const isMandatory = config.mandatoryKeys[rules.mandatoryBy]
  if (isMandatory && (value === undefined || (key === undefined && rules.unknownMandatoryKey === 'missing')))
    return refuse(401, 'virtual_key_required', rules.missingKeyText)
  if (value !== undefined && key === undefined && rules.unknownKey === 'ignored') return ADMITTED
  const general = checksModelAndProvider(rules, key)
  const refusal =
    rules.limits === 'combined'
      ? ((value === undefined ? undefined : checkKey(key, target, config, rules, now)) ??
        checkLimits(
          [
            ...(general ? generalLimits(target, config, rules) : []),
            ...ownLimits(key, target, config, rules),
          ],
          rules,
          used,
        ))
      : ((general ? checkModelAndProvider(target, config, rules, used) : undefined) ??
        (value === undefined ? undefined : checkKey(key, target, config, rules, now)) ??
        checkLimits(ownLimits(key, target, config, rules), rules, used))
  return refusal === undefined ? { ok: true, key } : { ok: false, refusal }
}

const ADMITTED: Admission = { ok: true, key: undefined }

function refuse(status: number, type: string, message: string): Admission {
  return { ok: false, refusal: { status, type, message } }
}

function missingHeaders(headers: HeaderMap, { requiredHeaders }: GatewayConfig): readonly string[] {
  return requiredHeaders.filter((name) => !headers.has(name.toLowerCase()))
}

function checksModelAndProvider(rules: GovernanceRules, key: VirtualKey | undefined): boolean {
  const { modelAndProviderLimits: when } = rules
  return when === 'always' || (when === 'with key' && key !== undefined)
}

function checkModelAndProvider(
  target: ModelTarget,
  { governance }: GatewayConfig,
  rules: GovernanceRules,
  used: Used,
): Refusal | undefined {
  if (limitsNoTarget(governance)) return undefined
  for (const [level, limits] of [
    ['Provider', providerLimits(target, governance, rules)],
    ['Model', modelLimits(target, governance, rules)],
  ] as const) {
    const refusal =
      rateRefusal(
        limits.rates,
        used,
        (scope, violations) =>
          `${level}-level rate limit check failed: rate limit violated for ${scope}: [${violations.join(' ')}]`,
      ) ??
      budgetRefusal(
        limits.budgets,
        used,
        rules,
        (scope, spent, max) =>
          `${level}-level budget exceeded: ${scope} budget exceeded: ${spent} >= ${max} dollars`,
      )
    if (refusal !== undefined) return refusal
  }
  return undefined
}

function checkKey(
  key: VirtualKey | undefined,
  target: ModelTarget,
  config: GatewayConfig,
  rules: GovernanceRules,
  now: () => number,
): Refusal | undefined {
  if (key === undefined)
    return { status: 403, type: 'virtual_key_not_found', message: 'Virtual key not found' }
  const blocked = (message: string) => ({ status: 403, type: 'virtual_key_blocked', message })
  if (!key.isActive) return blocked('Virtual key is inactive')
  if (rules.expiry && key.expiresAt !== undefined && key.expiresAt <= now())
    return blocked('virtual key has expired')
  return checkGrants(key, target, config, rules)
}

function generalLimits(
  target: ModelTarget,
  { governance }: GatewayConfig,
  rules: GovernanceRules,
): readonly ScopedLimits[] {
  return [providerLimits(target, governance, rules), modelLimits(target, governance, rules)]
}

function ownLimits(
  key: VirtualKey | undefined,
  target: ModelTarget,
  { governance }: GatewayConfig,
  rules: GovernanceRules,
): readonly ScopedLimits[] {
  return key === undefined ? [] : [keyLimits(key, target, governance, rules)]
}

function checkLimits(
  limits: readonly ScopedLimits[],
  rules: GovernanceRules,
  used: Used,
): Refusal | undefined {
  if (limits.length === 0) return undefined
  const rates = limits.flatMap((one) => one.rates)
  const budgets = limits.flatMap((one) => one.budgets)
  return (
    rateRefusal(rates, used, (scope, violations) => {
      const told = rules.violations === 'brackets' ? `[${violations.join(' ')}]` : violations.join('; ')
      return rules.rateLimitText.replace('{scope}', () => scope).replace('{violations}', () => told)
    }) ??
    budgetRefusal(budgets, used, rules, (scope, spent, max) =>
      rules.budgetText
        .replace('{scope}', () => scope)
        .replace('{used}', spent)
        .replace('{max}', max),
    )
  )
}

function checkGrants(
  key: VirtualKey,
  { provider, model }: ModelTarget,
  config: GatewayConfig,
  rules: GovernanceRules,
): Refusal | undefined {
  if (key.allowsAllProviders && rules.emptyLists === 'none') return undefined
  if (key.providers.length === 0 && rules.emptyLists === 'all') return undefined
  const name = rules.blockedFor.replace('{name}', () => key.name)
  const all = key.providers.filter((it) => it.provider === provider)
  const grants = rules.sameProvider === 'any counts' ? all : all.slice(0, 1)
  if (grants.length === 0) {
    return {
      status: 403,
      type: 'provider_blocked',
      message: `Provider '${provider}' is not allowed for ${name}`,
    }
  }
  if (grants.some((grant) => allowsModel(grant, model, config, rules))) return undefined
  return { status: 403, type: 'model_blocked', message: `Model '${model}' is not allowed for ${name}` }
}

/** Whether a key may ask a provider for a model. */
export function allowsModel(
  { provider, allowedModels }: ProviderGrant,
  model: string,
  { knownModels }: GatewayConfig,
  rules: GovernanceRules,
): boolean {
  const named = namesIn(allowedModels, rules)
  if (named !== 'any') return named.includes(model)
  return provider !== 'azure' || isKnown(model, knownModels, rules)
}

function isKnown(
  model: string,
  known: GatewayConfig['knownModels'],
  { allModels }: GovernanceRules,
): boolean {
  if (known === 'any' || allModels === 'any') return true
  return allModels === 'deployments' ? known.deployments.has(model) : known.aliases.has(model.toLowerCase())
}
