import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { PROXY_FACTS } from '../../src/faults/proxy-facts.ts'
import { findFault } from '../../src/faults/fault-table.ts'
import { allLines } from '../../src/start/front-ends.ts'
import { talk } from '../support/socket-client.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'
import { unframed } from './decoded.ts'
import type { Unframed } from './decoded.ts'

const LINES = allLines()
const scenarios = {
  scenarios: [
    {
      reply: 'The quick brown fox jumps over the lazy dog.',
      timing: { first_token_ms: 0, tokens_per_second: 1000, jitter: 0 },
    },
  ],
}

let server: TestServer
beforeAll(async () => {
  server = await startServer({ scenarios, gateway: LINES.map(({ name }) => name).join(',') })
})
afterAll(() => server[Symbol.asyncDispose]())

const pathOf = (line: string) => {
  const { base } = LINES.find(({ name }) => name === line)!
  return `/${line}${base}/deployments/gpt-4o/chat/completions?api-version=2024-10-21`
}

/** The bytes of an answer. `keeps`: the client would go on with the connection. */
async function ask(line: string, stream: boolean, fault?: string, keeps = false): Promise<Unframed> {
  const body = JSON.stringify({ stream, messages: [{ role: 'user', content: 'hi' }] })
  const head = [
    `POST ${pathOf(line)} HTTP/1.1`,
    'Host: gateway.example',
    'api-key: any',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(fault === undefined ? [] : [`x-emulator-fault: as_proxy:${fault}`]),
    ...(keeps ? [] : ['Connection: close']),
  ]
  const { bytes, ended } = await talk(
    server.port,
    [`${head.join('\r\n')}\r\n\r\n${body}`],
    keeps ? { idleMs: 100 } : {},
  )
  return unframed(bytes, ended)
}

const frames = (body: string) => body.split(/(?<=\n\n)/)
const first = (body: string, count: number) => frames(body).slice(0, count).join('')
const half = (body: string) =>
  Buffer.from(body)
    .subarray(0, Math.floor(Buffer.byteLength(body) / 2))
    .toString()

/** What a raw socket sees: of a stream, and of a whole answer, beside the answer without a proxy. */
interface Case {
  readonly fault: string
  readonly stream: (clean: Unframed, path: string) => Partial<Unframed>
  readonly whole: (clean: Unframed) => Partial<Unframed>
}

const own = (status: number, type: string, body: string) => () => ({
  status,
  type,
  body,
  framing: `length ${body.length}`,
  ending: 'whole',
  retryAfter: '',
  requestId: '',
})
const PAGE =
  '<html>\r\n<head><title>503 Service Unavailable</title></head>\r\n<body>\r\n<center><h1>503 Service Unavailable</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n'
const same = ({ status, body, framing, ending }: Unframed) => ({ status, body, framing, ending })

const CASES: readonly Case[] = [
  {
    fault: 'cut_chunked,after=3',
    stream: ({ body }) => ({ status: 200, body: first(body, 3), framing: 'chunked', ending: 'whole' }),
    whole: ({ body }) => ({ status: 200, body: half(body), framing: 'chunked', ending: 'whole' }),
  },
  {
    fault: 'cut_length,after=2',
    stream: ({ body }) => ({
      body: first(body, 2),
      framing: `length ${Buffer.byteLength(first(body, 2))}`,
      ending: 'whole',
    }),
    whole: ({ body }) => ({
      body: half(body),
      framing: `length ${Math.floor(Buffer.byteLength(body) / 2)}`,
      ending: 'whole',
    }),
  },
  {
    fault: 'cut_close,after=3',
    stream: ({ body }) => ({ body: first(body, 3), framing: 'close', ending: 'fin' }),
    whole: ({ body }) => ({ body: half(body), framing: 'close', ending: 'fin' }),
  },
  {
    fault: 'cut_close,after=0',
    stream: () => ({ body: '', framing: 'close', ending: 'fin' }),
    whole: ({ body }) => ({ body: half(body), framing: 'close', ending: 'fin' }),
  },
  {
    fault: 'head_only',
    stream: ({ framing }) => ({ status: 200, body: '', framing, ending: 'fin' }),
    whole: ({ framing }) => ({ status: 200, body: '', framing, ending: 'fin' }),
  },
  {
    fault: 'no_byte',
    stream: () => ({ status: 0, raw: '', ending: 'fin' }),
    whole: () => ({ status: 0, raw: '', ending: 'fin' }),
  },
  { fault: 'one_read', stream: same, whole: same },
  { fault: 'pairs', stream: same, whole: same },
  {
    fault: 'own_answer',
    stream: own(502, 'text/html', PAGE.replaceAll('503 Service Unavailable', '502 Bad Gateway')),
    whole: own(502, 'text/html', PAGE.replaceAll('503 Service Unavailable', '502 Bad Gateway')),
  },
  { fault: 'own_answer,status=503', stream: own(503, 'text/html', PAGE), whole: own(503, 'text/html', PAGE) },
  {
    fault: 'own_answer,status=504,body=text',
    stream: own(504, 'text/plain; charset=utf-8', 'Gateway Timeout'),
    whole: own(504, 'text/plain; charset=utf-8', 'Gateway Timeout'),
  },
  {
    fault: 'own_answer,status=500,body=text,text=upstream error',
    stream: own(500, 'text/plain; charset=utf-8', 'upstream error'),
    whole: own(500, 'text/plain; charset=utf-8', 'upstream error'),
  },
  {
    fault: 'own_answer,status=413,body=empty',
    stream: own(413, '', ''),
    whole: own(413, '', ''),
  },
  { fault: 'empty_200', stream: own(200, '', ''), whole: own(200, '', '') },
  {
    fault: 'text_line,after=2',
    stream: ({ body }, path) => ({
      body: `${first(body, 2)}Error occurred while trying to proxy: gateway.example${path}`,
      framing: 'chunked',
      ending: 'whole',
    }),
    whole: same,
  },
  {
    fault: 'lower_case',
    stream: ({ body, names }) => ({ body, names: names.map((it) => it.toLowerCase()), ending: 'whole' }),
    whole: ({ body, names }) => ({ body, names: names.map((it) => it.toLowerCase()), ending: 'whole' }),
  },
  {
    fault: 'canonical_case',
    stream: ({ body, names }) => ({ body, names: names.map(canonical), ending: 'whole' }),
    whole: ({ body, names }) => ({ body, names: names.map(canonical), ending: 'whole' }),
  },
  {
    fault: 'joined',
    stream: ({ body, names }) => ({ body, names: once(names), ending: 'whole' }),
    whole: ({ body, names }) => ({ body, names: once(names), ending: 'whole' }),
  },
  { fault: 'first_copy_late,ms=1', stream: same, whole: same },
]

function canonical(name: string): string {
  return name
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join('-')
}

function once(names: readonly string[]): readonly string[] {
  return names.filter(
    (name, index) => names.findIndex((it) => it.toLowerCase() === name.toLowerCase()) === index,
  )
}

test('every fact has a case, and every option goes with one', () => {
  const cased = new Set(CASES.map(({ fault }) => fault.split(',')[0]))
  expect([...cased]).toEqual(PROXY_FACTS.map(({ name }) => name))
  const { goesWith = {} } = findFault('as_proxy')!
  for (const [option, words] of Object.entries(goesWith))
    expect([option, words.length > 0]).toEqual([option, true])
})

describe.each(LINES.map(({ name }) => name))('line %s over a raw socket', (line) => {
  test.each(CASES)('$fault', async ({ fault, stream, whole }) => {
    for (const [isStream, expected] of [
      [true, stream],
      [false, whole],
    ] as const) {
      const clean = await ask(line, isStream)
      expect(clean).toMatchObject({ status: 200, ending: 'whole' })
      expect(await ask(line, isStream, fault)).toMatchObject(expected(clean, pathOf(line)))
    }
  })
})

test('a proxy that buffers, and one that pairs, write as they do', async () => {
  const clean = frames((await ask('1.4.19', true)).body).filter((it) => it !== '')
  expect(clean.length).toBeGreaterThan(10)
  const { chunks: one } = await ask('1.4.19', true, 'one_read')
  // The gateway's server cuts chunks at 4096 bytes.
  expect(one.slice(0, -1).map(({ length }) => length)).toEqual(one.slice(1).map(() => 4096))
  const { chunks: two } = await ask('1.4.19', true, 'pairs')
  expect(two[0]).toBe(clean.slice(0, 2).join(''))
  expect(two).toHaveLength(Math.ceil(clean.length / 2))
})

test.each([
  ['cut_close,after=3', 'fin'],
  ['no_byte', 'fin'],
  ['head_only', 'fin'],
  ['cut_chunked,after=3', 'open'],
  ['cut_length,after=3', 'open'],
  ['own_answer', 'open'],
  ['empty_200', 'open'],
  ['text_line', 'open'],
])('%s leaves a connection that the client would keep %s', async (fault, left) => {
  for (const line of ['1.4.19', 'azure'])
    expect([line, (await ask(line, true, fault, true)).ended]).toEqual([line, left])
})

describe('what the openai client makes of it', () => {
  test.each<[string, string, number]>([
    ['cut_chunked,after=3', 'The quick, then a clean end', 1],
    ['cut_length,after=3', 'The quick, then a clean end', 1],
    ['cut_close,after=3', 'The quick, then a clean end', 1],
    ['head_only', ', then an error', 1],
    ['no_byte', 'APIConnectionError', 3],
    ['own_answer,status=502', 'InternalServerError', 3],
    ['own_answer,status=413,body=empty', 'APIError', 1],
    ['empty_200', ', then a clean end', 1],
    ['text_line,after=3', 'The quick, then a clean end', 1],
    ['one_read', 'The quick brown fox jumps over the lazy dog., then a clean end', 1],
  ])('%s', async (fault, told, requests) => {
    server.emulator.reset()
    const client = new OpenAI({
      baseURL: `${server.url}/1.4.19/openai/openai/deployments/gpt-4o`,
      apiKey: 'any',
      defaultHeaders: { 'x-emulator-fault': `as_proxy:${fault}` },
    })
    let text = ''
    const run = async () => {
      const stream = await client.chat.completions.create({
        model: 'gpt-4o',
        stream: true,
        messages: [{ role: 'user', content: 'hi' }],
      })
      try {
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
        return `${text}, then a clean end`
      } catch {
        return `${text}, then an error`
      }
    }
    const result = await run().catch((error: unknown) => (error as Error).constructor.name)
    expect([result, server.emulator.journal.list().length]).toEqual([told, requests])
  })
})

test.each<[unknown, string]>([
  ['as_proxy', 'as_proxy does not say what it does'],
  ['as_proxy:cut_chunkd', 'as_proxy knows no "cut_chunkd"; did you mean cut_chunked?'],
  [
    'as_proxy:pairs,after=2',
    'as_proxy: after goes with cut_chunked, cut_length, cut_close, text_line only, not with pairs',
  ],
  ['as_proxy:own_answer,status=200', 'as_proxy: status must be a whole number from 400 to 599, got "200"'],
  ['as_proxy:cut_chunked,how=pairs', 'how is given twice'],
])('%s is refused', async (fault, words) => {
  const response = await fetch(`${server.url}/_emulator/next`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault }),
  })
  expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
    400,
    expect.stringContaining(words),
  ])
})

test.each<[string, unknown]>([
  ['next', { fault: { as_proxy: 'own_answer' } }],
  ['next', { fault: { as_proxy: { how: 'own_answer', status: 504, body: 'text' } } }],
  ['next', { faults: ['as_proxy:own_answer'] }],
  ['chaos', { fault: 'as_proxy:own_answer', rate: 1 }],
])('%s takes %j', async (route, order) => {
  const response = await fetch(`${server.url}/_emulator/${route}`, {
    method: route === 'next' ? 'POST' : 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
  expect(response.status).toBe(200)
  expect((await ask('1.4.19', false)).status).toBeGreaterThan(501)
  await fetch(`${server.url}/_emulator/reset`, { method: 'POST' })
})

test('a body that comes again is told: which copy it is, how long after, and how long both were worked on', async () => {
  await using own = await startServer({ scenarios, speed: 1 })
  const chat = (text: string) =>
    fetch(`${own.url}/openai/openai/deployments/gpt-4o/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-emulator-fault': 'as_proxy:first_copy_late,ms=300',
      },
      body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: text }] }),
    }).then((response) => response.text())
  const first = chat('twice')
  await vi.waitUntil(() => own.emulator.journal.list().length === 1)
  const [late, soon] = await Promise.all([first, chat('twice'), chat('other')])
  expect(late).toContain('[DONE]')
  expect(soon).toContain('[DONE]')
  const response = await fetch(`${own.url}/_emulator/journal`)
  const { entries } = (await response.json()) as { entries: Record<string, object>[] }
  const [x1, ...others] = entries as [Record<string, object>, ...Record<string, object>[]]
  const copy = others.filter((entry) => 'copy' in entry)
  expect(x1).not.toHaveProperty('copy')
  expect(copy).toMatchObject([
    { copy: { of: x1['id'], number: 2 }, sent: { ended: 'end', how: 'sent whole' } },
  ])
  const { after_ms: after, overlap_ms: overlap } = copy[0]!['copy'] as Record<string, number>
  expect(after).toBeLessThan(300)
  expect(overlap).toBeGreaterThan(0)
  expect(x1['faults']).toMatchObject([{ hit: true }])
  expect(copy[0]!['faults']).toMatchObject([{ hit: false, why: 'the same request came once before' }])
})
