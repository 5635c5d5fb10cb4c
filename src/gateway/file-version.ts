import type { ProviderGrant, VirtualKey } from './config/governance-config.ts'
import type { Gateway } from './gateway.ts'

/** A gateway whose file is of version 1 keeps the meaning that empty lists had before, on lines that know versions (version-1). */
export function asVersioned(gateway: Gateway): Gateway {
  const { config, profile } = gateway
  const { keys, governance: rules } = profile
  if (config.version !== 1 || !rules.readsVersion) return gateway
  const { governance, providers } = config
  const withAll = (key: VirtualKey): VirtualKey =>
    key.providers.length > 0 ? key : { ...key, providers: [...providers.keys()].map(everythingOf) }
  const virtualKeys = [...governance.virtualKeys].map(([value, key]) => [value, withAll(key)] as const)
  return {
    config: { ...config, governance: { ...governance, virtualKeys: new Map(virtualKeys) } },
    profile: {
      ...profile,
      keys: { ...keys, withoutModels: 'all' },
      governance: { ...rules, emptyLists: 'all' },
    },
  }
}

/** All models and keys of a provider that the gateway knows (version-1-vk). */
function everythingOf(provider: string): ProviderGrant {
  return {
    provider,
    weight: 0,
    isWeighted: false,
    allowedModels: [],
    keys: { allowed_keys: [], key_ids: [] },
    rateLimitId: undefined,
    budgetId: undefined,
    rateLimitIds: [],
    ownBudgetIds: [],
  }
}
