import { describe, expect, test } from 'vitest'
import { verdictJunit } from '../../src/verdict/formats/verdict-junit.ts'
import { verdictSarif } from '../../src/verdict/formats/verdict-sarif.ts'
import { verdictText } from '../../src/verdict/formats/verdict-text.ts'
import { CLIENT_RULES } from '../../src/verdict/verdict.ts'
import type { Verdict } from '../../src/verdict/verdict.ts'
import { call } from '../http/call.ts'
import { scripted } from './scripted.ts'

const judged = CLIENT_RULES.map(({ code, severity, title }) => ({
  code,
  severity,
  title,
  occasions: code === 'no-backoff' ? 2 : code === 'retried-final-error' ? 1 : 0,
  failures: code === 'retried-final-error' ? 1 : 0,
}))
const bad: Verdict = {
  ok: false,
  exchanges: 2,
  sessions: ['s'],
  judgements: [
    {
      code: 'retried-final-error',
      severity: 'error',
      session: 's',
      exchanges: ['x1', 'x2'],
      evidence: 'a <b> & "c" \u0001\ud800',
      advice: 'Do not.',
    },
  ],
  judged,
  misread: [
    {
      code: 'no-finish-reason',
      about: 'The stream ends without a finish_reason.',
      clients: ['a 1: errs', 'b 2: waits'],
      exchanges: ['x1', 'x2', 'x3', 'x4'],
    },
  ],
}

test('text: what was wrong, what was done well, what was not seen', () => {
  expect(verdictText(bad).split('\n')).toEqual([
    'error: retried-final-error (x1, x2 in session "s")',
    '  a <b> & "c" \u0001\ud800',
    '  Do not.',
    '',
    'clients misread: no-finish-reason (x1, x2, x3 and 1 more)',
    '  a 1: errs; b 2: waits',
    '',
    'well done: no-backoff',
    expect.stringMatching(/^no occasion for: took-part-for-whole, /),
    'NOT OK: 1 judgement on 2 exchanges',
    '',
  ])
})

test('JUnit XML: a case for each kind, skipped without an occasion, everything escaped', () => {
  const xml = verdictJunit(bad)
  expect(xml).toContain(
    `tests="${CLIENT_RULES.length}" failures="1" errors="0" skipped="${CLIENT_RULES.length - 2}"`,
  )
  expect(xml).toContain(
    '<failure type="error" message="asked again what can only fail again">a &lt;b&gt; &amp; &quot;c&quot; ??\nDo not.</failure>',
  )
  expect(xml).toContain('<testcase classname="verdict" name="no-backoff" time="0"/>')
  expect(xml.match(/<skipped/g)).toHaveLength(CLIENT_RULES.length - 2)
  const [opened, closed] = [/<(\w+)(?: [^<>]*[^/<>])?>/g, /<\/(\w+)>/g].map((it) => xml.match(it)!.length)
  expect(opened).toBe(closed)
})

test('SARIF 2.1.0: what the specification requires', () => {
  const sarif = verdictSarif(bad, '1.2.3') as {
    version: string
    runs: {
      tool: { driver: { name: string; rules: { id: string }[] } }
      results: Record<string, unknown>[]
    }[]
  }
  const [run] = sarif.runs
  expect([sarif.version, run!.tool.driver.name]).toEqual(['2.1.0', 'bifrost-emulator'])
  expect(run!.results).toEqual([
    {
      ruleId: 'retried-final-error',
      ruleIndex: run!.tool.driver.rules.findIndex(({ id }) => id === 'retried-final-error'),
      level: 'error',
      message: { text: expect.stringContaining('Do not.') },
      locations: [
        {
          logicalLocations: [
            { name: 'x1', fullyQualifiedName: 's/x1', kind: 'exchange' },
            { name: 'x2', fullyQualifiedName: 's/x2', kind: 'exchange' },
          ],
        },
      ],
    },
  ])
})

describe('GET /_emulator/verdict', () => {
  test.each([
    ['', 'application/json; charset=utf-8', '{"ok":false'],
    ['format=text', 'text/plain; charset=utf-8', 'error: retried-final-error'],
    ['format=junit', 'application/xml; charset=utf-8', '<?xml version="1.0"'],
    ['format=sarif', 'application/sarif+json; charset=utf-8', '{"$schema":'],
  ])('%s', async (query, type, start) => {
    await using client = await scripted([{ error: 'azure.bad_request' }])
    for (let n = 0; n < 2; n++) await client.ask('hello', { session: 'a' })
    const answer = await call(client.port, `/_emulator/verdict?${query}`)
    expect([answer.status, answer.headers['content-type']]).toEqual([200, type])
    expect(answer.text.startsWith(start)).toBe(true)
    const other = (await call(client.port, '/_emulator/verdict?session=b')).json()
    expect([other['ok'], other['exchanges']]).toEqual([true, 0])
  })

  test.each([
    ['sesion=a', /no parameter "sesion"; did you mean "session"/],
    ['format=xml', /no format "xml"/],
    ['final=yes', /final must be true or false, got "yes"/],
    ['quiet=long', /quiet must be a time such as "30s"/],
  ])('%s is a 400', async (query, problem) => {
    await using client = await scripted([])
    const answer = await call(client.port, `/_emulator/verdict?${query}`)
    expect([answer.status, answer.json()['error']]).toEqual([400, expect.stringMatching(problem)])
  })
})

describe('which exchanges are attempts at the same thing', () => {
  const limited = [{ error: 'azure.server_error' }]

  test('not those of another session, nor another question', async () => {
    await using client = await scripted(limited)
    await client.ask('hello', { session: 'a' })
    await client.ask('hello', { session: 'b' })
    await client.ask('hello!', { session: 'a' })
    expect((await client.verdict()).judged.find(({ code }) => code === 'retry-storm')?.occasions).toBe(0)
  })

  test('not what is asked again after success, unless the client says that it retries', async () => {
    await using client = await scripted([{ reply: 'Fine.' }])
    for (let n = 0; n < 8; n++) await client.ask('hello')
    expect((await client.verdict()).judgements).toEqual([])
    for (let n = 1; n < 8; n++)
      await client.ask('again', { headers: { 'x-stainless-retry-count': String(n) } })
    expect((await client.verdict()).judgements.map(({ code }) => code)).toEqual(['retry-storm'])
  })
})
