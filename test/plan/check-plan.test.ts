import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPlan } from '../../src/plan/plan.ts'
import type { WireEvent } from '../../src/plan/plan.ts'
import { shippedEmulator } from '../scenarios/support.ts'
import { loadCaptures } from '../support/capture.ts'
import { toUpstreamScenario } from '../support/capture-scenario.ts'
import { testEmulator } from '../support/start-service.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { anyScenario } from './arbitrary-scenario.ts'
import { ask, MOMENT, says } from './ask.ts'
import { chunksOf } from './events.ts'
import { renderPlan } from './render.ts'
import { parseResponses } from '../support/raw-response.ts'

const head: WireEvent = { at: 1, kind: 'head', status: 200, headers: [], framing: 'chunked' }
const body = (at: number): WireEvent => ({ at, kind: 'body', data: 'x' })
const end = (at: number): WireEvent => ({ at, kind: 'end' })

describe('checkPlan', () => {
  test.each<[string, WireEvent[]]>([
    ['a whole answer', [head, body(1), body(2), end(2)]],
    ['no body', [head, end(1)]],
    ['no answer at all', [{ at: 0, kind: 'reset' }]],
    ['an answer that breaks off', [head, body(5), { at: 9, kind: 'cut' }]],
  ])('takes %s', (_what, events) => {
    const plan = { events, notes: [] }
    expect(checkPlan(plan)).toBe(plan)
  })

  test.each<[string, WireEvent[], string]>([
    ['time that falls', [head, body(3), body(2), end(3)], 'event 2 (body at 2 ms): time falls below 3 ms'],
    ['time that is no number', [{ ...head, at: Number.NaN }, end(3)], 'event 0'],
    ['time without end', [head, end(Number.POSITIVE_INFINITY)], 'event 1'],
    ['two heads', [head, head, end(1)], 'a second head'],
    ['a body before its head', [body(0), head, end(1)], 'a body before the head'],
    ['no ending', [head, body(1)], 'without an ending'],
    ['nothing', [], 'without an ending'],
    ['two endings', [head, end(1), { at: 1, kind: 'cut' }], 'comes after the ending'],
    ['a body behind the ending', [head, end(1), body(2)], 'comes after the ending'],
  ])('refuses %s', (_what, events, why) => {
    expect(() => checkPlan({ events, notes: [] })).toThrow(why)
  })
})

describe('every plan that is made keeps the rules', () => {
  const captures = loadCaptures('1.4.19').filter((capture) => 'url' in capture.request)
  test.each(captures)('$name', (capture) => {
    if (!('url' in capture.request)) throw new Error('not an ordinary request')
    const { method, url, headers, body: bytes } = capture.request
    const emulator = testEmulator({ scenarios: toUpstreamScenario(capture) })
    const request = {
      method,
      target: url,
      headers: new HeaderMap(headers),
      body: Buffer.from(bytes),
      httpVersion: '1.1',
    }
    const plan = checkPlan(emulator.exchange(request, MOMENT).plan)
    expect(plan.events.at(-1)?.kind).toBe('end')
  })

  test('those of the shipped scenarios', async () => {
    const emulator = await shippedEmulator()
    const endings = emulator.book.rules.flatMap(({ name }) =>
      [false, true].map((stream) => {
        const headers = [['x-emulator-scenario', name]] as const
        return checkPlan(ask(emulator, says('hi', { stream }), { headers }).plan).events.at(-1)?.kind
      }),
    )
    expect(endings.length).toBeGreaterThan(20)
    expect(new Set(endings)).toEqual(new Set(['end']))
  })

  test('those of any scenario; what is rendered is HTTP, and whole where the plan says so', () => {
    fc.assert(
      fc.property(anyScenario, fc.boolean(), (scenario, stream) => {
        const answer = ask(testEmulator({ scenarios: { scenarios: [scenario] } }), says('hello', { stream }))
        checkPlan(answer.plan)
        const [response] = parseResponses(renderPlan(answer.plan))
        if (answer.ending === 'end') expect(response?.complete).toBe(true)
        else if (response?.chunked === true) expect(response.complete).toBe(false)
        if (response !== undefined) expect(Buffer.from(response.body).toString()).toBe(answer.text)
        if (answer.headers['content-type'] === 'text/event-stream') chunksOf(answer.text)
      }),
      { seed: 41, numRuns: 400 },
    )
  })
})
