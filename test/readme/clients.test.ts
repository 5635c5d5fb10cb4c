import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CLIENT_FACTS } from '../../src/client-facts/client-facts.ts'
import { formsOf } from '../../src/client-facts/forms.ts'
import { explainText } from '../../src/cli/output/explain-text.ts'
import { misreadForms } from '../../src/journal/misread.ts'
import { verdictOn } from '../../src/verdict/verdict.ts'
import { ask, says } from '../plan/ask.ts'
import { startServer, testEmulator } from '../support/start-service.ts'
import { asFile, clientsPage } from './clients-page.ts'

const file = new URL('../../spec/CLIENTS.md', import.meta.url)

test('spec/CLIENTS.md is what is known; UPDATE=1 writes it anew', () => {
  const page = clientsPage()
  if (process.env['UPDATE'] === '1') writeFileSync(file, page)
  expect(readFileSync(file, 'utf8')).toBe(page)
})

/** Where the gateway of the default line gives the answer another form. */
const LINES: Readonly<Record<string, string>> = {}

describe.each(CLIENT_FACTS)('$code', ({ code, scenario }) => {
  const options = { scenarios: asFile(scenario).join('\n'), gateway: LINES[code] ?? '1.4.19', speed: 50 }

  test('its scenario gives such an answer: in the plan, the journal and the verdict', async () => {
    const planned = ask(testEmulator(options), says('hello', { stream: true }))
    expect(misreadForms(planned.entry).map((form) => form.code)).toContain(code)
    await using server = await startServer(options)
    const response = await fetch(`${server.url}/openai/openai/deployments/gpt-4o/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(says('hello', { stream: true })),
    })
    await response.text()
    const journal = (await (await fetch(`${server.url}/_emulator/journal`)).json()) as {
      entries: { id: string; misread: { code: string; clients: string[] }[] }[]
    }
    const [entry] = journal.entries
    const told = entry!.misread.find((form) => form.code === code)
    const { misread } = verdictOn(server.emulator.journal.list(), Date.now())
    expect(misread.find((form) => form.code === code)).toMatchObject({
      exchanges: [entry!.id],
      clients: told!.clients,
    })
  })

  test('explain knows it', () => {
    expect(explainText(code, false)).toContain(scenario.split('\n')[0])
  })
})

const SSE = [['content-type', 'text/event-stream']] as const
const chunk = (delta: object, rest: object = {}, more: object = {}) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null, ...rest }], ...more })}\n\n`
const END = chunk({}, { finish_reason: 'stop' })
const DONE = 'data: [DONE]\n\n'
const call = (index: number, rest: object) => chunk({ tool_calls: [{ index, ...rest }] })

test.each<[string, string, string[]]>([
  ['a usual stream', chunk({ content: 'Hi' }) + END + DONE, []],
  [
    'usage in a chunk of its own',
    chunk({ content: 'Hi' }) +
      END +
      `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } })}\n\n` +
      DONE,
    [],
  ],
  [
    'calls one after the other',
    call(0, { id: 'a', function: { name: 'f' } }) +
      call(0, { function: { arguments: '{}' } }) +
      call(1, { id: 'b', function: { name: 'g' } }) +
      END +
      DONE,
    [],
  ],
  ['calls by turns', call(0, { id: 'a' }) + call(1, { id: 'b' }) + call(0, {}) + END, ['calls-in-turns']],
  [
    'a call whose name comes again',
    call(0, { id: 'a', function: { name: 'f' } }) + call(0, { function: { name: 'g' } }) + END,
    ['split-call-name'],
  ],
  ['a part', chunk({ content: 'Hi' }), ['no-finish-reason']],
  ['an error as the first event', 'data: {"error":{"message":"no"}}\n\n', []],
  [
    'an error behind a text',
    chunk({ content: 'Hi' }) + 'data: {"error":{"message":"no"}}\n\n',
    ['error-in-stream'],
  ],
  ['nothing', '', []],
  ['no JSON', 'data: {"n\n\n', []],
])('%s', (_what, body, codes) => {
  expect(formsOf({ status: 200, headers: SSE, body, openMs: 0 }).map(({ code }) => code)).toEqual(codes)
})

test.each<[string, number, object, string[]]>([
  ['a usual answer', 200, { choices: [{ message: { content: 'Hi' } }] }, []],
  ['a call alone', 200, { choices: [{ message: { content: null, tool_calls: [{ id: 'a' }] } }] }, []],
  ['an empty one', 200, { choices: [{ message: { content: '' } }] }, ['empty-answer']],
  ['a counter left out', 200, { usage: { prompt_tokens: 1, total_tokens: 1 } }, ['counters-left-out']],
  ['an error', 400, { choices: [{ message: { content: '' } }] }, []],
])('whole: %s', (_what, status, body, codes) => {
  const headers = [['content-type', 'application/json']] as const
  expect(formsOf({ status, headers, body: JSON.stringify(body), openMs: 0 }).map(({ code }) => code)).toEqual(
    codes,
  )
})

test.each([
  ['60', []],
  ['61', ['long-retry-after']],
])('Retry-After %s', (value, codes) => {
  expect(
    formsOf({ status: 429, headers: [['Retry-After', value]], body: '', openMs: 0 }).map(({ code }) => code),
  ).toEqual(codes)
})
