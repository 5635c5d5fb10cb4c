import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/in-process/create-emulator.ts'
import { SHIPPED_SCENARIOS } from '../../src/start/package-files.ts'
import { WrongFiles } from '../../src/start/failures.ts'
import { CaseServer, casePath } from './case-server.ts'

const CONFIG = { config: 'config.json' }
const vk = (key: string) => ({ headers: { 'x-bf-vk': key } })

describe('limits and budgets written in place strike', () => {
  test.each([
    [
      'sk-bf-1',
      429,
      'request_limited',
      /^Rate limit check failed: rate limit violated for VK: request limit exceeded \(1\/1, resets every 1h\)$/,
    ],
    ['sk-bf-2', 402, 'budget_exceeded', /^Budget exceeded: VK budget exceeded: 0\.\d{4} >= 0\.0000 dollars$/],
    [
      'sk-bf-3',
      429,
      'request_limited',
      /violated for azure: request limit exceeded \(1\/1, resets every 1h\)$/,
    ],
    ['sk-bf-4', 402, 'budget_exceeded', /^Budget exceeded: azure budget exceeded: /],
    ['sk-bf-5', 402, 'budget_exceeded', /^Budget exceeded: Team budget exceeded: /],
  ] as const)('%s', async (key, status, type, message) => {
    await using server = await CaseServer.start('inline-limits', CONFIG)
    expect(server.notices.join('\n')).not.toMatch(/not acted on/)
    expect((await server.ask(undefined, vk(key))).status).toBe(200)
    const second = await server.ask(undefined, vk(key))
    expect(second).toMatchObject({ status, body: { type } })
    expect(second.body.error?.message).toMatch(message)
  })
})

describe('a provider with a name of its own', () => {
  const start = () =>
    CaseServer.start('custom-provider', {
      ...CONFIG,
      scenarios: casePath('custom-provider', 'scenario.yaml'),
    })
  const local = {
    choices: [{ message: { content: 'From the local one.' } }],
    extra_fields: { provider: 'local-vllm', model_requested: 'qwen3-chat' },
  }

  test('is a fallback, a target of the path and one of the model', async () => {
    await using server = await start()
    expect(await server.ask('request.json')).toMatchObject({ status: 200, body: local })
    expect(await server.ask('request-direct.json', { to: '/openai/v1/chat/completions' })).toMatchObject({
      status: 200,
      body: local,
    })
    expect(await server.ask('request-path.json', { to: 'local-vllm/qwen3-chat' })).toMatchObject({
      status: 200,
      body: local,
    })
  })

  test.each([
    ['request-path.json', 'embed-local/words', 'chat_completion is not supported by embed-local provider'],
    [
      'request-stream.json',
      'local-vllm/qwen3-chat',
      'chat_completion_stream is not supported by local-vllm provider',
    ],
  ])('refuses what allowed_requests leaves out: %s', async (file, to, message) => {
    await using server = await start()
    const answer = await server.ask(file, { to })
    expect(answer.status).toBe(500)
    expect(answer.text).toMatch(
      `{"is_bifrost_error":false,"error":{"code":"unsupported_operation","message":"${message}"},"extra_fields":{`,
    )
  })
})

test.each([
  ['switched off', 'gpt-4.1'],
  ['blacklisted', 'o3-mini'],
])('a key serves nothing that is %s', async (_, deployment) => {
  await using server = await CaseServer.start('key-disabled', CONFIG)
  expect(server.notices.join('\n')).not.toMatch(/not acted on/)
  expect(await server.ask(undefined, { to: deployment })).toMatchObject({
    status: 500,
    body: { error: { message: `no keys found that support model/deployment: ${deployment}` } },
  })
  expect((await server.ask()).status).toBe(200)
})

test("a provider's name in capitals is that in small letters", async () => {
  await using server = await CaseServer.start('provider-name-capital', CONFIG)
  expect((await server.ask()).status).toBe(200)
})

describe('which models a virtual key may ask for', () => {
  const blocked = (model: string) => ({
    status: 403,
    body: {
      type: 'model_blocked',
      error: { message: `Model '${model}' is not allowed for this virtual key` },
    },
  })

  test('a star is a name up to 1.4, and all later on', async () => {
    await using old = await CaseServer.start('vk-allowed-models-star', CONFIG)
    expect(await old.ask(undefined, vk('sk-bf-v'))).toMatchObject(blocked('gpt-4o'))
    expect(old.notices.join()).toMatch(/the virtual key "v" at azure allows the model "\*", which is a name/)
  })

  test('without a list those that the gateway knows', async () => {
    await using server = await CaseServer.start('vk-unknown-deployment', CONFIG)
    expect(await server.ask(undefined, { to: 'nope', ...vk('sk-bf-v') })).toMatchObject(blocked('nope'))
    expect(await server.ask(undefined, { to: 'gpt-4.1', ...vk('sk-bf-v') })).toMatchObject({
      status: 500,
      body: { error: { message: 'no keys found that support model/deployment: gpt-4.1' } },
    })
    expect(await server.ask(undefined, vk('sk-bf-v'))).toMatchObject({ status: 200 })
    expect(await server.ask(undefined, { to: 'nope' })).toMatchObject({
      status: 500,
      body: { error: { message: 'no keys found that support model/deployment: nope' } },
    })
  })
})

test.each([
  ['config-unknown-limit.json', 'failed to create virtual key v1: FOREIGN KEY constraint failed'],
  [
    'config-same-name.json',
    'failed to create virtual key v2: a record with this name already exists. Please use a different value',
  ],
  [
    'config-same-value.json',
    'failed to create virtual key v2: a record with this value already exists. Please use a different value',
  ],
  [
    'config-limit-without-duration.json',
    'failed to create rate limit r: request_reset_duration is required when request_max_limit is set',
  ],
])('a file that the real gateway does not start with: %s', async (config, words) => {
  const start = CaseServer.start('governance-file-refused', { config })
  await expect(start).rejects.toThrow(WrongFiles)
  await expect(start).rejects.toThrow(`"failed to sync governance config: ${words}"`)
})

describe('what the start says', () => {
  test('of a model with a star on a line where that is a name', async () => {
    await using server = await CaseServer.start('models-star-note', CONFIG)
    expect(server.notices).toEqual([
      'line 1.4.19: the key "north" of azure lists the model "*", which is a name there and not all of them: leave "models" empty for all, or take --gateway 1.5.1 for a file of 1.5 or later',
    ])
    expect(await server.ask()).toMatchObject({
      status: 500,
      body: { error: { message: 'no keys found that support model/deployment: gpt-4o' } },
    })
  })

  test('of a price list that is not there', async () => {
    await using server = await CaseServer.start('pricing-file-missing', CONFIG)
    expect(server.notices.join()).toMatch(
      /warning: there is no price list at \/app\/bundle\/pricing\.json: list prices count instead/,
    )
    expect((await server.ask()).status).toBe(200)
  })

  test('nothing of the examples that come with the package', async () => {
    await using server = await CaseServer.start('provider-name-capital', {
      ...CONFIG,
      scenarios: SHIPPED_SCENARIOS,
    })
    expect(server.notices).toEqual([])
    expect(server.running.loaded.diagnostics).toEqual([])
  })
})

describe('a backoff written as a text', () => {
  test.each(['1.3.60', '1.4.19', '1.4.24'])(
    'stops the start of %s, which reads numbers alone',
    async (gateway) => {
      const start = CaseServer.start('backoff-text', { config: 'config.json', gateway })
      await expect(start).rejects.toThrow(WrongFiles)
      await expect(start).rejects.toThrow(
        /retry_backoff_initial is a text, and the real gateway .* does not start/,
      )
      await expect(start).rejects.toThrow(/write the milliseconds as a number: 200/)
    },
  )

  test('is refused in process, too: with its place in the file', async () => {
    const path = casePath('backoff-text', 'config.json')
    const start = createEmulator({ scenarios: [], bifrostConfig: path, gateway: '1.4.19' })
    await expect(start).rejects.toThrow(
      /backoff-text\/config\.json:21:34 providers\.azure\.network_config\.retry_backoff_initial is a text[^]*hint: write the milliseconds as a number: 200/,
    )
  })

  test.each(['1.5.1', '2.2'])('is read by %s', async (gateway) => {
    await using server = await CaseServer.start('backoff-text', { config: 'config.json', gateway })
    expect(server.notices.join('\n')).not.toMatch(/retry_backoff_initial/)
  })

  test('is a warning where one of several releases reads it', async () => {
    await using server = await CaseServer.start('backoff-text', {
      config: 'config.json',
      gateway: '1.4.19,2.2',
    })
    expect(server.notices.join('\n')).toMatch(/warning: .*retry_backoff_initial is a text/)
  })
})

describe('a virtual key with two providers brings its own fallbacks', () => {
  const start = (gateway?: string) =>
    CaseServer.start('vk-implied-fallbacks', {
      ...CONFIG,
      scenarios: casePath('vk-implied-fallbacks', 'scenario.yaml'),
      ...(gateway && { gateway }),
    })

  test('where the body names a model', async () => {
    await using server = await start()
    // Which of the two is drawn does not matter: the deployment of the URL is asked first.
    for (let seed = 1; seed <= 6; seed++) {
      const headers = { 'x-bf-vk': 'sk-bf-app', 'x-emulator-seed': String(seed) }
      const answer = await server.ask('request.json', { headers })
      const [first] = answer.body.choices ?? []
      if (answer.status !== 200) expect(answer.body.error?.message).toMatch(/server had an error/)
      else expect(first?.message.content).toBe('From the second provider.')
    }
    const answer = await server.ask('request.json', vk('sk-bf-app'))
    expect(answer).toMatchObject({ status: 200, body: { extra_fields: { provider: 'openai' } } })
  })

  test('not where it names none', async () => {
    await using server = await start()
    const answer = await server.ask('request-without-model.json', vk('sk-bf-app'))
    expect(answer).toMatchObject({ status: 500, body: { extra_fields: { provider: 'azure' } } })
  })
})
