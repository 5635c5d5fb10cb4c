import type { Emulator } from '../../../src/exchange/emulator.ts'
import { readGatewayConfig } from '../../../src/gateway/config/config.ts'
import type { ConfigSurroundings } from '../../../src/gateway/config/config.ts'
import type { GovernanceRules } from '../../../src/gateway/profiles/governance-rules.ts'
import type { GatewayProfile } from '../../../src/gateway/profiles/profile.ts'
import { PROFILE_1_4_19 } from '../../../src/gateway/profiles/line-1-4-19.ts'
import { HeaderMap } from '../../../src/message/header-map.ts'
import type { HeaderList } from '../../../src/message/headers.ts'
import { testEmulator } from '../../support/start-service.ts'

export interface Question {
  /** ms since 1970. */
  readonly at?: number
  readonly key?: string
  readonly model?: string
  readonly message?: string
  readonly stream?: boolean
  readonly speed?: number
  readonly headers?: HeaderList
  readonly body?: object
}

export interface Said {
  readonly status: number
  readonly type: string | undefined
  readonly message: string | undefined
  /** When the answer begins and ends, ms after the request. */
  readonly headAt: number
  readonly endAt: number
  readonly body: string
}

export interface Asker {
  readonly emulator: Emulator
  /** One exchange, without a server: what the client is told. */
  ask(question?: Question): Said
}

/** The azure key that every test has: deployments `gpt-4o` and `other`. */
export const AZURE = {
  azure: {
    keys: [
      {
        id: 'k1',
        name: 'first',
        value: 'azure-secret',
        azure_key_config: {
          endpoint: 'https://x.openai.azure.com',
          deployments: { 'gpt-4o': 'gpt-4o-east', other: 'other', 'vk-rate': 'vk-rate' },
        },
      },
    ],
  },
}

/** A gateway with this `governance` part, behind it an Azure that answers what `scenarios` say: by default 30 tokens in 1 s. */
export function asker(
  governance: object,
  more: {
    readonly client?: object
    readonly providers?: object
    readonly rules?: GovernanceRules
    /** 1.4.19 unless given. */
    readonly profile?: GatewayProfile
    readonly scenarios?: unknown
    readonly surroundings?: ConfigSurroundings
    /** Other parts of the file. */
    readonly file?: object
  } = {},
): Asker {
  const {
    client = {},
    providers = AZURE,
    rules,
    profile = PROFILE_1_4_19,
    scenarios = PLAIN,
    surroundings,
    file,
  } = more
  const emulator = testEmulator({
    config: readGatewayConfig({ client, providers, governance, ...file }, surroundings),
    scenarios: { scenarios },
    profile: rules === undefined ? profile : { ...profile, governance: rules },
  })
  return { emulator, ask: (question = {}) => say(emulator, question) }
}

export const USAGE = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 }

const PLAIN = [
  { when: 'fail', upstream: { status: 500, body: { error: { message: 'down' } } } },
  {
    when: { stream: true },
    upstream: {
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      events: [
        {
          id: 'c',
          object: 'chat.completion.chunk',
          created: 1,
          model: 'm',
          choices: [{ index: 0, delta: { content: 'Hi' } }],
        },
        { $wait: 1000 },
        { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage: USAGE },
      ],
    },
  },
  {
    when: {},
    upstream: {
      status: 200,
      delay_ms: 1000,
      body: { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [], usage: USAGE },
    },
  },
]

function say(emulator: Emulator, question: Question): Said {
  const {
    at = 0,
    key,
    model = 'gpt-4o',
    message = 'Hi',
    stream = false,
    speed,
    headers = [],
    body,
  } = question
  const all: [string, string][] = [
    ['host', 'h'],
    ...headers.map(([name, value]): [string, string] => [name, value]),
  ]
  if (key !== undefined) all.push(['x-bf-vk', key])
  const asked = { messages: [{ role: 'user', content: message }], ...(stream ? { stream } : {}), ...body }
  const { plan } = emulator.exchange(
    {
      method: 'POST',
      target: `/openai/openai/deployments/${model}/chat/completions`,
      headers: new HeaderMap(all),
      body: Buffer.from(JSON.stringify(asked)),
      httpVersion: '1.1',
    },
    { at, date: '', ...(speed === undefined ? {} : { speed }) },
  )
  const [head] = plan.events
  const text = plan.events
    .flatMap((event) =>
      event.kind === 'body' ? [typeof event.data === 'function' ? event.data() : event.data] : [],
    )
    .map((data) => (typeof data === 'string' ? data : Buffer.from(data).toString('utf8')))
    .join('')
  const error = text.startsWith('{"')
    ? (JSON.parse(text) as { type?: string; error?: { message?: string } })
    : {}
  return {
    status: head?.kind === 'head' ? head.status : 0,
    type: error.type,
    message: error.error?.message,
    headAt: head?.at ?? 0,
    endAt: plan.events.at(-1)?.at ?? 0,
    body: text,
  }
}
