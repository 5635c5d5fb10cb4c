import { describe, expect, test } from 'vitest'
import { judge } from '../fake/judge.ts'
import { chat } from '../support/chat.ts'
import { startServer } from '../support/start-service.ts'

/** Keywords that some releases of the gateway take out of the parameters of a tool on the way to Azure. */
const schemas: readonly (readonly [string, object])[] = [
  ['maxProperties', { additionalProperties: { type: 'integer' }, minProperties: 3, maxProperties: 3 }],
  [
    'patternProperties',
    {
      patternProperties: { '^x-[a-z]{3}$': { type: 'integer' } },
      additionalProperties: false,
      minProperties: 2,
    },
  ],
  [
    'dependencies',
    {
      properties: { card: { type: 'string' }, cvc: { type: 'string', pattern: '^\\d{3}$' } },
      required: ['card'],
      dependencies: { card: ['cvc'] },
      additionalProperties: false,
    },
  ],
  [
    'definitions',
    {
      properties: { at: { $ref: '#/definitions/day' } },
      required: ['at'],
      definitions: { day: { type: 'string', enum: ['mon', 'tue'] } },
    },
  ],
  [
    'definitions inside a property',
    {
      properties: {
        a: {
          definitions: { b: { const: 'b' } },
          type: 'object',
          properties: { b: { $ref: '#/properties/a/definitions/b' } },
          required: ['b'],
        },
      },
      required: ['a'],
    },
  ],
  ['propertyNames', { propertyNames: { pattern: '^[a-c]{2}$' }, minProperties: 2, maxProperties: 3 }],
  [
    'contains',
    {
      properties: { l: { type: 'array', items: { type: 'integer' }, contains: { const: 7 } } },
      required: ['l'],
    },
  ],
  [
    'not',
    {
      properties: { n: { type: 'integer', minimum: 0, maximum: 3, not: { enum: [0, 1, 2] } } },
      required: ['n'],
    },
  ],
  [
    'if',
    {
      properties: { k: { const: 'x' }, v: {} },
      required: ['k', 'v'],
      if: { properties: { k: { const: 'x' } } },
      then: { properties: { v: { const: 42 } } },
    },
  ],
]

const LINES = ['1.3.60', '1.4.10', '1.4.19', '1.4.24', '1.5.1', '2.2']

describe('arguments of a forced tool call fit the schema that the client sent', () => {
  for (const gateway of LINES)
    test.each(schemas)(`${gateway}: %s`, async (_name, rest) => {
      const parameters = { type: 'object', properties: {}, ...rest }
      await using server = await startServer({ gateway })
      const fits = judge(parameters)
      for (const seed of ['1', '2', '3']) {
        const { status, body } = await chat(
          server,
          {
            messages: [{ role: 'user', content: 'go' }],
            tools: [{ type: 'function', function: { name: 'f', parameters } }],
            tool_choice: { type: 'function', function: { name: 'f' } },
          },
          { 'x-emulator-seed': seed },
        )
        expect(status, JSON.stringify(body)).toBe(200)
        const said = body.choices[0]!.message.tool_calls![0]!.function.arguments
        expect(fits(JSON.parse(said)), said).toBe(true)
      }
    })

  test('the journal names what the gateway dropped of it', async () => {
    await using server = await startServer({ gateway: '1.4.19' })
    const parameters = { type: 'object', ...schemas[0]![1], definitions: { a: {} } }
    await chat(server, {
      messages: [{ role: 'user', content: 'go' }],
      tools: [{ type: 'function', function: { name: 'f', parameters } }],
      tool_choice: 'required',
    })
    const journal = (await (await fetch(`${server.url}/_emulator/journal`)).json()) as {
      entries: { id: string }[]
    }
    const entry = await (await fetch(`${server.url}/_emulator/journal/${journal.entries[0]!.id}`)).text()
    expect(entry).toMatch(/"dropped_inside":\["tools\[0\]\.function\.parameters\.\w+"/)
  })
})
