import OpenAI, { AzureOpenAI } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collect, getWeather, model, user } from '../clients/openai.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'

const kinds = [
  {
    name: 'AzureOpenAI',
    make: (url: string, maxRetries = 0) =>
      new AzureOpenAI({ endpoint: url, apiKey: 'secret', apiVersion: '2024-10-21', maxRetries }),
  },
  {
    name: 'OpenAI at /openai/v1',
    make: (url: string, maxRetries = 0) =>
      new OpenAI({ baseURL: `${url}/openai/v1`, apiKey: 'token', maxRetries }),
  },
]

const scenarios = {
  scenarios: [
    { when: 'say hello', reply: 'Hello there, how are you?' },
    { when: 'weather', reply: { tool_calls: [{ name: 'get_weather', arguments: { city: 'Oslo', days: 2 } }] } },
    { when: 'filter', error: 'azure.content_filter' },
    { when: 'busy', replies: [{ error: { name: 'azure.rate_limit', retry_after: 0.001 } }, 'Now.'] },
    { when: 'down', error: 'azure.server_error' },
  ],
} // prettier-ignore

describe.each(kinds)('$name, without a gateway', ({ make }) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ gateway: 'azure', scenarios })
  })
  afterAll(async () => server?.[Symbol.asyncDispose]())

  test('a text, with what only Azure says', async () => {
    const { data, response } = await make(server.url)
      .chat.completions.create({ model, messages: user('say hello') })
      .withResponse()
    expect(data.choices[0]).toMatchObject({
      message: { role: 'assistant', content: 'Hello there, how are you?', refusal: null },
      content_filter_results: { hate: { filtered: false, severity: 'safe' } },
    })
    expect(data).toMatchObject({ prompt_filter_results: [{ prompt_index: 0 }] })
    expect(Object.keys(data)).not.toContain('extra_fields')
    for (const name of ['apim-request-id', 'x-ms-region', 'azureml-model-session', 'x-request-id'])
      expect(response.headers.get(name), name).toBeTruthy()
    expect(response.headers.get('server')).toBeNull()
  })

  test.each([true, false])('a stream; usage only when it is asked for (%s)', async (wanted) => {
    const stream = await make(server.url)
      .chat.completions.create({
        model,
        messages: user('say hello'),
        stream: true,
        ...(wanted ? { stream_options: { include_usage: true } } : {}),
      })
      .withResponse()
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const [filter, role, ...rest] = await collect(stream.data)
    expect(filter).toMatchObject({ id: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] })
    expect(role?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null })
    expect(rest.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      'Hello there, how are you?',
    )
    expect(rest.filter((chunk) => chunk.usage).map((chunk) => chunk.choices)).toEqual(wanted ? [[]] : [])
  })

  test('a tool call that a stream brings in pieces', async () => {
    const runner = make(server.url).chat.completions.stream({
      model,
      messages: user('weather'),
      tools: [getWeather],
    })
    const [call] = (await runner.finalMessage()).tool_calls!
    expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({
      city: 'Oslo',
      days: 2,
    })
  })

  test('parameters that the gateway drops take effect', async () => {
    const answer = await make(server.url).chat.completions.create({
      model,
      messages: user('Go on'),
      n: 3,
      max_tokens: 4,
    })
    expect(answer.choices.map((choice) => choice.finish_reason)).toEqual(['length', 'length', 'length'])
    expect(answer.usage?.completion_tokens).toBe(12)
  })

  test('the content filter tells its reasons', async () => {
    const error = await failure(make(server.url), 'filter')
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect([error.code, error.param]).toEqual(['content_filter', 'prompt'])
    expect(error.error).toMatchObject({ innererror: { code: 'ResponsibleAIPolicyViolation' } })
  })

  test('a rate limit, then success', async () => {
    const completion = await make(server.url, 2).chat.completions.create({ model, messages: user('busy') })
    expect(completion.choices[0]?.message.content).toBe('Now.')
    expect((await failure(make(server.url), 'down')).status).toBe(500)
  })
})

async function failure(client: OpenAI, content: string): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error: unknown = await client.chat.completions.create({ model, messages: user(content) }).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof OpenAI.APIError)) throw new Error(`no APIError: ${String(error)}`)
  return error
}
