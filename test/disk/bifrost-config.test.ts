import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readBifrostConfig } from '../../src/disk/config/bifrost-config.ts'
import { formatDiagnostic } from '../../src/shape/diagnostic.ts'

const read = (content: string | Uint8Array, environment = {}) =>
  readBifrostConfig(content, 'config.json', { environment })
const readValue = (value: object, environment = {}) => read(JSON.stringify(value, null, 2), environment)

const NO_START = 'the real gateway does not start with such a file'

describe('readBifrostConfig', () => {
  test('reads the file of a real gateway', () => {
    const base = new URL('../../spec/captures/1.4.19/config/base.json', import.meta.url)
    const { config, diagnostics } = read(readFileSync(base))
    expect(diagnostics).toEqual([])
    expect(config?.providers.get('azure')).toMatchObject({ timeoutMs: 3000, maxRetries: 0 })
    expect(config?.maxBodyBytes).toBe(1024 * 1024)
    expect(config?.ignored).toEqual([])
  })

  test.each<[string, string | Uint8Array, object]>([
    [
      'an open bracket',
      '{\n  "client": {\n',
      {
        code: 'syntax',
        line: 3,
        column: 1,
        message: 'the file ends too early: a key in double quotes is wanted here',
      },
    ],
    [
      'a missing comma',
      '{\n  "a": 1\n  "b": 2\n}\n',
      { code: 'syntax', line: 3, column: 3, message: 'a comma or } is wanted here' },
    ],
    ['a missing colon', '{ "a" 1 }', { code: 'syntax', column: 7 }],
    ['a wrong number', '{ "a": 01 }', { code: 'syntax', column: 8 }],
    ['a line break in a text', '{ "a": "b\nc" }', { code: 'syntax', line: 1, column: 8 }],
    ['a comment', '{ // no\n}', { code: 'syntax', column: 3 }],
    ['a second value', '{} {}', { code: 'syntax', column: 4 }],
    ['very many brackets', '['.repeat(100_000), { code: 'syntax', line: 1 }],
    ['a comma too many, which only YAML takes', '{\n  "a": 1,\n}\n', { code: 'syntax', line: 3, column: 1 }],
    ['YAML', 'client:\n  a: 1\n', { code: 'syntax', line: 1, column: 1 }],
    ['no object', '[1]', { code: 'wrong-type', line: 1, column: 1 }],
    ['nothing', '', { code: 'syntax', line: 1, column: 1 }],
    ['no text', Buffer.from([0xff, 0xff]), { code: 'not-text' }],
  ])('%s is a mistake with its place', (_what, content, expected) => {
    const { config, diagnostics } = read(content)
    expect(config).toBeUndefined()
    expect(diagnostics).toMatchObject([{ severity: 'error', ...expected }])
  })

  test.each<[what: string, file: object, message: string, hint: string]>([
    [
      'a number as a text',
      { client: { max_request_body_size_mb: '1' } },
      'client.max_request_body_size_mb must be a whole number of at least 1, got a text',
      NO_START,
    ],
    [
      'a list as an object',
      { governance: { budgets: {} } },
      'governance.budgets must be a list of maps, got a map',
      `begin each item with a dash: "- "; ${NO_START}`,
    ],
    [
      'a name as a number, deep in a list',
      { providers: { azure: { keys: [{ models: [] }, { models: [1] }] } } },
      'providers.azure.keys[1].models[0] must be text, got a number',
      `put it in quotes; ${NO_START}`,
    ],
    [
      'half a request',
      { governance: { rate_limits: [{ id: 'r', request_max_limit: 1.5, request_reset_duration: '1h' }] } },
      'governance.rate_limits[0].request_max_limit must be a whole number of at least 0, got 1.5',
      NO_START,
    ],
    [
      'a duration that is none',
      { governance: { budgets: [{ id: 'b', reset_duration: 'hourly' }] } },
      'governance.budgets[0].reset_duration must be a duration such as "30s", "5m", "1h", "1d", "1w", "1M" or "1Y", not this text',
      NO_START,
    ],
    [
      'a switch as a text',
      { client: { allow_direct_keys: 'true' } },
      'client.allow_direct_keys must be true or false, got a text',
      `write true or false, without quotes; ${NO_START}`,
    ],
    [
      'a time that is none',
      { governance: { budgets: [{ id: 'b', last_reset: 'today' }] } },
      'governance.budgets[0].last_reset must be a time such as "2026-01-31T00:00:00Z", not this text',
      NO_START,
    ],
  ])('%s refuses the file, with its path', (_what, file, message, hint) => {
    const { config, diagnostics } = readValue(file)
    expect(config).toBeUndefined()
    expect(diagnostics).toMatchObject([{ severity: 'error', message, hint }])
    expect(diagnostics[0]!.line).toBeGreaterThan(2)
  })

  const azure = (text: string) => `{"providers": {"azure": ${text}}}`
  const NO_OTHER = "the schema of the gateway's configuration allows no other"
  test.each<[content: string, message: string, hint: string]>([
    [
      '{"client": {"max_request_body_size_mb": -5}}',
      'client.max_request_body_size_mb must be a whole number of at least 1, got -5',
      NO_OTHER,
    ],
    ['{"client": {"max_request_body_size_mb": 0}}', 'at least 1, got 0', NO_OTHER],
    ['{"client": {"max_request_body_size_mb": 0.5}}', 'at least 1, got 0.5', NO_START],
    ['{"client": {"max_request_body_size_mb": 1e400}}', 'at least 1, got 1e400', NO_START],
    [
      azure('{"keys": [{"weight": -0.1}]}'),
      'keys[0].weight must be a number of at least 0, got -0.1',
      NO_OTHER,
    ],
    [azure('{"keys": [{"weight": 1e400}]}'), 'must be a number of at least 0, got 1e400', NO_START],
    [
      azure('{"network_config": {"max_retries": -1}}'),
      'network_config.max_retries must be a whole number of at least 0, got -1',
      NO_OTHER,
    ],
    [azure('{"network_config": {"default_request_timeout_in_seconds": 1.5}}'), 'got 1.5', NO_START],
    [azure('{"network_config": {"stream_idle_timeout_in_seconds": -1}}'), 'got -1', NO_OTHER],
    [
      azure('{"network_config": {"retry_backoff_initial": -5}}'),
      'must be a duration such as "200ms" or a number of milliseconds, at least 0, not this number',
      NO_START,
    ],
    [azure('{"network_config": {"retry_backoff_max": "-5s"}}'), 'not this text', NO_START],
    [azure('{"concurrency_and_buffer_size": {"concurrency": -1}}'), 'got -1', NO_OTHER],
    [azure('{"concurrency_and_buffer_size": {"buffer_size": 2.5}}'), 'got 2.5', NO_START],
    [
      '{"governance": {"budgets": [{"id": "b", "max_limit": -1, "reset_duration": "1d"}]}}',
      'at least 0, got -1',
      NO_OTHER,
    ],
    ['{"governance": {"budgets": [{"id": "b", "current_usage": -1}]}}', 'at least 0, got -1', NO_OTHER],
    [
      '{"governance": {"rate_limits": [{"id": "r", "token_max_limit": -1, "token_reset_duration": "1d"}]}}',
      'got -1',
      NO_OTHER,
    ],
    ['{"governance": {"rate_limits": [{"id": "r", "request_current_usage": 0.1}]}}', 'got 0.1', NO_START],
    ['{"governance": {"virtual_keys": [{"provider_configs": [{"weight": -1}]}]}}', 'got -1', NO_OTHER],
    [
      '{"plugins": [{"name": "semantic_cache", "enabled": true, "config": {"threshold": 1.5}}]}',
      'plugins[0].config.threshold must be a number from 0 to 1, got 1.5',
      NO_OTHER,
    ],
    [
      '{"plugins": [{"name": "semantic_cache", "enabled": true, "config": {"ttl": -1}}]}',
      'a number of seconds, at least 0, not this number',
      NO_START,
    ],
  ])('out of range: %s', (content, message, hint) => {
    const { config, diagnostics } = read(content)
    const mistakes = diagnostics.filter(({ severity }) => severity === 'error')
    expect(config).toBeUndefined()
    expect(mistakes.map((it) => [it.message.slice(-message.length), it.hint, it.line])).toEqual([
      [message, hint, 1],
    ])
    expect(content.slice(mistakes[0]!.column - 1)).toMatch(/^["\d-]/)
  })

  test.each([
    '{"client": {"max_request_body_size_mb": 1}}',
    azure(
      '{"network_config": {"default_request_timeout_in_seconds": 0, "max_retries": 0, "retry_backoff_max": 0}}',
    ),
    azure('{"keys": [{"weight": 0}], "concurrency_and_buffer_size": {"concurrency": 0, "buffer_size": 0}}'),
    '{"governance": {"budgets": [{"id": "b", "max_limit": 0, "reset_duration": "1d"}]}}',
  ])('at the edge of the range: %s', (content) => {
    expect(read(content).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('a key that is nearly a known one is told of, and a value that nobody knows is never shown', () => {
    const file =
      '{"client":{"alowed_origins":["https://a"]},"providers":{"azure":{"keys":[{"valeu":"SECRET","keyz":["SECRET"],"weight":"x"}]}}}'
    const { diagnostics } = read(file)
    expect(diagnostics.map(({ severity, message, hint }) => [severity, message, hint])).toEqual([
      [
        'warning',
        'client.alowed_origins is not known here, and does nothing',
        'did you mean "allowed_origins"?',
      ],
      [
        'error',
        'providers.azure.keys[0].weight must be a number of at least 0, got a text',
        'the real gateway does not start with such a file',
      ],
    ])
    for (const { source = '' } of diagnostics) {
      expect(source.length).toBeLessThanOrEqual(100)
      expect(source).not.toContain('SECRET')
    }
    // What may be shown is shown, around the place of the mistake.
    expect(diagnostics.map(({ source }) => source?.includes('"weight":"x"'))).toEqual([false, true])
    expect(read(file.slice(0, file.indexOf('","keyz'))).diagnostics[0]!.source).not.toContain('SECRET')
  })

  test('null is as good as nothing', () => {
    const { config, diagnostics } = readValue({
      client: null,
      providers: { azure: { keys: null } },
      governance: { budgets: null },
    })
    expect(diagnostics).toEqual([])
    expect(config?.providers.get('azure')?.keys).toEqual([])
  })

  test.each<[string, object, string, string]>([
    [
      'a limit that is not there',
      { virtual_keys: [{ id: 'a', value: 'sk-bf-a', rate_limit_id: 'nope' }] },
      'governance.virtual_keys[0].rate_limit_id: there is no rate limit with the id "nope"',
      'failed to create virtual key a: FOREIGN KEY constraint failed',
    ],
    [
      'a team that is not there',
      { virtual_keys: [{ id: 'a', value: 'sk-bf-a', team_id: 'nope' }] },
      'governance.virtual_keys[0].team_id: there is no team with the id "nope"',
      'failed to create virtual key a: FOREIGN KEY constraint failed',
    ],
    [
      'a budget of a team that is not there',
      { teams: [{ id: 't', name: 't', budget_id: 'nope' }] },
      'governance.teams[0].budget_id: there is no budget with the id "nope"',
      'failed to create team t: FOREIGN KEY constraint failed',
    ],
    [
      'the same of what a key may do with a provider',
      {
        virtual_keys: [
          { id: 'a', value: 'sk-bf-a', provider_configs: [{ provider: 'azure', budget_id: 'nope' }] },
        ],
      },
      'governance.virtual_keys[0].provider_configs[0].budget_id: there is no budget with the id "nope"',
      'failed to create provider config for virtual key a: FOREIGN KEY constraint failed',
    ],
    [
      'two keys of the same value',
      {
        virtual_keys: [
          { id: 'a', value: 'sk-bf-a' },
          { id: 'b', value: 'sk-bf-a' },
        ],
      },
      'governance.virtual_keys[1].value is that of virtual_keys[0] too',
      'failed to create virtual key b: a record with this value already exists. Please use a different value',
    ],
    [
      'two keys of the same name',
      {
        virtual_keys: [
          { id: 'a', name: 'app', value: 'sk-bf-a' },
          { id: 'b', name: 'app', value: 'sk-bf-b' },
        ],
      },
      'governance.virtual_keys[1].name is that of virtual_keys[0] too',
      'failed to create virtual key b: a record with this name already exists. Please use a different value',
    ],
    [
      'a limit without a duration',
      { rate_limits: [{ id: 'r', request_max_limit: 1 }] },
      'governance.rate_limits[0].request_max_limit has no request_reset_duration beside it',
      'failed to create rate limit r: request_reset_duration is required when request_max_limit is set',
    ],
    [
      'the same in place',
      { virtual_keys: [{ id: 'a', value: 'sk-bf-a', rate_limit: { id: 'r', token_max_limit: 1 } }] },
      'governance.virtual_keys[0].rate_limit.token_max_limit has no token_reset_duration beside it',
      'failed to create rate limit r: token_reset_duration is required when token_max_limit is set',
    ],
    [
      'a budget without a duration',
      { budgets: [{ id: 'b', max_limit: 1 }] },
      'governance.budgets[0].max_limit has no reset_duration beside it',
      'failed to create budget b: invalid reset duration format: ',
    ],
  ])('%s stops the start, with the words of the gateway', (_what, governance, message, words) => {
    const { config, diagnostics } = readValue({ governance })
    expect(config).toBeUndefined()
    const hint = `the real gateway does not start with such a file: "failed to sync governance config: ${words}"`
    expect(diagnostics).toMatchObject([{ severity: 'error', message, hint }])
  })

  test('what is written in place is there for whoever names it', () => {
    const team = { id: 't', name: 't', budget: { id: 'b', max_limit: 1, reset_duration: '1d' } }
    const keys = [
      { id: 'a', value: 'sk-bf-a', team },
      { id: 'b', value: 'sk-bf-b', team_id: 't', budget_id: 'b' },
    ]
    expect(readValue({ governance: { virtual_keys: keys } }).diagnostics).toEqual([])
  })

  test.each<[string, object, string]>([
    [
      'a model with a limit that is not there',
      { model_configs: [{ id: 'm', model_name: 'gpt-4o', rate_limit_id: 'nope' }] },
      'governance.model_configs[0].rate_limit_id: there is no rate limit with the id "nope"',
    ],
    [
      'a key without a value',
      { virtual_keys: [{ id: 'a' }] },
      'governance.virtual_keys[0].value is missing, so nobody can use this key',
    ],
    [
      'a variable that is not set',
      { virtual_keys: [{ id: 'a', value: 'env.NO_SUCH' }] },
      'governance.virtual_keys[0].value: the variable NO_SUCH is not set, so nobody can use this key',
    ],
    [
      'usage without a last reset',
      { budgets: [{ id: 'b', max_limit: 1, current_usage: 2, reset_duration: '1d' }] },
      'governance.budgets[0].current_usage is forgotten at the start, as the gateway forgets it',
    ],
  ])('%s is a warning', (_what, governance, message) => {
    const { config, diagnostics } = readValue({ governance })
    expect(config).toBeDefined()
    expect(diagnostics).toMatchObject([{ severity: 'warning', message }])
  })

  test('what is not acted on is named once', () => {
    const file = {
      plugins: [
        { name: 'maxim', enabled: true },
        { name: 'otel', enabled: false },
      ],
      mcp: {},
      client: { compat: {}, enable_logging: true },
      providers: { azure: { keys: [{ enabled: true }, { enabled: false }], proxy_config: {} } },
    }
    expect(readValue(file).config?.ignored).toEqual([
      'plugins maxim',
      'mcp',
      'client.compat',
      'providers.azure.proxy_config',
    ])
  })

  test('secrets may stand in the environment', () => {
    const { config } = readValue(
      {
        providers: { azure: { keys: [{ value: 'env.AZURE_KEY' }, { value: 'env.NO_SUCH' }] } },
        governance: { virtual_keys: [{ id: 'a', value: { value: '', env_var: 'env.VK', from_env: true } }] },
      },
      { AZURE_KEY: 'real', VK: 'sk-bf-env' },
    )
    expect(config?.providers.get('azure')?.keys.map(({ value }) => value)).toEqual(['real', 'env.NO_SUCH'])
    expect(config?.governance.virtualKeys.get('sk-bf-env')).toMatchObject({ id: 'a' })
  })

  test.each([
    ['a broken file', '{ "governance": { "virtual_keys": [ { "value": "sk-bf-top-secret" } ] '],
    ['a text that is not closed', '{ "value": "azure-top-secret'],
    ['a key without its quote', '{ value": "azure-top-secret", "a": 1 }'],
    ['all on one line', '{"providers":{"azure":{"keys":[{"value":"azure-top-secret","weight":"x"}]}}}'],
    ['a missing colon', '{"value" "top-secret"}'],
    [
      'a number for a secret, beside a mistake',
      '{"value": "top-secret-1", "weight": {"value": ["top-secret"]}, "a" 1}',
    ],
    ['a password', '{"auth_config":{"admin_password":"top-secret","is_enabled":1}}'],
    [
      'a secret of the wrong type',
      '{"auth_config":{"admin_password":["top-secret"]},"x":"sk-bf-top-secret"}',
    ],
  ])('%s shows no secret', (_what, content) => {
    const { diagnostics } = read(content)
    expect(diagnostics.length).toBeGreaterThan(0)
    expect(JSON.stringify(diagnostics) + diagnostics.map(formatDiagnostic).join('')).not.toContain(
      'top-secret',
    )
  })
})
