import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_2_2 } from '../../src/gateway/profiles/line-2-2.ts'
import { ask as askLine } from './ask.ts'

const VK = 'sk-bf-a'
const OK = { body: { id: 'c', choices: [], created: 1, model: 'm', object: 'chat.completion' } }
const KEYS = [
  { id: 'k1', name: 'one', models: ['*'], azure_key_config: { endpoint: 'https://x.openai.azure.com' } },
]
const ALL = { provider_configs: [{ provider: 'azure', allowed_models: ['*'], key_ids: ['*'] }] }
const vk = (more: object = {}) => ({ id: 'v', name: 'team-a', value: VK, ...ALL, ...more })

function ask(governance: object, { key = VK }: { key?: string | undefined } = {}) {
  const config = readGatewayConfig({ governance, providers: { azure: { keys: KEYS } } })
  const headers: (readonly [string, string])[] = key === '' ? [] : [['x-bf-vk', key]]
  const { status, body } = askLine(OK, { config, profile: PROFILE_2_2, headers })
  return { status, body: JSON.parse(body) as { extra_fields: object } }
}

describe('a virtual key', () => {
  test.each<[string, object, string, string, string]>([
    [
      'that has expired',
      { expires_at: '1970-01-01T00:00:00Z' },
      'access_blocked',
      'virtual key has expired',
      'policy_access_denied',
    ],
    [
      'that is switched off',
      { is_active: false },
      'access_blocked',
      'virtual key is inactive',
      'policy_access_denied',
    ],
    [
      'without providers',
      { provider_configs: [] },
      'provider_blocked',
      "Provider 'azure' is not allowed for virtual key 'team-a'",
      'policy_provider_blocked',
    ],
    [
      'for another provider',
      { provider_configs: [{ provider: 'openai', allowed_models: ['*'] }] },
      'provider_blocked',
      "Provider 'azure' is not allowed for virtual key 'team-a'",
      'policy_provider_blocked',
    ],
    [
      'without models',
      { provider_configs: [{ provider: 'azure', allowed_models: [] }] },
      'model_blocked',
      "Model 'x' is not allowed for virtual key 'team-a'",
      'policy_model_blocked',
    ],
    [
      'for another model',
      { provider_configs: [{ provider: 'azure', allowed_models: ['y'] }] },
      'model_blocked',
      "Model 'x' is not allowed for virtual key 'team-a'",
      'policy_model_blocked',
    ],
  ])('%s is refused', (_, more, type, message, kind) => {
    const { status, body } = ask({ virtual_keys: [vk(more)] })
    expect(status).toBe(403)
    expect(body).toEqual({
      type,
      is_bifrost_error: false,
      status_code: 403,
      error: { message },
      extra_fields: {
        routing_info: {},
        provider: 'azure',
        original_model_requested: 'x',
        resolved_model_used: 'x',
        request_type: 'chat_completion',
        error_type: kind,
      },
    })
  })

  test.each([
    ['that expires later', { expires_at: '1970-01-01T00:00:01Z' }],
    ['for all providers', { provider_configs: [], allow_all_providers: true }],
    ['for this model', { provider_configs: [{ provider: 'azure', allowed_models: ['x'], key_ids: ['k1'] }] }],
  ])('%s is let in', (_, more) => {
    expect(ask({ virtual_keys: [vk(more)] }).status).toBe(200)
  })

  test('without keys of the provider finds none', () => {
    const grants = [{ provider: 'azure', allowed_models: ['*'], key_ids: [] }]
    const { status, body } = ask({ virtual_keys: [vk({ provider_configs: grants })] })
    expect([status, body]).toMatchObject([
      400,
      { error: { message: 'no keys found for provider: azure and model: x' } },
    ])
  })

  test('that is needed and missing is asked for; an unknown one is no access', () => {
    const file = { client: { enforce_auth_on_inference: true }, providers: { azure: { keys: KEYS } } }
    const of = (headers: readonly (readonly [string, string])[]) => {
      const { status, body } = askLine(OK, {
        config: readGatewayConfig(file),
        profile: PROFILE_2_2,
        headers,
      })
      return [status, (JSON.parse(body) as { type: string }).type]
    }
    expect(of([])).toEqual([401, 'virtual_key_required'])
    expect(of([['x-bf-vk', 'sk-bf-none']])).toEqual([401, 'access_not_found'])
  })
})

describe('limits are one list, behind the key', () => {
  const rate = (id: string, more: object) => ({
    id,
    request_max_limit: 1,
    request_current_usage: 1,
    request_reset_duration: '100Y',
    request_last_reset: '1970-01-01T00:00:00Z',
    ...more,
  })
  const tokens = {
    token_max_limit: 100,
    token_current_usage: 150,
    token_reset_duration: '100Y',
    token_last_reset: '1970-01-01T00:00:00Z',
  }
  const budget = (more: object) => ({
    id: 'b',
    max_limit: 10,
    current_usage: 10.5,
    reset_duration: '100Y',
    last_reset: '1970-01-01T00:00:00Z',
    ...more,
  })
  const REQUEST = 'request limit exceeded (1/1, resets every 100Y)'

  test.each<[string, object, string, string]>([
    [
      'of the provider',
      { rate_limits: [rate('r', {})], providers: [{ name: 'azure', rate_limit_id: 'r' }] },
      'request_limited',
      `Rate limit exceeded: rate limit violated for azure: [${REQUEST}]`,
    ],
    [
      'of the model, one of several',
      {
        rate_limits: [rate('r', {}), { id: 'free', request_max_limit: 9, request_reset_duration: '1h' }],
        model_configs: [{ model_name: 'x', rate_limit_ids: ['free', 'r'] }],
      },
      'request_limited',
      `Rate limit exceeded: rate limit violated for Model:x: [${REQUEST}]`,
    ],
    [
      'of the key, both in one pair of brackets',
      { rate_limits: [rate('r', tokens)], virtual_keys: [vk({ rate_limit_id: 'r' })] },
      'rate_limited',
      `Rate limit exceeded: rate limit violated for VK: [token limit exceeded (150/100, resets every 100Y) ${REQUEST}]`,
    ],
    [
      'of the key before the budget of the provider',
      {
        rate_limits: [rate('r', {})],
        budgets: [budget({})],
        providers: [{ name: 'azure', budget_id: 'b' }],
        virtual_keys: [vk({ rate_limit_id: 'r' })],
      },
      'request_limited',
      `Rate limit exceeded: rate limit violated for VK: [${REQUEST}]`,
    ],
    [
      'of a budget that names the key',
      { budgets: [budget({ virtual_key_id: 'v' })], virtual_keys: [vk()] },
      'budget_exceeded',
      'Budget exceeded: VK budget exceeded: 10.5000 >= 10.0000 dollars',
    ],
    [
      'of a budget that names the team',
      { budgets: [budget({ team_id: 't' })], teams: [{ id: 't' }], virtual_keys: [vk({ team_id: 't' })] },
      'budget_exceeded',
      'Budget exceeded: Team budget exceeded: 10.5000 >= 10.0000 dollars',
    ],
  ])('%s', (_, governance, type, message) => {
    const all = { virtual_keys: [vk()], ...governance }
    const { status, body } = ask(all)
    const kind = type === 'budget_exceeded' ? 'policy_budget_exceeded' : 'policy_rate_limited'
    expect([status, body]).toMatchObject([
      type === 'budget_exceeded' ? 402 : 429,
      { type, error: { message }, extra_fields: { routing_info: {}, error_type: kind } },
    ])
  })

  test('a key that may not is told so, whatever is used up', () => {
    const { body } = ask({
      rate_limits: [rate('r', {})],
      providers: [{ name: 'azure', rate_limit_id: 'r' }],
      virtual_keys: [vk({ provider_configs: [] })],
    })
    expect(body).toMatchObject({ type: 'provider_blocked' })
  })

  test('without a key those of the provider hold too', () => {
    const governance = { rate_limits: [rate('r', {})], providers: [{ name: 'azure', rate_limit_id: 'r' }] }
    expect(ask(governance, { key: '' }).status).toBe(429)
  })
})
