import { describe, expect, test } from 'vitest'
import { parseResponses } from '../support/raw-response.ts'
import { talk } from '../support/socket-client.ts'
import { TestClock } from './test-clock.ts'
import { chatRequestText } from './request.ts'
import { startServer } from '../support/start-service.ts'

const scenarios = {
  scenarios: [
    {
      reply: { chunks: ['One', ' two', ' three', { text: ' four', delay_ms: 4000 }] },
      timing: { first_token_ms: 500, tokens_per_second: 10, jitter: 0.5 },
    },
  ],
}
const body = { messages: [{ role: 'user', content: 'count' }], stream: true }

async function bytesAt(port: number, headers: readonly string[] = []): Promise<string> {
  const { bytes } = await talk(port, [chatRequestText(body, ['Connection: close', ...headers])])
  return Buffer.from(parseResponses(bytes)[0]!.body).toString()
}

describe('speed changes when bytes leave, never which', () => {
  test('as the server was told, and as a request asks', async () => {
    await using at0 = await startServer({ scenarios, speed: 0 })
    await using at200 = await startServer({ scenarios, speed: 200 })
    const all = await Promise.all([
      bytesAt(at0.port),
      bytesAt(at200.port),
      bytesAt(at0.port, ['x-emulator-speed: 150']),
      bytesAt(at200.port, ['x-emulator-speed: 0']),
    ])
    expect(new Set(all).size).toBe(1)
    expect(all[0]).toContain('" four"')
  })

  test('with a clock that is moved by hand: nothing leaves before its time', async () => {
    const clock = new TestClock()
    await using server = await startServer({ scenarios, clock, speed: 2 })
    const asked = bytesAt(server.port)
    while (clock.waiting === 0) await new Promise(setImmediate)
    const planned = server.emulator.journal.list()[0]!.planned!
    expect(clock.next).toBeLessThan(planned.durationMs / 2)
    clock.moveTo(Math.floor(planned.durationMs / 2) - 1)
    expect(server.emulator.journal.list()[0]?.sent).toBeUndefined()
    clock.moveTo(Math.ceil(planned.durationMs / 2) + 1)
    expect(server.emulator.journal.list()[0]?.sent?.ended).toBe('end')
    await using at0 = await startServer({ scenarios })
    expect(await asked).toBe(await bytesAt(at0.port))
  })
})
