import { describe, expect, test, vi } from 'vitest'
import { TestClock } from '../play/test-clock.ts'
import { startServer } from '../support/start-service.ts'
import { kinds, model, user } from './openai.ts'

const timing = { first_token_ms: 0, tokens_per_second: 1, jitter: 0 }
const scenarios = { scenarios: [{ reply: { chunks: ['a', 'b', 'c', 'd', 'e'] }, timing }] }

describe.each(kinds)('$name', ({ make }) => {
  test('abort in mid-stream frees the socket and stops the player', async () => {
    const clock = new TestClock()
    await using server = await startServer({ scenarios, clock, speed: 1 })
    const { port, emulator, sockets } = server
    const client = make({ ...server, url: `http://127.0.0.1:${port}`, host: '', bugs: [] })
    const stream = await client.chat.completions.create({ model, messages: user('x'), stream: true })
    let seen = 0
    for await (const chunk of stream) {
      seen += chunk.choices.length
      if (seen === 2) break
      clock.moveTo(clock.now() + 1000)
    }
    // The package opens a new connection at once, for later.
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true))
    // The socket tells that it is closed a moment after.
    await vi.waitFor(() =>
      expect(emulator.journal.list()[0]?.sent).toMatchObject({
        frames: 3,
        leftAfter: 3,
        ended: 'client-left',
      }),
    )
    expect(clock.waiting).toBe(0)
  })

  test('abort before the first byte', async () => {
    const clock = new TestClock()
    const late = { scenarios: [{ reply: 'late', timing: { ...timing, first_token_ms: 60_000 } }] }
    await using server = await startServer({ scenarios: late, clock, speed: 1 })
    const client = make({ ...server, url: `http://127.0.0.1:${server.port}`, host: '', bugs: [] })
    const controller = new AbortController()
    const asked = client.chat.completions.create(
      { model, messages: user('x') },
      { signal: controller.signal },
    )
    const failed = expect(asked).rejects.toThrow(/aborted/)
    await vi.waitFor(() => expect(clock.waiting).toBe(1))
    controller.abort()
    await failed
    await vi.waitFor(() => expect(clock.waiting).toBe(0))
    expect(server.emulator.journal.list()[0]?.sent).toMatchObject({
      frames: 0,
      ended: 'client-left',
      leftAfter: 0,
    })
  })
})
