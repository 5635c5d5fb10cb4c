import net from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { wallClock } from '../../src/play/clock.ts'
import { TestClock } from './test-clock.ts'
import { chatRequestText } from './request.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'

const steady = { first_token_ms: 0, tokens_per_second: 1, jitter: 0 }
const five = { scenarios: [{ reply: { chunks: ['a', 'b', 'c', 'd', 'e'] }, timing: steady }] }
const ask = (says = 'x', stream = true) =>
  chatRequestText({ messages: [{ role: 'user', content: says }], stream })

/** A connection and all that came over it. */
function connected(server: TestServer, ...texts: readonly string[]) {
  const socket = net.connect(server.port, '127.0.0.1')
  const got = { text: '', ended: '' }
  socket.on('data', (part) => (got.text += part.toString('latin1')))
  socket.on('end', () => (got.ended = 'fin'))
  socket.on('error', (error: NodeJS.ErrnoException) => (got.ended = error.code ?? ''))
  for (const text of texts) socket.write(text)
  return { socket, got }
}

function frames(text: string): number {
  return text.split('data: ').length - 1
}

const sent = (server: TestServer, index = 0) => server.emulator.journal.list()[index]?.sent

describe('a client that leaves in mid-stream', () => {
  test.each([
    ['closes', (socket: net.Socket) => socket.destroy()],
    ['resets', (socket: net.Socket) => socket.resetAndDestroy()],
    ['says that it has no more to say', (socket: net.Socket) => socket.end()],
  ])('%s: the work stops, and the last frame it saw is noted', async (_how, leave) => {
    const clock = new TestClock()
    await using server = await startServer({ scenarios: five, clock, speed: 1 })
    const { socket, got } = connected(server, ask())
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
    clock.moveTo(2200)
    await vi.waitFor(() => expect(frames(got.text)).toBe(4))
    leave(socket)
    await vi.waitFor(() => expect(sent(server)).toBeDefined())
    expect(sent(server)).toEqual({
      frames: 4,
      ended: 'client-left',
      leftAfter: 4,
      leftAtMs: 2200,
      upstream: 'read to its end',
    })
    expect(clock.waiting).toBe(0)
  })

  test('without having read: what the system had not taken does not count', async () => {
    const scenarios = { scenarios: [{ reply: { text: 'word '.repeat(40_000) }, timing: 'instant' }] }
    await using server = await startServer({ scenarios, clock: wallClock })
    const { socket } = connected(server, ask())
    socket.pause()
    await vi.waitFor(() => expect(server.sockets[0]?.writableNeedDrain).toBe(true), 20_000)
    socket.destroy()
    await vi.waitFor(() => expect(sent(server)?.ended).toBe('client-left'))
    const { frames: written, leftAfter } = sent(server)!
    expect(leftAfter).toBeGreaterThan(0)
    expect(leftAfter).toBeLessThan(written)
  })

  test('while nothing was to come any more: the silence is noted as ordered, and how long it was borne', async () => {
    const clock = new TestClock()
    const scenarios = { scenarios: [{ reply: 'hi there', timing: steady, faults: ['hang:after=1'] }] }
    await using server = await startServer({ scenarios, clock, speed: 1 })
    const { socket, got } = connected(server, ask())
    await vi.waitFor(() => expect(frames(got.text)).toBe(1))
    clock.moveTo(7000)
    socket.destroy()
    await vi.waitFor(() => expect(sent(server)?.leftAtMs).toBe(7000))
    expect(sent(server)).toMatchObject({ frames: 1, ended: 'hang', leftAfter: 1 })
  })

  test('once all has come: nothing is to be noted', async () => {
    await using server = await startServer({ scenarios: five, clock: wallClock, speed: 0 })
    const { socket, got } = connected(server, ask())
    await vi.waitFor(() => expect(got.text).toContain('0\r\n\r\n'))
    socket.destroy()
    await vi.waitFor(() => expect(server.sockets[0]?.destroyed).toBe(true))
    expect(sent(server)).toEqual({ frames: 8, ended: 'end' })
  })
})

describe('one connection, several requests', () => {
  test('sent ahead: each waits for its turn, and they are answered in order', async () => {
    const clock = new TestClock()
    await using server = await startServer({ scenarios: five, clock, speed: 1 })
    const { socket, got } = connected(server, ask(), ask('y', false), ask('z'))
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
    expect(server.emulator.journal.list()).toHaveLength(1)
    while (server.emulator.journal.list().filter((entry) => entry.sent !== undefined).length < 3) {
      clock.moveTo(clock.now() + 1000)
      await new Promise(setImmediate)
    }
    await vi.waitFor(() => expect(got.text.split('HTTP/1.1 200 OK')).toHaveLength(4))
    expect(got.text.split('[DONE]')).toHaveLength(3)
    socket.destroy()
  })

  test('left behind: those it sent ahead are not answered', async () => {
    const clock = new TestClock()
    await using server = await startServer({ scenarios: five, clock, speed: 1 })
    const { socket } = connected(server, ask(), ask('y'))
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
    socket.resetAndDestroy()
    await vi.waitFor(() => expect(sent(server)?.ended).toBe('client-left'))
    expect([server.emulator.journal.list().length, clock.waiting]).toEqual([1, 0])
  })

  test('after a cut the connection is gone, and a new one is served', async () => {
    const scenarios = {
      scenarios: [
        { when: 'cut', reply: 'one two three', timing: 'instant', faults: ['cut:after=2'] },
        { reply: 'whole', timing: 'instant' },
      ],
    }
    await using server = await startServer({ scenarios, clock: wallClock })
    const first = connected(server, ask('cut'), ask('more'))
    await vi.waitFor(() => expect(first.got.ended).not.toBe(''))
    expect(frames(first.got.text)).toBe(2)
    const second = connected(server, ask('more'))
    await vi.waitFor(() => expect(second.got.text).toContain('[DONE]'))
    second.socket.destroy()
  })
})

test('a slow reader gets a whole answer, also when the connection is to be closed after it', async () => {
  const text = 'word '.repeat(1_500_000)
  const scenarios = { scenarios: [{ reply: { text, usage: { completion_tokens: 1 } }, timing: 'instant' }] }
  await using server = await startServer({ scenarios, clock: wallClock })
  const closing = chatRequestText({ messages: [{ role: 'user', content: 'x' }] }, ['Connection: close'])
  const socket = net.connect(server.port, '127.0.0.1')
  socket.pause()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  socket.write(closing)
  await vi.waitFor(() => expect(server.sockets[0]?.writableLength).toBeGreaterThan(0), 20_000)
  // Longer than a connection is kept once all has left.
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
  let length = 0
  for await (const part of socket) length += (part as Buffer).length
  expect(length).toBeGreaterThan(text.length)
}, 30_000)

test('200 requests that are broken off leave no socket and no timer behind', async () => {
  const slow = { scenarios: [{ reply: 'never', timing: { ...steady, first_token_ms: 3_600_000 } }] }
  await using server = await startServer({ scenarios: slow, clock: wallClock, speed: 1 })
  const handles = () =>
    process.getActiveResourcesInfo().filter((it) => /^(TCPSocketWrap|Timeout)$/.test(it)).length
  const before = handles()
  const clients = Array.from({ length: 200 }, (_, index) =>
    connected(server, ask(`x ${index}`, index % 2 === 0)),
  )
  await vi.waitFor(() => expect(server.emulator.journal.list()).toHaveLength(200), 20_000)
  for (const { socket } of clients) socket.resetAndDestroy()
  await vi.waitFor(() => {
    expect(
      server.emulator.journal.list().filter((entry) => entry.sent?.ended === 'client-left'),
    ).toHaveLength(200)
    expect(server.sockets.every((socket) => socket.destroyed)).toBe(true)
    expect(handles()).toBeLessThanOrEqual(before)
  }, 20_000)
})
