import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLog } from '../../src/cli/output/log.ts'
import { exchangeLine, filesText, readyText } from '../../src/cli/output/log-text.ts'
import type { LoadReport } from '../../src/disk/library/load-report.ts'
import type { JournalEntry } from '../../src/journal/entry.ts'
import type { AppliedOrder } from '../../src/injection/applied-order.ts'
import type { Refusal } from '../../src/provider/rate-limits/refusal.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import type { ChatRequest } from '../../src/request/chat-request.ts'
import type { UpstreamRequest } from '../../src/contracts/upstream.ts'

interface Given {
  ordered?: AppliedOrder
  limited?: Refusal
  rule?: string | undefined
  calls?: number
  status?: number
  type?: string
  ended?: string
  target?: string
  faults?: JournalEntry['faults']
  body?: string
  hint?: string
}

const CHAT = '/openai/openai/deployments/gpt-4o/chat/completions?api-version=1'
const QUESTION = { messages: [{ role: 'user', text: 'Tell me a joke', toolCalls: [] }], deployment: 'gpt-4o' }

function entry({
  rule,
  calls = 1,
  status = 200,
  type = 'application/json',
  ended = 'end',
  target = CHAT,
  ordered,
  limited,
  faults,
  body,
  hint,
}: Given): JournalEntry {
  return {
    id: 'x1',
    at: 1000,
    request: {
      method: 'POST',
      target,
      headers: new HeaderMap([]),
      body: new Uint8Array(),
      httpVersion: '1.1',
    },
    session: '',
    seed: 1,
    calls: Array.from({ length: calls }, () => ({
      upstream: {} as UpstreamRequest,
      request: QUESTION as unknown as ChatRequest,
      rule,
      by: rule === undefined ? 'fake' : 'rule',
      reached: true,
      ...(limited === undefined ? {} : { limited }),
    })),
    ...(ordered === undefined ? {} : { ordered }),
    ...(faults === undefined ? {} : { faults }),
    ...(hint === undefined ? {} : { hint }),
    ...(body === undefined ? {} : { events: [{ at: 0, kind: 'body', data: body }] }),
    planned: { status, headers: [['Content-Type', type]], frames: 12, ends: 'end', durationMs: 0 },
    sent: { frames: 12, ended },
  }
}

describe('the line of a request', () => {
  test.each<[string, Given, string]>([
    [
      'a stream',
      { rule: 'hello', type: 'text/event-stream' },
      '200 gpt-4o "Tell me a joke" stream 12 frames sent whole 843 ms scenario=hello x1',
    ],
    [
      'a stream whose client left',
      { rule: 'hello', type: 'text/event-stream', ended: 'client-left' },
      '200 gpt-4o "Tell me a joke" stream 12 frames 843 ms scenario=hello ended=client-left (the client left after 12 of 12 events) x1',
    ],
    ['a whole answer', { rule: 'hello' }, '200 gpt-4o "Tell me a joke" 843 ms scenario=hello x1'],
    ['a fake', {}, '200 gpt-4o "Tell me a joke" 843 ms fake x1'],
    ['retries', { rule: 'flaky', calls: 3 }, '200 gpt-4o "Tell me a joke" 843 ms scenario=flaky calls=3 x1'],
    ["the gateway's own answer", { calls: 0, status: 405, target: '/x?y=1' }, '405 POST /x 843 ms x1'],
    [
      'a request that the gateway refuses, and why',
      { calls: 0, status: 400, body: '{"error":{"message":"no\\nmessages"}}' },
      '400 POST /openai/openai/deployments/gpt-4o/chat/completions 843 ms x1 (no messages)',
    ],
    [
      'an error of a server without JSON',
      { rule: 'a', status: 502, body: '<html>Bad\n gateway</html>' },
      '502 gpt-4o "Tell me a joke" 843 ms scenario=a x1 (<html>Bad gateway</html>)',
    ],
    [
      'an error that was ordered',
      { status: 429, ordered: { by: 'next', error: 'azure.rate_limit', faults: [] } },
      '429 gpt-4o "Tell me a joke" 843 ms fake next=azure.rate_limit x1',
    ],
    [
      'chaos with a name',
      {
        rule: 'a',
        ended: 'cut',
        ordered: { by: 'chaos', name: 'evening', faults: [{ name: 'cut', options: { after: 3 } }] },
        faults: [{ fault: 'cut:after=3', hit: true }],
      },
      '200 gpt-4o "Tell me a joke" 843 ms scenario=a chaos(evening)=cut:after=3 ended=cut x1',
    ],
    [
      'faults, of them those that had an effect',
      {
        rule: 'a',
        faults: [
          { fault: 'delay:ms=5', hit: true },
          { fault: 'cut:after=99', hit: false },
          { fault: 'slice:bytes=1', hit: true },
        ],
      },
      '200 gpt-4o "Tell me a joke" 843 ms scenario=a fault=delay:ms=5; slice:bytes=1 x1',
    ],
    [
      'a limit that is used up',
      { status: 429, limited: { by: 'tokens', retryAfterMs: 5 }, rule: 'a' },
      '429 gpt-4o "Tell me a joke" 843 ms scenario=a limit=tokens x1',
    ],
    [
      'a client that left',
      { rule: 'a', ended: 'client-left' },
      '200 gpt-4o "Tell me a joke" 843 ms scenario=a ended=client-left x1',
    ],
    ['a path with control characters', { calls: 0, target: '/\u001b[31m' }, '200 POST /?[31m 843 ms x1'],
  ])('%s', (_what, given, line) => {
    const [time, ...rest] = exchangeLine(entry(given), 1843).split(' ')
    expect(time).toMatch(/^\d\d:\d\d:\d\d$/)
    expect(rest.join(' ')).toBe(line)
  })
})

describe('on a terminal', () => {
  function written(isTTY: boolean) {
    let out = ''
    const log = createLog('pretty', { isTTY, write: (text: string) => (out += text) }, { write: () => true })
    log.exchange(entry({ rule: 'a', hint: 'did you mean x?' }), 1843)
    log.exchange(entry({ rule: 'a', hint: 'did you mean x?', status: 503, ended: 'cut' }), 1843)
    return out
  }

  beforeEach(() => {
    vi.stubEnv('NO_COLOR', undefined)
    vi.stubEnv('FORCE_COLOR', undefined)
  })
  afterEach(() => vi.unstubAllEnvs())

  test('the status has a colour, and a hint is told once', () => {
    const out = written(true)
    expect(out).toContain('\u001b[32m200\u001b[39m')
    expect(out).toContain('\u001b[31m503\u001b[39m')
    expect(out).toContain('\u001b[31mended=cut\u001b[39m')
    expect(out.match(/did you mean x\?/g)).toHaveLength(1)
  })

  test.each<[string, () => boolean]>([
    ['no terminal', () => false],
    ['NO_COLOR', () => (vi.stubEnv('NO_COLOR', '1'), true)],
    ['FORCE_COLOR=0', () => (vi.stubEnv('FORCE_COLOR', '0'), true)],
  ])('none with %s', (_what, isTTY) => {
    expect(written(isTTY())).not.toContain('\u001b')
  })
})

const FACTS = {
  url: 'http://127.0.0.1:8080',
  gateway: '1.4.19',
  seed: 123,
  scenarios: 12,
  files: 1,
  from: './scenarios',
}

test('the ready line, then a command to try it', () => {
  const [line, empty, command] = readyText(FACTS, true).split('\n')
  expect(line).toBe(
    'bifrost-emulator ready at http://127.0.0.1:8080 · gateway 1.4.19 · seed 123 · 12 scenarios from 1 file in ./scenarios',
  )
  expect([
    empty,
    command?.startsWith(
      "  curl -N 'http://127.0.0.1:8080/openai/openai/deployments/gpt-4o/chat/completions?",
    ),
  ]).toEqual(['', true])
})

test('the ready line of several lines tells where each is', () => {
  expect(
    readyText({ ...FACTS, gateway: '1.4.19,docs,azure' }, false)
      .split('\n')
      .slice(1),
  ).toEqual([
    '  1.4.19: http://127.0.0.1:8080/ and http://127.0.0.1:8080/1.4.19/',
    '  docs: http://127.0.0.1:8080/docs/',
    '  azure: http://127.0.0.1:8080/azure/',
  ])
})

test('the command to try Azure brings a key', () => {
  const text = readyText({ ...FACTS, gateway: 'azure', base: '/openai' }, true)
  expect(text).toContain(
    "curl -N 'http://127.0.0.1:8080/openai/deployments/gpt-4o/chat/completions?api-version=",
  )
  expect(text).toContain("-H 'api-key: any'")
})

function report(given: Partial<LoadReport>): LoadReport {
  return {
    ok: true,
    at: '',
    ms: 12.4,
    changes: { added: ['n.yaml'], changed: ['a.yaml'], removed: ['o.yaml'] },
    diagnostics: [],
    problems: [],
    ...given,
  }
}

const BROKEN = report({
  ok: false,
  diagnostics: [
    {
      code: 'syntax',
      severity: 'error',
      file: 'a.yaml',
      line: 3,
      column: 5,
      message: 'no good',
      source: '    {',
      hint: 'fix it',
    },
  ],
})

describe('createLog', () => {
  function written(style: 'pretty' | 'json' | 'silent') {
    const out: string[] = []
    const err: string[] = []
    const log = createLog(
      style,
      { write: (text: string) => out.push(text) },
      { write: (text: string) => err.push(text) },
    )
    log.ready(FACTS)
    log.notice('mind this')
    log.exchange(entry({ rule: 'hello' }), 1843)
    log.reload(report({}))
    log.reload(BROKEN)
    return { out: out.join(''), err: err.join('') }
  }

  test('pretty: lines on stdout, trouble on stderr', () => {
    const { out, err } = written('pretty')
    expect(out).toContain(
      'reloaded in 12 ms: +n.yaml ~a.yaml -o.yaml\nnot reloaded (1 error; the scenarios before keep answering): ',
    )
    expect(err).toBe(
      'note: mind this\na.yaml:3:5 no good [syntax]\n  3 |     {\n    |     ^\n  hint: fix it\n',
    )
  })

  test('json: one object a line', () => {
    const { out, err } = written('json')
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ event }) => event)).toEqual(['ready', 'notice', 'exchange', 'reload', 'reload'])
    expect([lines[0].url, lines[2].scenario, lines[3].changed, lines[4].errors[0].line, err]).toEqual([
      FACTS.url,
      'hello',
      ['a.yaml'],
      3,
      '',
    ])
  })

  test('silent: the ready line and trouble', () => {
    const { out, err } = written('silent')
    expect([out, err.split('\n')[1]]).toEqual([
      `${readyText(FACTS, false)}\n`,
      'not reloaded (1 error; the scenarios before keep answering): +n.yaml ~a.yaml -o.yaml',
    ])
  })
})

test('of very many mistakes the first hundred are told', () => {
  const diagnostics = Array.from({ length: 5000 }, (_, index) => ({
    code: 'syntax' as const,
    severity: 'error' as const,
    file: 'a.yaml',
    line: index + 1,
    column: 1,
    message: 'wrong',
  }))
  const text = filesText({ problems: [], diagnostics } as unknown as LoadReport)
  expect(text.split('\n')).toHaveLength(101)
  expect(text).toMatch(/\na.yaml:101:1 and 4900 more \[syntax\]$/)
})
