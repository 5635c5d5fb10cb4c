import type { GatewayErrorChange } from '../../errors/error-spec.ts'

/** What a line says of its own errors where it is not what release 1.4.19 says, by the names of `src/errors/catalogue.ts`. */
type Changes = Readonly<Record<string, GatewayErrorChange>>

/** 1.4.10, recorded: bad-json, key-unknown. */
export const ORDERED_1_4_10: Changes = {
  'bifrost.invalid_json': { error: { message: 'Invalid JSON' } },
  'bifrost.key_unknown': repeated('no key found with name "nobody" for provider: azure'),
}

const WITHOUT_ROUTE = 'Method Not Allowed'

/** 1.3.60, recorded: path-unknown-suffix, vkm-missing, vk-rate, vk-tokens, vk-budget, vk-team-budget. */
export const ORDERED_1_3_60: Changes = {
  ...ORDERED_1_4_10,
  'bifrost.invalid_path': {
    status: 405,
    error: { message: WITHOUT_ROUTE },
    plain: { text: WITHOUT_ROUTE, bare: false, headers: [['Allow', 'GET, OPTIONS']] },
  },
  'governance.virtual_key_required': { error: { message: 'x-bf-vk header is missing and is mandatory.' } },
  'governance.request_limited': {
    error: { message: 'virtual key rate limits exceeded: [request limit exceeded (2/2, resets every 1h)]' },
  },
  'governance.token_limited': {
    error: { message: 'virtual key rate limits exceeded: [token limit exceeded (150/100, resets every 1d)]' },
  },
  'governance.rate_limited': {
    error: {
      message:
        'virtual key rate limits exceeded: [token limit exceeded (150/100, resets every 1d) request limit exceeded (2/2, resets every 1h)]',
    },
  },
  'governance.budget_exceeded': {
    error: { message: 'Budget check failed: VK budget exceeded: 10.5000 > 10.0000 dollars' },
  },
  'governance.team_budget_exceeded': {
    error: { message: 'Budget check failed: Team budget exceeded: 10.5000 > 10.0000 dollars' },
  },
}

/** 1.5.1, recorded: vk-unknown, vk-rate, vk-tokens, old-words. */
export const ORDERED_1_5_1: Changes = {
  'bifrost.deployment_unknown': repeated('no keys found that support model: {model}'),
  'bifrost.azure_config_missing': repeated('no keys found that support model: {model}'),
  'governance.virtual_key_not_found': {
    status: 401,
    error: {
      message: 'virtual key not found. The provided virtual key does not exist or has been revoked.',
    },
  },
  'governance.request_limited': bracketed('request limit exceeded (2/2, resets every 1h)'),
  'governance.token_limited': bracketed('token limit exceeded (150/100, resets every 1d)'),
  'governance.rate_limited': bracketed(
    'token limit exceeded (150/100, resets every 1d) request limit exceeded (2/2, resets every 1h)',
  ),
}

function bracketed(violations: string): GatewayErrorChange {
  return { error: { message: `Rate limit check failed: rate limit violated for VK: [${violations}]` } }
}

const DENIED = 'policy_access_denied'
const LIMITED = 'policy_rate_limited'
const SPENT = 'policy_budget_exceeded'

/** 2.2, read, not recorded. */
export const ORDERED_2_2: Changes = {
  'bifrost.invalid_json': { status: 400, statusInBody: true, closes: true },
  'bifrost.deployment_unknown': {
    ...repeated('no keys found that support model: {model}', { type: 'no_key_supports_model' }),
    errorType: 'caller_model_not_available',
  },
  'bifrost.azure_config_missing': {
    ...repeated('no keys found that support model: {model}', { type: 'no_key_supports_model' }),
    errorType: 'caller_model_not_available',
  },
  'bifrost.queue_full': {
    status: 429,
    statusInBody: true,
    error: { type: 'request_dropped' },
    errorType: 'bifrost_dropped',
  },
  'governance.virtual_key_not_found': {
    status: 401,
    type: 'access_not_found',
    error: {
      message: 'access not found. The provided credential does not exist or has been revoked.',
    },
    errorType: DENIED,
  },
  'governance.virtual_key_blocked': {
    type: 'access_blocked',
    error: { message: 'virtual key is inactive' },
    errorType: DENIED,
  },
  'governance.provider_blocked': {
    error: { message: "Provider 'azure' is not allowed for virtual key 'vk'" },
    errorType: 'policy_provider_blocked',
  },
  'governance.model_blocked': {
    error: { message: "Model '{model}' is not allowed for virtual key 'vk'" },
    errorType: 'policy_model_blocked',
  },
  'governance.request_limited': limited('VK', 'request limit exceeded (2/2, resets every 1h)'),
  'governance.token_limited': limited('VK', 'token limit exceeded (150/100, resets every 1d)'),
  'governance.rate_limited': limited(
    'VK',
    'token limit exceeded (150/100, resets every 1d) request limit exceeded (2/2, resets every 1h)',
  ),
  'governance.model_request_limited': limited(
    'Model:{model}',
    'request limit exceeded (1/1, resets every 1h)',
  ),
  'governance.provider_request_limited': limited('azure', 'request limit exceeded (1/1, resets every 1h)'),
  'governance.budget_exceeded': { errorType: SPENT },
  'governance.team_budget_exceeded': { errorType: SPENT },
}

function limited(owner: string, violations: string): GatewayErrorChange {
  const message = `Rate limit exceeded: rate limit violated for ${owner}: [${violations}]`
  return { error: { message }, errorType: LIMITED }
}

/** An error that repeats its message as cause. */
function repeated(message: string, more: GatewayErrorChange['error'] = {}): GatewayErrorChange {
  return { error: { error: message, message, ...more } }
}
