import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WireEvent } from '../../../src/plan/plan.ts'
import { timingProfiles } from '../../../src/scenario/timing-profiles.ts'
import { scriptedReply } from '../../plan/arbitrary-scenario.ts'
import { ask, says } from '../../plan/ask.ts'
import { bodyOf } from '../../plan/render.ts'
import { testEmulator } from '../../support/start-service.ts'
import type { TestOptions } from '../../support/start-service.ts'

const STEADY = { first_token_ms: 400, tokens_per_second: 20, jitter: 0 }

function emulatorOf(reply: unknown, timing: unknown = STEADY, rest: TestOptions = {}) {
  return testEmulator({ scenarios: { scenarios: [{ reply, timing }] }, ...rest })
}

/** Each chunk of a stream: when it leaves, what it adds, and the latency it tells. */
function chunks(events: readonly WireEvent[]) {
  return events.flatMap((event) => {
    const text = event.kind === 'body' ? Buffer.from(bodyOf(event)).toString() : ''
    if (!text.startsWith('data: {')) return []
    const { choices, extra_fields: extra } = JSON.parse(text.slice('data: '.length)) as {
      choices: readonly { delta: Readonly<Record<string, unknown>>; finish_reason?: string }[]
      extra_fields: { latency: number }
    }
    return [{ at: event.at, delta: choices[0]!.delta, latency: extra.latency }]
  })
}

function duration(events: readonly WireEvent[]): number {
  return events.at(-1)!.at
}

describe('the first token', () => {
  const call = { name: 'f', arguments: '{"a":1}' }
  test.each<[string, unknown, string]>([
    ['text', { chunks: ['a', 'b'] }, 'content'],
    ['reasoning', { reasoning: 'so', text: 'a' }, 'reasoning'],
    ['a tool call', { tool_calls: [call] }, 'tool_calls'],
  ])('of %s leaves at first_token_ms, and who speaks is said no later', (_what, reply, key) => {
    const { plan } = ask(emulatorOf(reply), says('x', { stream: true }))
    const sent = chunks(plan.events)
    const first = sent.find(({ delta }) => delta[key] !== undefined && delta[key] !== '')
    expect([first?.at, plan.events[0]?.at, sent[0]?.delta['role']]).toEqual([400, 400, 'assistant'])
    expect(sent[0]!.at).toBe(400)
  })

  test('a delay of the first piece comes after it', () => {
    const reply = { chunks: [{ text: 'a', delay_ms: 100 }, 'b'] }
    const sent = chunks(ask(emulatorOf(reply), says('x', { stream: true })).plan.events)
    expect(sent.map(({ at }) => at)).toEqual([400, 500, 550, 550])
  })
})

describe('a whole answer takes as long as its stream', () => {
  test('whatever is in it, however it is paced', () => {
    const timing = fc.record({
      first_token_ms: fc.nat({ max: 900 }),
      tokens_per_second: fc.nat({ max: 90 }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
      distribution: fc.constantFrom('uniform', 'normal', 'lognormal'),
    })
    fc.assert(
      fc.property(scriptedReply, timing, (reply, pace) => {
        const emulator = emulatorOf(reply, pace)
        const [whole, stream] = [false, true].map((it) => ask(emulator, says('x', { stream: it })).plan)
        expect(duration(whole!.events)).toBeCloseTo(duration(stream!.events), 6)
      }),
      { seed: 6, numRuns: 150 },
    )
  })

  test.each([
    ['several choices', { choices: ['one two', { text: 'three' }] }],
    ['audio', { audio: { id: 'a', transcript: 'hi', data: 'AA==', expires_at: 1 } }],
    ['everything', { fake: { full: true } }],
  ])('%s', (_what, reply) => {
    const outcome = 'fake' in reply ? reply : { reply }
    const emulator = testEmulator({ scenarios: { scenarios: [{ ...outcome, timing: STEADY }] } })
    const [whole, stream] = [false, true].map((it) => ask(emulator, says('x', { stream: it })).plan)
    expect(duration(whole!.events)).toBe(duration(stream!.events))
    expect(duration(whole!.events)).toBeGreaterThan(400)
  })
})

describe('latency in the body', () => {
  test('of a chunk is the gap before it, of the last one the time since the head; as recorded in stream-text-slow', () => {
    const { plan } = ask(
      emulatorOf({ chunks: ['a', 'b', 'c'] }, { first_token_ms: 300, gaps_ms: [60, 61] }),
      says('x', { stream: true }),
    )
    expect(chunks(plan.events).map(({ latency }) => latency)).toEqual([0, 0, 60, 61, 121])
  })

  test('of a whole answer is when it came; as recorded in answer-slow', () => {
    const { text } = ask(emulatorOf({ chunks: ['a', 'b', 'c'] }), says('x'))
    expect((JSON.parse(text) as { extra_fields: { latency: number } }).extra_fields.latency).toBe(500)
  })
})

describe('which pace', () => {
  const own = { scenarios: [{ when: 'slow', reply: 'x', timing: STEADY }] }
  const firstOf = (options: TestOptions, deployment: string, content = 'x') =>
    ask(testEmulator({ scenarios: own, ...options }), says(content, { stream: true }), { deployment }).plan
      .events[0]!.at
  const instant = timingProfiles['instant']!.timing

  test("is the scenario's, else the one that was set, else that of the model", () => {
    expect(firstOf({}, 'gpt-4o', 'slow')).toBe(400)
    expect(firstOf({ timing: instant }, 'gpt-4o', 'slow')).toBe(400)
    expect(firstOf({ timing: instant }, 'gpt-4o')).toBe(0)
    expect(firstOf({}, 'o3-mini')).toBeGreaterThan(1500)
  })

  test.each([
    ['gpt-4.1-mini-2025-04-14', 'gpt-4.1-mini'],
    ['gpt-4o-eu', 'gpt-4o'],
    ['something', 'gpt-4o'],
    ['slow', 'gpt-4o'],
  ])('%s goes as %s does', (deployment, model) => {
    const expected = testEmulator({ scenarios: own, timing: timingProfiles[model]!.timing })
    const [a, b] = [testEmulator({ scenarios: own }), expected].map(
      (it) => ask(it, says('x', { stream: true }), { deployment }).plan.events,
    )
    expect(a!.map(({ at }) => at)).toEqual(b!.map(({ at }) => at))
  })

  test('a longer prompt is read for longer', () => {
    const at = (content: string) =>
      firstOf({ timing: { ...STEADY, prompt_ms_per_1000_tokens: 1000 } }, 'gpt-4o', content)
    expect(at('x')).toBeGreaterThan(400)
    expect(at('word '.repeat(1000))).toBeGreaterThan(1400)
    expect(at('word '.repeat(1000))).toBeLessThan(1450)
  })
})

test('every named pace says where its figures come from', () => {
  for (const [name, { source }] of Object.entries(timingProfiles))
    expect(source, name).toMatch(/measured|estimate|made up|never waits/)
})
