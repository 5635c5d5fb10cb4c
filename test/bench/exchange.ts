import { HeaderMap } from '../../src/request/header-map.ts'
import { testEmulator } from '../support/start-service.ts'

/** `npm run bench:exchange`: CPU time of one exchange without a socket, plan made and all bodies written. */
const text = 'The quick brown fox jumps over the lazy dog and runs away. '.repeat(4).trim()
const chunks = Array.from({ length: 51 }, (_, index) => (index === 0 ? 'token' : ` token${index}`))
const emulator = testEmulator({
  scenarios: {
    scenarios: [
      { when: { message: 'Hello', stream: true }, reply: { chunks } },
      { when: 'Hello', reply: text },
    ],
  },
})
const only = process.argv[2]
for (const stream of only === undefined ? [false, true] : [only === 'stream']) {
  const body = Buffer.from(
    JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }], ...(stream ? { stream } : {}) }),
  )
  const request = {
    method: 'POST',
    target: '/openai/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
    headers: new HeaderMap([
      ['Host', 'localhost'],
      ['Content-Type', 'application/json'],
      ['Content-Length', String(body.length)],
    ]),
    body,
    httpVersion: '1.1',
  }
  const runs = stream ? 5000 : 30000
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage()
    let bytes = 0
    for (let i = 0; i < runs; i++) {
      const { plan } = emulator.exchange(request, { at: 0, date: '' })
      for (const event of plan.events) {
        if (event.kind === 'body')
          bytes += (typeof event.data === 'function' ? event.data() : event.data).length
      }
    }
    const { user, system } = process.cpuUsage(before)
    process.stdout.write(
      `${stream ? 'stream' : 'json'} ${((user + system) / runs).toFixed(1)} µs an exchange (${bytes / runs} bytes)\n`,
    )
  }
}
