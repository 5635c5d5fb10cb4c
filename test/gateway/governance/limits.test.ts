import { describe, expect, test } from 'vitest'
import {
  GOVERNANCE_1_3_60,
  GOVERNANCE_1_4_10,
  GOVERNANCE_1_4_19,
} from '../../../src/gateway/profiles/governance-rules.ts'
import { asker, USAGE } from './asker.ts'
import type { Question } from './asker.ts'

const HOUR = 3_600_000
const VK = 'sk-bf-a'

const requests = (max: number, more: object = {}) => ({
  id: 'r',
  request_max_limit: max,
  request_reset_duration: '1h',
  ...more,
})
const tokens = (max: number, more: object = {}) => ({
  id: 'r',
  token_max_limit: max,
  token_reset_duration: '1d',
  ...more,
})
const spent = (id: string) => ({
  id,
  max_limit: 10,
  current_usage: 10.5,
  reset_duration: '100Y',
  last_reset: '1970-01-01T00:00:00Z',
})
const key = (more: object) => ({ id: 'vk', name: 'a', value: VK, ...more })

describe('who is refused, and with which text', () => {
  test.each<[string, object, Question, object]>([
    [
      'the request limit of a key',
      { rate_limits: [requests(1)], virtual_keys: [key({ rate_limit_id: 'r' })] },
      { key: VK },
      {
        status: 429,
        type: 'request_limited',
        message:
          'Rate limit check failed: rate limit violated for VK: request limit exceeded (1/1, resets every 1h)',
      },
    ],
    [
      'both limits of a key, in one text',
      {
        rate_limits: [{ ...requests(1), ...tokens(30) }],
        virtual_keys: [key({ rate_limit_id: 'r' })],
      },
      { key: VK },
      {
        status: 429,
        type: 'rate_limited',
        message:
          'Rate limit check failed: rate limit violated for VK: token limit exceeded (30/30, resets every 1d); request limit exceeded (1/1, resets every 1h)',
      },
    ],
    [
      'a limit without a duration',
      { rate_limits: [{ id: 'r', request_max_limit: 1 }], virtual_keys: [key({ rate_limit_id: 'r' })] },
      { key: VK },
      {
        message:
          'Rate limit check failed: rate limit violated for VK: request limit exceeded (1/1, resets every unknown)',
      },
    ],
    [
      'what a key may do with one provider, before the key itself',
      {
        rate_limits: [requests(1), requests(1, { id: 'own' })],
        virtual_keys: [
          key({ rate_limit_id: 'own', provider_configs: [{ provider: 'azure', rate_limit_id: 'r' }] }),
        ],
      },
      { key: VK },
      {
        message:
          'Rate limit check failed: rate limit violated for azure: request limit exceeded (1/1, resets every 1h)',
      },
    ],
    [
      'the limit of the team',
      {
        rate_limits: [requests(1)],
        teams: [{ id: 't', rate_limit_id: 'r' }],
        virtual_keys: [key({ team_id: 't' })],
      },
      { key: VK },
      { message: expect.stringContaining('rate limit violated for Team: request limit') },
    ],
    [
      'the model at one provider, before the model everywhere, without any key',
      {
        rate_limits: [requests(1), requests(1, { id: 'all' })],
        model_configs: [
          { model_name: 'gpt-4o', rate_limit_id: 'all' },
          { model_name: 'gpt-4o', provider: 'azure', rate_limit_id: 'r' },
        ],
      },
      {},
      {
        status: 429,
        type: 'request_limited',
        message:
          'Model-level rate limit check failed: rate limit violated for Model:gpt-4o:Provider:azure: [request limit exceeded (1/1, resets every 1h)]',
      },
    ],
    [
      'both limits of a provider, in brackets',
      {
        rate_limits: [{ ...requests(1), ...tokens(30) }],
        providers: [{ name: 'azure', rate_limit_id: 'r' }],
      },
      {},
      {
        type: 'rate_limited',
        message:
          'Provider-level rate limit check failed: rate limit violated for azure: [token limit exceeded (30/30, resets every 1d) request limit exceeded (1/1, resets every 1h)]',
      },
    ],
    [
      'the provider before the model before the key',
      {
        rate_limits: [requests(1)],
        providers: [{ name: 'azure', rate_limit_id: 'r' }],
        model_configs: [{ model_name: 'gpt-4o', rate_limit_id: 'r' }],
        virtual_keys: [key({ rate_limit_id: 'r' })],
      },
      { key: VK },
      { message: expect.stringContaining('Provider-level rate limit check failed') },
    ],
  ])('%s', (_name, governance, question, refusal) => {
    const { ask } = asker(governance)
    expect(ask(question)).toMatchObject({ status: 200 })
    expect(ask({ ...question, at: 2000 })).toMatchObject(refusal)
  })

  test.each<[string, object, string]>([
    ['a key', { virtual_keys: [key({ budget_id: 'b' })] }, 'Budget exceeded: VK budget exceeded'],
    [
      'what a key may do with one provider',
      { virtual_keys: [key({ budget_id: 'b', provider_configs: [{ provider: 'azure', budget_id: 'b' }] })] },
      'Budget exceeded: azure budget exceeded',
    ],
    [
      'a team',
      { teams: [{ id: 't', budget_id: 'b' }], virtual_keys: [key({ team_id: 't' })] },
      'Budget exceeded: Team budget exceeded',
    ],
    [
      'the customer of a team',
      {
        teams: [{ id: 't', customer_id: 'c' }],
        customers: [{ id: 'c', budget_id: 'b' }],
        virtual_keys: [key({ team_id: 't' })],
      },
      'Budget exceeded: Customer budget exceeded',
    ],
    [
      'a customer',
      { customers: [{ id: 'c', budget_id: 'b' }], virtual_keys: [key({ customer_id: 'c' })] },
      'Budget exceeded: Customer budget exceeded',
    ],
    [
      'a provider',
      { providers: [{ name: 'azure', budget_id: 'b' }] },
      'Provider-level budget exceeded: azure budget exceeded',
    ],
    [
      'a model',
      { model_configs: [{ model_name: 'gpt-4o', budget_id: 'b' }] },
      'Model-level budget exceeded: Model:gpt-4o budget exceeded',
    ],
  ])('the spent budget of %s', (_name, governance, text) => {
    const { ask } = asker({ virtual_keys: [key({})], budgets: [spent('b')], ...governance })
    expect(ask({ key: VK, at: HOUR })).toMatchObject({
      status: 402,
      type: 'budget_exceeded',
      message: `${text}: 10.5000 >= 10.0000 dollars`,
    })
  })

  test('a rate limit goes before a budget', () => {
    const { ask } = asker({
      rate_limits: [requests(0)],
      budgets: [spent('b')],
      virtual_keys: [key({ rate_limit_id: 'r', budget_id: 'b' })],
    })
    expect(ask({ key: VK })).toMatchObject({ type: 'request_limited' })
  })

  test('references that lead nowhere limit nothing', () => {
    const { ask } = asker({
      virtual_keys: [key({ rate_limit_id: 'no', budget_id: 'no', team_id: 'no', customer_id: 'no' })],
    })
    expect(ask({ key: VK })).toMatchObject({ status: 200 })
  })

  test('a key may use only the stored keys that it names', () => {
    const grant = (keys: unknown) =>
      asker({ virtual_keys: [key({ provider_configs: [{ provider: 'azure', ...(keys as object) }] })] })
    expect(grant({ keys: [{ key_id: 'k1' }] }).ask({ key: VK })).toMatchObject({ status: 200 })
    expect(grant({ key_ids: ['*'] }).ask({ key: VK })).toMatchObject({ status: 200 })
    expect(grant({ keys: [{ key_id: 'k2' }] }).ask({ key: VK })).toMatchObject({
      status: 500,
      message: 'no keys found for provider: azure and model: gpt-4o',
    })
  })
})

describe('what counts, and when', () => {
  const limited = (rate: object, more: Parameters<typeof asker>[1] = {}) =>
    asker({ rate_limits: [rate], virtual_keys: [key({ rate_limit_id: 'r' })] }, more)

  test('an answer counts once it has ended; what runs beside it passes', () => {
    const { ask } = limited(requests(1))
    const statuses = [0, 10, 500, 1000].map((at) => ask({ key: VK, at }).status)
    expect(statuses).toEqual([200, 200, 200, 429])
  })

  test.each([
    [1, 998, 200],
    [10, 100, 429],
    [10, 98, 200],
    [0, 0, 429],
  ])('at speed %d an answer of 1 s has ended after so many ms: %d', (speed, at, status) => {
    const { ask } = limited(requests(1))
    ask({ key: VK, speed })
    expect(ask({ key: VK, speed, at })).toMatchObject({ status })
  })

  test('the answer that crosses a token limit still comes', () => {
    const { ask } = limited(tokens(45))
    const said = [0, 2000, 4000].map((at) => ask({ key: VK, at }))
    expect(said.map(({ status }) => status)).toEqual([200, 200, 429])
    expect(said[2]).toMatchObject({
      type: 'token_limited',
      message: expect.stringContaining('(60/45, resets every 1d)'),
    })
  })

  test('a stream counts with its last chunk, tokens and all', () => {
    const { ask } = limited(tokens(30))
    const ask2 = (at: number) => ask({ key: VK, at, stream: true }).status
    expect([ask2(0), ask2(900), ask2(1100)]).toEqual([200, 200, 429])
  })

  test('failures and refusals do not count', () => {
    const { ask } = limited(requests(1))
    for (let at = 0; at < 5000; at += 1000) expect(ask({ key: VK, at, message: 'fail' }).status).toBe(500)
    expect(ask({ key: VK, at: 6000, model: 'unmapped' }).status).toBe(500)
    expect(ask({ key: VK, at: 7000 }).status).toBe(200)
  })

  test('a stream that ends with an error does not count', () => {
    const broken = {
      when: {},
      upstream: {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        events: [
          { id: 'c', object: 'o', created: 1, model: 'm', choices: [{ index: 0, delta: { content: 'Hi' } }] },
          { error: { message: 'broken' } },
        ],
      },
    }
    const { ask } = limited(requests(1), { scenarios: [broken] })
    expect([0, 1000, 2000].map((at) => ask({ key: VK, at, stream: true }).status)).toEqual([200, 200, 200])
  })

  test('keys count apart, a shared limit together', () => {
    const { ask } = asker({
      rate_limits: [requests(1), requests(2, { id: 'team' })],
      teams: [{ id: 't', rate_limit_id: 'team' }],
      virtual_keys: [
        key({ rate_limit_id: 'r', team_id: 't' }),
        key({ id: 'b', value: 'sk-bf-b', team_id: 't' }),
        key({ id: 'c', value: 'sk-bf-c' }),
      ],
    })
    expect(ask({ key: VK }).status).toBe(200)
    expect(ask({ key: VK, at: 2000 }).message).toContain('VK')
    expect(ask({ key: 'sk-bf-b', at: 2000 }).status).toBe(200)
    expect(ask({ key: 'sk-bf-b', at: 4000 }).message).toContain('Team')
    expect(ask({ key: 'sk-bf-c', at: 4000 }).status).toBe(200)
  })

  test('each fallback is checked anew, and what answers after a refusal is not counted', () => {
    const governance = {
      rate_limits: [requests(1), requests(1, { id: 'other' })],
      model_configs: [
        { model_name: 'gpt-4o', rate_limit_id: 'r' },
        { model_name: 'other', rate_limit_id: 'other' },
      ],
    }
    const { ask } = asker(governance)
    const body = { fallbacks: ['azure/other'] }
    const said = [0, 2000, 4000, 6000].map((at) => ask({ at, body }))
    expect(said.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(said[0]!.body).toContain('"model_requested":"gpt-4o"')
    expect(said[3]!.body).toContain('"model_requested":"other"')
    expect(ask({ at: 8000, model: 'other' }).status).toBe(200)
    expect(ask({ at: 10_000, body })).toMatchObject({
      status: 429,
      message: expect.stringContaining('Model:gpt-4o:'),
    })
  })

  test('a fallback that is checked later sees what is counted by then, and counts nothing early for others', () => {
    const slow = {
      when: { deployment: 'gpt-4o', message: 'slow' },
      upstream: { status: 500, delay_ms: 5000, body: {} },
    }
    const answer = {
      when: {},
      upstream: { status: 200, delay_ms: 1000, body: { choices: [], usage: USAGE } },
    }
    const { ask } = asker(
      { rate_limits: [requests(1)], model_configs: [{ model_name: 'other', rate_limit_id: 'r' }] },
      { scenarios: [slow, answer] },
    )
    expect(ask({ at: 0, model: 'other' }).status).toBe(200)
    const late = ask({ at: 10, message: 'slow', body: { fallbacks: ['azure/other'] } })
    expect(late).toMatchObject({ status: 500, endAt: 5000 })
    expect(ask({ at: 20, model: 'other' }).status).toBe(200)
    expect(ask({ at: 2000, model: 'other' }).status).toBe(429)
  })

  test('equal requests are not answered from memory past a limit', () => {
    const { ask } = limited(requests(3))
    expect([0, 1, 2, 3].map((n) => ask({ key: VK, at: n * 2000 }).status)).toEqual([200, 200, 200, 429])
  })

  test('a reset of the emulator forgets what was used', () => {
    const { ask, emulator } = limited(requests(1))
    ask({ key: VK })
    emulator.reset('one session')
    expect(ask({ key: VK, at: 2000 }).status).toBe(429)
    emulator.reset()
    expect(ask({ key: VK, at: 3000 }).status).toBe(200)
  })

  test.each([
    ['1.4.19 checks models and providers for everybody', GOVERNANCE_1_4_19, undefined, 429],
    ['1.4.10 only for a known key', GOVERNANCE_1_4_10, VK, 429],
    ['1.4.10 without a key', GOVERNANCE_1_4_10, undefined, 200],
    ['1.4.10 with an unknown one', GOVERNANCE_1_4_10, 'sk-bf-none', 200],
    ['1.3.60 never', GOVERNANCE_1_3_60, VK, 200],
  ])('%s', (_name, rules, virtualKey, status) => {
    const { ask } = asker(
      {
        rate_limits: [requests(1)],
        providers: [{ name: 'azure', rate_limit_id: 'r' }],
        virtual_keys: [key({})],
      },
      { rules, client: { enable_governance: true } },
    )
    const question = virtualKey === undefined ? {} : { key: virtualKey }
    expect(ask({ ...question, key: VK, at: 0 }).status).toBe(200)
    expect(ask({ ...question, at: 2000 }).status).toBe(status)
  })

  test('1.3.60 governs nothing unless it is told to', () => {
    const governance = { rate_limits: [requests(0)], virtual_keys: [key({ rate_limit_id: 'r' })] }
    expect(asker(governance, { rules: GOVERNANCE_1_3_60 }).ask({ key: VK }).status).toBe(200)
    const on = asker(governance, { rules: GOVERNANCE_1_3_60, client: { enable_governance: true } })
    expect(on.ask({ key: VK }).message).toBe(
      'virtual key rate limits exceeded: [request limit exceeded (0/0, resets every 1h)]',
    )
  })
})

describe('costs', () => {
  const budget = (max: number, more: Parameters<typeof asker>[1] = {}) =>
    asker(
      {
        budgets: [{ id: 'b', max_limit: max, reset_duration: '1d' }],
        virtual_keys: [key({ budget_id: 'b' })],
      },
      more,
    )
  const answer = (usage: object) => [
    {
      when: {},
      upstream: { status: 200, body: { id: 'c', object: 'o', created: 1, model: 'm', choices: [], usage } },
    },
  ]
  const twice = ({ ask }: ReturnType<typeof asker>, question: Question = {}) => [
    ask({ key: VK, ...question }).status,
    ask({ key: VK, at: 5000, ...question }).message,
  ]

  test.each<[string, ReturnType<typeof asker>, Question, string | undefined]>([
    [
      'the list price of the model, per million tokens 2.5 and 10 dollars',
      budget(0.004, {
        scenarios: answer({ prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 }),
      }),
      {},
      '0.0075 >= 0.0040',
    ],
    [
      'cached tokens at their own price',
      budget(0.001, {
        scenarios: answer({
          prompt_tokens: 1000,
          completion_tokens: 0,
          total_tokens: 1000,
          prompt_tokens_details: { cached_tokens: 1000 },
        }),
      }),
      {},
      '0.0013 >= 0.0010',
    ],
    [
      'a cost that the deployment reports goes first',
      budget(1, { scenarios: answer({ ...USAGE, cost: 2 }) }),
      {},
      '2.0000 >= 1.0000',
    ],
    [
      'a cost that a scenario adds for the client counts as well',
      budget(1, {
        scenarios: [{ when: {}, reply: { text: 'x', merge: { usage: { cost: { total_cost: 3 } } } } }],
      }),
      {},
      '3.0000 >= 1.0000',
    ],
    [
      'and in a stream',
      budget(1, {
        scenarios: [{ when: {}, reply: { text: 'x', merge: { usage: { cost: { total_cost: 3 } } } } }],
      }),
      { stream: true },
      '3.0000 >= 1.0000',
    ],
    ['a model without a price costs nothing', budget(0.000001), { model: 'other' }, undefined],
    [
      'a table of the user: by the deployment where the model is not in it',
      budget(1, {
        surroundings: {
          prices: new Map([['azure/gpt-4o-east', { input: 0.1, output: 0.2, cachedInput: undefined }]]),
        },
      }),
      {},
      '5.0000 >= 1.0000',
    ],
  ])('%s', (_name, gateway, question, spentText) => {
    expect(twice(gateway, question)).toEqual([
      200,
      spentText === undefined ? undefined : `Budget exceeded: VK budget exceeded: ${spentText} dollars`,
    ])
  })

  test('1.3.60 does not count a reported cost, and takes a budget for spent only once it is passed', () => {
    const rules = GOVERNANCE_1_3_60
    const client = { enable_governance: true }
    const gateway = budget(1, { rules, client, scenarios: answer({ ...USAGE, cost: 2 }) })
    expect(twice(gateway)).toEqual([200, undefined])
    const exact = budget(0, { rules, client })
    expect(exact.ask({ key: VK }).status).toBe(200)
  })
})
