import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { PROFILE_1_5_1 } from '../../src/gateway/profiles/line-1-5-1.ts'
import { PROFILE_2_2 } from '../../src/gateway/profiles/line-2-2.ts'
import { lineNotices } from '../../src/start/line-notices.ts'

const LISTS_NONE =
  'line 2.2: the key "k" of azure lists no models and serves none; "models": ["*"] is all of them'
const DEPLOYMENTS =
  'line 2.2: the key "k" of azure has deployments, which do not count there; its "aliases" do'
const ALIASES = 'line 1.4.19: the key "k" of azure has aliases, which do not count there; its deployments do'
const STAR =
  'line 1.4.19: the key "k" of azure lists the model "*", which is a name there and not all of them: leave "models" empty for all, or take --gateway 1.5.1 for a file of 1.5 or later'

test.each<[string, object, readonly string[]]>([
  ['for 1.4.19', { azure_key_config: { endpoint: 'e', deployments: { a: 'b' } } }, [LISTS_NONE, DEPLOYMENTS]],
  ['for 2.2', { models: ['a'], aliases: { a: 'b' }, azure_key_config: { endpoint: 'e' } }, [ALIASES]],
  ['for 2.2 in its list of models', { models: ['*'], azure_key_config: { endpoint: 'e' } }, [STAR]],
  ['for both', { models: ['a'], azure_key_config: { endpoint: 'e', deployments: {} } }, []],
])('a key written %s', (_, key, told) => {
  const config = readGatewayConfig({ providers: { azure: { keys: [{ name: 'k', ...key }] } } })
  const both = { profile: PROFILE_1_4_19, lines: [{ name: '1.4.19' }, { name: '2.2' }, { name: 'docs' }] }
  expect(lineNotices(config, both)).toEqual(told)
  const only = (profile: typeof PROFILE_2_2) => lineNotices(config, { profile })
  expect([...only(PROFILE_1_4_19), ...only(PROFILE_2_2)].sort()).toEqual([...told].sort())
})

const told = (profile: typeof PROFILE_2_2, file: object) =>
  lineNotices(readGatewayConfig({ providers: { azure: {} }, ...file }), { profile })

test.each<[string, object, string, string]>([
  [
    'models of a virtual key with a star',
    { allowed_models: ['*'] },
    'line 1.4.19: the virtual key "v" at azure allows the model "*", which is a name there',
    'line 2.2: the virtual key "v" at azure allows no key; "key_ids": ["*"] is all of them',
  ],
  [
    'keys of a virtual key with a star, in words of 1.5',
    { allowed_models: ['gpt-4o'], key_ids: ['*'] },
    'line 1.4.19: the virtual key "v" at azure has key_ids, which do not count there; its "allowed_keys" do',
    '',
  ],
  [
    'keys of a virtual key with a star',
    { allowed_models: ['gpt-4o'], allowed_keys: ['*'] },
    'line 1.4.19: the virtual key "v" at azure allows the key "*", which is a name there',
    'line 2.2: the virtual key "v" at azure has allowed_keys, which do not count there; its "key_ids" do',
  ],
])('%s', (_, grant, old, young) => {
  const provider_configs = [{ provider: 'azure', ...grant }]
  const governance = { virtual_keys: [{ id: 'v', name: 'v', value: 'sk-bf-v', provider_configs }] }
  expect(told(PROFILE_1_4_19, { governance }).join()).toMatch(old)
  expect(told(PROFILE_2_2, { governance }).join()).toBe(young)
})

test.each<[string, object]>([
  ['an inactive key', { virtual_keys: [{ value: 'sk-bf-v', is_active: false, allow_all_providers: true }] }],
  ['a limit of a model', { model_configs: [{ model_name: 'gpt-4o' }] }],
  ['a limit of a provider', { providers: [{ name: 'azure' }] }],
])('%s counts here, and not at a real gateway that has it from its file alone', (_, governance) => {
  expect(told(PROFILE_1_4_19, { governance })).toEqual([expect.stringMatching(/by its management API alone/)])
  expect(told(PROFILE_2_2, { governance })).toEqual([])
})

test('a configuration without the provider azure is told of', () => {
  const [notice] = told(PROFILE_1_4_19, { providers: {} })
  expect(notice).toMatch(/^no provider "azure" is configured: every request for a deployment gets 500/)
})

describe('a file in the words of 1.4', () => {
  const key = (more: object = {}) => ({ id: 'v', name: 'v', value: 'sk-bf-v', ...more })
  const grant = { provider: 'azure', allowed_models: ['*'], key_ids: ['*'] }
  const budget = { id: 'b', max_limit: 1, reset_duration: '1d' }

  test.each<[string, object, RegExp]>([
    [
      'a virtual key without providers',
      { governance: { virtual_keys: [key()] } },
      /^line 1.5.1: the virtual key "v" lists no provider_configs and may use no provider; name each of them there$/,
    ],
    [
      'a virtual key with its budget',
      {
        governance: { virtual_keys: [key({ budget_id: 'b', provider_configs: [grant] })], budgets: [budget] },
      },
      /^line 1.5.1: the virtual key "v" has budget_id, which does not count there; its budget says "virtual_key_id"$/,
    ],
    [
      'a team with its budget',
      { governance: { teams: [{ id: 't', budget_id: 'b' }], budgets: [budget] } },
      /^line 1.5.1: the team "t" has budget_id, which does not count there; its budget says "team_id"$/,
    ],
    [
      'keys given with requests',
      { client: { allow_direct_keys: true } },
      /^line 1.5.1: client.allow_direct_keys does not count there: the stored key is used$/,
    ],
  ])('is told of on 1.5.1, and not on 1.4.19: %s', (_, file, notice) => {
    expect(told(PROFILE_1_5_1, file)).toEqual([expect.stringMatching(notice)])
    const words = told(PROFILE_1_4_19, file).filter((it) => !/the (?:model|key) "\*"|key_ids/.test(it))
    expect(words).toEqual([])
  })

  test('of version 1 is not told what that version settles', () => {
    const virtual_keys = [key()]
    const keys = [{ name: 'k', azure_key_config: { endpoint: 'e' } }]
    const file = { version: 1, governance: { virtual_keys }, providers: { azure: { keys } } }
    expect(told(PROFILE_1_5_1, file)).toEqual([])
    expect(told(PROFILE_1_5_1, { ...file, version: 2 })).toHaveLength(2)
  })
})

test('a file in the words of 1.5 is told of on 1.4.19: a budget that names its owner', () => {
  const virtual_keys = [{ id: 'v', name: 'v', value: 'sk-bf-v', allow_all_providers: true }]
  const governance = { virtual_keys, budgets: [{ id: 'b', virtual_key_id: 'v', max_limit: 1 }] }
  expect(told(PROFILE_1_4_19, { governance })).toEqual([
    'line 1.4.19: a budget says virtual_key_id, which does not count there; the virtual key "v" has "budget_id"',
  ])
  expect(told(PROFILE_1_5_1, { governance })).toEqual([])
})

test.each([
  [['*', 'gpt-4o'], '"*" and more'],
  [['gpt-4o', 'gpt-4o'], 'a name twice'],
])('a list of models with %j is told of', (models, why) => {
  const providers = { azure: { keys: [{ name: 'k', models, azure_key_config: { endpoint: 'e' } }] } }
  expect(told(PROFILE_1_5_1, { providers })).toEqual([
    `line 1.5.1: the key "k" of azure names its models by a list with ${why}; the real gateway does not start with that`,
  ])
})
