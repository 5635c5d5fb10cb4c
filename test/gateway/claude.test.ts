import { describe, expect, test } from 'vitest'
import { mostTokens } from '../../src/gateway/anthropic/claude.ts'
import { exchangeOnce } from '../support/one-exchange.ts'

/** Claude deployments of Azure, after the gateway's public source; what goes out for two requests was recorded (spec/differential/claude-deployment). */
const url = '/openai/openai/deployments/claude-sonnet-4/chat/completions'
const HI = [{ role: 'user', content: 'hi' }]

function sentFor(request: object): Record<string, unknown> {
  const [call] = exchangeOnce({ url, body: JSON.stringify({ messages: HI, ...request }) }).calls
  return JSON.parse(call!.body) as Record<string, unknown>
}

describe('a chat request as a messages request', () => {
  const text = (it: string) => [{ type: 'text', text: it }]
  const tool = { name: 'w', description: 'W', parameters: { type: 'object', properties: { a: {} } } }
  test.each<[string, object, object]>([
    [
      'the last message of the system stands beside the others',
      {
        messages: [
          { role: 'system', content: 'a' },
          { role: 'system', content: 'b' },
          { role: 'user', content: 'hi' },
        ],
      },
      { system: 'b', messages: [{ role: 'user', content: text('hi') }] },
    ],
    [
      'nothing but a system leaves no messages',
      { messages: [{ role: 'system', content: 'a' }] },
      { messages: null },
    ],
    [
      'results of tools that follow each other are one message of the user',
      {
        messages: [
          ...HI,
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: '1', type: 'function', function: { name: 'w', arguments: '{"b": 1, "a": 2}' } },
              { id: '2', type: 'function', function: { name: 'w', arguments: '' } },
            ],
          },
          { role: 'tool', tool_call_id: '1', content: 'one' },
          { role: 'tool', tool_call_id: '2', content: '' },
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }] },
        ],
      },
      {
        messages: [
          { role: 'user', content: text('hi') },
          {
            role: 'assistant',
            content: [
              { type: 'tool_use', id: '1', name: 'w', input: { b: 1, a: 2 } },
              { type: 'tool_use', id: '2', name: 'w' },
            ],
          },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: '1', content: 'one' },
              { type: 'tool_result', tool_use_id: '2' },
            ],
          },
          {
            role: 'user',
            content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } }],
          },
        ],
      },
    ],
    [
      'a temperature keeps top_p back, and max_tokens is lost',
      { temperature: 0.5, top_p: 0.9, stop: ['x'], max_tokens: 5, seed: 1 },
      { temperature: 0.5, stop_sequences: ['x'], max_tokens: 64000 },
    ],
    ['max_completion_tokens is the most, however small', { max_completion_tokens: 3 }, { max_tokens: 3 }],
    [
      'tools lose their wrapping',
      { tools: [{ type: 'function', function: tool }], tool_choice: 'required' },
      {
        tools: [{ name: 'w', description: 'W', input_schema: { type: 'object', properties: { a: {} } } }],
        tool_choice: { type: 'any' },
      },
    ],
    [
      'a tool that is named is named',
      {
        tools: [{ type: 'function', function: tool }],
        tool_choice: { type: 'function', function: { name: 'w' } },
      },
      { tool_choice: { type: 'tool', name: 'w' } },
    ],
    [
      'an effort is a budget',
      { reasoning_effort: 'low' },
      { thinking: { type: 'enabled', budget_tokens: 10470 } },
    ],
    ['no effort is none', { reasoning_effort: 'none' }, { thinking: { type: 'disabled' } }],
    [
      'a strict schema is a format, types in lists taken apart',
      {
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: 'n',
            strict: true,
            schema: { properties: { z: { type: ['string', 'null'] } } },
          },
        },
      },
      {
        output_config: {
          format: {
            schema: { properties: { z: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
            type: 'json_schema',
          },
        },
      },
    ],
  ])('%s', (_, request, sent) => {
    const { model, max_tokens: most, ...rest } = sentFor(request)
    expect(model).toBe('claude-sonnet-4')
    expect({ max_tokens: most, ...rest }).toMatchObject(sent)
    for (const lost of ['top_p', 'seed', 'response_format', 'reasoning_effort'])
      expect(rest).not.toHaveProperty(lost)
  })

  test.each([
    [{ reasoning: { max_tokens: 10 } }, 'reasoning.max_tokens must be >= 1024 for anthropic'],
    [
      { reasoning_effort: 'high', max_completion_tokens: 100 },
      'max_tokens must be greater than 1024 for reasoning',
    ],
  ])('%j cannot be asked', (request, cause) => {
    const { body, calls } = exchangeOnce({ url, body: JSON.stringify({ messages: HI, ...request }) })
    expect(calls).toEqual([])
    expect(JSON.parse(body)).toMatchObject({
      is_bifrost_error: true,
      error: {
        error: cause,
        message: 'failed to convert bifrost request to the expected provider request body',
      },
    })
  })

  test.each([
    ['claude-sonnet-4-20250514', 64000],
    ['us.anthropic.claude-opus-4-1-20250805-v1:0', 32000],
    ['claude-3-5-sonnet-20241022', 8192],
    ['my-claude', 4096],
  ])('%s writes at most %d tokens', (model, most) => expect(mostTokens(model)).toBe(most))
})

const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-x',
  content: [
    { type: 'thinking', thinking: 'Hm.', signature: 's' },
    { type: 'text', text: 'a' },
    { type: 'tool_use', id: 't', name: 'n', input: { z: 1, a: 2 } },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 3, cache_read_input_tokens: 2, output_tokens: 4 },
}

test('a message is a chat completion', () => {
  const { body } = exchangeOnce({ url, outcome: { upstream: { status: 200, body: MESSAGE } } })
  const { created, extra_fields: _, ...rest } = JSON.parse(body) as Record<string, unknown>
  expect(created).toBeTypeOf('number')
  expect(rest).toEqual({
    id: 'msg_1',
    choices: [
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: 'a',
          reasoning: 'Hm.\n',
          reasoning_details: [{ index: 0, type: 'reasoning.text', text: 'Hm.', signature: 's' }],
          tool_calls: [
            { index: 0, type: 'function', id: 't', function: { name: 'n', arguments: '{"z":1,"a":2}' } },
          ],
        },
      },
    ],
    model: 'claude-x',
    object: '',
    system_fingerprint: '',
    usage: {
      prompt_tokens: 5,
      prompt_tokens_details: { cached_read_tokens: 2, cached_tokens: 2 },
      completion_tokens: 4,
      total_tokens: 9,
    },
  })
})

const STREAM = JSON.stringify({ messages: HI, stream: true })
const START = {
  type: 'message_start',
  message: { id: 'm', model: 'cx', usage: { input_tokens: 5, output_tokens: 1 } },
}
const TEXT = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } }

function streamOf(...events: readonly { readonly type: string }[]): object {
  const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
  return { upstream: { status: 200, headers: { 'content-type': 'text/event-stream' }, text } }
}

describe('events are chunks', () => {
  test('text, the call of a tool, and why it stopped', () => {
    const use = { type: 'tool_use', id: 't', name: 'n', input: {} }
    const outcome = streamOf(
      START,
      TEXT,
      { type: 'ping' },
      { type: 'content_block_start', index: 1, content_block: use } as never,
      {
        type: 'content_block_delta',
        index: 1,
        delta: { type: 'input_json_delta', partial_json: '{}' },
      } as never,
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 7 } } as never,
      { type: 'message_stop' },
      TEXT,
    )
    const { events, body } = exchangeOnce({ url, body: STREAM, outcome })
    const call = { index: 0, type: 'function' }
    expect(events).toMatchObject([
      { id: 'm', choices: [{ delta: { content: 'a' } }], extra_fields: { model_requested: 'cx' } },
      {
        choices: [{ delta: { tool_calls: [{ ...call, id: 't', function: { name: 'n', arguments: '' } }] } }],
      },
      { choices: [{ delta: { tool_calls: [{ ...call, function: { name: null, arguments: '{}' } }] } }] },
      {
        choices: [{ delta: {}, finish_reason: 'tool_calls' }],
        usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
      },
    ])
    expect(body.endsWith('data: [DONE]\n\n')).toBe(true)
  })

  test('an error behind text is an event, and one before it the answer', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Over' } }
    const late = exchangeOnce({ url, body: STREAM, outcome: streamOf(START, TEXT, error) })
    expect(late.events.at(-1)).toMatchObject({ error: error.error, extra_fields: { model_requested: 'cx' } })
    expect(late.body).not.toContain('[DONE]')
    const early = exchangeOnce({ url, body: STREAM, outcome: streamOf(START, error) })
    expect(early.status).toBe(500)
    expect(JSON.parse(early.body)).toMatchObject({
      error: error.error,
      extra_fields: { model_requested: 'claude-sonnet-4' },
    })
  })

  test('one that breaks off ends well', () => {
    const { body } = exchangeOnce({ url, body: STREAM, outcome: streamOf(START, TEXT) })
    expect(body.endsWith('data: [DONE]\n\n')).toBe(true)
  })
})

/** What the emulator itself says as a Claude deployment comes out as what any deployment says. */
test.each<[string, object, object]>([
  ['text', { reply: 'Hello there.' }, { content: 'Hello there.' }],
  ['thoughts', { reply: { reasoning: 'Hm.', text: 'Yes.' } }, { content: 'Yes.' }],
  [
    'calls',
    {
      reply: {
        tool_calls: [
          { name: 'n', arguments: { a: 1 } },
          { name: 'm', arguments: {} },
        ],
      },
    },
    { calls: ['n {"a":1}', 'm {}'] },
  ],
])('%s of the emulator arrive, whole and as a stream', (_, outcome, wanted) => {
  type Said = {
    content?: string
    tool_calls?: { index: number; function: { name?: string; arguments: string } }[]
  }
  const whole = JSON.parse(exchangeOnce({ url, outcome }).body) as { choices: [{ message: Said }] }
  const { events } = exchangeOnce({ url, outcome, body: STREAM })
  const joined: Said = { content: '', tool_calls: [] }
  for (const { choices } of events as { choices: [{ delta: Said }] }[]) {
    const { content = '', tool_calls: calls = [] } = choices[0].delta
    joined.content += content
    for (const { index, function: part } of calls) {
      const known = (joined.tool_calls![index] ??= { index, function: { name: part.name!, arguments: '' } })
      known.function.arguments += part.arguments
    }
  }
  for (const said of [whole.choices[0].message, joined]) {
    const calls = said.tool_calls?.map(({ function: { name, arguments: text } }) => `${name} ${text}`) ?? []
    expect({ ...(said.content && { content: said.content }), ...(calls.length > 0 && { calls }) }).toEqual(
      wanted,
    )
  }
})
