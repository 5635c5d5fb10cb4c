import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { GatewayRequest } from '../../src/contracts/front-end.ts'
import { Emulator } from '../../src/exchange/emulator.ts'
import { AnswerTemplate, textOf } from '../../src/gateway/templates/answer-template.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { partsOf } from '../../src/plan/plan.ts'
import { testEmulator } from '../support/start-service.ts'

const SCENARIOS = {
  scenarios: [
    { name: 'slow', when: { message: 'slow' }, reply: 'One two three.', timing: { first_token_ms: 20_000, jitter: 0.9 } },
    { name: 'limited', when: { message: 'limited' }, error: 'azure.rate_limit' },
    { name: 'own', when: { message: 'own' }, reply: { text: 'Mine.', id: 'chatcmpl-mine', headers: { 'x-note': 'one' } } },
    { name: 'tool', when: { message: 'tool' }, reply: { tool_calls: [{ name: 'look', arguments: { a: 1 } }] } },
    { name: 'wide', when: { message: 'wide' }, reply: 'Grüße, 世界 🙂 "quoted" \\ <tag>' },
    { name: 'echo', when: { message: 'echo' }, reply: 'You said {{ message }}.' },
    { name: 'plain', when: { message: 'plain' }, reply: { chunks: ['one ', 'two ', 'three'] } },
  ],
} // prettier-ignore

const WORDS = [
  'plain',
  'plain',
  'plain',
  'slow',
  'limited',
  'own',
  'tool',
  'wide',
  'echo',
  'nothing that matches',
]
const ANSWER = { type: 'object', properties: { city: { type: 'string' }, mood: { enum: ['good', 'bad'] } }, required: ['city', 'mood'] } // prettier-ignore
const LONG = 'a long talk '.repeat(500)

/** What a request is made of: most are alike, as those of real clients are. */
const asked = fc.record({
  word: fc.constantFrom(...WORDS),
  tail: fc.constantFrom('', ' 1', ' 22', ' "quoted"', ' line\nbreak', ' ü', ' \u0001', ' \\u0041'),
  long: fc.constantFrom(false, false, true),
  more: fc.constantFrom(
    {},
    {},
    {},
    { model: 'gpt-4o' },
    { temperature: 0.5 },
    { max_tokens: 5 },
    { seed: 7, user: 'me' },
    { stream_options: { include_usage: true } },
    { response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: ANSWER } } },
    { tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } }] },
    { tools: [{ type: 'function', function: { name: 'look', parameters: ANSWER } }], tool_choice: 'required' },
    { n: 2 },
  ),
  stream: fc.constantFrom(undefined, undefined, false, true),
  spelling: fc.constantFrom('compact', 'compact', 'compact', 'compact', 'spaced', 'twice', 'escaped'),
  path: fc.constantFrom(
    '/openai/openai/deployments/gpt-4o/chat/completions',
    '/openai/openai/deployments/gpt-4o/chat/completions',
    '/openai/openai/deployments/my-own/chat/completions?api-version=2024-10-21',
    '/v1/chat/completions',
  ),
  headers: fc.constantFrom<readonly (readonly [string, string])[]>(
    [],
    [],
    [],
    [['Origin', 'http://localhost:3000']],
    [['X-Request-Id', 'mine']],
    [['traceparent', '00-11']],
    [['connection', 'close']],
    [['x-bf-send-back-raw-response', 'true']],
  ),
}) // prettier-ignore

type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

const LINES = ['1.3.60', '1.4.10', '1.4.19', '1.4.24', '1.5.1', '2.2', 'azure', 'docs'] as const
const COUNT = 400
const AT = Date.UTC(2026, 0, 2)

describe('an answer is the same whatever was asked before', () => {
  test.each(LINES)(
    '%s',
    (gateway) => {
      const options = { scenarios: SCENARIOS, gateway, emulatorHeaders: false }
      const used = testEmulator(options)
      for (const [index, one] of fc.sample(asked, { seed: 11, numRuns: COUNT }).entries()) {
        const fresh = new Emulator(used.settings, used.book)
        expect(answerOf(used, one), `request ${index}: ${JSON.stringify(one)}`).toBe(answerOf(fresh, one))
      }
    },
    60_000,
  )
})

describe('the answers of a reply that was met before are filled in, not written the long way', () => {
  const bodies = { whole: {}, stream: { stream: true }, usage: { stream: true, stream_options: { include_usage: true } } }
  const lines = ['1.4.10', '1.4.19', '1.4.24', '1.5.1']
  const cases = [
    ...lines.flatMap((gateway) => Object.entries(bodies).map(([kind, more]) => ({ gateway, kind, more }))),
    // A stream of this line has heartbeats between its events.
    { gateway: '2.2', kind: 'whole', more: bodies.whole },
  ]
  test.each(cases)('$gateway $kind', ({ gateway, more }) => {
    const fill = vi.spyOn(AnswerTemplate.prototype, 'fill')
    onTestFinished(() => fill.mockRestore())
    const emulator = testEmulator({ scenarios: SCENARIOS, gateway })
    for (let index = 0; index < 100; index++) {
      const body = { ...more, messages: [{ role: 'user', content: `plain ${index}` }] }
      emulator.exchange(requestWith(JSON.stringify(body)), { at: AT, date: DATE, speed: 0 })
    }
    const filled = fill.mock.results.filter(({ value }) => value !== undefined)
    // The first ones are learnt from.
    expect(filled.length).toBeGreaterThan(90)
  })
}) // prettier-ignore

const DATE = 'Fri, 02 Jan 2026 00:00:00 GMT'

function requestWith(body: string): GatewayRequest {
  return {
    method: 'POST',
    target: '/openai/openai/deployments/gpt-4o/chat/completions',
    headers: new HeaderMap([['Host', 'here'], ['Content-Type', 'application/json']]),
    body: Buffer.from(body),
    httpVersion: '1.1',
  }
} // prettier-ignore

function answerOf(emulator: Emulator, one: Asked): string {
  const { plan } = emulator.exchange(requestOf(one), { at: AT, date: DATE })
  return textOf(partsOf(plan))
}

function requestOf({ word, tail, long, more, stream, spelling, path, headers }: Asked): GatewayRequest {
  const last = { role: 'user', content: word + tail }
  const past = [{ role: 'user', content: LONG }, { role: 'assistant', content: `${LONG}!` }]
  const native = path.startsWith('/v1') ? { model: 'azure/gpt-4o' } : {}
  const body = { ...more, ...native, messages: long ? [...past, last] : [last], ...(stream !== undefined && { stream }) }
  return {
    method: 'POST',
    target: path,
    headers: new HeaderMap([['Host', 'here'], ['Content-Type', 'application/json'], ...headers]),
    body: Buffer.from(SPELLINGS[spelling]!(body)),
    httpVersion: '1.1',
  }
} // prettier-ignore

const SPELLINGS: Readonly<Record<string, (body: object) => string>> = {
  compact: (body) => JSON.stringify(body),
  spaced: (body) => JSON.stringify(body, undefined, 1),
  twice: (body) => JSON.stringify(body).replace('"role":"user"', '"role":"system","role":"user"'),
  escaped: (body) => JSON.stringify(body).replace('plain', String.raw`pl\u0061in`),
}
