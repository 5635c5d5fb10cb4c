import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { requestBytes } from '../support/capture-request.ts'
import { toUpstreamScenario } from '../support/capture-scenario.ts'
import { loadCaptures, recordedBytes, type Capture, type CapturedRequest } from '../support/capture.ts'
import { specFolder } from '../support/spec-files.ts'
import type { Line } from '../support/spec-files.ts'

const lines = { '1.3.60': 217, '1.4.10': 217, '1.4.19': 301, '1.4.24': 311, '1.5.1': 325 } as const
const captures = new Map(loadCaptures('1.4.19').map((one) => [one.name, one]))
/** SHA-256 over the name and the bytes of every file in spec/captures, by name. */
const recordedDigest = '91d1252bc78572b8f8bf5dfa668de29bcd24f3323c7c93d98d8642676e48fd89'

const find = (name: string): Capture => captures.get(name)!

test('the recordings are as they were recorded', () => {
  const folder = new URL('captures/', specFolder)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.[a-z]+$/.test(file))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(new URL(file, folder)))
  expect(hash.digest('hex')).toBe(recordedDigest)
})

describe('loadCaptures', () => {
  test('reads every capture once, by name', () => {
    for (const [line, count] of Object.entries(lines)) {
      const names = loadCaptures(line as Line).map(({ name }) => name)
      expect(names).toHaveLength(count)
      expect(names).toEqual(names.toSorted())
    }
  })

  test('joins long texts', () => {
    const big = find('req-big-message')
    const long = 'w'.repeat(200_000)
    expect((big.request as CapturedRequest).body).toBe(`{"messages":[{"role":"user","content":"${long}"}]}`)
    expect(big.upstreamSaw[0]!.body.includes(long)).toBe(true)
    const header = (find('header-20k').request as CapturedRequest).headers.find(([name]) => name === 'x-long')
    expect(header![1]).toBe('h'.repeat(20_000))
  })

  test('decodes base64', () => {
    expect(find('encode-gzip').request).toHaveProperty('body', expect.any(Uint8Array))
    expect(find('answer-invalid-utf8').upstream.raw).toBeInstanceOf(Uint8Array)
    const old = loadCaptures('1.3.60').find((one) => one.name === 'answer-invalid-utf8')!
    expect(Buffer.from(old.responses[0]!.body).includes(Buffer.from([0xff]))).toBe(true)
  })

  test('gives one response, or as many as there were', () => {
    expect(find('plain').responses).toHaveLength(1)
    expect(find('vk-rate').responses.map((one) => one.status)).toEqual([200, 200, 429])
  })

  test('refuses what is no text', () => {
    expect(() => recordedBytes({ text: 'x' })).toThrow('no recorded text')
  })
})

describe('requestBytes', () => {
  test('an ordinary request is its head, with the host first, and its body', () => {
    expect(textOf(requestBytes(find('plain'), 'localhost:1234'))).toEqual([
      'POST /openai/openai/deployments/plain/chat/completions?api-version=2024-10-21 HTTP/1.1\r\n' +
        'Host: localhost:1234\r\ncontent-type: application/json\r\napi-key: any\r\naccept: application/json\r\n' +
        'content-length: 49\r\nconnection: close\r\n\r\n{"messages":[{"role":"user","content":"Hello!"}]}',
    ])
  })

  test('a compressed body stays as it is', () => {
    const [bytes] = requestBytes(find('encode-gzip'), 'h') as [Uint8Array]
    expect(Buffer.from(bytes).includes(Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x1f, 0x8b]))).toBe(true)
  })

  test('steps are kept, the host put in, repetitions written out', () => {
    const steps = requestBytes(find('expect-continue'), 'localhost:1234')
    expect(steps[0]).toContain('\r\nHost: localhost:1234\r\n')
    expect(steps[1]).toEqual({ pause: 300 })
    expect(requestBytes(find('header-too-large'), 'h')[1]).toBe('h'.repeat(65_435))
    expect(textOf(requestBytes(find('bad-request-line'), 'h'))).toEqual(['HELLO\r\n\r\n'])
  })

  test.each([...captures.values()].filter((one) => !('wire' in one.request)))(
    'the length that $name declares is that of its body',
    (capture) => {
      const [bytes] = requestBytes(capture, 'h') as [Uint8Array]
      const text = Buffer.from(bytes).toString('latin1')
      const declared = /\r\ncontent-length: (\d+)\r\n/i.exec(text)?.[1] ?? '0'
      expect(text.length - text.indexOf('\r\n\r\n') - 4).toBe(Number(declared))
    },
  )
})

describe('toUpstreamScenario', () => {
  const scenarios = (name: string) => toUpstreamScenario(find(name)).scenarios

  test('a body stays, with its status and headers', () => {
    const { status, headers, body } = find('plain').upstream
    expect(scenarios('plain')).toEqual([
      { when: { deployment: 'plain' }, upstream: { status, headers, body } },
    ])
  })

  test.each([
    { name: 'err-500-text', upstream: { text: 'upstream exploded', status: 500 } },
    { name: 'net-reset', upstream: { connection: 'reset' } },
    { name: 'net-timeout', upstream: { connection: 'hang' } },
    { name: 'net-refused', upstream: { connection: 'refused' } },
    { name: 'answer-slow', upstream: { delay_ms: 500 } },
    { name: 'answer-brotli', upstream: { coding: 'br' } },
    { name: 'stream-no-done', upstream: { done: false, gap_ms: 3 } },
    { name: 'stream-hang-up', upstream: { gap_ms: 100 } },
    { name: 'answer-invalid-utf8', upstream: { text: { $base64: expect.stringMatching(/^eyJj/) } } },
    { name: 'answer-cut-body', upstream: { wire: [expect.stringMatching(/^HTTP/), { $end: 'fin' }] } },
  ])('$name', ({ name, upstream }) => {
    expect(scenarios(name)).toEqual([
      { when: { deployment: name }, upstream: expect.objectContaining(upstream) },
    ])
  })

  test('events stay in their order, with their pauses and endings', () => {
    const [scenario] = scenarios('stream-cut-after-two') as [{ upstream: { events: unknown[] } }]
    expect(scenario.upstream.events).toEqual(find('stream-cut-after-two').upstream.sse)
    expect(scenario.upstream.events.at(-1)).toEqual({ $end: 'fin' })
  })

  test('the first failures come as replies of their own', () => {
    const [scenario] = scenarios('retry-500') as [
      { replies: { upstream: { status: number } }[]; then: string },
    ]
    expect(scenario.replies.map((reply) => reply.upstream.status)).toEqual([500, 200])
    expect(scenario.then).toBe('last')
    const [more] = scenarios('retry-exhausted') as [{ replies: unknown[] }]
    expect(more.replies).toHaveLength(find('retry-exhausted').upstream.failFirst! + 1)
  })

  test('others get a rule each', () => {
    expect(scenarios('fallbacks').map((one) => one['when'])).toEqual([
      { deployment: 'fallbacks' },
      { deployment: 'fallbacks-b' },
    ])
  })

  test('the rule of an alias names the id of the URL', () => {
    expect(scenarios('alias-deployment')[0]!['when']).toEqual({ deployment: 'alias-deployment' })
  })

  test('every capture of every release can be told', () => {
    for (const line of Object.keys(lines))
      for (const capture of loadCaptures(line as Line))
        expect(toUpstreamScenario(capture).scenarios.length).toBeGreaterThan(0)
  })

  test('what a scenario file cannot say is refused', () => {
    const odd = { ...find('plain'), upstream: { slice: 5 } as object }
    expect(() => toUpstreamScenario(odd)).toThrow('no word for "slice"')
  })
})

function textOf(steps: readonly unknown[]): readonly string[] {
  return steps.map((step) => (step instanceof Uint8Array ? Buffer.from(step).toString() : String(step)))
}
