import { describe, expect, test } from 'vitest'
import { CaseServer } from './case-server.ts'

const refusal = (message: string, param: string | null, code: string | null) => ({ message, param, code })
const strict = (words: string) =>
  refusal(`Invalid schema for response_format 'out': ${words}`, 'response_format', null)
const NO_CONTENT = (index: number) =>
  refusal("Invalid value for 'content': expected a string, got null.", `messages.[${index}].content`, null)
const UNSUPPORTED_TEMPERATURE = refusal(
  "Unsupported parameter: 'temperature' is not supported with this model.",
  'temperature',
  'unsupported_parameter',
)
const OTHER_TEMPERATURE = refusal(
  "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
  'temperature',
  'unsupported_value',
)

/** A folder of `files`, one of its requests, the deployment, and what Azure says. */
const CASES: readonly [folder: string, file: string, deployment: string, refused: object][] = [
  ['azure-content-null', 'request.json', 'gpt-4o', NO_CONTENT(2)],
  ['azure-content-null', 'request-tool.json', 'gpt-4o', NO_CONTENT(2)],
  ['azure-reasoning-temperature', 'request.json', 'o3-mini', UNSUPPORTED_TEMPERATURE],
  ['azure-reasoning-temperature', 'request.json', 'gpt-5-mini', OTHER_TEMPERATURE],
  [
    'azure-strict-response-format',
    'request.json',
    'gpt-4o',
    strict("In context=(), 'additionalProperties' is required to be supplied and to be false."),
  ],
  [
    'azure-strict-response-format',
    'request-optional.json',
    'gpt-4o',
    strict(
      "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'b'.",
    ),
  ],
  [
    'azure-strict-response-format',
    'request-root-array.json',
    'gpt-4o',
    strict(`schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`),
  ],
  [
    'azure-strict-response-format',
    'request-root-anyof.json',
    'gpt-4o',
    strict(`schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`),
  ],
  [
    'azure-strict-response-format',
    'request-oneof.json',
    'gpt-4o',
    strict("In context=('properties', 'a'), 'oneOf' is not permitted."),
  ],
  [
    'azure-tool-call-id-long',
    'request.json',
    'gpt-4o',
    refusal(
      "Invalid 'messages[1].tool_calls[0].id': string too long. Expected a string with maximum length 40, but got a string with length 45 instead.",
      'messages[1].tool_calls[0].id',
      'string_above_max_length',
    ),
  ],
  [
    'azure-tool-name',
    'request.json',
    'gpt-4o',
    refusal(
      "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
      'tools[0].function.name',
      'invalid_value',
    ),
  ],
  [
    'azure-tool-name',
    'request-long.json',
    'gpt-4o',
    refusal(
      "Invalid 'tools[0].function.name': string too long. Expected a string with maximum length 64, but got a string with length 65 instead.",
      'tools[0].function.name',
      'string_above_max_length',
    ),
  ],
  [
    'azure-tool-without-call',
    'request.json',
    'gpt-4o',
    refusal(
      "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
      'messages.[1].role',
      null,
    ),
  ],
]

describe.each([
  ['1.4.19', ''],
  ['azure', '/openai/deployments/{id}/chat/completions?api-version=2024-10-21'],
])('on the line %s', (gateway, path) => {
  const target = (deployment: string) => (path === '' ? deployment : path.replace('{id}', deployment))
  const auth = { headers: { 'api-key': 'k' } }

  test.each(CASES)(
    '%s: %s to %s is refused in the words of Azure',
    async (folder, file, deployment, refused) => {
      await using server = await CaseServer.start(folder, { gateway })
      const { status, body } = await server.ask(file, { to: target(deployment), ...auth })
      expect(status).toBe(400)
      const { message, param, code } = body.error!
      expect({ message, param: param ?? null, code: code ?? null }).toEqual(refused)
    },
  )

  test('a prompt that is longer than the context', async () => {
    await using server = await CaseServer.start('', { gateway })
    const messages = [{ role: 'user', content: 'word '.repeat(200_000) }]
    const { status, body } = await server.ask({ messages }, { to: target('gpt-4o'), ...auth })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({ param: 'messages', code: 'context_length_exceeded' })
    const [, tokens] =
      /^This model's maximum context length is 128000 tokens\. However, your messages resulted in (\d+) tokens\. Please reduce the length of the messages\.$/.exec(
        body.error!.message!,
      )!
    expect(Number(tokens)).toBeGreaterThan(128_000)
  })
})

test('the gateway 1.4.19 drops max_tokens before a reasoning model can refuse it, Azure refuses it', async () => {
  const folder = 'azure-reasoning-temperature'
  await using gateway = await CaseServer.start(folder)
  expect((await gateway.ask('request-max-tokens.json', { to: 'gpt-5' })).status).toBe(200)
  await using azure = await CaseServer.start(folder, { gateway: 'azure' })
  const to = '/openai/deployments/gpt-5/chat/completions?api-version=2024-10-21'
  const answer = await azure.ask('request-max-tokens.json', { to, headers: { 'api-key': 'k' } })
  expect(answer).toMatchObject({
    status: 400,
    body: {
      error: refusal(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        'max_tokens',
        'unsupported_parameter',
      ),
    },
  })
})

test('line 2.2 takes the temperature away from a reasoning model', async () => {
  await using server = await CaseServer.start('azure-reasoning-temperature', { gateway: '2.2' })
  expect((await server.ask('request.json', { to: 'o3-mini' })).status).toBe(200)
})
