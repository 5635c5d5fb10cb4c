import type { GovernanceConfig, Limit, Limited } from '../../gateway/config/governance-config.ts'
import type { GatewayState } from '../../gateway/state.ts'
import type { Service } from '../service.ts'

/**
 * Every limit of the gateway's configuration: whose it is, how much of it is used, when it begins anew; where there are
 * several lines, at which. No secrets.
 */
export function limitsView(service: Service): readonly object[] {
  return perLine(service, (state) => limitsOf(service, state))
}

function limitsOf(service: Service, { ledger }: GatewayState): readonly object[] {
  const { governance } = service.settings.gateway.config
  const at = service.now()
  return allLimits(governance).map((limit) => {
    const { used, resetsAt } = ledger.standing(limit, at)
    return {
      kind: limit.kind,
      id: limit.id,
      of: ownersOf(limit, governance),
      used,
      limit: limit.max,
      reset_duration: limit.window.text,
      resets_at: resetsAt === undefined ? null : new Date(Math.min(resetsAt, LAST_DATE)).toISOString(),
    }
  })
}

/** The last moment that a date can tell. */
const LAST_DATE = 8.64e15

/** How many answers the gateway keeps, all lines together; null where it keeps none. */
export function cacheView(service: Service): object | null {
  if (service.settings.gateway.config.cache === undefined) return null
  const counts = service.emulator.counted.map(({ state }) => state.cache.count(service.now()))
  return { entries: counts.reduce((sum, count) => sum + count, 0) }
}

/** Providers whose workers are counted, and how busy they are. */
export function queuesView(service: Service): readonly object[] {
  return perLine(service, (state) => queuesOf(service, state))
}

function queuesOf(service: Service, state: GatewayState): readonly object[] {
  const { config } = service.settings.gateway
  return [...config.providers].flatMap(([provider, { workers }]) => {
    if (workers === undefined) return []
    const load = state.queue(provider).load(service.now(), workers.count)
    const { count, buffer } = workers
    return [{ provider, concurrency: count, buffer_size: buffer, drops: config.dropExcessRequests, ...load }]
  })
}

function perLine(service: Service, view: (state: GatewayState) => readonly object[]): readonly object[] {
  const several = service.lines.all.length > 1
  return service.emulator.counted.flatMap(({ line, state }) =>
    view(state).map((item) => (several ? { line, ...item } : item)),
  )
}

function allLimits({ rateLimits, budgets }: GovernanceConfig): readonly Limit[] {
  const rates = [...rateLimits.values()].flatMap(({ tokens, requests }) => [requests, tokens])
  return [...rates, ...budgets.values()].filter((limit) => limit !== undefined)
}

function ownersOf({ kind, id }: Limit, governance: GovernanceConfig): readonly string[] {
  const isOwner = ({ budgetId, ownBudgetIds, rateLimitId, rateLimitIds }: Limited) =>
    kind === 'budget'
      ? budgetId === id || ownBudgetIds.includes(id)
      : rateLimitId === id || rateLimitIds.includes(id)
  const named = (what: string, items: ReadonlyMap<string, Limited>) =>
    [...items].filter(([, it]) => isOwner(it)).map(([name]) => `${what} ${name}`)
  const keys = [...governance.virtualKeys.values()].flatMap((key) => [
    ...(isOwner(key) ? [`virtual key ${key.id}`] : []),
    ...key.providers.filter(isOwner).map(({ provider }) => `virtual key ${key.id} at ${provider}`),
  ])
  return [
    ...keys,
    ...named('team', governance.teams),
    ...named('customer', governance.customers),
    ...named('model', governance.models),
    ...named('provider', governance.providers),
  ]
}
