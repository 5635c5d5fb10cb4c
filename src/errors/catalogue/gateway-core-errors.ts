import { MODEL } from '../error-spec.ts'
import type { ErrorEntry } from '../error-spec.ts'
import { gateway } from './gateway-entry.ts'

const NOT_FOUND = 'failed to get config for provider: not found'

/** What the gateway's core says: of providers, keys, deployments, its queue and its time. */
export const GATEWAY_CORE_ERRORS: readonly ErrorEntry[] = [
  gateway('bifrost.provider_not_configured', 500, 'The provider is not in the configuration.', NOT_FOUND, {
    ...repeated(NOT_FOUND),
    capture: 'no-azure',
  }),
  gateway(
    'bifrost.provider_required',
    500,
    'The model names no provider and there is no default.',
    'provider is required',
    { beforeKey: true },
  ),
  gateway(
    'bifrost.no_keys',
    500,
    'The provider has no keys.',
    `no keys found for provider: azure and model: ${MODEL}`,
    repeated(`no keys found for provider: azure and model: ${MODEL}`),
  ),
  gateway(
    'bifrost.deployment_unknown',
    500,
    'No key knows the deployment.',
    `no keys found that support model/deployment: ${MODEL}`,
    {
      ...repeated(`no keys found that support model/deployment: ${MODEL}`),
      capture: 'not-mapped',
    },
  ),
  gateway(
    'bifrost.key_unknown',
    500,
    'x-bf-api-key names no key.',
    `no supported key found with name "nobody" for provider: azure and model: ${MODEL}`,
    {
      ...repeated(`no supported key found with name "nobody" for provider: azure and model: ${MODEL}`),
      capture: 'key-unknown',
    },
  ),
  gateway(
    'bifrost.azure_config_missing',
    500,
    'The key has no Azure configuration.',
    'azure key config not set',
    { capture: 'direct-endpoint', beforeKey: true },
  ),
  gateway('bifrost.endpoint_missing', 500, 'The key has no endpoint.', 'endpoint not set', {
    beforeKey: true,
  }),
  gateway('bifrost.deployments_missing', 500, 'The key has no deployments map.', 'deployments not set', {
    beforeKey: true,
    capture: 'key-no-deployments',
  }),
  gateway(
    'bifrost.deployment_not_mapped',
    500,
    'The key maps the model to no deployment.',
    `deployment not found for model ${MODEL}`,
    { beforeKey: true },
  ),
  gateway(
    'bifrost.queue_full',
    500,
    "The provider's queue is full and drop_excess_requests is on.",
    'request dropped: queue is full',
    { capture: 'drop-queue', beforeKey: true },
  ),
  gateway('bifrost.shutting_down', 500, 'The gateway is shutting down.', 'provider is shutting down'),
  gateway(
    'bifrost.unsupported_operation',
    500,
    'The provider does not offer the operation.',
    'chat_completion is not supported by azure provider',
    {
      error: { code: 'unsupported_operation' },
    },
  ),
  gateway(
    'bifrost.credentials',
    500,
    'The gateway gets no Entra token.',
    'failed to get Azure access token',
    { isBifrostError: true },
  ),
  gateway(
    'bifrost.deadline',
    504,
    'The context of the request ran out.',
    'request timed out waiting for provider response: context deadline exceeded',
    {
      statusInBody: true,
      isBifrostError: true,
      error: { type: 'request_timed_out' },
    },
  ),
  gateway(
    'bifrost.cancelled',
    499,
    'The request was cancelled, as at a shutdown.',
    'request cancelled waiting for provider response: context canceled',
    {
      statusInBody: true,
      isBifrostError: true,
      error: { type: 'request_cancelled' },
    },
  ),
]

/** An error about the choice of a key that repeats its message as cause. */
function repeated(message: string) {
  return { beforeKey: true, error: { error: message } }
}
