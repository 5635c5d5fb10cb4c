import net from 'node:net'
import { expect, test } from 'vitest'
import { wallClock } from '../../src/play/clock.ts'
import { chatRequestText } from './request.ts'
import { startServer } from '../support/start-service.ts'

// How late a busy machine is cannot be bounded; how early it is can, and that lateness does not add up.
test('in real time no frame comes before its time, and each is planned from the beginning', async () => {
  const reply = { chunks: ['a', 'b', 'c', 'd', 'e', 'f'] }
  const timing = { first_token_ms: 80, gap_ms: 40, jitter: 0 }
  await using server = await startServer({
    scenarios: { scenarios: [{ reply, timing }] },
    clock: wallClock,
    speed: 1,
  })
  const arrivals: { readonly at: number; readonly frames: number }[] = []
  const socket = net.connect(server.port, '127.0.0.1')
  let frames = 0
  const began = performance.now()
  socket.write(
    chatRequestText({ messages: [{ role: 'user', content: 'x' }], stream: true }, ['Connection: close']),
  )
  for await (const part of socket) {
    frames += (part as Buffer).toString().split('data: ').length - 1
    arrivals.push({ at: performance.now() - began, frames })
  }
  const planned = [80, 80, 120, 160, 200, 240, 280, 280, 280]
  expect(frames).toBe(planned.length)
  for (const { at, frames: count } of arrivals) expect(at).toBeGreaterThanOrEqual(planned[count - 1]! - 1)
  const [entry] = server.emulator.journal.list()
  expect([entry?.planned?.durationMs, entry?.sent]).toEqual([280, { frames: 9, ended: 'end' }])
})
