import type { GatewayConfig } from '../gateway/config/config.ts'
import type { GatewayProfile } from '../gateway/profiles/profile.ts'
import { gatewayLines } from '../gateway/releases.ts'

interface Chosen {
  readonly profile: GatewayProfile
  readonly lines?: readonly { readonly name: string }[] | undefined
}

/** How long the most patient of the chosen gateways waits for an answer of Azure, ms; undefined where one waits for ever. */
export function patienceOf(config: GatewayConfig, { profile, lines }: Chosen): number | undefined {
  const profiles =
    lines === undefined
      ? [profile]
      : gatewayLines.filter(({ line }) => lines.some(({ name }) => name === line))
  const given = config.providers.get('azure')?.timeoutMs
  const waits = profiles.map(({ streams, errors }) =>
    streams.idleSeconds === 'whole' ? (given ?? errors.timeoutSeconds * 1000) : Infinity,
  )
  const longest = Math.max(...waits)
  return Number.isFinite(longest) ? longest : undefined
}
