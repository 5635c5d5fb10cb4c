import { HeaderMap } from '../../src/message/header-map.ts'
import type { HeaderList } from '../../src/message/headers.ts'
import type { UpstreamRequest } from '../../src/contracts/upstream.ts'
import { differentialConfig } from './differential-case.ts'
import { testEmulator } from './start-service.ts'

export interface OneRequest {
  /** Of the gateway; `base` of spec/differential unless given. */
  readonly config?: string
  readonly url?: string
  readonly headers?: HeaderList
  readonly body?: string | Uint8Array
  /** What the deployment does, in the words of a scenario. */
  readonly outcome?: object
}

export interface OneAnswer {
  readonly status: number | undefined
  readonly body: string
  /** Of a stream: what its events hold. */
  readonly events: readonly unknown[]
  readonly calls: readonly UpstreamRequest[]
}

/** One request in memory, and what came of it. */
export function exchangeOnce(request: OneRequest): OneAnswer {
  const { config = 'base', url = CHAT, headers = [], body = HI, outcome = { reply: 'Hi.' } } = request
  const scenarios = { scenarios: [{ when: {}, ...outcome }] }
  const emulator = testEmulator({ config: differentialConfig(config), scenarios })
  const { plan, entry } = emulator.exchange(
    {
      method: 'POST',
      target: url,
      headers: new HeaderMap([['host', 'h'], ...headers]),
      body: Buffer.from(body),
      httpVersion: '1.1',
    },
    { at: 0, date: '' },
  )
  let text = ''
  for (const event of plan.events)
    if (event.kind === 'body') text += String(typeof event.data === 'function' ? event.data() : event.data)
  const head = plan.events.find((event) => event.kind === 'head')
  const events = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => JSON.parse(data!) as unknown)
  return { status: head?.status, body: text, events, calls: entry.calls.map((call) => call.upstream) }
}

const CHAT = '/openai/openai/deployments/gpt-4o/chat/completions'
const HI = '{"messages":[{"role":"user","content":"hi"}]}'
