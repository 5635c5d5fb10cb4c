import { expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { PROFILE_2_2 } from '../../src/gateway/profiles/line-2-2.ts'
import { lineNotices } from '../../src/start/line-notices.ts'

const LISTS_NONE =
  'line 2.2: the key "k" of azure lists no models and serves none; "models": ["*"] is all of them'
const DEPLOYMENTS =
  'line 2.2: the key "k" of azure has deployments, which do not count there; its "aliases" do'
const ALIASES = 'line 1.4.19: the key "k" of azure has aliases, which do not count there; its deployments do'

test.each<[string, object, readonly string[]]>([
  ['for 1.4.19', { azure_key_config: { endpoint: 'e', deployments: { a: 'b' } } }, [LISTS_NONE, DEPLOYMENTS]],
  ['for 2.2', { models: ['a'], aliases: { a: 'b' }, azure_key_config: { endpoint: 'e' } }, [ALIASES]],
  ['for both', { models: ['*'], azure_key_config: { endpoint: 'e', deployments: {} } }, []],
])('a key written %s', (_, key, told) => {
  const config = readGatewayConfig({ providers: { azure: { keys: [{ name: 'k', ...key }] } } })
  const both = { profile: PROFILE_1_4_19, lines: [{ name: '1.4.19' }, { name: '2.2' }, { name: 'docs' }] }
  expect(lineNotices(config, both)).toEqual(told)
  const only = (profile: typeof PROFILE_2_2) => lineNotices(config, { profile })
  expect([...only(PROFILE_1_4_19), ...only(PROFILE_2_2)].sort()).toEqual([...told].sort())
})
