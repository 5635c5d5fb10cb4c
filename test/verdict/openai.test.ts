import { readFileSync, writeFileSync } from 'node:fs'
import OpenAI from 'openai'
import { describe, expect, test, vi } from 'vitest'
import type { JournalEntry } from '../../src/journal/entry.ts'
import type { Verdict } from '../../src/verdict/verdict.ts'
import { call } from '../http/call.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'

const page = new URL('../../spec/VERDICTS.md', import.meta.url)

const fox = 'The quick brown fox jumps over the lazy dog.'
const event = (content: string) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content } }],
})

interface Trial {
  readonly what: string
  readonly scenarios: readonly object[]
  readonly run: (client: OpenAI) => Promise<unknown>
  readonly options?: { readonly maxRetries?: number; readonly timeout?: number }
  readonly speed?: number
  readonly query?: string
}

type Messages = OpenAI.ChatCompletionMessageParam[]
const says = (content: string): Messages => [{ role: 'user', content }]

async function streamed(client: OpenAI, messages: Messages): Promise<string> {
  const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true })
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
  return text
}

const whole = (client: OpenAI) => client.chat.completions.create({ model: 'gpt-4o', messages: says('hello') })

/** A program that goes on with what the package gave it without an error. */
async function conversation(client: OpenAI): Promise<void> {
  const text = await streamed(client, says('tell me'))
  await streamed(client, [...says('tell me'), { role: 'assistant', content: text }, ...says('go on')])
}

const dying = (fault: object) => [
  { when: { message: 'tell me', call: 1 }, reply: fox, faults: [fault] },
  { reply: fox },
]

const trials: readonly Trial[] = [
  { what: '429, `Retry-After` of 1 s', scenarios: limited(1), run: whole },
  {
    what: '500 twice',
    scenarios: [{ replies: [err('azure.server_error'), err('azure.server_error'), 'Now.'] }],
    run: whole,
  },
  { what: '500 for ever', scenarios: [{ error: 'azure.server_error' }], run: whole },
  {
    what: '500, `maxRetries: 0`',
    scenarios: [{ error: 'azure.server_error' }],
    run: whole,
    options: { maxRetries: 0 },
  },
  { what: '400', scenarios: [{ error: 'azure.bad_request' }], run: whole },
  { what: '400 of the content filter', scenarios: [{ error: 'azure.content_filter' }], run: whole },
  { what: '401', scenarios: [{ error: 'azure.unauthorized' }], run: whole },
  {
    what: 'a connection that is reset after the head',
    scenarios: [{ when: { call: 1 }, reply: fox, faults: [{ reset: { after: 0 } }] }, { reply: fox }],
    run: whole,
  },
  { what: 'a stream that is cut on the wire', scenarios: dying({ cut: { after: 4 } }), run: conversation },
  {
    what: 'a stream whose deployment dies (`[DONE]`, no `finish_reason`)',
    scenarios: dying({ upstream_cut: { after: 4 } }),
    run: conversation,
  },
  {
    what: 'an error event inside a stream',
    scenarios: [
      {
        when: { message: 'tell me', call: 1 },
        upstream: {
          events: [event('So'), event(' far'), { error: { message: 'it broke', type: 'server_error' } }],
        },
      },
      { reply: fox },
    ],
    run: conversation,
  },
  {
    what: 'an answer that does not begin, `timeout: 300`, `maxRetries: 0`',
    scenarios: [{ reply: fox, timing: { first_token_ms: 60_000 } }],
    run: whole,
    options: { timeout: 300, maxRetries: 0 },
    speed: 1,
    query: 'read_timeout=30s',
  },
  {
    what: 'an answer that stops after its head, `timeout: 300`, left by the program after 1.5 s',
    scenarios: [{ wire: { events: [{ $end: 'hang' }] } }],
    run: (client) =>
      client.chat.completions.create(
        { model: 'gpt-4o', messages: says('hello') },
        { signal: AbortSignal.timeout(1500) },
      ),
    options: { timeout: 300, maxRetries: 0 },
    query: 'read_timeout=1s',
  },
]

function limited(retry_after: number): readonly object[] {
  return [{ replies: [{ error: { name: 'azure.rate_limit', retry_after } }, 'Now.'] }]
}

function err(error: string): object {
  return { error }
}

interface Judged {
  readonly what: string
  readonly requests: number
  readonly codes: readonly string[]
  readonly ok: boolean
}

async function judge({ what, scenarios, run, options, speed = 0, query = '' }: Trial): Promise<Judged> {
  await using server = await startServer({ scenarios: { scenarios }, speed })
  await run(clientOf(server, options)).catch(() => {})
  await vi.waitUntil(() => server.emulator.journal.list().every(isOver), { timeout: 5000 })
  const { json } = await call(server.port, `/_emulator/verdict?final=true&${query}`)
  const verdict = json() as unknown as Verdict
  const codes = [...new Set(verdict.judgements.map(({ code }) => code))]
  return { what, requests: verdict.exchanges, codes, ok: verdict.ok }
}

/** The emulator has noticed it. */
function isOver({ sent, leftAt }: JournalEntry): boolean {
  return sent !== undefined && (sent.ended === 'end' || leftAt !== undefined)
}

function clientOf(server: TestServer, options: Trial['options']): OpenAI {
  return new OpenAI({
    baseURL: `${server.url}/openai/openai/deployments/gpt-4o`,
    apiKey: 'secret',
    ...options,
  })
}

describe('the official openai package is judged', () => {
  test('as spec/VERDICTS.md says', { timeout: 30_000, retry: 2 }, async () => {
    const rows: Judged[] = []
    // One after the other: the waits of the package are real, and are judged.
    for (const trial of trials) rows.push(await judge(trial))
    const text = document(rows)
    if (process.env['UPDATE'] === '1') writeFileSync(page, text)
    expect(text).toBe(readFileSync(page, 'utf8'))
  })
})

function document(rows: readonly Judged[]): string {
  const table = rows.map(
    ({ what, requests, codes, ok }) =>
      `| ${what} | ${requests} | ${codes.length === 0 ? '' : codes.map((code) => `\`${code}\``).join(', ')} | ${ok ? 'ok' : 'not ok'} |`,
  )
  return `# How clients are judged

What \`GET /_emulator/verdict?final=true\` says of the official \`openai\` package ${version()} with its own
settings, unless the row says otherwise. Written by \`test/verdict/openai.test.ts\`: \`UPDATE=1\` writes it anew.

| what happens to it | requests | judgements | verdict |
| --- | --- | --- | --- |
${table.join('\n')}

The package hands on a stream without a \`finish_reason\` as if it were whole: a program that does not look goes on with a part. Its \`timeout\` ends with
the head of the answer: after that it waits without one.
`
}

function version(): string {
  const text = readFileSync(new URL('../../node_modules/openai/package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
