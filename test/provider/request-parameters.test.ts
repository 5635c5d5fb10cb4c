import { describe, expect, test } from 'vitest'
import { chat } from '../support/chat.ts'
import type { ChatBody } from '../support/chat.ts'
import { startServer } from '../support/start-service.ts'

const ASK = { messages: [{ role: 'user', content: 'How do I keep a sourdough starter alive?' }] }
const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['c', 'f'] } },
      required: ['city', 'unit'],
      additionalProperties: false,
    },
  },
}
const TIME = {
  type: 'function',
  function: { name: 'get_time', parameters: { type: 'object', properties: {} } },
}
const TOOLS = [WEATHER, TIME]

interface Case {
  readonly name: string
  readonly request: object
  readonly check: (body: ChatBody) => void
}

const choice = (body: ChatBody) => body.choices[0]!
const content = (body: ChatBody) => choice(body).message.content ?? ''
const called = (body: ChatBody) => (choice(body).message.tool_calls ?? []).map((call) => call.function.name)
const details = (body: ChatBody) => body.usage.completion_tokens_details

const cases: readonly Case[] = [
  {
    name: 'max_completion_tokens cuts the text',
    request: { max_completion_tokens: 20 },
    check(body) {
      expect(choice(body).finish_reason).toBe('length')
      expect(body.usage.completion_tokens).toBe(20)
    },
  },
  {
    name: 'max_tokens never reaches the deployment of release 1.4.19',
    request: { max_tokens: 20 },
    check: (body) => expect(choice(body).finish_reason).toBe('stop'),
  },
  {
    name: 'nor does n',
    request: { n: 3 },
    check: (body) => expect(body.choices).toHaveLength(1),
  },
  {
    name: 'reasoning comes off max_completion_tokens first',
    request: { max_completion_tokens: 30, reasoning_effort: 'high' },
    check(body) {
      expect(choice(body).finish_reason).toBe('length')
      expect(content(body)).toBe('')
    },
  },
  {
    name: 'reasoning_effort shows in the usage',
    request: { reasoning_effort: 'high' },
    check: (body) => expect(details(body)['reasoning_tokens']).toBeGreaterThan(500),
  },
  {
    name: 'stop ends the text before the sequence',
    request: { stop: ['e'] },
    check(body) {
      expect(choice(body).finish_reason).toBe('stop')
      expect(content(body)).not.toContain('e')
    },
  },
  {
    name: 'logprobs are those of the tokens, and the alternatives sum below 1',
    request: { logprobs: true, top_logprobs: 3 },
    check(body) {
      const entries = choice(body).logprobs!.content
      expect(entries.map((entry) => entry.token).join('')).toBe(content(body))
      for (const { token, bytes, logprob, top_logprobs: top } of entries) {
        expect(Buffer.from(bytes).toString()).toBe(token)
        expect(top).toHaveLength(3)
        expect(top[0]).toMatchObject({ token, logprob })
        expect(top.reduce((sum, it) => sum + Math.exp(it.logprob), 0)).toBeLessThanOrEqual(1)
      }
    },
  },
  {
    name: 'tool_choice none is answered with text',
    request: { tools: TOOLS, tool_choice: 'none' },
    check: (body) => expect(content(body)).not.toBe(''),
  },
  {
    name: 'tool_choice auto is answered with text',
    request: { tools: TOOLS, tool_choice: 'auto' },
    check: (body) => expect(content(body)).not.toBe(''),
  },
  {
    name: 'tool_choice required calls one of the tools',
    request: { tools: TOOLS, tool_choice: 'required' },
    check(body) {
      expect(choice(body).finish_reason).toBe('tool_calls')
      expect(called(body)).toHaveLength(1)
    },
  },
  {
    name: 'with parallel_tool_calls it calls two',
    request: { tools: TOOLS, tool_choice: 'required', parallel_tool_calls: true },
    check: (body) => expect([...called(body)].sort()).toEqual(['get_time', 'get_weather']),
  },
  {
    name: 'a named tool is called with arguments that fit',
    request: { tools: TOOLS, tool_choice: { type: 'function', function: { name: 'get_weather' } } },
    check(body) {
      expect(called(body)).toEqual(['get_weather'])
      const [call] = choice(body).message.tool_calls!
      expect(JSON.parse(call!.function.arguments)).toEqual({
        city: expect.any(String),
        unit: expect.stringMatching(/^[cf]$/),
      })
    },
  },
  {
    name: 'an unknown tool is refused as Azure does',
    request: { tools: TOOLS, tool_choice: { type: 'function', function: { name: 'launch' } } },
    check: (body) => expect(body.error?.message).toContain("'launch'"),
  },
  {
    name: 'after the result of a tool comes text, where the model is free to choose',
    request: {
      tools: TOOLS,
      tool_choice: 'auto',
      messages: [
        ...ASK.messages,
        {
          role: 'assistant',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get_time', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: '12:00' },
      ],
    },
    check: (body) => expect(choice(body).finish_reason).toBe('stop'),
  },
  {
    name: 'json_object is answered with an object',
    request: {
      messages: [{ role: 'user', content: 'A recipe as JSON, please' }],
      response_format: { type: 'json_object' },
    },
    check: (body) => expect(JSON.parse(content(body))).toBeTypeOf('object'),
  },
  {
    name: 'modalities audio is answered with speech and its transcript',
    request: { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } },
    check(body) {
      const { audio } = choice(body).message
      expect(Buffer.from(audio!.data, 'base64').subarray(0, 4).toString()).toBe('RIFF')
      expect(audio!.transcript).not.toBe('')
      expect(details(body)['audio_tokens']).toBeGreaterThan(0)
    },
  },
  {
    name: 'web_search_options are answered with citations inside the text',
    request: { web_search_options: {} },
    check(body) {
      const citations = choice(body).message.annotations!.map((it) => it.url_citation)
      expect(citations.length).toBeGreaterThan(0)
      for (const { url, end_index: end } of citations) {
        expect(new URL(url).protocol).toBe('https:')
        expect(end).toBeLessThanOrEqual(content(body).length)
      }
    },
  },
  {
    name: 'what a prediction got wrong is paid for',
    request: { prediction: { type: 'content', content: 'Nothing like what comes.' } },
    check: (body) => expect(details(body)['rejected_prediction_tokens']).toBeGreaterThan(0),
  },
]

describe('parameters of the request', () => {
  test.each(cases)('$name', async ({ request, check }) => {
    await using server = await startServer()
    const { body } = await chat(server, { ...ASK, ...request })
    check(body)
    if (body.error === undefined) {
      const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = body.usage
      expect(prompt + completion).toBe(total)
    }
  })

  test('an image and tools cost prompt tokens', async () => {
    await using server = await startServer()
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } }
    const text = { type: 'text', text: ASK.messages[0]!.content }
    const tokens = async (request: object) => (await chat(server, request)).body.usage.prompt_tokens
    const plain = await tokens(ASK)
    expect(await tokens({ messages: [{ role: 'user', content: [text, image] }] })).toBe(plain + 85)
    expect(await tokens({ ...ASK, tools: TOOLS })).toBeGreaterThan(plain + 20)
  })
})
