import { describe, expect, test } from 'vitest'
import { defaultGatewayConfig, readGatewayConfig } from '../../src/gateway/config/config.ts'
import { modelList } from '../../src/gateway/routing/model-list.ts'
import { PROFILE_2_2 } from '../../src/gateway/profiles/line-2-2.ts'
import { ask as askLine } from './ask.ts'
import type { Asked } from './ask.ts'

const ask = (upstream: object, asked: Asked = {}) => askLine(upstream, { profile: PROFILE_2_2, ...asked })
const body = { id: 'c', choices: [], created: 1, model: 'm', object: 'chat.completion' }
const chunk = (delta: object, more: object = {}) => ({ id: 'c', choices: [{ index: 0, delta, ...more }] })

describe('error texts from inside a program', () => {
  const told = (text: string) => ask({ status: 418, body: { error: { message: text } } })

  test.each([
    'panic: assignment to entry in nil map',
    'runtime error: invalid memory address or nil pointer dereference',
    'goroutine 42 [running]:\nmain.main()',
    'failed at core/bifrost.go:1021',
    'Traceback (most recent call last):\n  File "a.py"',
    'ERROR: duplicate key (SQLSTATE 23505)',
    'INSERT INTO logs VALUES (1)',
    'SELECT * FROM keys WHERE id = 1',
  ])('%j is not told, its status is', (text) => {
    const { status, body: answer } = told(text)
    expect([status, JSON.parse(answer)]).toMatchObject([
      418,
      { status_code: 418, error: { message: 'internal server error' } },
    ])
  })

  test.each([
    'Please select a model from the list and update your settings',
    'Insert into the field what you want to go on with',
  ])('%j is told', (text) => {
    expect(JSON.parse(told(text).body)).toMatchObject({ error: { message: text } })
  })

  test('an event of a stream neither', () => {
    const error = { error: { message: 'panic: no', code: 'c' } }
    const { events } = ask({ events: [chunk({ content: 'a' }), error] }, { stream: true })
    expect(JSON.parse(events.at(-1)!)).toMatchObject({
      error: { message: 'internal server error', code: 'c' },
    })
  })

  test('1.4.19 tells all', () => {
    expect(askLine({ status: 500, body: { error: { message: 'panic: no' } } }).body).toContain('panic: no')
  })
})

describe('a request for the raw', () => {
  const extra = (headers: Asked['headers'], provider: object = {}, allowRawOverride = true) => {
    const { providers, ...config } = defaultGatewayConfig()
    const azure = { ...providers.get('azure')!, ...provider }
    const answer = ask(
      { body },
      { headers, config: { ...config, allowRawOverride, providers: new Map([['azure', azure]]) } },
    )
    const { extra_fields: fields } = JSON.parse(answer.body) as { extra_fields: object }
    return Object.keys(fields).filter((name) => name.startsWith('raw_'))
  }
  const REQUEST = 'x-bf-send-back-raw-request'
  const ANSWER = 'x-bf-send-back-raw-response'
  const ALWAYS = { sendBackRawRequest: true, sendBackRawResponse: true }

  test.each<[readonly (readonly [string, string])[], object, readonly string[]]>([
    [[[REQUEST, 'true']], {}, ['raw_request']],
    [[[ANSWER, '1']], {}, ['raw_response']],
    [
      [
        [REQUEST, 'T'],
        [ANSWER, 'True'],
      ],
      {},
      ['raw_request', 'raw_response'],
    ],
    [[[ANSWER, 'yes']], {}, []],
    [[], ALWAYS, ['raw_request', 'raw_response']],
    [[[ANSWER, 'false']], ALWAYS, ['raw_request']],
    [
      [
        [REQUEST, '0'],
        [ANSWER, 'F'],
      ],
      ALWAYS,
      [],
    ],
  ])('%j with %j: %j', (headers, provider, fields) => {
    expect(extra(headers, provider)).toEqual(fields)
  })

  test('counts only where the configuration allows it', () => {
    expect(extra([[REQUEST, 'true']], {}, false)).toEqual([])
    expect(extra([[ANSWER, 'false']], ALWAYS, false)).toEqual(['raw_request', 'raw_response'])
  })
})

describe('usage', () => {
  test('has the cost of what went in and came out', () => {
    const cost = { input_cost: 0.1, output_cost: 0.2, total_cost: 0.3, input_tokens_cost: 9 }
    const usage = { total_tokens: 1, cost, search_units: 2, cost_in_usd_ticks: 7 }
    expect(ask({ body: { ...body, usage } }).body).toContain(
      '"usage":{"total_tokens":1,"search_units":2,"cost":{"input_cost":0.1,"output_cost":0.2,"total_cost":0.3},"cost_in_usd_ticks":7}',
    )
  })

  test('takes a number for the whole cost', () => {
    expect(ask({ body: { ...body, usage: { total_tokens: 1, cost: 0.5 } } }).body).toContain(
      '"cost":{"total_cost":0.5}',
    )
  })
})

describe('what Azure left out', () => {
  test('an answer without model and object gets them', () => {
    expect(ask({ body: { choices: [] } }).body).toContain('"model":"x","object":"chat.completion"')
    expect(askLine({ body: { choices: [] } }).body).toContain('"model":"","object":""')
  })
})

describe('a chunk', () => {
  test('loses the message beside its delta', () => {
    const both = chunk({ content: 'a' }, { message: { role: 'assistant', content: 'b' } })
    const { events } = ask({ events: [both] }, { stream: true })
    expect(events[0]).toContain(
      '"choices":[{"index":0,"finish_reason":null,"logprobs":null,"delta":{"content":"a"}}]',
    )
  })

  test('at the end has the service tier of those before it', () => {
    const events = [
      { ...chunk({ content: 'a' }), service_tier: 'priority' },
      chunk({}, { finish_reason: 'stop' }),
    ]
    expect(ask({ events }, { stream: true }).events.at(-2)).toContain('"service_tier":"priority"')
  })
})

describe('headers', () => {
  test('of Azure that look like the gateway are not passed on', () => {
    const { headers, body: answer } = ask({ body, headers: { 'X-Bifrost-Foo': 'a', 'X-Ms-Region': 'b' } })
    const names = headers.map(([name]) => name)
    expect([names.includes('X-Bifrost-Foo'), names.includes('X-Ms-Region')]).toEqual([false, true])
    expect(answer).toContain('"X-Bifrost-Foo":"a"')
  })

  test('tell which fallback answered', () => {
    const request = { messages: [{ role: 'user', content: 'Hi' }], fallbacks: ['openai/y', 'azure/other'] }
    const scenarios = [{ when: { deployment: 'x' }, upstream: { status: 500, text: '' } }]
    const { status, headers } = ask({}, { request, scenarios })
    expect(status).toBe(200)
    expect(headers).toContainEqual(['X-Bifrost-Fallback-Index', '2'])
    expect(ask({ body }).headers.map(([name]) => name)).not.toContain('X-Bifrost-Fallback-Index')
  })
})

describe('a request', () => {
  test.each([
    ['o3-mini', false],
    ['gpt-5-mini', false],
    ['gpt-5-chat', true],
    ['gpt-4o', true],
  ])('to %s sends sampling parameters: %s', (target, sent) => {
    const key = {
      models: ['*'],
      aliases: { x: target },
      azure_key_config: { endpoint: 'https://x.openai.azure.com' },
    }
    const config = readGatewayConfig({ providers: { azure: { keys: [key] } } })
    const request = { messages: [], temperature: 1, top_p: 0.5, logprobs: true, top_logprobs: 2, seed: 1 }
    const asked = JSON.parse(ask({ body }, { request, config }).sent[0]!) as object
    const names = ['temperature', 'top_p', 'logprobs', 'top_logprobs'].filter((name) => name in asked)
    expect([names.length, 'seed' in asked]).toEqual([sent ? 4 : 0, true])
  })

  test('says in one place how reasoning is displayed', () => {
    const both = { messages: [], reasoning: { display: 'a' }, reasoning_display: 'b' }
    const { status, body: answer } = ask({ body }, { request: both })
    expect([status, JSON.parse(answer)]).toMatchObject([
      400,
      {
        status_code: 400,
        error: {
          error: expect.stringContaining(
            'both reasoning_display and reasoning.display cannot be present at the same time',
          ) as string,
        },
      },
    ])
    expect(ask({ body }, { request: { ...both, reasoning: {} } }).status).toBe(200)
    expect(askLine({ body }, { request: both }).status).toBe(200)
  })
})

test('the list of models has those that keys list, and the targets of aliases are not told', () => {
  const list = (models: readonly string[]) => {
    const key = { models, aliases: { a: 'b' } }
    return modelList(readGatewayConfig({ providers: { azure: { keys: [key] } } }), PROFILE_2_2.keys) as {
      data: { id: string; created?: number }[]
    }
  }
  expect(list(['a', 'c']).data.map(({ id, created }) => [id, created !== undefined])).toEqual([
    ['azure/a', false],
    ['azure/c', true],
  ])
  expect(list(['*']).data.map(({ id }) => id)).toContain('azure/a')
  expect(list([]).data).toEqual([])
})
