import type { HeaderMap } from '../../message/header-map.ts'
import type { Random } from '../../random/random.ts'
import type { ReadKeys } from '../cel/expression.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { Customer, Team, VirtualKey } from '../config/governance-config.ts'
import { scopeKey } from '../config/routing-rules.ts'
import type { PinnedKey, RoutingRule, RoutingTarget } from '../config/routing-rules.ts'
import type { GovernanceRules } from '../profiles/governance-rules.ts'
import { percentages } from './percentages.ts'
import type { ModelTarget } from './scoped-limits.ts'
import type { Used } from './violation.ts'

/** A request as routing rules see it. */
export interface RoutedRequest {
  readonly headers: HeaderMap
  /** The query of the URL. */
  readonly query: string
  /** `chat_completion` */
  readonly type: string
  readonly key: VirtualKey | undefined
}

/** What rules are looked at with. */
export interface RoutingServices {
  readonly config: GatewayConfig
  readonly rules: GovernanceRules
  readonly used: Used
  readonly random: () => Random
}

/** Where the rules send a request. */
export interface RoutingDecision extends ModelTarget {
  readonly key: PinnedKey | undefined
  readonly fallbacks: readonly string[]
}

/**
 * Looks for the first rule that applies: those of the virtual key, then of its team, of its customer, and of everybody, each in
 * order of priority. Rules that chain are followed with what they have found, until none applies, one ends the chain, a target
 * comes again, or the chain is too long; the last that applied decides. Undefined: none applies.
 */
export function routeByRules(
  asked: ModelTarget,
  request: RoutedRequest,
  services: RoutingServices,
): RoutingDecision | undefined {
  const { config, rules } = services
  const scopes = scopesOf(request.key, config, rules)
  const visited = new Set([`${asked.provider}|${asked.model}`])
  let at = asked
  let decision: RoutingDecision | undefined
  for (let step = 0; step < config.routingDepth; step++) {
    const found = firstRule(at, request, scopes, services)
    if (found === undefined) break
    const { rule, target } = found
    decision = {
      provider: target.provider || at.provider,
      model: target.model || at.model,
      key: target.key,
      fallbacks: rule.fallbacks,
    }
    const next = `${decision.provider}|${decision.model}`
    if (!rule.chains || rules.routingRules !== 'targets and chains' || visited.has(next)) break
    visited.add(next)
    at = decision
  }
  return decision
}

/** The scopes that a request is in, the closest first, as keys of the rules. */
function scopesOf(
  key: VirtualKey | undefined,
  config: GatewayConfig,
  { ruleWithoutScope }: GovernanceRules,
): readonly string[] {
  const scopes: string[] = []
  if (key !== undefined) {
    const { team, customer } = above(key, config)
    scopes.push(scopeKey('virtual_key', key.id))
    if (team !== undefined) scopes.push(scopeKey('team', team.id))
    if (customer !== undefined) scopes.push(scopeKey('customer', customer.id))
  }
  scopes.push(scopeKey('global', ''))
  if (ruleWithoutScope === 'global') scopes.push(scopeKey('', ''))
  return scopes
}

interface Above {
  readonly team: Team | undefined
  readonly customer: Customer | undefined
}

/** The team of a key, and the customer of that team; of a key without a team its own customer. */
function above(key: VirtualKey, { governance }: GatewayConfig): Above {
  const team = key.teamId === undefined ? undefined : governance.teams.get(key.teamId)
  const id = team === undefined ? key.customerId : team.customerId
  return { team, customer: id === undefined ? undefined : governance.customers.get(id) }
}

interface FoundRule {
  readonly rule: RoutingRule
  readonly target: RoutingTarget
}

function firstRule(
  at: ModelTarget,
  request: RoutedRequest,
  scopes: readonly string[],
  services: RoutingServices,
): FoundRule | undefined {
  for (const scope of scopes) {
    for (const rule of services.config.governance.routingRules.get(scope) ?? []) {
      if (!applies(rule, at, request, services)) continue
      const target = targetOf(rule, services)
      if (target !== undefined) return { rule, target }
    }
  }
  return undefined
}

function applies(
  rule: RoutingRule,
  at: ModelTarget,
  request: RoutedRequest,
  services: RoutingServices,
): boolean {
  const { expression } = rule.condition
  if (expression === undefined) return false
  const values: Record<string, unknown> = {}
  for (const name of expression.reads)
    values[name] = VARIABLES[name]!(at, request, services, expression.keys.get(name) ?? 'all')
  return expression.holds(values)
}

type Variable = (
  at: ModelTarget,
  request: RoutedRequest,
  services: RoutingServices,
  keys: ReadKeys,
) => unknown

/** What a condition may ask for. Only what it reads is found out. */
const VARIABLES: Readonly<Record<string, Variable>> = {
  model: ({ model }) => model,
  provider: ({ provider }) => provider,
  request_type: (_at, { type }) => type,
  headers: (_at, { headers }, _services, keys) => headersOf(headers, keys),
  params: (_at, { query }) => new Map([...new URLSearchParams(query)].map(([k, v]) => [k.toLowerCase(), v])),
  virtual_key_id: (_at, { key }) => key?.id ?? '',
  virtual_key_name: (_at, { key }) => key?.name ?? '',
  team_id: (_at, { key }, { config }) => (key && above(key, config).team?.id) ?? '',
  team_name: (_at, { key }, { config }) => (key && above(key, config).team?.name) ?? '',
  customer_id: (_at, { key }, { config }) => (key && above(key, config).customer?.id) ?? '',
  customer_name: (_at, { key }, { config }) => (key && above(key, config).customer?.name) ?? '',
  tokens_used: (at, { key }, services) => percentages(at, key, services).tokens,
  request: (at, { key }, services) => percentages(at, key, services).requests,
  budget_used: (at, { key }, services) => percentages(at, key, services).budget,
}

/** Names in lower case; of repeated headers the last. */
function headersOf(headers: HeaderMap, keys: ReadKeys): ReadonlyMap<string, string> {
  if (keys === 'all') return new Map(headers.list.map(([name, value]) => [name.toLowerCase(), value]))
  const read = new Map<string, string>()
  for (const name of keys) {
    const value = headers.last(name)
    if (value !== undefined) read.set(name, value)
  }
  return read
}

/** One of a rule's targets, drawn by weight. Undefined: it has none, and is passed over. */
function targetOf(
  { targets, ownTarget }: RoutingRule,
  { rules, random }: RoutingServices,
): RoutingTarget | undefined {
  if (rules.routingRules === 'one target') return ownTarget ?? NO_TARGET
  if (targets.length < 2) return targets[0]
  const total = targets.reduce((sum, { weight }) => sum + weight, 0)
  const at = random().next()
  if (total === 0) return targets[Math.floor(at * targets.length)]
  let left = at * total
  return targets.find(({ weight }) => (left -= weight) < 0) ?? targets.at(-1)
}

/** Everything stays as the request has it. */
const NO_TARGET: RoutingTarget = { provider: '', model: '', key: undefined, weight: 1 }
