import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, CHAT, chat } from '../http/call.ts'
import { replayExchange } from '../../src/http/control/replay-exchange.ts'
import { ask, MOMENT, says } from '../plan/ask.ts'
import { startServer, testEmulator } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'
import { harSchema } from './har-schema.ts'

const scenarios = {
  scenarios: [
    { name: 'greeting', when: 'hello', reply: 'Hi there.' },
    { name: 'limit', when: 'limit', error: 'azure.rate_limit' },
    { name: 'cut', when: 'cut', reply: 'one two three four', faults: [{ cut: { after: 2 } }] },
    { name: 'turns', when: 'turns', replies: ['One.', 'Two.'] },
  ],
}

let server: TestServer
beforeAll(async () => {
  server = await startServer({ scenarios, emulatorHeaders: true })
  const { port } = server
  await chat(port, 'hello', { 'x-emulator-session': 'a', authorization: 'Bearer sk-hidden-key-1' })
  await chat(port, 'limit', { 'x-emulator-session': 'a' })
  await stream('cut')
  await chat(port, 'made up')
  await call(port, CHAT, { method: 'POST', body: '{bad' })
  await call(port, '/openai/openai/deployments/other/chat/completions?api-key=hidden', {
    method: 'POST',
    body: { messages: [{ role: 'user', content: 'hello' }] },
  })
})
afterAll(async () => server?.[Symbol.asyncDispose]())

/** A stream, read until the server closes. */
async function stream(content: string): Promise<void> {
  const body = JSON.stringify({ messages: [{ role: 'user', content }], stream: true })
  const response = await fetch(`${server.url}${CHAT}`, { method: 'POST', body })
  await response.text().catch(() => '')
}

const idsOf = async (query: string) => {
  const { entries } = (await call(server.port, `/_emulator/journal?${query}`)).json() as {
    entries: { id: string }[]
  }
  return entries.map(({ id }) => id).join(' ')
}

describe('filters', () => {
  test.each([
    ['session=a', 'x1 x2'],
    ['session=', 'x3 x4 x5 x6'],
    ['scenario=greeting', 'x1 x6'],
    ['rule=limit', 'x2'],
    ['deployment=other', 'x6'],
    ['outcome=429', 'x2'],
    ['outcome=4xx', 'x2'],
    ['outcome=2xx', 'x1 x3 x4 x6'],
    ['outcome=5xx', 'x5'],
    ['outcome=cut', 'x3'],
    ['outcome=faulted', 'x3'],
    ['outcome=fake', 'x4'],
    ['outcome=gateway', 'x5'],
    ['outcome=2xx&outcome=cut', 'x3'],
    ['text=hi%20there', 'x1 x6'],
    ['text=MADE', 'x4'],
    ['after=x4', 'x5 x6'],
    ['after=x999', ''],
    ['limit=2', 'x5 x6'],
    ['session=a&limit=1', 'x2'],
    ['since=2000-01-01', 'x1 x2 x3 x4 x5 x6'],
    ['since=99999999999999', ''],
  ])('%s', async (query, ids) => expect(await idsOf(query)).toBe(ids))

  test.each([
    ['sesion=a', /no parameter "sesion"; did you mean "session"\?/],
    ['outcome=faultd', /no outcome is called "faultd"; did you mean "faulted"\?/],
    ['outcome=999', /no outcome/],
    ['since=yesterday', /since: must be a time/],
    ['after=7', /after: must be the id of an exchange/],
    ['limit=0', /limit must be a whole number of at least 1, got "0"/],
    ['format=jsonll', /no format "jsonll"; did you mean "jsonl"\?/],
  ])('%s is a 400 with a hint', async (query, problem) => {
    const answer = await call(server.port, `/_emulator/journal?${query}`)
    expect([answer.status, answer.json()['error']]).toEqual([400, expect.stringMatching(problem)])
  })
})

describe('GET /_emulator/journal/{id}', () => {
  test('holds the answer as it was sent, and when each frame left', async () => {
    const entry = (await call(server.port, '/_emulator/journal/x3')).json() as unknown as {
      answer: { body: string; status: number }
      frames: { sent_ms: number | null; planned_ms: number; bytes: number | null }[]
      sent: { frames: number; ended: string; head_ms: number; last_ms: number }
    }
    expect(entry.answer.body.match(/^data: /gm)).toHaveLength(2)
    expect([entry.answer.status, entry.sent.frames, entry.sent.ended]).toEqual([200, 2, 'cut'])
    expect(entry.frames).toHaveLength(2)
    for (const { sent_ms, bytes } of entry.frames) expect([sent_ms! >= 0, bytes! > 20]).toEqual([true, true])
    expect(entry.sent.last_ms).toBeGreaterThanOrEqual(entry.sent.head_ms)
  })

  test('holds no secret, in whatever format', async () => {
    for (const path of ['journal', 'journal?format=jsonl', 'journal?format=har', 'journal/x1', 'journal/x6'])
      expect((await call(server.port, `/_emulator/${path}`)).text).not.toContain('hidden')
  })
})

describe('export', () => {
  test('JSONL: a whole entry a line', async () => {
    const { text, headers } = await call(server.port, '/_emulator/journal?format=jsonl&session=a')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; answer: object })
    expect(headers['content-type']).toBe('application/jsonl; charset=utf-8')
    expect(lines.map(({ id }) => id)).toEqual(['x1', 'x2'])
    expect(lines[0]!.answer).toMatchObject({ status: 200, body: expect.stringContaining('Hi there.') })
  })

  test('HAR 1.2: every required field, and the bodies', async () => {
    const { json } = await call(server.port, '/_emulator/journal?format=har')
    const validate = new Ajv({ allErrors: true }).compile(harSchema)
    expect([validate(json()), validate.errors]).toEqual([true, null])
    const { entries } = (json() as unknown as { log: { entries: HarEntry[] } }).log
    expect(entries).toHaveLength(6)
    expect(entries[0]).toMatchObject({
      request: { method: 'POST', url: `http://${server.host}${CHAT}`, httpVersion: 'HTTP/1.1' },
      response: { status: 200, content: { text: expect.stringContaining('Hi there.') } },
    })
    expect(entries[5]!.request.url).toMatch(/\?api-key=\[redacted\]$/)
    for (const { time, timings } of entries)
      expect(time).toBeCloseTo(timings.send + timings.wait + timings.receive, 6)
  })
})

interface HarEntry {
  readonly request: { readonly url: string }
  readonly time: number
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number }
}

describe('replay', () => {
  const replay = async (id: string) =>
    (await call(server.port, `/_emulator/journal/${id}/replay`, { method: 'POST' })).json() as unknown as {
      same: object
      difference?: { byte: number; before: string; now: string }
      entry: { id: string; replay_of: string; seed: number; answer: { body: string } }
    }

  test.each(['x1', 'x4'])('%s gives the same bytes', async (id) => {
    const { same, entry, difference } = await replay(id)
    expect([same, difference, entry.replay_of]).toEqual([
      { status: true, headers: true, body: true },
      undefined,
      id,
    ])
  })

  test('answers whose time follows the clock keep their time of creation', () => {
    const emulator = testEmulator({ fixedTime: false })
    const { entry } = ask(emulator, says('made up'))
    const later = { at: MOMENT.at + 3_600_000, date: 'later' }
    const replayed = replayExchange(emulator, entry, later)
    expect([replayed.same.body, replayed.entry.seed]).toEqual([true, entry.seed])
  })

  test('where the session went on, it tells where the answers part', async () => {
    const { headers } = await chat(server.port, 'turns', { 'x-emulator-session': 't' })
    const { same, difference } = await replay(String(headers['x-emulator-exchange']))
    expect(same).toMatchObject({ status: true, body: false })
    expect([difference!.before.includes('One.'), difference!.now.includes('Two.')]).toEqual([true, true])
  })

  test('an id that is not there is a 404', async () => {
    const answer = await call(server.port, '/_emulator/journal/x999/replay', { method: 'POST' })
    expect([answer.status, answer.json()['error']]).toEqual([404, 'no exchange "x999" in the journal'])
  })
})
