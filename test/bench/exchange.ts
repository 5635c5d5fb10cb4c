import type { GatewayRequest } from '../../src/contracts/front-end.ts'
import { testEmulator } from '../support/start-service.ts'
import { chatRequest } from './chat-request.ts'

/**
 * CPU time of one exchange without a socket, plan made and all bodies written. `same` sends one request again and again,
 * `different` never the same twice, `fake` lets no scenario match.
 */
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
const [only, onlyKind] = process.argv.slice(2)
for (const stream of only === undefined ? [false, true] : [only === 'stream']) {
  for (const kind of onlyKind === undefined ? ['same', 'different', 'fake'] : [onlyKind]) {
    const runs = kind === 'same' && !stream ? 30_000 : 4000
    let number = 0
    for (let round = 0; round < 5; round++) {
      const requests = Array.from({ length: kind === 'same' ? 1 : runs }, () =>
        requestOf(kind, number++, stream),
      )
      const before = process.cpuUsage()
      for (let i = 0; i < runs; i++) answer(requests[i % requests.length]!)
      const { user, system } = process.cpuUsage(before)
      process.stdout.write(
        `${stream ? 'stream' : 'json'} ${kind}: ${((user + system) / runs).toFixed(1)} µs an exchange\n`,
      )
    }
  }
}

function requestOf(kind: string, number: number, stream: boolean): GatewayRequest {
  const content = `${kind === 'fake' ? 'Good morning' : 'Hello'} ${kind === 'same' ? '' : number}`
  return chatRequest(content, stream)
}

function answer(request: GatewayRequest): void {
  const { plan } = emulator.exchange(request, { at: 0, date: '' })
  for (const event of plan.events) if (event.kind === 'body' && typeof event.data === 'function') event.data()
}
