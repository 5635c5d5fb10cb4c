import net from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { wallClock } from '../../src/play/clock.ts'
import { TestClock } from './test-clock.ts'
import { chatRequestText } from './request.ts'
import { startServer } from '../support/start-service.ts'

const TOKENS = 20_000
/** About 7 MB of frames from 100 kB of text. */
const long = { scenarios: [{ reply: { text: 'word '.repeat(TOKENS) }, timing: 'instant' }] }
const ask = chatRequestText({ messages: [{ role: 'user', content: 'go on' }], stream: true })

/** A client that asks and never reads. */
function deaf(port: number): net.Socket {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.pause()
  socket.write(ask)
  return socket
}

describe('a client that never reads', () => {
  test('costs a bounded number of kilobytes, and what it left unread is noted', async () => {
    await using server = await startServer({ scenarios: long, clock: wallClock })
    const clients = Array.from({ length: 12 }, () => deaf(server.port))
    await vi.waitFor(() => {
      expect(server.sockets.filter((socket) => socket.writableNeedDrain)).toHaveLength(clients.length)
    }, 20_000)
    const held = server.sockets.map((socket) => socket.writableLength)
    expect(Math.max(...held)).toBeLessThan(256 * 1024)
    expect(Math.min(...held)).toBeGreaterThan(0)
    for (const client of clients) client.destroy()
    await vi.waitFor(() => {
      const ends = server.emulator.journal.list().map(({ sent }) => sent?.ended)
      expect(ends).toEqual(clients.map(() => 'client-left'))
    }, 10_000)
    for (const { sent, planned } of server.emulator.journal.list()) {
      expect(sent!.frames).toBeLessThan(planned!.frames)
    }
  })

  test('gets everything, in order, once it reads', async () => {
    await using server = await startServer({ scenarios: long, clock: wallClock })
    const client = deaf(server.port)
    await vi.waitFor(() => expect(server.sockets[0]?.writableNeedDrain).toBe(true), 20_000)
    const parts: Buffer[] = []
    const text = await new Promise<string>((resolve) => {
      client.on('data', (part) => {
        parts.push(part)
        if (part.includes('[DONE]')) resolve(Buffer.concat(parts).toString('latin1'))
      })
      client.resume()
    })
    client.destroy()
    const order = [...text.matchAll(/"chunk_index":(\d+)/g)].map((match) => Number(match[1]))
    expect(order).toEqual(order.map((_, index) => index))
    expect(order.length).toBeGreaterThan(TOKENS)
  })
})

describe('a client that goes away in mid-stream', () => {
  test('stops the player: no byte and no timer more, and it is noted', async () => {
    const clock = new TestClock()
    const timing = { first_token_ms: 0, tokens_per_second: 1, jitter: 0 }
    const scenarios = { scenarios: [{ reply: { chunks: ['a', 'b', 'c', 'd'] }, timing }] }
    await using server = await startServer({ scenarios, clock, speed: 1 })
    const client = deaf(server.port)
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
    clock.moveTo(1500)
    client.destroy()
    await vi.waitFor(() => expect(clock.waiting).toBe(0))
    const [entry] = server.emulator.journal.list()
    // The opening and a at 0 s, b at 1 s; c would have come at 2 s.
    expect(entry?.sent).toMatchObject({ frames: 3, ended: 'client-left', leftAfter: 3, leftAtMs: 1500 })
    clock.moveTo(99_999)
    expect([clock.waiting, entry?.sent?.frames]).toEqual([0, 3])
  })
})
