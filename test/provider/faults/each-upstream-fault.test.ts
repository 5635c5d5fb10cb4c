import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/random/random.ts'
import { faultTable } from '../../../src/faults/fault-table.ts'
import { applyUpstreamFaults } from '../../../src/provider/faults/apply-upstream-faults.ts'
import { UPSTREAM_FAULTS } from '../../../src/provider/faults/upstream-faults.ts'
import { checkPlan } from '../../../src/plan/plan.ts'
import type { ProviderTurn } from '../../../src/contracts/upstream.ts'
import { ask, says } from '../../plan/ask.ts'
import { chunksOf } from '../../plan/events.ts'
import { ordersOf } from '../../plan/faults/support.ts'
import { testEmulator } from '../../support/start-service.ts'

const scenarios = { scenarios: [{ when: 'hi', reply: { chunks: ['one ', 'two ', 'three ', 'four'] } }] }

function answered(fault: string, stream: boolean) {
  const emulator = testEmulator({ scenarios })
  const answer = ask(emulator, says('hi', { stream }), { headers: [['x-emulator-fault', fault]] })
  checkPlan(answer.plan)
  return answer
}

test('the table and the code name the same faults', () => {
  const named = faultTable().filter(({ side }) => side === 'upstream')
  expect(Object.keys(UPSTREAM_FAULTS).sort()).toEqual(named.map(({ name }) => name).sort())
})

test.each(faultTable().filter(({ side }) => side === 'upstream'))('$example hits a stream', ({ example }) => {
  expect(answered(example, true).entry.faults).toEqual([{ fault: example, hit: true }])
})

describe('what the client of a whole answer gets', () => {
  test.each<[string, number, string]>([
    ['upstream_refused', 500, 'network error occurred while connecting'],
    ['upstream_dns', 500, 'no such host'],
    ['upstream_reset', 500, 'the server closed connection before returning the first response byte'],
    ['upstream_hang', 504, 'request timed out'],
    ['upstream_cut', 500, 'unexpected EOF'],
    ['upstream_html:status=502', 502, 'HTML response received from provider'],
    ['upstream_empty', 500, 'empty response received from provider'],
    ['upstream_not_json', 500, 'failed to unmarshal response from provider API'],
    ['upstream_error_event:message=boom', 500, 'boom'],
    ['upstream_garbage', 500, 'failed to unmarshal response from provider API'],
  ])('%s', (fault, status, words) => {
    const answer = answered(fault, false)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(words)
  })

  test('a body that is no stream is no fault then', () => {
    const { entry, status } = answered('upstream_not_sse', false)
    expect(status).toBe(200)
    expect(entry.faults).toEqual([{ fault: 'upstream_not_sse', hit: false, why: 'no stream was asked for' }])
  })
})

describe('what the client of a stream gets', () => {
  const textOf = (text: string) =>
    (chunksOf(text) as { choices?: { delta?: { content?: string } }[] }[])
      .map((chunk) => chunk.choices?.[0]?.delta?.content ?? '')
      .join('')

  test('a deployment that dies is a clean end', () => {
    const { text, ending } = answered('upstream_cut:after=4', true)
    // The deployment's first two events hold the filter results of the prompt, and the role.
    expect(textOf(text)).toBe('one two ')
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
    expect(ending).toBe('end')
  })

  test.each<[string, string]>([
    ['upstream_reset:after=3', 'connection reset by peer'],
    ['upstream_hang:after=3', 'i/o timeout'],
    ['upstream_error_event:after=3,message=boom', 'boom'],
  ])('%s ends with an error event and no [DONE]', (fault, words) => {
    const { status, text } = answered(fault, true)
    expect(status).toBe(200)
    expect(text).toContain('one ')
    expect(text).not.toContain('three ')
    expect(JSON.stringify(chunksOf(text).at(-1))).toContain(words)
    expect(text).not.toContain('[DONE]')
  })

  test('a line of garbage is skipped', () => {
    expect(textOf(answered('upstream_garbage:after=2', true).text)).toBe('one two three four')
  })

  test.each<[string, number, string]>([
    ['upstream_not_sse', 500, 'provider returned non-SSE response'],
    ['upstream_error_event', 500, 'The server had an error'],
    ['upstream_html', 502, 'HTML response received from provider'],
  ])('%s: an error in place of the stream', (fault, status, words) => {
    const answer = answered(fault, true)
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(words)
  })

  test('upstream_delay moves everything', () => {
    const before = answered('upstream_delay:ms=0', true).plan.events
    const later = answered('upstream_delay:ms=700', true).plan.events
    expect(later.map(({ at }) => Math.round(at - 700))).toEqual(before.map(({ at }) => Math.round(at)))
  })

  test('upstream_stall moves what follows', () => {
    const times = (fault: string) => answered(fault, true).plan.events.map(({ at }) => Math.round(at))
    const before = times('upstream_stall:after=4,for=0')
    const later = times('upstream_stall:after=4,for=700')
    const moved = later.map((at, index) => at - before[index]!)
    expect(moved[0]).toBe(0)
    expect(moved.at(-1)).toBe(700)
    expect(new Set(moved)).toEqual(new Set([0, 700]))
  })

  test('more events than there are: nothing happens, and the journal says so', () => {
    const { entry, text } = answered('upstream_cut:after=99', true)
    expect(textOf(text)).toBe('one two three four')
    expect(entry.faults).toMatchObject([{ hit: false, why: expect.stringContaining('only') }])
  })
})

test('events are counted in raw text as well, wherever it is divided', () => {
  const raw: ProviderTurn = {
    kind: 'answer',
    status: 200,
    headers: [['content-type', 'text/event-stream']],
    headAt: 0,
    body: [
      { at: 1, data: 'data: {"a":"' },
      { at: 2, data: 'ä"}\n\ndata: 2\n' },
      { at: 3, data: '\ndata: 3\n\n' },
    ],
    ending: 'end',
    endAt: 4,
  }
  const { turn } = applyUpstreamFaults(
    raw,
    ordersOf('upstream_cut:after=2'),
    { stream: true },
    createRandom(1),
  )
  expect(turn).toMatchObject({
    body: [
      { at: 2, data: Buffer.from('data: {"a":"ä"}\n\n') },
      { at: 3, data: Buffer.from('data: 2\n\n') },
    ],
    ending: 'fin',
    endAt: 3,
  })
})

test('they compose, in order', () => {
  const { text } = answered('upstream_garbage:after=1; upstream_error_event:after=5,message=boom', true)
  expect(text).toContain('two ')
  expect(text).not.toContain('three ')
  expect(text).toContain('boom')
})
