import fc from 'fast-check'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { loadCaptures } from '../support/capture.ts'
import { toUpstreamScenario } from '../support/capture-scenario.ts'
import { whyInvalid, wireSchemas } from '../support/spec-schemas.ts'
import { startServer, testEmulator } from '../support/start-service.ts'
import { anyScenario } from '../plan/arbitrary-scenario.ts'
import { ask, says } from '../plan/ask.ts'
import type { Answered } from '../plan/ask.ts'
import { user } from '../clients/openai.ts'

const docs = wireSchemas('docs')

/** Why an answer is not what the page documents; '' when it is. Unknown keys count. */
function undocumented({ status, headers, text, ending }: Answered): string {
  if (![200, 400, 500].includes(status ?? 0)) return `status ${status}`
  if (headers['content-type'] === 'text/event-stream')
    return text.split('\n\n').flatMap((frame) => frameProblem(frame, ending) || []).join('; ') // prettier-ignore
  if (headers['content-type'] !== 'application/json') return `content-type ${headers['content-type']}`
  const validate = status === 200 ? docs.response : docs.error
  const value = JSON.parse(text) as { status_code?: number; error?: { message?: unknown } }
  validate(value)
  if (status !== 200 && (value.status_code !== status || typeof value.error?.message !== 'string'))
    return `an error without its status or message: ${text}`
  return whyInvalid(validate)
}

function frameProblem(frame: string, ending: string | undefined): string {
  if (frame === '' || frame === 'data: [DONE]') return ''
  if (!frame.startsWith('data: ')) return ending === 'end' ? `no event: ${frame}` : ''
  const value = JSON.parse(frame.slice(6)) as object
  const validate = 'error' in value ? docs.error : docs.chunk
  validate(value)
  return whyInvalid(validate)
}

const parameters = fc.record(
  {
    stream: fc.boolean(),
    temperature: fc.constantFrom(0, 1, 5),
    max_completion_tokens: fc.constantFrom(1, 20, 1_000_000),
    logprobs: fc.boolean(),
    top_logprobs: fc.constantFrom(0, 3, 50),
    reasoning_effort: fc.constantFrom('low', 'high'),
    tools: fc.constant([{ type: 'function', function: { name: 'f', parameters: { type: 'object', properties: { a: { type: 'string' } } } } }]),
    tool_choice: fc.constantFrom('auto', 'required', 'none'),
    modalities: fc.constant(['text', 'audio']),
    audio: fc.constant({ voice: 'alloy', format: 'wav' }),
    web_search_options: fc.constant({}),
    response_format: fc.constantFrom({ type: 'json_object' }, { type: 'json_schema', json_schema: { name: 'a', schema: { type: 'object' } } }),
    prediction: fc.constant({ type: 'content', content: 'The quick' }),
    fallbacks: fc.constantFrom(['azure/other'], ['nobody/x']),
  },
  { requiredKeys: [] },
) // prettier-ignore

describe('every answer, chunk and error of the line docs is what the page documents', () => {
  test('fakes, whatever is asked', () => {
    fc.assert(
      fc.property(parameters, fc.nat(), fc.boolean(), (asked, seed, full) => {
        const scenarios = full ? { scenarios: [{ reply: { fake: { full: true } } }] } : undefined
        const emulator = testEmulator({ gateway: 'docs', seed, scenarios })
        expect(undocumented(ask(emulator, says('Tell me something', asked)))).toBe('')
      }),
      { numRuns: 150, seed: 5 },
    )
  })

  test('scenarios, errors by every name, and broken deployments', () => {
    const any = anyScenario.filter((scenario) => !('wire' in scenario))
    fc.assert(
      fc.property(any, fc.boolean(), (scenario, stream) => {
        const emulator = testEmulator({ gateway: 'docs', scenarios: { scenarios: [scenario] } })
        expect(undocumented(ask(emulator, says('x', { stream })))).toBe('')
      }),
      { numRuns: 300, seed: 6 },
    )
  })

  const captures = loadCaptures('1.4.19').filter(({ config, upstreamSaw, request }) => config === 'base' && upstreamSaw.length > 0 && !('wire' in request)) // prettier-ignore
  const emulator = testEmulator({
    gateway: 'docs',
    scenarios: { scenarios: captures.flatMap((capture) => toUpstreamScenario(capture).scenarios) },
  })

  test.each(captures)('$name, as recorded of Azure', ({ name, request }) => {
    const sent = request as Extract<typeof request, { body: unknown }>
    const deployment = /\/deployments\/([^/?]+)\/chat/.exec(sent.url)?.[1] ?? name
    const body = Buffer.from(sent.body as string).toString('utf8')
    const answered = ask(emulator, body, { deployment, headers: sent.headers })
    expect(undocumented(answered)).toBe('')
  })
})

describe('what the page has that the gateway has not', () => {
  const emulator = testEmulator({ gateway: 'docs' })

  test('log_probs', () => {
    const { text } = ask(emulator, says('x', { logprobs: true, top_logprobs: 1 }))
    const [choice] = JSON.parse(text).choices
    expect(choice.log_probs.content[0]).toEqual({
      bytes: expect.any(Array),
      logprob: expect.any(Number),
      token: expect.any(String),
      top_logprobs: [expect.objectContaining({ token: expect.any(String) })],
    })
    expect(choice.logprobs).toBeUndefined()
  })

  test.each([false, true])('every count and cost of a usage (stream: %s)', (stream) => {
    const { text } = ask(emulator, says('x', { stream }))
    const last = stream ? text.split('\n\n').at(-3)!.slice(6) : text
    const { usage } = JSON.parse(last)
    expect(Object.keys(usage)).toEqual([
      'prompt_tokens',
      'prompt_tokens_details',
      'completion_tokens',
      'completion_tokens_details',
      'total_tokens',
      'cost',
    ])
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens)
    expect(usage.prompt_tokens_details.text_tokens).toBe(usage.prompt_tokens)
    const { input_tokens_cost: input, output_tokens_cost: output, total_cost: total } = usage.cost
    expect(total).toBeCloseTo(input + output, 9)
    expect(Object.keys(usage.cost)).toHaveLength(7)
  })

  test('cached tokens and a cost that a scenario gives', () => {
    const usage = { prompt_tokens_details: { cached_tokens: 8 } }
    const own = testEmulator({
      gateway: 'docs',
      scenarios: {
        scenarios: [{ reply: { text: 'x', usage, merge: { usage: { cost: { total_cost: 3 } } } } }],
      },
    })
    const got = JSON.parse(ask(own, says('x')).text).usage
    expect([got.prompt_tokens_details.cached_read_tokens, got.cost]).toEqual([8, { total_cost: 3 }])
  })

  test.each([
    ['{"messages":', 'the request body is not valid JSON', undefined],
    ['[]', 'the request body must be an object, not an array', undefined],
    ['null', 'the request body must be an object, not null', undefined],
    [{ messages: 'x' }, 'messages must be an array, not a string', 'messages'],
    [{ messages: [1] }, 'messages[0] must be an object, not a number', 'messages[0]'],
    [
      { messages: [{ role: 'user', content: 7 }] },
      'messages[0].content must be a string or an array, not a number',
      'messages[0].content',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }, 7] }] },
      'messages[0].content[1] must be an object, not a number',
      'messages[0].content[1]',
    ],
    [
      { messages: [{ role: 'user', content: [{ type: 'text', text: [] }] }] },
      'messages[0].content[0].text must be a string, not an array',
      'messages[0].content[0].text',
    ],
    [
      { messages: [], tool_choice: true },
      'tool_choice must be a string or an object, not a boolean',
      'tool_choice',
    ],
    [{ messages: [], temperature: 'hot' }, 'temperature must be a number, not a string', 'temperature'],
    [
      { messages: [], max_completion_tokens: 1.5 },
      'max_completion_tokens must be an integer, not a fraction',
      'max_completion_tokens',
    ],
    [{ messages: [], stop: 'END' }, 'stop must be an array, not a string', 'stop'],
    [
      { messages: [], logit_bias: { 50256: 'x' } },
      'logit_bias.50256 must be a number, not a string',
      'logit_bias.50256',
    ],
  ])('400 for a bad body: %j', (body, message, param) => {
    const answered = ask(emulator, body)
    expect(undocumented(answered)).toBe('')
    expect([answered.status, JSON.parse(answered.text)]).toEqual([
      400,
      {
        is_bifrost_error: false,
        status_code: 400,
        error: { type: 'invalid_request_error', message, ...(param === undefined ? {} : { param }) },
        extra_fields: {},
      },
    ])
    expect(answered.headers['content-length']).toBe(String(Buffer.byteLength(answered.text)))
    expect(answered.headers['x-frame-options']).toBe('DENY')
    expect(answered.entry.calls).toEqual([])
  })

  test.each([
    ['azure.rate_limit', 400],
    ['governance.budget_exceeded', 400],
    ['azure.unavailable', 500],
    ['network.timeout', 500],
  ])('%s is one of the two documented statuses', (name, status) => {
    const own = testEmulator({ gateway: 'docs', scenarios: { scenarios: [{ error: name }] } })
    expect(ask(own, says('x')).status).toBe(status)
  })
})

describe('what the page says nothing of', () => {
  test("a scenario's bytes for the client stay as they are", () => {
    const wire = { status: 418, body: { mine: true } }
    const own = testEmulator({ gateway: 'docs', scenarios: { scenarios: [{ wire }] } })
    const { status, text } = ask(own, says('x'))
    expect([status, text]).toEqual([418, '{"mine":true}'])
  })

  test('other routes, and faults, are those of the gateway', async () => {
    await using server = await startServer({ gateway: 'docs' })
    expect(await (await fetch(`${server.url}/health`)).json()).toEqual({
      components: { db_pings: 'ok' },
      status: 'ok',
    })
    const own = testEmulator({ gateway: 'docs', scenarios: { scenarios: [{ reply: 'a b c', faults: [{ cut: { after: 2 } }] }] } }) // prettier-ignore
    const cut = ask(own, says('x', { stream: true }))
    expect([cut.ending, cut.text.split('\n\n').length]).toEqual(['cut', 3])
  })
})

test('the openai client reads it', async () => {
  await using server = await startServer({
    gateway: 'docs',
    scenarios: { scenarios: [{ reply: 'Hello there!' }] },
  })
  const client = new OpenAI({
    baseURL: `${server.url}/openai/openai/deployments/gpt-4o`,
    apiKey: 'any',
    maxRetries: 0,
  })
  const ask = { model: 'gpt-4o', messages: user('x') }
  expect((await client.chat.completions.create(ask)).choices[0]?.message.content).toBe('Hello there!')
  const streamed = await client.chat.completions.stream(ask).finalChatCompletion()
  expect(streamed.choices[0]?.message.content).toBe('Hello there!')
})
