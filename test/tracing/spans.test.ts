import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import * as conventions from '@opentelemetry/semantic-conventions/incubating'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import type { EmulatorOptions, RunningEmulator } from '../../src/index.ts'
import { newFolder, until, writeFiles } from '../disk/support.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const CLIENT = '00f067aa0ba902b7'
const PARENT = `00-${TRACE}-${CLIENT}-01`
const KNOWN: ReadonlySet<string> = new Set(Object.values(conventions).filter((it) => typeof it === 'string'))

const SCENARIOS = `scenarios:
  - { name: plain, when: plain, reply: plainly }
  - name: slow
    when: slow
    reply: { chunks: [a, b, c] }
    timing: { first_token_ms: 700, gap_ms: 1000, jitter: 0 }
  - name: flaky
    when: { message: flaky, attempt: 1 }
    error: { name: azure.server_error }
  - { name: calm, when: flaky, reply: calm again }
  - { name: cut, when: cut, reply: one two three, faults: [{ cut: { after: 1 } }] }
  - { name: refused, when: refused, upstream: { connection: refused } }
  - { name: hung, when: hung, upstream: { events: [{ choices: [] }, { $end: reset }] } }
`

interface Traced {
  readonly emulator: RunningEmulator
  readonly spans: () => readonly ReadableSpan[]
}

async function withSpans(options: EmulatorOptions, work: (traced: Traced) => Promise<void>): Promise<void> {
  const folder = await newFolder()
  await writeFiles(folder, { 'a.yaml': SCENARIOS, 'config.json': JSON.stringify(CONFIG) })
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  await using emulator = await createEmulator({
    scenarios: `${folder}/a.yaml`,
    bifrostConfig: `${folder}/config.json`,
    seed: 7,
    openTelemetry: provider.getTracer('test'),
    ...options,
  })
  await work({ emulator, spans: () => exporter.getFinishedSpans() })
}

const CONFIG = {
  providers: {
    azure: {
      keys: [
        {
          name: 'k',
          value: 'v',
          models: [],
          weight: 1,
          azure_key_config: { endpoint: 'https://a.example', deployments: { 'gpt-4o': 'gpt-4o-2024' } },
        },
      ],
      network_config: { max_retries: 2, retry_backoff_initial: 200, retry_backoff_max: 200 },
    },
  },
}

async function ask(
  { emulator }: Traced,
  content: string,
  {
    stream = false,
    headers = {},
    ...more
  }: { stream?: boolean; headers?: Record<string, string>; [key: string]: unknown } = {},
): Promise<string> {
  const response = await fetch(`${emulator.url}/openai/openai/deployments/gpt-4o/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content }], stream, ...more }),
  })
  return response.text().catch(() => '')
}

/** The spans of the one exchange: the gateway's, and those of its calls in their order. */
async function exchangeOf({
  spans,
}: Traced): Promise<{ gateway: ReadableSpan; calls: readonly ReadableSpan[] }> {
  await until(spans, (all) => all.some(({ kind }) => kind === SpanKind.SERVER))
  const gateway = spans().find(({ kind }) => kind === SpanKind.SERVER)!
  const calls = spans().filter(({ kind }) => kind === SpanKind.CLIENT)
  for (const call of calls) expect(call.parentSpanContext?.spanId).toBe(gateway.spanContext().spanId)
  return { gateway, calls }
}

/** Milliseconds since the gateway's span began. */
function since(gateway: ReadableSpan, [seconds, nanos]: readonly [number, number]): number {
  const [from, more] = gateway.startTime
  return Math.round((seconds - from) * 1000 + (nanos - more) / 1e6)
}

describe('an exchange as spans', () => {
  test('the gateway below its client, the call below the gateway, both by the conventions', () =>
    withSpans({}, async (traced) => {
      const headers = { traceparent: PARENT, tracestate: 'vendor=1', 'x-emulator-session': 's1' }
      const sent = {
        headers,
        temperature: 0.5,
        max_tokens: 50,
        stop: ['x'],
        response_format: { type: 'text' },
      }
      const body = JSON.parse(await ask(traced, 'plain', sent)) as Record<string, any>
      const { gateway, calls } = await exchangeOf(traced)
      expect(gateway.spanContext()).toMatchObject({ traceId: TRACE, traceFlags: 1 })
      expect(gateway.spanContext().traceState?.serialize()).toBe('vendor=1')
      expect(gateway.parentSpanContext).toMatchObject({ spanId: CLIENT, isRemote: true })
      const route = '/openai/openai/deployments/{deployment}/chat/completions'
      expect(gateway.name).toBe(`POST ${route}`)
      expect(gateway.attributes).toEqual({
        'http.request.method': 'POST',
        'http.route': route,
        'url.path': route.replace('{deployment}', 'gpt-4o'),
        'http.response.status_code': 200,
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.conversation.id': 's1',
        'bifrost_emulator.exchange': 'x1',
        'bifrost_emulator.gateway': '1.4.19',
        'bifrost_emulator.answered_by': 'scenario',
        'bifrost_emulator.scenario': 'plain',
        'bifrost_emulator.ended': 'end',
      })
      expect(gateway.status.code).toBe(SpanStatusCode.UNSET)
      expect(calls).toHaveLength(1)
      const [call] = calls
      expect(call!.name).toBe('chat gpt-4o-2024')
      expect(call!.attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'azure.ai.openai',
        'gen_ai.request.model': 'gpt-4o-2024',
        'gen_ai.request.stream': false,
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.stop_sequences': ['x'],
        'gen_ai.output.type': 'text',
        'gen_ai.response.id': body['id'],
        'gen_ai.response.model': body['model'],
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': body['usage'].prompt_tokens,
        'gen_ai.usage.output_tokens': body['usage'].completion_tokens,
        'http.response.status_code': 200,
        'bifrost_emulator.scenario': 'plain',
        'bifrost_emulator.answered_by': 'rule',
      })
      // This release does not send it to Azure.
      expect(call!.attributes).not.toHaveProperty(['gen_ai.request.max_tokens'])
      for (const { attributes } of [gateway, ...calls])
        for (const [name, value] of Object.entries(attributes)) {
          expect([name, KNOWN.has(name) || name.startsWith('bifrost_emulator.')]).toEqual([name, true])
          expect([name, value]).not.toEqual([name, undefined])
        }
    }))

  test('a stream has its first token, and all times are those of the clock, whatever the clock does', () =>
    withSpans({ clock: 'manual' }, async (traced) => {
      const { emulator } = traced
      const stream = ask(traced, 'slow', { stream: true })
      await emulator.clock.advance(5000, { waitFor: 1, within: '30s' })
      await stream
      const { gateway, calls } = await exchangeOf(traced)
      const [call] = calls
      const first = (span: ReadableSpan) => span.events.filter(({ name }) => name === 'first_token')
      expect(gateway.startTime[0] * 1000 + gateway.startTime[1] / 1e6).toBe(emulator.clock.now() - 5000)
      expect(first(gateway).map(({ time }) => since(gateway, time))).toEqual([700])
      expect(since(gateway, call!.startTime)).toBe(0)
      const [token, ...more] = first(call!)
      expect(more).toEqual([])
      expect(call!.attributes['gen_ai.response.time_to_first_chunk']).toBe(since(gateway, token!.time) / 1000)
      expect(since(gateway, token!.time)).toBeGreaterThanOrEqual(700)
      expect(since(gateway, call!.endTime)).toBeGreaterThanOrEqual(2700)
      expect(since(gateway, gateway.endTime)).toBe(since(gateway, call!.endTime))
      expect(since(gateway, gateway.endTime)).toBeLessThan(5000)
      expect(call!.attributes['gen_ai.response.finish_reasons']).toEqual(['stop'])
    }))

  test('each attempt is a span of its own, when the gateway made it', () =>
    withSpans({ clock: 'manual' }, async (traced) => {
      const answer = ask(traced, 'flaky')
      await traced.emulator.clock.advance(600_000, { waitFor: 1, within: '30s' })
      expect(await answer).toContain('calm again')
      const { gateway, calls } = await exchangeOf(traced)
      const told = calls.map(({ status, attributes }) => [
        attributes['http.response.status_code'],
        attributes['error.type'],
        attributes['http.request.resend_count'],
        status.code,
      ])
      expect(told).toEqual([
        [500, '500', undefined, SpanStatusCode.ERROR],
        [200, undefined, 1, SpanStatusCode.UNSET],
      ])
      const [one, two] = calls
      expect(since(gateway, two!.startTime) - since(gateway, one!.endTime)).toBeGreaterThanOrEqual(100)
      expect(since(gateway, gateway.endTime)).toBeGreaterThanOrEqual(since(gateway, two!.endTime))
      expect(gateway.status.code).toBe(SpanStatusCode.UNSET)
    }))

  test('where nothing waits no time passes, and a faster clock makes shorter spans', async () => {
    const durations: number[] = []
    for (const speed of [0, 100])
      await withSpans({ speed }, async (traced) => {
        await ask(traced, 'slow', { stream: true })
        const { gateway, calls } = await exchangeOf(traced)
        durations.push(since(gateway, calls[0]!.endTime))
        const first = calls[0]!.events.find(({ name }) => name === 'first_token')!
        const told = calls[0]!.attributes['gen_ai.response.time_to_first_chunk'] as number
        expect(Math.round(told * 1000)).toBe(since(gateway, first.time))
      })
    expect(durations[0]).toBe(0)
    expect(durations[1]).toBeGreaterThanOrEqual(27)
    expect(durations[1]).toBeLessThan(100)
  })

  test.each<[string, { stream?: boolean }, object, object]>([
    [
      'cut',
      { stream: true },
      { status: SpanStatusCode.ERROR, problem: 'cut', fault: ['cut:after=1', true] },
      {},
    ],
    [
      'refused',
      {},
      { status: SpanStatusCode.ERROR, problem: '500' },
      { problem: 'refused', status: SpanStatusCode.ERROR },
    ],
    ['hung', { stream: true }, {}, { problem: 'reset', status: SpanStatusCode.ERROR }],
  ])('what goes wrong is told: %s', (content, options, gatewayTold, callTold) =>
    withSpans({}, async (traced) => {
      await ask(traced, content, options)
      const { gateway, calls } = await exchangeOf(traced)
      const told = ({ attributes, status, events }: ReadableSpan) => {
        const fault = events.find(({ name }) => name === 'fault')?.attributes
        return {
          status: status.code,
          problem: attributes['error.type'],
          fault: fault && [fault['bifrost_emulator.fault'], fault['bifrost_emulator.hit']],
        }
      }
      expect(told(gateway)).toMatchObject(gatewayTold)
      expect(told(calls[0]!)).toMatchObject(callTold)
    }),
  )

  test('an order is an event, and an error of the client no error of the gateway', () =>
    withSpans({}, async (traced) => {
      traced.emulator.next({ error: 'azure.rate_limit', name: 'busy' })
      await ask(traced, 'plain', { headers: { 'x-bf-max-retries': '0' } })
      const { gateway, calls } = await exchangeOf(traced)
      expect(gateway.events.map(({ name, attributes }) => [name, attributes])).toEqual([
        [
          'order',
          {
            'bifrost_emulator.by': 'next',
            'bifrost_emulator.name': 'busy',
            'bifrost_emulator.error': 'azure.rate_limit',
          },
        ],
      ])
      expect(calls[0]!.attributes['error.type']).toBe('429')
    }))

  test('without a traceparent the exchange is told by the trace that it got', () =>
    withSpans({}, async (traced) => {
      await ask(traced, 'plain')
      const { gateway } = await exchangeOf(traced)
      expect(gateway.parentSpanContext).toBeUndefined()
      const { traceId } = gateway.spanContext()
      const journal = await fetch(`${traced.emulator.url}/_emulator/journal?trace=${traceId}`)
      expect(await journal.json()).toMatchObject({ entries: [{ id: 'x1', trace_id: traceId }] })
    }))

  test('answers are the same with and without', async () => {
    const answers: string[] = []
    for (const openTelemetry of [undefined, false] as const) {
      const options = openTelemetry === undefined ? {} : { openTelemetry }
      await withSpans(options, async (traced) => {
        answers.push((await ask(traced, 'plain')) + (await ask(traced, 'slow', { stream: true })))
        if (openTelemetry === false) expect(traced.spans()).toEqual([])
      })
    }
    expect(answers[0]).toBe(answers[1])
  })

  test('what is no tracer is refused', async () => {
    await expect(createEmulator({ openTelemetry: 'yes' as never })).rejects.toThrow(
      'openTelemetry must be true, false or a tracer, got "yes"',
    )
  })
})
