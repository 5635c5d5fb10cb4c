import http from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import { createEmulator } from '../../../src/index.ts'
import { Feed } from '../../../src/http/observe/feed.ts'
import { newFolder, writeFiles } from '../../disk/support.ts'
import { call, chat } from '../call.ts'
import { startServer } from '../../support/start-service.ts'

interface Seen {
  readonly id: string
  readonly event: string
  readonly data: Record<string, unknown>
}

/** Listens to the feed as a browser does. */
async function listen(port: number, headers: Readonly<Record<string, string>> = {}, query = '') {
  const seen: Seen[] = []
  let text = ''
  const request = http.get({
    host: '127.0.0.1',
    port,
    path: `/_emulator/events${query}`,
    headers,
    agent: false,
  })
  request.on('error', () => {})
  const response = await new Promise<http.IncomingMessage>((resolve) => request.on('response', resolve))
  response.setEncoding('utf8')
  response.on('error', () => {})
  response.on('data', (part: string) => {
    text += part
    const blocks = text.split('\n\n')
    text = blocks.pop()!
    for (const block of blocks) {
      const fields = Object.fromEntries(
        block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)),
      ) as Record<string, string>
      if (fields['data'] !== undefined)
        seen.push({
          id: fields['id'] ?? '',
          event: fields['event']!,
          data: JSON.parse(fields['data']) as Seen['data'],
        })
    }
  })
  const until = (count: number) => vi.waitUntil(() => seen.length >= count, { interval: 5, timeout: 10_000 })
  return { seen, until, response, [Symbol.dispose]: () => void request.destroy() }
}

describe('GET /_emulator/events', () => {
  test('tells of exchanges as they begin and end', async () => {
    await using server = await startServer({
      scenarios: { scenarios: [{ name: 'hi', when: 'hello', reply: 'Hi.' }] },
    })
    using listener = await listen(server.port)
    expect(listener.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    await chat(server.port, 'hello', { authorization: 'Bearer sk-secret-12345' })
    await listener.until(2)
    expect(listener.seen).toMatchObject([
      { id: '1', event: 'exchange-begin', data: { id: 'x1' } },
      {
        id: '2',
        event: 'exchange-end',
        data: { id: 'x1', scenario: 'hi', sent: { ended: 'end' }, summary: 'gpt-4o "hello" → 200' },
      },
    ])
    expect(JSON.stringify(listener.seen)).not.toContain('sk-secret')
  })

  test.each(['header', 'query'])('goes on where a listener stopped (%s)', async (place) => {
    await using server = await startServer()
    for (const content of ['one', 'two', 'three']) await chat(server.port, content)
    using listener = await (place === 'header'
      ? listen(server.port, { 'last-event-id': '4' })
      : listen(server.port, {}, '?after=4'))
    await listener.until(2)
    expect(listener.seen.map(({ id, data }) => `${id} ${String(data['id'])}`)).toEqual(['5 x3', '6 x3'])
  })

  test('without it only what is new is told; a number from another run too', async () => {
    await using server = await startServer()
    await chat(server.port, 'old')
    using fresh = await listen(server.port)
    using stale = await listen(server.port, { 'last-event-id': '99999' })
    await chat(server.port, 'new')
    await Promise.all([fresh.until(2), stale.until(2)])
    for (const { seen } of [fresh, stale]) expect(seen.map(({ data }) => data['id'])).toEqual(['x2', 'x2'])
  })

  test('many listen; one that goes is forgotten', async () => {
    await using server = await startServer()
    const listeners = await Promise.all(Array.from({ length: 30 }, () => listen(server.port)))
    await chat(server.port, 'hello')
    await Promise.all(listeners.map((listener) => listener.until(2)))
    for (const listener of listeners) listener[Symbol.dispose]()
    const count = async () =>
      /event_listeners (\d+)/.exec((await call(server.port, '/_emulator/metrics')).text)?.[1]
    await vi.waitFor(async () => expect(await count()).toBe('0'), { timeout: 10_000 })
  })

  test('tells of reloads, and of what is wrong with the files', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'a.yaml': 'scenarios: [{ when: a, reply: b }]' })
    await using emulator = await createEmulator({ scenarios: folder })
    using listener = await listen(Number(new URL(emulator.url).port))
    await emulator.reload()
    await writeFiles(folder, { 'a.yaml': 'scenarios: [{ wen: a, reply: b }]' })
    await emulator.reload()
    await listener.until(2)
    expect(listener.seen).toMatchObject([
      { event: 'reload', data: { ok: true, errors: [] } },
      { event: 'reload', data: { ok: false, errors: [{ line: 1 }] } },
    ])
  })

  test('tells when chaos begins and when it ends', async () => {
    await using server = await startServer()
    using listener = await listen(server.port)
    await call(server.port, '/_emulator/chaos', {
      method: 'PUT',
      body: { error: 'azure.timeout', rate: 0.5 },
    })
    await listener.until(1)
    await call(server.port, '/_emulator/chaos', { method: 'DELETE' })
    await listener.until(2)
    expect(listener.seen).toMatchObject([
      { event: 'chaos-begin', data: { error: 'azure.timeout', rate: 0.5 } },
      { event: 'chaos-end', data: { error: 'azure.timeout' } },
    ])
  })

  test('a number that is none is a 400', async () => {
    await using server = await startServer()
    const answer = await call(server.port, '/_emulator/events', { headers: { 'last-event-id': 'x1' } })
    expect([answer.status, answer.json()['error']]).toEqual([400, expect.stringContaining('Last-Event-ID')])
  })

  test('a listener that does not read costs a bounded amount, and is told what it missed', async () => {
    await using server = await startServer()
    using listener = await listen(server.port)
    listener.response.pause()
    const { emulator } = server
    await chat(server.port, 'x'.repeat(6000))
    const [entry] = emulator.journal.list()
    for (let n = 0; n < 6000; n++) server.service.feed.ended(entry!)
    listener.response.resume()
    await vi.waitUntil(() => listener.seen.at(-1)?.id === String(server.service.feed.last), {
      timeout: 20_000,
    })
    const missed = listener.seen.filter(({ event }) => event === 'missed')
    expect(missed.length).toBeGreaterThan(0)
    const told = listener.seen.filter(({ event }) => event !== 'missed').length
    const lost = missed.reduce((sum, { data }) => sum + (data['events'] as number), 0)
    expect(told + lost).toBe(server.service.feed.last)
  })
})

describe('the feed', () => {
  test('is bounded, and gives what is still there', () => {
    const feed = new Feed()
    for (let n = 0; n < 10_000; n++) feed.add({ type: 'reload', data: {} })
    expect([feed.next(0)!.id > 5000, feed.next(9999)?.id, feed.next(10_000)]).toEqual([
      true,
      10_000,
      undefined,
    ])
  })
})
