import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../../src/gateway/config/config.ts'
import { PROFILE_1_4_19 } from '../../../src/gateway/profiles/line-1-4-19.ts'
import { PROFILE_1_5_1 } from '../../../src/gateway/profiles/line-1-5-1.ts'
import type { GatewayProfile } from '../../../src/gateway/profiles/profile.ts'
import { ask } from '../ask.ts'

/** Read in the gateway's public source, which changed both rules with 1.5. */
function asked(profile: GatewayProfile, grants: readonly object[], request: object) {
  const azure = {
    name: 'a',
    value: 'k',
    models: profile === PROFILE_1_4_19 ? [] : ['*'],
    aliases: { x: 'x' },
    azure_key_config: { endpoint: 'https://e', deployments: { x: 'x' } },
  }
  const openai = { name: 'o', value: 'k', models: azure.models }
  const config = readGatewayConfig({
    providers: { azure: { keys: [azure] }, openai: { keys: [openai] } },
    governance: {
      virtual_keys: [
        {
          id: 'v',
          name: 'v',
          value: 'sk-bf-v',
          is_active: true,
          provider_configs: grants.map((grant) => ({ key_ids: ['*'], ...grant })),
        },
      ],
    },
  })
  const headers = [['x-bf-vk', 'sk-bf-v']] as const
  const scenarios = [
    { when: { provider: 'azure' }, error: 'azure.server_error' },
    { when: { provider: 'openai' }, reply: 'From OpenAI.' },
  ]
  return ask({}, { profile, config, headers, request, scenarios: scenarios.map((one) => ({ ...one })) })
}

const HI = { messages: [{ role: 'user', content: 'hi' }] }

describe('a provider that a virtual key names twice', () => {
  const twice = [
    { provider: 'azure', weight: 1, allowed_models: ['y'] },
    { provider: 'azure', weight: 1, allowed_models: ['x'] },
  ]
  test('is allowed what its first entry says before 1.5', () => {
    expect(JSON.parse(asked(PROFILE_1_4_19, twice, HI).body)).toMatchObject({ type: 'model_blocked' })
  })
  test('is allowed what any entry says since', () => {
    expect(asked(PROFILE_1_5_1, twice, HI).sent).toHaveLength(1)
  })
})

describe('a provider of a virtual key without a weight', () => {
  const grants = [
    { provider: 'azure', weight: 1, allowed_models: ['x'] },
    { provider: 'openai', allowed_models: ['x'] },
  ]
  const named = { ...HI, model: 'x' }
  test('is a fallback before 1.5', () => {
    expect(asked(PROFILE_1_4_19, grants, named).body).toContain('From OpenAI.')
  })
  test('is none since', () => {
    const { status, sent } = asked(PROFILE_1_5_1, grants, named)
    expect([status, sent.length]).toEqual([500, 1])
  })
  test('leaves the body as it is since where none has one', () => {
    const without = grants.map(({ provider, allowed_models }) => ({ provider, allowed_models }))
    expect(asked(PROFILE_1_5_1, without, named).sent).toHaveLength(1)
    expect(asked(PROFILE_1_4_19, without, named).sent).toHaveLength(2)
  })
})
