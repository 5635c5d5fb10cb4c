import { readFileSync } from 'node:fs'

/** Real-world schemas, to be changed. */
export const SCHEMAS: readonly Record<string, unknown>[] = readFileSync(
  new URL('../score/json-schemas.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .filter((line) => line.length < 20_000)
  .map((line) => (JSON.parse(line) as { schema: Record<string, unknown> }).schema)

/** What mutations put where a schema stands. Their patterns are harmless to any engine. */
export const FRAGMENTS: readonly Record<string, unknown>[] = [
  { type: 'string', pattern: '^[A-Z]{2,4}-\\d{3}$' },
  { type: 'string', pattern: '^(?=.*\\d)[a-z\\d]{6,10}$' },
  { type: 'string', pattern: '^\\p{Lu}\\p{Ll}{2,8}$' },
  { type: 'string', pattern: '(?P<year>20\\d\\d)' },
  { type: 'string', pattern: '(?i)^abc$', minLength: 2 },
  { type: 'string', minLength: 3, maxLength: 5 },
  { type: 'string', format: 'uuid4' },
  { type: 'string', format: 'date-time' },
  {
    type: 'string',
    contentMediaType: 'application/json',
    contentSchema: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
  },
  { type: 'integer', minimum: 5, exclusiveMaximum: 9 },
  { type: 'number', multipleOf: 0.25, minimum: -1, maximum: 1 },
  { type: 'number', minimum: -1.7976931348623157e308, maximum: 1.7976931348623157e308 },
  { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 3, uniqueItems: true },
  { type: 'array', prefixItems: [{ const: 1 }, { type: 'string' }], items: false },
  { type: 'array', items: {}, contains: { const: 'x' }, minContains: 2 },
  {
    type: 'object',
    patternProperties: { '^x-': { type: 'string' } },
    minProperties: 2,
    additionalProperties: false,
  },
  { type: 'object', propertyNames: { maxLength: 3 }, minProperties: 1, maxProperties: 2 },
  { type: 'object', properties: { a: {}, b: {} }, dependentRequired: { a: ['b'] }, required: ['a'] },
  {
    type: 'object',
    properties: { n: { type: 'integer' } },
    if: { required: ['n'] },
    then: { required: ['m'] },
  },
  { anyOf: [{ type: 'number' }, { type: 'string' }] },
  {
    oneOf: [
      { type: 'integer', multipleOf: 2 },
      { type: 'integer', multipleOf: 3 },
    ],
  },
  { allOf: [{ minimum: 2 }, { maximum: 4 }], type: 'integer' },
  { not: { type: ['string', 'null'] } },
  { enum: ['a', 1, null, { b: [] }] },
  { const: { deep: [1, 2, 3] } },
  { type: ['string', 'null'], default: null },
  { $ref: '#' },
  { $ref: '#/$defs/none' },
  { unevaluatedProperties: false, type: 'object', properties: { a: { type: 'boolean' } } },
]

export const SCENARIO_FILE = `defaults: { timing: gpt-4o }
scenarios:
  - when: hello
    reply: Hello! How can I help?
  - name: refund
    when: { message: /refund.*order (\\d+)/i, deployment: [gpt-4o, gpt-4o-mini], header: { x-team: red }, body: { temperature: { lt: 1 } } }
    reply: { tool_calls: [{ name: issue_refund, arguments: { order: "{{ match[1] }}" } }] }
    timing: { first_token_ms: 3, tokens_per_second: 0, jitter: 0.2 }
  - when: { tool_result: issue_refund }
    replies: ["Done.", { text: "Already.", finish_reason: stop }, { error: azure.server_error }]
    then: last
  - when: { message: flaky }
    reply: The quick brown fox
    faults: [{ cut: { after: 3 } }]
  - when: { deployment: raw }
    upstream: { status: 200, headers: { x-a: b }, events: [{ a: 1 }, raw, { $wait: 5 }, { $end: fin }] }
chaos:
  - { when: { deployment: gpt-4o }, rate: 0.1, error: azure.server_error, for: 5m }
limits:
  - { deployment: gpt-4o, requests_per_minute: 60, tokens_per_minute: 10000 }
`

export const CONFIG = {
  client: {
    allowed_origins: ['https://*.example.org'],
    max_request_body_size_mb: 10,
    drop_excess_requests: true,
  },
  providers: {
    azure: {
      keys: [
        {
          name: 'k',
          value: 'secret',
          models: ['gpt-4o'],
          weight: 1,
          azure_key_config: { endpoint: 'https://a.example', deployments: { 'gpt-4o': 'gpt-4o' } },
        },
      ],
      network_config: {
        default_request_timeout_in_seconds: 30,
        max_retries: 2,
        retry_backoff_initial: '500ms',
      },
      concurrency_and_buffer_size: { concurrency: 3, buffer_size: 4 },
    },
  },
  governance: {
    virtual_keys: [{ id: 'v', value: 'sk-bf-x', rate_limit_id: 'r' }],
    rate_limits: [{ id: 'r', request_max_limit: 5, request_reset_duration: '1m' }],
  },
}

/** [method, path, body] of control routes. */
export const CONTROL: readonly (readonly [string, string, unknown])[] = [
  ['PUT', 'chaos', { when: { message: '/a+b/' }, rate: 0.5, error: 'azure.rate_limit', for: '1m' }],
  ['POST', 'next', { when: { deployment: 'gpt-4o' }, error: 'azure.server_error', times: 2 }],
  ['POST', 'next', { fault: 'cut:after=3' }],
  ['POST', 'verify', { checks: [{ when: { message: 'hello' }, times: 1 }] }],
  ['POST', 'clock', { advance: '5s' }],
  ['PUT', 'limits', { limits: [{ deployment: 'gpt-4o', requests_per_minute: 3 }] }],
  ['POST', 'reset', { session: 'a' }],
  ['POST', 'scenarios', { when: { message: '/x(y|z)/' }, reply: { json: { a: 1 } } }],
  ['GET', 'journal?format=har&limit=5', undefined],
  ['GET', 'journal?format=json&session=a', undefined],
  ['GET', 'verdict?format=junit', undefined],
  ['DELETE', 'scenarios/nothing', undefined],
]

export const CURL = `curl -X POST 'http://localhost:8080/openai/openai/deployments/gpt-4o/chat/completions' -H 'content-type: application/json' -H "x-team: red" --data-raw '{"messages":[{"role":"user","content":"it'\\''s \\"me\\""}],"stream":true}' --compressed`

export const CHAT = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'hello' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      ],
    },
  ],
  temperature: 0.5,
  max_tokens: 50,
  stream: false,
  stop: ['x'],
  logprobs: true,
  top_logprobs: 2,
  tools: [
    {
      type: 'function',
      function: {
        name: 'f',
        description: 'd',
        parameters: { type: 'object', properties: { a: { type: 'string' } } },
      },
    },
  ],
  tool_choice: 'auto',
  metadata: { a: 'b' },
}
