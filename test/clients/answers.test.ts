import type { ChatCompletionContentPartText } from 'openai/resources'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'
import { collect, getWeather, kinds, model, user } from './openai.ts'

const scenarios = {
  scenarios: [
    { when: 'say hello', reply: 'Hello there, how are you?' },
    { when: 'think', reply: { reasoning: 'Deep thoughts.', text: 'Done.' } },
    {
      when: { message: 'weather', tool_result: false },
      reply: {
        tool_calls: [
          { name: 'get_weather', arguments: { city: 'Oslo', days: 2 } },
          { name: 'get_weather', arguments: 'fake' },
        ],
      },
    },
    { when: 'refuse', reply: { refusal: 'I would rather not.' } },
    { when: 'cut short', reply: { text: 'And then', finish_reason: 'length' } },
  ],
}

let server: TestServer
beforeAll(async () => {
  server = await startServer({ scenarios })
})
afterAll(async () => server?.[Symbol.asyncDispose]())

describe.each(kinds)('$name', ({ make }) => {
  test('a text', async () => {
    const { data, response } = await make(server)
      .chat.completions.create({ model, messages: user('say hello') })
      .withResponse()
    expect(data.choices[0]).toMatchObject({
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'Hello there, how are you?' },
    })
    expect(data.usage!.total_tokens).toBe(data.usage!.prompt_tokens + data.usage!.completion_tokens)
    expect(data.id).toMatch(/^chatcmpl-/)
    expect([response.headers.get('x-ms-region'), response.headers.get('server')]).toEqual([
      'East US',
      'fasthttp',
    ])
  })

  test('a stream, and its usage at the end', async () => {
    const stream = await make(server).chat.completions.create({
      model,
      messages: user('say hello'),
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await collect(stream)
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      'Hello there, how are you?',
    )
    expect(chunks.flatMap((chunk) => chunk.choices[0]?.finish_reason ?? [])).toEqual(['stop'])
    expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(3)
    expect(chunks.length).toBeGreaterThan(5)
  })

  test('the stream helper puts the same answer together as a whole one', async () => {
    const client = make(server)
    const streamed = await client.chat.completions
      .stream({ model, messages: user('say hello') })
      .finalChatCompletion()
    const whole = await client.chat.completions.create({ model, messages: user('say hello') })
    expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content)
    expect(streamed.usage).toEqual(whole.usage)
  })

  test('tool calls in a stream fold to valid arguments', async () => {
    const runner = make(server).chat.completions.stream({
      model,
      messages: user('weather'),
      tools: [getWeather],
    })
    const message = await runner.finalMessage()
    const calls = message.tool_calls!.map((call) => (call.type === 'function' ? call.function : undefined))
    expect(calls.map((call) => call?.name)).toEqual(['get_weather', 'get_weather'])
    expect(JSON.parse(calls[0]!.arguments)).toEqual({ city: 'Oslo', days: 2 })
    const made = JSON.parse(calls[1]!.arguments) as { city: unknown; days: number }
    expect(made).toEqual({ city: expect.any(String), days: expect.any(Number) })
    expect(made.days).toBeGreaterThanOrEqual(1)
    expect(new Set(message.tool_calls!.map(({ id }) => id)).size).toBe(2)
    expect((await runner.finalChatCompletion()).choices[0]?.finish_reason).toBe('tool_calls')
  })

  test('structured output is parsed', async () => {
    const completion = await make(server).chat.completions.parse({
      model,
      messages: user('invent an event'),
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'event', strict: true, schema: getWeather.function.parameters },
      },
    })
    expect(completion.choices[0]?.message.parsed).toEqual({
      city: expect.any(String),
      days: expect.any(Number),
    })
  })

  test('reasoning comes beside the text', async () => {
    const completion = await make(server).chat.completions.create({ model, messages: user('think') })
    expect(completion.choices[0]?.message).toMatchObject({ content: 'Done.', reasoning: 'Deep thoughts.' })
    expect(completion.usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0)
  })

  test('a refusal, and an answer that was cut short', async () => {
    const client = make(server)
    const refused = await client.chat.completions.create({ model, messages: user('refuse') })
    expect(refused.choices[0]?.message).toMatchObject({ refusal: 'I would rather not.' })
    const cut = await client.chat.completions.create({ model, messages: user('cut short') })
    expect(cut.choices[0]?.finish_reason).toBe('length')
  })

  test('content in blocks is read as text', async () => {
    const blocks: ChatCompletionContentPartText[] = [{ type: 'text', text: 'say hello' }]
    const completion = await make(server).chat.completions.create({
      model,
      messages: [{ role: 'user', content: blocks }],
    })
    expect(completion.choices[0]?.message.content).toBe('Hello there, how are you?')
  })
})
