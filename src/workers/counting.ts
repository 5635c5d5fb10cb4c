import type { Emulator } from '../exchange/emulator.ts'
import type { GatewayConfig } from '../gateway/config/config.ts'

/**
 * Whether any exchange may change what another one gets: an order stands, a deployment is limited, or the gateway counts.
 * What files say of chaos and limits the workers know themselves.
 */
export function isCounting(emulator: Emulator, at: number): boolean {
  const { orders, deployment, settings } = emulator
  const { limits } = deployment
  return !orders.isIdleButForFiles(at) || !limits.isIdleButForFiles || countsBy(settings.gateway.config)
}

/** Whether a gateway with this configuration remembers anything from one request to the next. */
function countsBy({ governance, cache, providers }: GatewayConfig): boolean {
  const { rateLimits, budgets } = governance
  return (
    rateLimits.size + budgets.size > 0 ||
    cache !== undefined ||
    [...providers.values()].some(({ workers }) => workers !== undefined)
  )
}
