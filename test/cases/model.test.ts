import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { fakeValue } from '../../src/fake/fake-value.ts'
import { createRandom } from '../../src/random/random.ts'
import { readFileSync } from 'node:fs'
import { CaseServer, casePath } from './case-server.ts'

const AZURE = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'
const LINES = [
  ['1.4.19', 'gpt-4o'],
  ['2.2', 'gpt-4o'],
  ['azure', AZURE],
] as const

interface Message {
  readonly content: string | null
  readonly tool_calls?: readonly {
    readonly function: { readonly name: string; readonly arguments: string }
  }[]
}

/** The first choice of an answer. */
function choice(body: object): { readonly message: Message; readonly finish_reason: string } {
  return (body as { choices: [{ message: Message; finish_reason: string }] }).choices[0]
}

function usage(body: object) {
  const { usage: told } = body as {
    usage: { completion_tokens: number; completion_tokens_details?: { reasoning_tokens?: number } }
  }
  return {
    completion: told.completion_tokens,
    reasoning: told.completion_tokens_details?.reasoning_tokens ?? 0,
  }
}

describe.each(LINES)('on the line %s', (gateway, to) => {
  const asking = { to, headers: { 'api-key': 'k' } }

  test.each(['request.json', 'request-named.json'])(
    'a forced tool is called again behind a result: %s',
    async (file) => {
      await using server = await CaseServer.start('forced-tool-after-result', { gateway })
      const { status, body } = await server.ask(file, asking)
      expect(status).toBe(200)
      const { message, finish_reason: reason } = choice(body)
      expect(message.content ?? null).toBeNull()
      expect(message.tool_calls!.map((call) => call.function.name)).toEqual(['final_answer'])
      expect(reason).toBe('tool_calls')
    },
  )

  test('a schema that refers to itself twice has a small value, whatever the seed', async () => {
    await using server = await CaseServer.start('recursive-two-ways', { gateway })
    for (let seed = 1; seed <= 20; seed++) {
      const headers = { ...asking.headers, 'x-emulator-seed': String(seed) }
      const { status, body } = await server.ask('request.json', { to, headers })
      expect(status).toBe(200)
      expect(usage(body).completion).toBeLessThan(1200)
    }
  })
})

describe('tools that say little of their parameters', () => {
  test('on azure {} is a function without any, and no type at all is refused', async () => {
    await using server = await CaseServer.start('tool-parameters-empty', { gateway: 'azure' })
    const asking = { to: AZURE, headers: { 'api-key': 'k' } }
    const { body } = await server.ask('request.json', asking)
    expect(choice(body).message.tool_calls![0]!.function.arguments).toBe('{}')
    expect(await server.ask('request-no-type.json', asking)).toMatchObject({
      status: 400,
      body: {
        error: {
          message: `Invalid schema for function 'ping': schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`,
          code: 'invalid_function_parameters',
          param: 'tools[0].function.parameters',
        },
      },
    })
  })

  test('1.4.19 sends an empty type, which Azure refuses', async () => {
    await using server = await CaseServer.start('tool-parameters-empty')
    expect(await server.ask('request-no-type.json')).toMatchObject({
      status: 400,
      body: {
        error: {
          message: `Invalid schema for function 'ping': schema must be a JSON Schema of 'type: "object"', got 'type: ""'.`,
          code: 'invalid_function_parameters',
        },
      },
    })
  })
})

describe('models that think before they write', () => {
  test('spend tokens on it that count', async () => {
    await using server = await CaseServer.start('reasoning-tokens-and-limit')
    for (const to of ['o3-mini', 'gpt-5']) {
      const { completion, reasoning } = usage((await server.ask('request.json', { to })).body)
      expect(reasoning).toBeGreaterThan(0)
      expect(completion).toBeGreaterThan(reasoning)
    }
    expect(usage((await server.ask('request.json', { to: 'gpt-4o' })).body).reasoning).toBe(0)
  })

  test.each([
    ['request-limit.json', 'gpt-5'],
    ['request-effort-limit.json', 'o3-mini'],
  ])('never more than the limit: %s to %s', async (file, to) => {
    await using server = await CaseServer.start('reasoning-tokens-and-limit')
    const { body } = await server.ask(file, { to })
    expect(choice(body)).toMatchObject({ message: { content: '' }, finish_reason: 'length' })
    expect(usage(body)).toEqual({ completion: 16, reasoning: 16 })
  })
})

describe('a schema in the prompt', () => {
  test.each(['request.json', 'request-no-format.json'])('is followed: %s', async (file) => {
    await using server = await CaseServer.start('json-object-schema-in-prompt')
    const { status, body } = await server.ask(file)
    expect(status).toBe(200)
    expect(JSON.parse(choice(body).message.content!)).toMatchObject({
      name: expect.any(String),
      age: expect.any(Number),
    })
  })

  test.each([
    ['prose about a schema', 'What does this do? {"type":"object","properties":{"a":{"type":"string"}}}'],
    ['an object that is no schema', 'Answer in JSON like {"properties": 3, "type": "object"}'],
    ['half a schema', 'Reply in JSON: {"type":"object","properties":{"a":'],
  ])('is not seen in %s', async (_, content) => {
    await using server = await CaseServer.start('')
    const { body } = await server.ask({ messages: [{ role: 'user', content }] })
    expect(() => void JSON.parse(choice(body).message.content!)).toThrow()
  })

  test('the last one counts, and may leave out its type', async () => {
    await using server = await CaseServer.start('')
    const content =
      'The output should be formatted as a JSON instance that conforms to the JSON schema below. For the schema {"properties": {"foo": {"type": "string"}}} it is {"foo": "x"}.\n```{"properties": {"bar": {"type": "integer"}}, "required": ["bar"]}```'
    const { body } = await server.ask({ messages: [{ role: 'user', content }] })
    expect(JSON.parse(choice(body).message.content!)).toMatchObject({ bar: expect.any(Number) })
  })
})

describe('fake: { schema } in a scenario', () => {
  const SCHEMA = {
    type: 'object',
    properties: { city: { type: 'string' }, beds: { type: 'integer', minimum: 1, maximum: 4 } },
    required: ['city', 'beds'],
  }

  test('makes JSON of that schema, whatever the request asks for', async () => {
    await using emulator = await createEmulator({ seed: 7, speed: 0 })
    emulator.when('hotel').fake({ schema: SCHEMA })
    const response = await fetch(`${emulator.baseURL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'a hotel' }] }),
    })
    const { beds } = JSON.parse(choice((await response.json()) as object).message.content!) as {
      beds: number
    }
    expect(beds).toBeGreaterThanOrEqual(1)
    expect(beds).toBeLessThanOrEqual(4)
  })

  test('that has no value is an error with the place of the scenario', async () => {
    await using emulator = await createEmulator({ seed: 7, speed: 0 })
    emulator.when('hotel').fake({ schema: { type: 'integer', minimum: 3, maximum: 2 } })
    const response = await fetch(`${emulator.baseURL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'a hotel' }] }),
    })
    expect(response.status).toBe(422)
    expect(await response.text()).toMatch(/scenario .*no value can be made for the schema of the scenario/)
  })
})

test('recursive schemas of many kinds end within a page', () => {
  const { response_format: format } = JSON.parse(
    readFileSync(casePath('recursive-two-ways', 'request.json'), 'utf8'),
  ) as { response_format: { json_schema: { schema: object } } }
  const node = (properties: object) => ({
    $ref: '#/$defs/node',
    $defs: { node: { type: 'object', properties, required: Object.keys(properties) } },
  })
  const self = { $ref: '#/$defs/node' }
  const text = { type: 'string' }
  const schemas = [
    format.json_schema.schema,
    node({ text, left: { anyOf: [self, { type: 'null' }] }, right: { anyOf: [self, { type: 'null' }] } }),
    node({ text, children: { type: 'array', items: self }, related: { type: 'array', items: self } }),
    node({ op: text, args: { type: 'array', items: { anyOf: [self, { type: 'number' }] } } }),
    node({ name: text, byName: { type: 'object', additionalProperties: self } }),
  ]
  for (const schema of schemas)
    for (let seed = 1; seed <= 20; seed++) {
      const made = fakeValue(schema, createRandom(seed))
      expect(made.ok).toBe(true)
      expect(JSON.stringify(made.ok && made.value).length).toBeLessThan(6000)
    }
})
