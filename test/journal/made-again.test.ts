import { describe, expect, test } from 'vitest'
import { journalView } from '../../src/journal/view.ts'
import type { JournalRecord } from '../../src/journal/journal-record.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { madeOf } from '../../src/plan/piece.ts'
import { testEmulator } from '../support/start-service.ts'

const PATH = '/openai/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'
const LINES = ['1.4.10', '1.4.19', '1.4.24', '1.5.1', '2.2']
const KINDS = {
  whole: {},
  stream: { stream: true },
  usage: { stream: true, stream_options: { include_usage: true }, temperature: 0.5 },
}
const HEADERS: Record<string, readonly (readonly [string, string])[]> = {
  none: [],
  many: [
    ['x-emulator-session', 'mine'],
    ['x-emulator-gateway', 'x'],
    ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ['x-bf-eh-Extra', 'passed on'],
  ],
}
const SCENARIOS = {
  scenarios: [
    { name: 'in pieces', when: { message: 'plain', stream: true }, reply: { chunks: ['a', ' b', ' é'] } },
    { when: 'plain', reply: 'naïve 日本' },
  ],
}
/** So many are written the long way before a kind is known. */
const ASKED = 14

describe('an exchange that is over is made again of what the journal keeps', () => {
  test.each(
    LINES.flatMap((gateway) =>
      Object.keys(KINDS).flatMap((kind) =>
        Object.keys(HEADERS).map((headers) => ({ gateway, kind, headers })),
      ),
    ),
  )('$gateway, $kind, headers: $headers', ({ gateway, kind, headers }) => {
    const emulator = testEmulator({ gateway, scenarios: SCENARIOS, emulatorHeaders: 'always', speed: 1 })
    const given = HEADERS[headers]!.map(([name, value]): [string, string] => [
      name,
      name === 'x-emulator-gateway' ? gateway : value,
    ])
    let kept = 0
    for (let index = 0; index < ASKED; index++) {
      const body = {
        ...KINDS[kind as keyof typeof KINDS],
        messages: [{ role: 'user', content: `plain ${index}` }],
      }
      const request = {
        method: 'POST',
        target: PATH,
        headers: new HeaderMap([['Host', 'here'], ['Content-Type', 'application/json'], ...given]),
        body: Buffer.from(JSON.stringify(body)),
        httpVersion: '1.1',
      }
      const { entry } = emulator.exchange(request, {
        at: 1_767_312_000_000 + index,
        date: 'Fri, 02 Jan 2026 00:00:00 GMT',
      })
      entry.sent = { frames: 1, ended: 'end' }
      const before = factsOf(entry)
      emulator.journal.settle(entry)
      if (entry.planBytes !== undefined) kept++
      expect(factsOf(entry)).toEqual(before)
    }
    if (gateway !== '2.2' || kind === 'whole') expect(kept).toBeGreaterThan(3)
  })
})

/** All that anybody can ask of it. */
function factsOf(entry: JournalRecord): object {
  const events = entry.events?.map((event) =>
    event.kind === 'body' ? { ...event, data: String(madeOf(event.data)) } : event,
  )
  const calls = entry.calls.map(({ upstream, request, rule, by, call, past }) => {
    const { url, method, headers, body, value, deployment, model, provider, stream, attempt } = upstream
    const sent = { url, method, headers, body, value, deployment, model, provider, stream, attempt }
    const { path, query, messages, tools, session, azureDeployment } = request
    const asked = { path, query, messages, tools, session, azureDeployment, body: request.body }
    return { sent, asked, headers: request.headers, rule, by, call, past }
  })
  return { events, calls, planned: entry.planned, view: journalView(entry) }
}
