import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { defaultGatewayConfig, readGatewayConfig } from '../../src/gateway/config/config.ts'
import { gatewayLines } from '../../src/gateway/releases.ts'
import { bodyEvents } from '../../src/journal/answer.ts'
import type { JsonObject } from '../../src/json/json-object.ts'
import { toBuffer } from '../../src/message/bytes.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { Lifter } from '../../src/record/lift/lifter.ts'
import type { Recorded } from '../../src/record/recorded.ts'
import { allLines } from '../../src/start/front-ends.ts'
import { loadCaptures } from '../support/capture.ts'
import type { Capture, CapturedRequest, CapturedResponse } from '../support/capture.ts'
import { specFolder } from '../support/spec-files.ts'
import type { Line } from '../support/spec-files.ts'
import { testEmulator } from '../support/start-service.ts'

const RELEASES = gatewayLines.map(({ line }) => line)
const DATE = new Date('2026-03-04T05:06:07Z')
const REQUEST = {
  method: 'POST',
  target: '/openai/openai/deployments/gpt-4o/chat/completions',
  headers: [['content-type', 'application/json']] as const,
}

function lifterOf(lines: readonly string[], config = defaultGatewayConfig()): Lifter {
  return new Lifter(
    allLines().filter(({ name }) => lines.includes(name)),
    config,
  )
}

/** What an emulator of this line plans for a request, and the request. */
function planOf(gateway: string, outcome: object, stream: boolean, seed: number): Plan {
  const scenarios = { scenarios: [{ name: 'one', ...outcome }] }
  const emulator = testEmulator({ gateway, seed, scenarios, fixedTime: false })
  const { method, target, headers } = REQUEST
  const body = bodyOf(stream)
  return emulator.exchange(
    { method, target, headers: new HeaderMap([...headers]), body: new Uint8Array(body), httpVersion: '1.1' },
    { at: DATE.getTime(), date: DATE.toUTCString() },
  ).plan
}

function bodyOf(stream: boolean): Buffer {
  return Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], stream }))
}

/** The plan as it is seen by a client that is `later` ms away, and sees each frame some ms late. */
function recordedOf({ events }: Plan, stream: boolean, later = 0, late = (_index: number) => 0): Recorded {
  const head = events.find((event) => event.kind === 'head')!
  const bytes = bodyEvents(events).map(({ at, data }, index) => ({
    at: at + later + late(index),
    data: Buffer.from(toBuffer(typeof data === 'function' ? data() : data)),
  }))
  const { method, target, headers } = REQUEST
  return {
    method,
    target,
    request: { headers, body: bodyOf(stream) },
    status: head.status,
    headers: head.headers,
    headAt: head.at + later,
    pieces: bytes,
    ended: events.at(-1)!.kind === 'end' ? 'end' : 'cut',
  }
}

function textOf({ pieces }: Recorded): string {
  return Buffer.concat(pieces.map(({ data }) => data)).toString('utf8')
}

function lifted(recorded: Recorded, lines: readonly string[]): JsonObject {
  const found = lifterOf(lines).lift(recorded)
  if ('why' in found) throw new Error(found.why)
  return found.outcome!
}

const SAID: readonly [name: string, outcome: object, stream: boolean, kind: string][] = [
  ['a text', { reply: 'A whole <answer> & “more”.' }, false, 'reply'],
  [
    'a text that looks like a template',
    { upstream: { body: whole('Write {{ name }}.') } },
    false,
    'upstream',
  ],
  ['a stream', { reply: 'A stream of several words, one after another.' }, true, 'upstream'],
  [
    'tool calls',
    {
      reply: {
        tool_calls: [
          { name: 'look', arguments: { at: 'sea' } },
          { name: 'go', arguments: {} },
        ],
      },
    },
    false,
    'reply',
  ],
  [
    'tool calls in a stream',
    { reply: { text: 'Let me see.', tool_calls: [{ name: 'look', arguments: { at: 'sea' } }] } },
    true,
    'upstream',
  ],
  ['an error of Azure', { error: 'azure.rate_limit' }, false, 'upstream'],
  ['an error of Azure instead of a stream', { error: 'azure.server_error' }, true, 'upstream'],
  ['nobody who listens', { error: 'network.refused' }, false, 'error'],
  ['an error of the gateway', { error: 'governance.request_limited' }, true, 'error'],
  [
    'an error in the middle of a stream',
    { upstream: { events: [chunk('One'), chunk(' two'), { error: { message: 'no more', code: '500' } }] } },
    true,
    'upstream',
  ],
]

function whole(content: string): object {
  const envelope = { id: 'chatcmpl-1', created: 7, model: 'gpt-4o', object: 'chat.completion' }
  const message = { role: 'assistant', content }
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
  return { ...envelope, choices: [{ index: 0, message, finish_reason: 'stop' }], usage }
}

function chunk(content: string): object {
  const envelope = { id: 'chatcmpl-1', created: 7, model: 'gpt-4o', object: 'chat.completion.chunk' }
  return { ...envelope, choices: [{ index: 0, delta: { content } }] }
}

describe.each(RELEASES)('what %s makes', (line) => {
  test.each(SAID)(
    'of %s is lifted, and played it is the same, latency and all',
    (_name, said, stream, kind) => {
      const recorded = recordedOf(planOf(line, said, stream, 7), stream)
      const outcome = lifted(recorded, [line])
      const again = recordedOf(planOf(line, outcome, stream, 8), stream)
      expect([again.status, textOf(again)]).toEqual([recorded.status, textOf(recorded)])
      expect(Object.keys(outcome)[0]).toBe(kind)
    },
  )

  test('at some distance is played at the times when it came', () => {
    const said = { reply: 'Several words, each at its time, over a second or more of it.' }
    const recorded = recordedOf(planOf(line, said, true, 7), true, 45, (index) => index % 4)
    const again = recordedOf(planOf(line, lifted(recorded, [line]), true, 8), true)
    const [times, wanted] = [again, recorded].map(({ pieces }) => pieces.map(({ at }) => at))
    expect(times).toHaveLength(wanted!.length)
    expect(times!.filter((at, index) => Math.abs(at - wanted![index]!) > 10)).toEqual([])
    expect(Math.abs(again.headAt - recorded.headAt)).toBeLessThanOrEqual(10)
  })
})

test('the release that a gateway is shows itself', () => {
  const lifter = lifterOf(RELEASES)
  for (const [, said, stream] of SAID) lifter.lift(recordedOf(planOf('1.5.1', said, stream, 7), stream))
  expect(lifter.lines).toEqual(['1.5.1'])
})

test('what a gateway says by itself needs no scenario', () => {
  const body = Buffer.from('{"messages": "none"}')
  const emulator = testEmulator({ gateway: '1.4.19', seed: 7 })
  const { method, target, headers } = REQUEST
  const asked = { method, target, headers: new HeaderMap([...headers]), body: new Uint8Array(body) }
  const { plan } = emulator.exchange(
    { ...asked, httpVersion: '1.1' },
    { at: DATE.getTime(), date: DATE.toUTCString() },
  )
  const refused = { ...recordedOf(plan, false), request: { headers, body } }
  expect(lifterOf(['1.4.19']).lift(refused)).toMatchObject({ outcome: undefined, lines: ['1.4.19'] })
})

test.each([
  [
    'a header that no release sends',
    (it: Recorded) => ({ ...it, headers: [...it.headers, ['Server', 'nginx']] }),
  ],
  [
    'a body that is none of a gateway',
    (it: Recorded) => ({ ...it, pieces: [{ at: 0, data: Buffer.from('{"a":1}') }] }),
  ],
  ['a stream that broke', (it: Recorded) => ({ ...it, ended: 'cut' })],
] as const)('%s is not lifted', (_name, change) => {
  const recorded = change(recordedOf(planOf('1.4.19', { reply: 'Hi.' }, true, 7), true)) as Recorded
  expect(lifterOf(RELEASES).lift(recorded)).toHaveProperty('why')
})

/** Recordings of the real gateway whose answers come from what Azure said, whole and in order. */
const NAMES =
  /^(?:plain(?!-in).*|tool-.*|stream-(?:text(?!-slow).*|tool.*|n2|logprobs|refusal|reasoning|audio|annotations|content-filter|crlf|no-done)|err-(?:400.*|401-apim|404|422|429|500|escapes))$/

describe.each(['1.3.60', '1.4.10', '1.4.19', '1.4.24', '1.5.1'] as const)('recordings of %s', (line) => {
  test('are lifted', () => {
    const captures = loadCaptures(line).filter(({ name, request }) => NAMES.test(name) && 'body' in request)
    const kept = captures.flatMap((capture) => {
      const found = lifterOf([line], configOf(capture, line)).lift(asRecorded(capture))
      return 'why' in found ? [`${capture.name}: ${found.why}`] : []
    })
    expect(captures.length).toBeGreaterThan(30)
    expect(kept).toEqual([])
  })
})

function configOf({ config }: Capture, line: Line) {
  const file = readFileSync(new URL(`captures/${line}/config/${config}.json`, specFolder), 'utf8')
  return readGatewayConfig({ ...(JSON.parse(file) as object) })
}

function asRecorded({ request, responses: [response] }: Capture): Recorded {
  const { method, url, headers, body } = request as CapturedRequest
  const { status, headers: answered, arrivals = [], complete } = response!
  return {
    method,
    target: url,
    request: { headers, body: Buffer.from(body as string) },
    status,
    headers: answered,
    headAt: arrivals[0]?.[0] ?? 0,
    pieces: piecesOf(response!),
    ended: complete ? 'end' : 'cut',
  }
}

/** The HTTP chunks, each when its last byte had come. */
function piecesOf({ body, chunks, arrivals = [] }: CapturedResponse): Recorded['pieces'] {
  const bytes = Buffer.from(body as string)
  if (chunks === undefined) return [{ at: arrivals.at(-1)?.[0] ?? 0, data: bytes }]
  const framed = chunks.map((size) => size + size.toString(16).length + 4)
  const all = arrivals.reduce((sum, [, size]) => sum + size, 0)
  let end = all - framed.reduce((sum, size) => sum + size, 0) - '0\r\n\r\n'.length
  let from = 0
  return chunks.map((size, index) => {
    end += framed[index]!
    let come = 0
    const at = arrivals.find(([, more]) => (come += more) >= end)?.[0] ?? 0
    return { at, data: bytes.subarray(from, (from += size)) }
  })
}
