import type { Random } from '../../random/random.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { ProviderGrant, VirtualKey } from '../config/governance-config.ts'
import type { GovernanceRules } from '../profiles/governance-rules.ts'
import { allowsModel } from './check-request.ts'
import { grantLimits } from './scoped-limits.ts'
import type { Used } from './violation.ts'
import { isUsedUp } from './violation.ts'

/** What a virtual key puts into a body before it is read. */
export interface KeyRouting {
  /** The body's model with its provider. */
  readonly model: string
  /** Absent where the body names its own, or there are no others. */
  readonly fallbacks?: readonly string[]
}

export interface RoutedBody {
  readonly model: unknown
  readonly hasFallbacks: boolean
}

/**
 * A virtual key gives a model that names no configured provider one of its own: drawn by weight among those that allow the
 * model and have something left, the first where there are no weights; some lines pass over those that have none. The others
 * become fallbacks, the heaviest first.
 * Undefined: the body stays as it is.
 */
export function routeByKey(
  key: VirtualKey,
  { model, hasFallbacks }: RoutedBody,
  config: GatewayConfig,
  rules: GovernanceRules,
  used: Used,
  random: () => Random,
): KeyRouting | undefined {
  if (typeof model !== 'string' || namesProvider(model, config)) return undefined
  const fit = key.providers.filter(
    (grant) =>
      (grant.isWeighted || rules.withoutWeight === 'drawn') &&
      allowsModel(grant, model, config, rules) &&
      !isSpent(grant, config, rules, used),
  )
  const chosen = drawn(fit, random)
  if (chosen === undefined) return undefined
  const routed = (grant: ProviderGrant) => `${grant.provider}/${model}`
  const others = fit.filter(({ provider }) => provider !== chosen.provider)
  if (hasFallbacks || others.length === 0) return { model: routed(chosen) }
  const heaviestFirst = others.toSorted((a, b) => b.weight - a.weight)
  return { model: routed(chosen), fallbacks: heaviestFirst.map(routed) }
}

function namesProvider(model: string, { providers }: GatewayConfig): boolean {
  const slash = model.indexOf('/')
  return slash > 0 && providers.has(model.slice(0, slash))
}

function isSpent(
  grant: ProviderGrant,
  { governance }: GatewayConfig,
  rules: GovernanceRules,
  used: Used,
): boolean {
  return isUsedUp(grantLimits(grant, governance, rules), used, rules)
}

function drawn(grants: readonly ProviderGrant[], random: () => Random): ProviderGrant | undefined {
  const total = grants.reduce((sum, { weight }) => sum + weight, 0)
  if (grants.length < 2 || total === 0) return grants[0]
  let at = random().next() * total
  return grants.find(({ weight }) => (at -= weight) <= 0) ?? grants[0]
}
