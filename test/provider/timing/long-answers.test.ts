import { describe, expect, test } from 'vitest'
import { buildBook } from '../../../src/scenario/build-book.ts'
import { errorNames } from '../../../src/errors/catalogue.ts'
import { exchangeLine } from '../../../src/cli/output/log-text.ts'
import { planResult, planText } from '../../../src/cli/output/plan-text.ts'
import { PROFILE_2_2 } from '../../../src/gateway/profiles/line-2-2.ts'
import { HeaderMap } from '../../../src/message/header-map.ts'
import { chat, chatEvents } from '../../support/chat.ts'
import { startServer, testEmulator, type TestOptions } from '../../support/start-service.ts'

const LONG = 'one two three four five six seven eight nine ten '.repeat(700)
const schema = {
  type: 'object',
  properties: { items: { type: 'array', minItems: 900, items: { type: 'string', minLength: 40 } } },
  required: ['items'],
}
const hello = { messages: [{ role: 'user', content: 'hello' }] }

function planned(options: TestOptions, stream: boolean, more: object = {}) {
  return testEmulator({ speed: 1, ...options }).exchange(
    {
      method: 'POST',
      target: '/openai/openai/deployments/gpt-4o/chat/completions',
      headers: new HeaderMap([['host', 'h']]),
      body: Buffer.from(JSON.stringify({ ...hello, stream, ...more })),
      httpVersion: '1.1',
    },
    { at: 0, date: '' },
  )
}

const unasked: readonly (readonly [string, TestOptions, object])[] = [
  ['a long reply', { scenarios: { scenarios: [{ when: 'hello', reply: LONG }] } }, {}],
  ['a long fake', { scenarios: { scenarios: [{ when: 'hello', reply: { fake: { words: 5_000 } } }] } }, {}],
  [
    'a large structured output',
    {},
    { response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } },
  ],
]

describe('a pace that nobody asked for is never too slow for the gateway', () => {
  for (const stream of [false, true])
    test.each(unasked)(`%s, stream ${stream}`, (_name, options, more) => {
      const { plan, entry } = planned(options, stream, more)
      const head = plan.events[0]!
      const end = plan.events.at(-1)!
      expect(head).toMatchObject({ kind: 'head', status: 200 })
      expect(end.kind).toBe('end')
      expect(end.at).toBeLessThan(30_000)
      const { hurried } = entry.calls[0]!
      expect(hurried!.fromMs).toBeGreaterThan(30_000)
      expect(exchangeLine(entry, 5)).toMatch(/ pace=\d+s→27s/)
      expect(planText(planResult({ exchange: { plan, entry } } as never))).toMatch(
        /quicker than the model's usual pace/,
      )
    })

  test.each(unasked)('%s, over a socket without waiting', async (_name, options, more) => {
    await using server = await startServer(options)
    const whole = await chat(server, { ...hello, ...more })
    expect(whole.status).toBe(200)
    const events = await chatEvents(server, { ...hello, ...more })
    expect(JSON.stringify(events.at(-1))).toContain('usage')
    const journal = await fetch(`${server.url}/_emulator/journal`)
    expect(await journal.text()).toContain('"hurried":{"from_ms":')
  })

  test('a short answer keeps its pace', () => {
    const { entry } = planned({ scenarios: { scenarios: [{ when: 'hello', reply: 'Hi!' }] } }, true)
    expect(entry.calls[0]!.hurried).toBeUndefined()
  })

  test('a line that bounds silences alone lets a stream take its time', () => {
    const { plan, entry } = planned({ ...unasked[0]![1], profile: PROFILE_2_2 }, true)
    expect(entry.calls[0]!.hurried).toBeUndefined()
    expect(plan.events.at(-1)!.at).toBeGreaterThan(30_000)
  })
})

describe('a pace that somebody wrote holds', () => {
  const slow = { first_token_ms: 100, tokens_per_second: 50, jitter: 0 }
  const written: readonly (readonly [string, object])[] = [
    ['timing', { when: 'hello', reply: LONG, timing: slow }],
    ['first token', { when: 'hello', reply: 'Hi', timing: { ...slow, first_token_ms: 31_000 } }],
    ['a wait in the reply', { when: 'hello', reply: { chunks: ['a', { text: 'b', delay_ms: 31_000 }] } }],
  ]
  test.each(written)('%s: the client gets the timeout, and a warning says so before', (_name, rule) => {
    const { plan } = planned({ scenarios: { scenarios: [rule] } }, false)
    expect(plan.events[0]).toMatchObject({ status: 504 })
    const file = { path: 'a.json', text: JSON.stringify({ scenarios: [rule] }) }
    const found = (patienceMs?: number) =>
      buildBook([file], { errorNames: errorNames(), patienceMs }).diagnostics.map(({ code, severity }) => [
        code,
        severity,
      ])
    expect(found(30_000)).toEqual([['too-slow', 'warning']])
    expect(found(3_000_000)).toEqual([])
    expect(found()).toEqual([])
  })
})
