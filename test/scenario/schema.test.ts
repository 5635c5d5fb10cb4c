import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { buildBook } from '../../src/scenario/build-book.ts'
import { scenarioJsonSchema } from '../../src/scenario/schema/json-schema.ts'

const schema = scenarioJsonSchema()
const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema)

const EVERYTHING = `
defaults: { timing: gpt-4o, deployment: gpt-4o, priority: 1 }
scenarios:
  - when: hello
    reply: Hello! How can I help?
  - name: refund tool
    description: what a refund looks like
    when:
      message: /refund.*order (\\d+)/i
      deployment: [gpt-4o, gpt-4o-mini]
      tools: issue_refund
      stream: true
      header: { x-team: red }
      body: { temperature: { lt: 1 }, metadata.tenant: acme }
      any: [a, [b, c], { not: { turn: [1, 2] } }]
      tool_result: { content: { one_of: [a, /b/] } }
    reply:
      reasoning: Need the order first.
      tool_calls:
        - { name: issue_refund, arguments: { order: "{{ match[1] }}", amount: 12.5 } }
    timing: { first_token_ms: 300, tokens_per_second: 60, jitter: 0.2 }
  - when: { tool_result: issue_refund }
    replies: [ "Done.", { text: "Already refunded.", finish_reason: stop }, { error: azure.server_error }, { upstream: { connection: fin } } ]
    then: last
  - when: { message: limit }
    error: { name: azure.rate_limit, retry_after: 6 }
  - when: { message: flaky }
    reply: { text: { file: fox.md } }
    faults: [ { cut: { after: 3 } }, slice ]
  - when: { deployment: raw }
    upstream:
      status: 200
      headers: { x-ms-region: East US, set-cookie: [a, b] }
      events: [ { a: 1 }, raw, { $wait: 500 }, { $base64: aGk= }, { $end: fin } ]
      gap_ms: 3
      delay_ms: 500
      done: false
      coding: gzip
  - when: { deployment: bytes }
    wire: { status: 200, headers: { a: b }, body: { any: thing } }
  - { when: { deployment: made }, fake: { style: prose } }
  - { when: { deployment: made2 }, reply: { fake: {} }, weight: 1, times: 2, set_state: x }
`

test('a file with everything is good for the reader and for the schema', () => {
  expect(
    buildBook([{ path: 'a.yaml', text: EVERYTHING, attachments: new Map([['fox.md', { text: 'fox' }]]) }])
      .diagnostics,
  ).toEqual([])
  expect(validate(parse(EVERYTHING)), JSON.stringify(validate.errors)).toBe(true)
})

test('every key has a description', () => {
  const bare: string[] = []
  walk(schema, '#', (node, path) => {
    const properties = node['properties']
    if (typeof properties !== 'object' || properties === null) return
    for (const [key, value] of Object.entries(properties)) {
      const description = (value as Record<string, unknown>)['description']
      if (typeof description !== 'string' || description.length < 4) bare.push(`${path}/${key}`)
    }
  })
  expect(bare).toEqual([])
})

test('known names become lists to choose from', () => {
  const text = JSON.stringify(scenarioJsonSchema({ errors: ['azure.rate_limit'] }))
  expect(text.split('"enum":["azure.rate_limit"]')).toHaveLength(2)
})

test('it stays small enough to read', () => {
  expect(JSON.stringify(schema).length).toBeLessThan(80_000)
})

function walk(
  value: unknown,
  path: string,
  visit: (node: Record<string, unknown>, path: string) => void,
): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) visit(value as Record<string, unknown>, path)
  for (const [key, child] of Object.entries(value)) walk(child, `${path}/${key}`, visit)
}
