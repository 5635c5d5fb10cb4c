import { expect, test } from 'vitest'
import { HeaderMap } from '../../src/message/header-map.ts'
import { ReadyHead } from '../../src/plan/ready-head.ts'
import { partsOf } from '../../src/plan/plan.ts'
import { renderPlan } from '../plan/render.ts'
import { talk } from '../support/socket-client.ts'
import { startServer, testEmulator } from '../support/start-service.ts'

const AT = Date.UTC(2026, 0, 2)
const PATH = '/openai/openai/deployments/gpt-4o/chat/completions'
const KINDS = {
  whole: {},
  stream: { stream: true },
  usage: { stream: true, stream_options: { include_usage: true } },
}
const CASES = ['1.3.60', '1.4.10', '1.4.19', '1.4.24', '1.5.1', '2.2'].flatMap((gateway) =>
  Object.entries(KINDS).flatMap(([kind, more]) =>
    [undefined, 'close'].map((connection) => ({ gateway, kind, more, connection })),
  ),
)
/** So many are written the long way before a kind is known. */
const ASKED = 8

test.each(CASES)(
  'the bytes of $gateway $kind on a connection that is asked to $connection are those of the plan',
  async ({ gateway, more, connection }) => {
    const options = {
      gateway,
      scenarios: {
        scenarios: [
          {
            name: 'naïve 日本',
            when: { message: 'plain', stream: true },
            reply: { chunks: ['a', 'b', 'é'] },
          },
          { when: 'plain', reply: 'naïve 日本' },
        ],
      },
      emulatorHeaders: 'always' as const,
      date: () => AT,
    }
    await using server = await startServer(options)
    const twin = testEmulator(options)
    const headers: [string, string][] = [
      ['Host', 'here'],
      ['Content-Type', 'application/json'],
    ]
    if (connection !== undefined) headers.push(['Connection', connection])
    let ready = 0
    for (let index = 0; index < ASKED; index++) {
      const body = JSON.stringify({ ...more, messages: [{ role: 'user', content: `plain ${index}` }] })
      const lines = [...headers, ['Content-Length', String(body.length)] as [string, string]]
      const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
      const { plan } = twin.exchange(
        {
          method: 'POST',
          target: PATH,
          headers: new HeaderMap(lines),
          body: Buffer.from(body),
          httpVersion: '1.1',
        },
        { at: AT, date: new Date(AT).toUTCString(), speed: 0 },
      )
      if (partsOf(plan)[0] instanceof ReadyHead) ready++
      const { bytes, ended } = await talk(
        server.port,
        [`POST ${PATH} HTTP/1.1\r\n${text}\r\n${body}`],
        connection === undefined ? { idleMs: 50 } : {},
      )
      expect(bytes.toString('latin1')).toBe(renderPlan(plan).toString('latin1'))
      expect(ended).toBe(connection === undefined ? 'open' : 'fin')
    }
    // Those of 1.3.60 and streams of 2.2 take the long way.
    if (gateway !== '1.3.60' && (gateway !== '2.2' || more === KINDS.whole)) expect(ready).toBeGreaterThan(3)
  },
)
