import type { GatewayConfig } from '../gateway/config/config.ts'
import type { AzureKey } from '../gateway/config/provider-config.ts'
import type { GatewayProfile } from '../gateway/profiles/profile.ts'
import { gatewayLines } from '../gateway/releases.ts'

/** What a configuration has that a line reads otherwise than its user may mean: a sentence for each, once. */
export function lineNotices(
  config: GatewayConfig,
  { profile, lines }: { readonly profile: GatewayProfile; readonly lines?: readonly Named[] | undefined },
): readonly string[] {
  const profiles =
    lines === undefined
      ? [profile]
      : gatewayLines.filter(({ line }) => lines.some(({ name }) => name === line))
  const notices = [...config.providers].flatMap(([provider, { keys }]) =>
    keys.flatMap((key, index) => {
      const name = `the key ${JSON.stringify(key.name || key.id || index)} of ${provider}`
      return profiles.flatMap((one) => keyNotices(key, name, one))
    }),
  )
  return [...new Set(notices)]
}

type Named = { readonly name: string }

function keyNotices({ models, aliases, azure }: AzureKey, name: string, { line, keys }: GatewayProfile) {
  const notices: string[] = []
  if (keys.withoutModels === 'none' && models.length === 0)
    notices.push(`line ${line}: ${name} lists no models and serves none; "models": ["*"] is all of them`)
  if (keys.map === 'aliases' && azure?.deployments instanceof Map && azure.deployments.size > 0)
    notices.push(`line ${line}: ${name} has deployments, which do not count there; its "aliases" do`)
  if (keys.map === 'deployments' && aliases.size > 0)
    notices.push(`line ${line}: ${name} has aliases, which do not count there; its deployments do`)
  return notices
}
