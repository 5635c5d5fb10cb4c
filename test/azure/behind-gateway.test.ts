import type { GatewayRequest } from '../../src/contracts/front-end.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom, hash32 } from '../../src/random/random.ts'
import type { Emulator } from '../../src/exchange/emulator.ts'
import { findError } from '../../src/errors/catalogue.ts'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import type { GatewayConfig } from '../../src/gateway/config/config.ts'
import { gatewayFront } from '../../src/gateway/front.ts'
import { GatewayState } from '../../src/gateway/state.ts'
import type { GatewayProfile } from '../../src/gateway/profiles/profile.ts'
import type { Plan, WireEvent } from '../../src/plan/plan.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { toBuffer } from '../../src/message/bytes.ts'
import type { UpstreamAnswer, UpstreamReply, UpstreamRequest } from '../../src/contracts/upstream.ts'
import { gatewayLines } from '../../src/gateway/releases.ts'
import { anyScenario } from '../plan/arbitrary-scenario.ts'
import { MOMENT } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

/** What a client says through the gateway. Each is answered by a fake where no scenario does. */
const REQUESTS: readonly object[] = [
  { messages: [{ role: 'user', content: 'Hello!' }] },
  { messages: [{ role: 'user', content: 'Hello!' }], stream: true },
  { messages: [{ role: 'user', content: 'a' }], max_tokens: 5, n: 2, logprobs: true, top_logprobs: 2 },
  { messages: [{ role: 'robot', content: 'a' }] },
  { messages: [{ role: 'user', content: 'a' }], temperature: 3, stream: true },
  { messages: [] },
  {
    messages: [{ role: 'user', content: 'Weather?' }],
    tools: [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }],
    tool_choice: 'required',
    stream: true,
  },
  {
    messages: [{ role: 'user', content: 'Who?' }],
    response_format: { type: 'json_schema', json_schema: { name: 'p', schema: { type: 'object', properties: { age: { type: 'integer' } } } } },
  },
] // prettier-ignore

describe.each(gatewayLines.map((profile) => [profile.line, profile] as const))(
  'a gateway %s before the emulator as Azure gives what the emulator as that gateway gives',
  (_line, profile) => {
    test.each(REQUESTS)('fakes: %j', (body) => {
      expect(through(profile, testEmulator({ gateway: 'azure' }), body)).toEqual(
        direct(testEmulator({ profile }), body),
      )
    })

    test('retries of the gateway are calls of the same session', () => {
      const replies = [{ error: 'azure.server_error' }, { error: 'azure.rate_limit' }, 'Now.', 'Too late.']
      const scenarios = { scenarios: [{ replies }] }
      const asked = [gatewayWith({ max_retries: 2 }), REQUESTS[0]!] as const
      const seen = through(profile, testEmulator({ gateway: 'azure', scenarios }), asked[1], asked[0])
      expect(seen).toEqual(direct(testEmulator({ profile, scenarios, config: asked[0] }), asked[1]))
      expect(JSON.stringify(seen)).toContain('Now.')
    })

    test('any scenario that happens at Azure, with any request', () => {
      fc.assert(
        fc.property(anyScenario.filter(happensAtAzure), fc.constantFrom(...REQUESTS), (scenario, body) => {
          const scenarios = { scenarios: [scenario] }
          expect(through(profile, testEmulator({ gateway: 'azure', scenarios }), body)).toEqual(
            direct(testEmulator({ scenarios, profile }), body),
          )
        }),
        { numRuns: 150, seed: 19 },
      )
    })
  },
)

/** What the gateway says by itself, or what a scenario sends past it, Azure cannot say; nor can it refuse a connection it has. */
function happensAtAzure(scenario: Record<string, unknown>): boolean {
  const { error, upstream, wire } = scenario
  if (wire !== undefined) return false
  const spec = typeof error === 'string' ? findError(error)?.spec : undefined
  const why =
    spec?.layer === 'network' ? spec.why : (upstream as { connection?: string } | undefined)?.connection
  return spec?.layer !== 'gateway' && why !== 'refused' && why !== 'dns'
}

/** What the emulator as the gateway plans. */
function direct(emulator: Emulator, body: object): readonly unknown[] {
  return shown(emulator.exchange(request(body), MOMENT).plan)
}

/** What the gateway makes of what the emulator as Azure sends. */
function through(
  profile: GatewayProfile,
  azure: Emulator,
  body: object,
  config?: GatewayConfig,
): readonly unknown[] {
  const emulator = testEmulator({ profile, ...(config && { config }) })
  const { gateway } = emulator.settings
  const seed = emulator.exchange(request(body), MOMENT).entry.seed!
  const ask = (call: UpstreamRequest) => received(azure.exchange(sent(call), MOMENT).plan)
  const read = gatewayFront(gateway, new GatewayState()).read(request(body), {
    ids: () => createRandom(idSeed(request(body), emulator.settings.seed)),
    date: MOMENT.date,
    time: { at: MOMENT.at, speed: 1 },
  })
  return shown('plan' in read ? read.plan : read.answer(ask, createRandom(seed)))
}

function gatewayWith(network_config: object): GatewayConfig {
  const azure_key_config = { endpoint: 'https://a.example', deployments: { 'gpt-4o': 'gpt-4o' } }
  const keys = [{ name: 'k', value: 'v', models: ['gpt-4o'], azure_key_config }]
  return readGatewayConfig({ providers: { azure: { keys, network_config } } })
}

function request(body: object) {
  return {
    method: 'POST',
    target: '/openai/openai/deployments/gpt-4o/chat/completions',
    headers: new HeaderMap([['content-type', 'application/json']]),
    body: Buffer.from(JSON.stringify(body)),
    httpVersion: '1.1',
  }
}

function sent(call: UpstreamRequest) {
  return {
    method: call.method,
    target: call.url,
    headers: new HeaderMap(call.headers),
    body: Buffer.from(call.body),
    httpVersion: '1.1',
  }
}

/** The bytes of a plan, read as the gateway's HTTP client reads them: of a body only its bytes and their times. */
function received({ events }: Plan): UpstreamReply {
  const last = events.at(-1)!
  const ending = ({ end: 'end', cut: 'fin', reset: 'reset', hang: 'hang' } as const)[last.kind as 'end']
  const head = events.find((event) => event.kind === 'head')
  if (head === undefined) return { kind: 'none', why: ending === 'end' ? 'fin' : ending, at: last.at }
  const delimiting = /^(content-length|transfer-encoding|connection)$/i
  return {
    kind: 'answer',
    status: head.status,
    headers: head.headers.filter(([name]) => !delimiting.test(name)),
    headAt: head.at,
    body: events.flatMap((event): UpstreamAnswer['body'] =>
      event.kind === 'body' ? [{ at: event.at, data: bytesOf(event) }] : [],
    ),
    ending,
    endAt: last.at,
  }
}

function shown({ events }: Plan): readonly unknown[] {
  return events.map((event) =>
    event.kind === 'body' ? { at: event.at, text: bytesOf(event).toString('latin1') } : event,
  )
}

function bytesOf({ data }: Extract<WireEvent, { kind: 'body' }>): Buffer {
  return Buffer.from(toBuffer(typeof data === 'function' ? data() : data))
}

/** The gateway's own ids follow the bytes of the request. */
function idSeed({ target, body }: GatewayRequest, seed: number): number {
  return hash32(`${target} ${Buffer.from(body).toString('latin1')}`, seed)
}
