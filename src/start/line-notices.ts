import type { GatewayConfig } from '../gateway/config/config.ts'
import type { GovernanceConfig, VirtualKey } from '../gateway/config/governance-config.ts'
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
  const governance = profiles.flatMap((one) => governanceNotices(config.governance, one))
  const azure = profiles.length > 0 && !config.providers.has('azure') ? [NO_AZURE] : []
  return [...new Set([...azure, ...notices, ...governance])]
}

type Named = { readonly name: string }

const NO_AZURE =
  'no provider "azure" is configured: every request for a deployment gets 500 "failed to get config for provider: not found"; add providers.azure with a key, or leave --bifrost-config out'

function keyNotices({ models, aliases, azure }: AzureKey, name: string, { line, keys }: GatewayProfile) {
  const notices: string[] = []
  if (keys.withoutModels === 'none' && models.length === 0)
    notices.push(`line ${line}: ${name} lists no models and serves none; "models": ["*"] is all of them`)
  if (keys.withoutModels === 'all' && models.includes('*'))
    notices.push(starNotice(line, `${name} lists the model "*"`, 'leave "models" empty for all'))
  if (keys.map === 'aliases' && azure?.deployments instanceof Map && azure.deployments.size > 0)
    notices.push(`line ${line}: ${name} has deployments, which do not count there; its "aliases" do`)
  if (keys.map === 'deployments' && aliases.size > 0)
    notices.push(`line ${line}: ${name} has aliases, which do not count there; its deployments do`)
  return notices
}

/** Newer files say `*` for all; older releases look for a model or a key of that name. */
function starNotice(line: string, what: string, instead: string): string {
  return `line ${line}: ${what}, which is a name there and not all of them: ${instead}, or take --gateway 2.2 for a file of 1.5 or later`
}

function governanceNotices(governance: GovernanceConfig, profile: GatewayProfile): readonly string[] {
  const { line, governance: rules } = profile
  const keys = [...governance.virtualKeys.values()]
  const notices = keys.flatMap((key) => grantNotices(key, profile))
  const isPassedOver =
    governance.models.size > 0 || governance.providers.size > 0 || keys.some(({ isActive }) => !isActive)
  if (rules.setByApi && isPassedOver)
    notices.push(
      `line ${line}: limits of models and of providers and "is_active": false count here, but the real gateway takes them by its management API alone and passes over what its file says of them`,
    )
  return notices
}

function grantNotices({ name, id, providers }: VirtualKey, { line, governance }: GatewayProfile): string[] {
  const { star, grantedKeys } = governance
  const other = grantedKeys === 'key_ids' ? 'allowed_keys' : 'key_ids'
  return providers.flatMap(({ provider, allowedModels, keys }) => {
    const what = `the virtual key ${JSON.stringify(name || id)} at ${provider}`
    const notices: string[] = []
    if (star === 'name' && allowedModels.includes('*'))
      notices.push(starNotice(line, `${what} allows the model "*"`, 'leave "allowed_models" empty for all'))
    if (star === 'name' && keys[grantedKeys].includes('*'))
      notices.push(starNotice(line, `${what} allows the key "*"`, `leave "${grantedKeys}" empty for all`))
    if (keys[other].length > 0 && keys[grantedKeys].length === 0)
      notices.push(`line ${line}: ${what} has ${other}, which do not count there; its "${grantedKeys}" do`)
    return notices
  })
}
