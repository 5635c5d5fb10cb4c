import type { GatewayConfig } from '../gateway/config/config.ts'
import type { AzureKey } from '../gateway/config/provider-config.ts'
import { asVersioned } from '../gateway/file-version.ts'
import type { GatewayProfile } from '../gateway/profiles/profile.ts'
import { gatewayLines } from '../gateway/releases.ts'
import { governanceNotices } from './governance-notices.ts'
import { mixedStarNotice, starNotice } from './star-notice.ts'

/** What a configuration has that a line reads otherwise than its user may mean: a sentence for each, once. */
export function lineNotices(
  file: GatewayConfig,
  { profile, lines }: { readonly profile: GatewayProfile; readonly lines?: readonly Named[] | undefined },
): readonly string[] {
  const profiles =
    lines === undefined
      ? [profile]
      : gatewayLines.filter(({ line }) => lines.some(({ name }) => name === line))
  // What a file of an older version means is settled before it is looked at.
  const gateways = profiles.map((one) => asVersioned({ config: file, profile: one }))
  const notices = [...file.providers].flatMap(([provider, { keys }]) =>
    keys.flatMap((key, index) => {
      const name = `the key ${JSON.stringify(key.name || key.id || index)} of ${provider}`
      return gateways.flatMap((one) => keyNotices(key, name, one.profile))
    }),
  )
  const others = gateways.flatMap(({ config, profile: one }) => [
    ...clientNotices(config, one),
    ...governanceNotices(config.governance, one),
  ])
  const azure = profiles.length > 0 && !file.providers.has('azure') ? [NO_AZURE] : []
  return [...new Set([...azure, ...notices, ...others])]
}

type Named = { readonly name: string }

const NO_AZURE =
  'no provider "azure" is configured: every request for a deployment gets 500 "failed to get config for provider: not found"; add providers.azure with a key, or leave --bifrost-config out'

function clientNotices({ allowDirectKeys }: GatewayConfig, { line, requests }: GatewayProfile) {
  if (!allowDirectKeys || requests.directKey !== 'ignored') return []
  return [`line ${line}: client.allow_direct_keys does not count there: the stored key is used`]
}

function keyNotices({ models, aliases, azure }: AzureKey, name: string, { line, keys }: GatewayProfile) {
  const notices: string[] = []
  if (keys.withoutModels === 'none' && models.length === 0)
    notices.push(`line ${line}: ${name} lists no models and serves none; "models": ["*"] is all of them`)
  if (keys.star === 'name' && models.includes('*'))
    notices.push(starNotice(line, `${name} lists the model "*"`, 'leave "models" empty for all'))
  if (keys.map === 'aliases' && azure?.deployments instanceof Map && azure.deployments.size > 0)
    notices.push(`line ${line}: ${name} has deployments, which do not count there; its "aliases" do`)
  if (keys.map === 'deployments' && aliases.size > 0)
    notices.push(`line ${line}: ${name} has aliases, which do not count there; its deployments do`)
  if (keys.star === 'all' && models !== 'any')
    notices.push(...mixedStarNotice(line, `${name} names its models`, models))
  return notices
}
