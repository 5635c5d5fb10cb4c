import { HeaderMap } from '../../src/message/header-map.ts'
import type { GatewayConfig } from '../../src/gateway/config/config.ts'
import type { GatewayProfile } from '../../src/gateway/profiles/profile.ts'
import type { HeaderList } from '../../src/message/headers.ts'
import type { JournalEntry } from '../../src/journal/entry.ts'
import { testEmulator } from '../support/start-service.ts'

export interface Asked {
  readonly stream?: boolean
  readonly headers?: HeaderList
  readonly config?: GatewayConfig
  readonly profile?: GatewayProfile
  /** Instead of one user message: a value, or a text sent as it is. */
  readonly request?: object | string
  /** In the place of the one rule for `upstream`. */
  readonly scenarios?: readonly object[]
}

export interface Answered {
  readonly status: number
  readonly headers: HeaderList
  readonly body: string
  /** Of a stream: the payloads of its events. */
  readonly events: readonly string[]
  /** What the deployment got, one text for each call. */
  readonly sent: readonly string[]
  readonly calls: JournalEntry['calls']
  /** When the answer begins and ends, ms after the request. */
  readonly headAt: number
  readonly endAt: number
}

/** What the gateway answers for one call that a deployment answers with `upstream`, in the words of a scenario file. */
export function ask(
  upstream: object,
  { stream = false, headers = [], config, profile, request, scenarios: rules }: Asked = {},
): Answered {
  const scenarios = { scenarios: rules ?? [{ when: { deployment: 'x' }, upstream }] }
  const emulator = testEmulator({ scenarios, ...(config && { config }), ...(profile && { profile }) })
  const value = request ?? { messages: [{ role: 'user', content: 'Hi' }] }
  const body = typeof value === 'string' ? value : JSON.stringify({ ...value, ...(stream && { stream }) })
  const { plan, entry } = emulator.exchange(
    {
      method: 'POST',
      target: '/openai/openai/deployments/x/chat/completions',
      headers: new HeaderMap([['host', 'h'], ...headers]),
      body: Buffer.from(body),
      httpVersion: '1.1',
    },
    { at: 0, date: '' },
  )
  let text = ''
  let head: { status: number; headers: HeaderList } = { status: 0, headers: [] }
  for (const event of plan.events) {
    if (event.kind === 'head') head = event
    if (event.kind !== 'body') continue
    const data = typeof event.data === 'function' ? event.data() : event.data
    text += typeof data === 'string' ? data : Buffer.from(data).toString('utf8')
  }
  const events = text.startsWith('data: ')
    ? text
        .split('\n\n')
        .filter((it) => it !== '')
        .map((it) => it.slice(6))
    : []
  const { calls } = entry
  const sent = calls.map((call) => call.upstream.body)
  const headAt = plan.events[0]?.at ?? 0
  const endAt = plan.events.at(-1)?.at ?? 0
  return { ...head, body: text, events, sent, calls, headAt, endAt }
}

export function chunk(delta: unknown, more: object = {}): object {
  return {
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta }],
    ...more,
  }
}
