import { list, number, optionalText, strings, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { readRoutingRules } from './routing-rules.ts'
import type { RoutingRules } from './routing-rules.ts'
import { readResetWindow } from './reset-window.ts'
import type { ResetWindow } from './reset-window.ts'
import { secret } from './secret.ts'
import type { Environment } from './secret.ts'
import { withoutInlineParts } from './written-in-place.ts'

/** One number that may not be passed, and what the file says has been used of it. */
export interface Limit {
  /** What the counter goes by, so that it outlives a change of the file: `requests r-1`, `budget b-1`. */
  readonly key: string
  readonly kind: 'requests' | 'tokens' | 'budget'
  readonly id: string
  /** Requests, tokens or dollars. */
  readonly max: number
  readonly window: ResetWindow
  readonly used: number
  /** When the window began, ms since 1970; undefined: the file does not say. */
  readonly since: number | undefined
}

export interface RateLimit {
  readonly tokens: Limit | undefined
  readonly requests: Limit | undefined
}

/** Anything that limits may hang on: a key, a team, a customer, a provider, a model. */
export interface Limited {
  readonly rateLimitId: string | undefined
  readonly budgetId: string | undefined
  /** Further rate limits, and the budgets that name it as their owner: what counts on lines where an owner may have several. */
  readonly rateLimitIds: readonly string[]
  readonly ownBudgetIds: readonly string[]
}

export interface Team extends Limited {
  readonly id: string
  readonly name: string
  readonly customerId: string | undefined
}

export interface Customer extends Limited {
  readonly id: string
  readonly name: string
}

/** What a virtual key may do with one provider. */
export interface ProviderGrant extends Limited {
  readonly provider: string
  /** How often it is drawn, beside the others; 0 where the file does not say. */
  readonly weight: number
  /** The file says how often. */
  readonly isWeighted: boolean
  /** As the file lists them: see `namesIn`. */
  readonly allowedModels: readonly string[]
  /** The provider's keys that may be used, in the words of either time: a line reads one of them, see `namesIn`. */
  readonly keys: Readonly<Record<'allowed_keys' | 'key_ids', readonly string[]>>
}

export interface VirtualKey extends Limited {
  readonly id: string
  readonly name: string
  readonly value: string
  readonly isActive: boolean
  /** When it ends, ms since 1970; undefined: never. */
  readonly expiresAt: number | undefined
  readonly allowsAllProviders: boolean
  /** Empty: every provider and model, or none at all, depending on the line. */
  readonly providers: readonly ProviderGrant[]
  readonly teamId: string | undefined
  readonly customerId: string | undefined
}

export interface GovernanceConfig {
  /** By value. */
  readonly virtualKeys: ReadonlyMap<string, VirtualKey>
  readonly teams: ReadonlyMap<string, Team>
  readonly customers: ReadonlyMap<string, Customer>
  readonly rateLimits: ReadonlyMap<string, RateLimit>
  readonly budgets: ReadonlyMap<string, Limit>
  /** By `model:provider`, or `model` alone for all providers. */
  readonly models: ReadonlyMap<string, Limited>
  readonly providers: ReadonlyMap<string, Limited>
  readonly routingRules: RoutingRules
}

/** Reads the `governance` part of the gateway's configuration. */
export function readGovernance(file: JsonObject, environment: Environment): GovernanceConfig {
  const governance = withoutInlineParts(file)
  const owned = budgetsByOwner(governance)
  const limited = (it: JsonObject, owner: Owner): Limited =>
    readLimited(it, owned.get(`${owner} ${text(it['id'])}`))
  const keys = list(governance['virtual_keys']).map((it, index) => ({
    ...readVirtualKey(it, index, environment),
    ...limited(it, 'virtual_key_id'),
    providers: list(it['provider_configs']).map((grant) => ({
      ...readGrant(grant),
      ...limited(grant, 'provider_config_id'),
    })),
  }))
  const aligned = alignedBudgets(governance)
  return {
    virtualKeys: new Map(keys.map((key) => [key.value, key])),
    teams: byId(list(governance['teams']).map((it) => ({ ...readTeam(it), ...limited(it, 'team_id') }))),
    customers: byId(
      list(governance['customers']).map((it) => ({ ...readCustomer(it), ...limited(it, 'customer_id') })),
    ),
    rateLimits: new Map(list(governance['rate_limits']).map((it) => [text(it['id']), readRateLimit(it)])),
    budgets: new Map(list(governance['budgets']).map((it) => [text(it['id']), readBudget(it, aligned)])),
    models: new Map(
      list(governance['model_configs']).map((it) => [modelKey(it), limited(it, 'model_config_id')]),
    ),
    providers: new Map(list(governance['providers']).map((it) => [text(it['name']), readLimited(it)])),
    routingRules: readRoutingRules(governance),
  }
}

type Owner = 'virtual_key_id' | 'team_id' | 'customer_id' | 'provider_config_id' | 'model_config_id'
const OWNERS: readonly Owner[] = [
  'virtual_key_id',
  'team_id',
  'customer_id',
  'provider_config_id',
  'model_config_id',
]

/** The ids of budgets by the owner that they name: `team_id t-1`. */
function budgetsByOwner(governance: JsonObject): ReadonlyMap<string, readonly string[]> {
  const owned = new Map<string, string[]>()
  for (const budget of list(governance['budgets'])) {
    for (const owner of OWNERS) {
      const id = text(budget[owner])
      if (id === '') continue
      const key = `${owner} ${id}`
      owned.set(key, [...(owned.get(key) ?? []), text(budget['id'])])
    }
  }
  return owned
}

function readVirtualKey(
  it: JsonObject,
  index: number,
  environment: Environment,
): Omit<VirtualKey, keyof Limited | 'providers'> {
  return {
    id: optionalText(it['id']) ?? `virtual_keys[${index}]`,
    name: text(it['name']),
    value: secret(it['value'], environment),
    isActive: it['is_active'] !== false,
    expiresAt: moment(it['expires_at']),
    allowsAllProviders: it['allow_all_providers'] === true,
    teamId: optionalText(it['team_id']),
    customerId: optionalText(it['customer_id']),
  }
}

function readGrant(it: JsonObject): Omit<ProviderGrant, keyof Limited> {
  const named = list(it['keys']).map((key) => text(key['key_id'] ?? key['id'] ?? key['name']))
  const keys = (own: string) =>
    [...strings(it['keys']), ...strings(it[own]), ...named].filter((key) => key !== '')
  return {
    provider: text(it['provider']),
    weight: Math.max(number(it['weight'], 0), 0),
    isWeighted: typeof it['weight'] === 'number',
    allowedModels: strings(it['allowed_models']),
    keys: { allowed_keys: keys('allowed_keys'), key_ids: keys('key_ids') },
  }
}

function readTeam(it: JsonObject): Omit<Team, keyof Limited> {
  return {
    id: text(it['id']),
    name: text(it['name']),
    customerId: optionalText(it['customer_id']),
  }
}

function readCustomer(it: JsonObject): Omit<Customer, keyof Limited> {
  return { id: text(it['id']), name: text(it['name']) }
}

function readLimited(it: JsonObject, ownBudgetIds: readonly string[] = []): Limited {
  return {
    rateLimitId: optionalText(it['rate_limit_id']),
    budgetId: optionalText(it['budget_id']),
    rateLimitIds: strings(it['rate_limit_ids']),
    ownBudgetIds,
  }
}

function readRateLimit(it: JsonObject): RateLimit {
  const limit = (kind: 'requests' | 'tokens', prefix: string): Limit | undefined => {
    const max = it[`${prefix}_max_limit`]
    if (typeof max !== 'number') return undefined
    const id = text(it['id'])
    return {
      key: `${kind} ${id}`,
      kind,
      id,
      max,
      window: readResetWindow(optionalText(it[`${prefix}_reset_duration`]), it['calendar_aligned'] === true),
      used: number(it[`${prefix}_current_usage`], 0),
      since: moment(it[`${prefix}_last_reset`]),
    }
  }
  return { tokens: limit('tokens', 'token'), requests: limit('requests', 'request') }
}

function readBudget(it: JsonObject, aligned: ReadonlySet<string>): Limit {
  const id = text(it['id'])
  return {
    key: `budget ${id}`,
    kind: 'budget',
    id,
    max: number(it['max_limit'], 0),
    window: readResetWindow(
      optionalText(it['reset_duration']),
      it['calendar_aligned'] === true || aligned.has(id),
    ),
    used: number(it['current_usage'], 0),
    since: moment(it['last_reset']),
  }
}

/** Budgets whose owner asks for windows of the calendar. */
function alignedBudgets(governance: JsonObject): ReadonlySet<string> {
  const owners = ['virtual_keys', 'teams', 'customers', 'model_configs', 'providers']
  const all = owners.flatMap((name) => list(governance[name]))
  const grants = list(governance['virtual_keys']).flatMap((key) => list(key['provider_configs']))
  const aligned = [...all, ...grants].filter((it) => it['calendar_aligned'] === true)
  return new Set(aligned.map((it) => text(it['budget_id'])).filter((id) => id !== ''))
}

function modelKey(it: JsonObject): string {
  const provider = text(it['provider'])
  return provider === '' ? text(it['model_name']) : `${text(it['model_name'])}:${provider}`
}

function moment(value: unknown): number | undefined {
  const at = Date.parse(text(value))
  return Number.isNaN(at) ? undefined : at
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]))
}
