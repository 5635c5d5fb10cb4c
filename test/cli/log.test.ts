import { describe, expect, test } from 'vitest'
import { createLog } from '../../src/cli/output/log.ts'
import { exchangeLine, filesText, readyText } from '../../src/cli/output/log-text.ts'
import type { LoadReport } from '../../src/disk/library/load-report.ts'
import type { JournalEntry } from '../../src/journal/entry.ts'
import type { TakenOrder } from '../../src/injection/taken-order.ts'
import type { Refusal } from '../../src/provider/rate-limits/refusal.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import type { ChatRequest } from '../../src/request/chat-request.ts'
import type { UpstreamRequest } from '../../src/contracts/upstream.ts'

interface Given {
  ordered?: TakenOrder
  limited?: Refusal
  rule?: string | undefined
  calls?: number
  status?: number
  type?: string
  ended?: string
  target?: string
}

function entry({
  rule,
  calls = 1,
  status = 200,
  type = 'application/json',
  ended = 'end',
  target = '/openai/x?api-version=1',
  ordered,
  limited,
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
      request: {} as ChatRequest,
      rule,
      by: rule === undefined ? 'fake' : 'rule',
      reached: true,
      ...(limited === undefined ? {} : { limited }),
    })),
    ...(ordered === undefined ? {} : { ordered }),
    planned: { status, headers: [['Content-Type', type]], frames: 12, ends: 'end', durationMs: 0 },
    sent: { frames: 12, ended },
  }
}

describe('the line of a request', () => {
  test.each<[string, Given, string]>([
    [
      'a stream',
      { rule: 'hello', type: 'text/event-stream' },
      'POST /openai/x 200 stream 12 frames 843 ms scenario=hello',
    ],
    ['a whole answer', { rule: 'hello' }, 'POST /openai/x 200 843 ms scenario=hello'],
    ['a fake', {}, 'POST /openai/x 200 843 ms fake'],
    ['retries', { rule: 'flaky', calls: 3 }, 'POST /openai/x 200 843 ms scenario=flaky calls=3'],
    ["the gateway's own answer", { calls: 0, status: 405 }, 'POST /openai/x 405 843 ms'],
    ['an error without a rule', { status: 429 }, 'POST /openai/x 429 843 ms'],
    [
      'an error that was ordered',
      { status: 429, ordered: { by: 'next', error: 'azure.rate_limit', faults: [] } },
      'POST /openai/x 429 843 ms next=azure.rate_limit',
    ],
    [
      'chaos with a name',
      {
        rule: 'a',
        ended: 'cut',
        ordered: { by: 'chaos', name: 'evening', faults: [{ name: 'cut', options: { after: 3 } }] },
      },
      'POST /openai/x 200 843 ms scenario=a chaos(evening)=cut:after=3 ended=cut',
    ],
    [
      'a limit that is used up',
      { status: 429, limited: { by: 'tokens', retryAfterMs: 5 } },
      'POST /openai/x 429 843 ms limit=tokens',
    ],
    [
      'a client that left',
      { rule: 'a', ended: 'client-left' },
      'POST /openai/x 200 843 ms scenario=a ended=client-left',
    ],
    ['a path with control characters', { target: '/\u001b[31m' }, 'POST /?[31m 200 843 ms fake'],
  ])('%s', (_what, given, line) => {
    expect(exchangeLine(entry(given), 1843)).toBe(line)
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
