import { describe, expect, test } from 'vitest'
import { readChecks } from '../../src/verify/read-checks.ts'
import { verificationText } from '../../src/verify/verification-text.ts'
import { verify } from '../../src/verify/verify.ts'
import { ask, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

const scenarios = {
  scenarios: [
    { name: 'greeting', when: 'hello', reply: 'Hi.' },
    { name: 'limit', when: 'limit', error: 'azure.rate_limit' },
  ],
}

/** x1 hello (a), x2 limit (a), x3 hello (b), x4 made up, x5 no JSON. */
function journal() {
  const emulator = testEmulator({ scenarios })
  const session = (name: string) => ({ headers: [['x-emulator-session', name]] as const })
  ask(emulator, says('hello world', { temperature: 0.5 }), session('a'))
  ask(emulator, says('limit'), session('a'))
  ask(emulator, says('hello again'), { deployment: 'gpt-4o-mini', ...session('b') })
  ask(emulator, says('something else'))
  ask(emulator, '{bad', { headers: [['x-team', 'red']] })
  for (const entry of emulator.journal.list()) entry.sent = { frames: 1, ended: 'end' }
  return emulator.journal.list()
}

const entries = journal()
const check = (checks: unknown) => verify(readChecks(checks), entries)

describe('counts', () => {
  test.each<[string, unknown, boolean, number]>([
    ['at least one unless said', { when: 'hello' }, true, 2],
    ['exactly', { when: 'hello', exactly: 2 }, true, 2],
    ['exactly, but more', { when: 'hello', exactly: 1 }, false, 2],
    ['at least', { when: 'hello', at_least: 3 }, false, 2],
    ['at least as TypeScript writes it', { when: 'hello', atLeast: 2 }, true, 2],
    ['at most', { when: 'hello', at_most: 1 }, false, 2],
    ['at most, and none came', { when: 'goodbye', at_most: 1 }, true, 0],
    ['between', { when: 'hello', at_least: 1, at_most: 3 }, true, 2],
    ['never', { when: 'goodbye', never: true }, true, 0],
    ['never, but it came', { when: 'limit', never: true }, false, 1],
    ['in a session', { when: 'hello', session: 'a', exactly: 1 }, true, 1],
    ['a session as a condition', { when: { message: 'hello', session: 'b' }, exactly: 1 }, true, 1],
    ['of a deployment', { when: { deployment: 'gpt-4o-mini' }, exactly: 1 }, true, 1],
    ['by the body', { when: { body: { temperature: { lt: 1 } } }, exactly: 1 }, true, 1],
    ['what the gateway refused', { when: { header: { 'x-team': 'red' } }, exactly: 1 }, true, 1],
    ['by the rule’s call', { when: { message: 'hello', call: 1 }, exactly: 2 }, true, 2],
    ['by status', { outcome: { status: 429 }, exactly: 1 }, true, 1],
    ['by class of status', { outcome: { status: ['4xx', '5xx'] }, exactly: 2 }, true, 2],
    ['by scenario', { outcome: { scenario: 'greeting' }, exactly: 2 }, true, 2],
    ['by who answered', { outcome: { answered_by: ['fake', 'gateway'] }, exactly: 2 }, true, 2],
    ['by how it ended', { outcome: { ended: 'cut' }, never: true }, true, 0],
    ['all of them', { exactly: 5 }, true, 5],
  ])('%s', (_what, given, ok, found) => {
    const result = check(given)
    expect([result.ok, result.checks[0]!.found]).toEqual([ok, found])
  })

  test('a failure tells what came instead, the nearest first, with the first condition that failed', () => {
    const { checks } = check({ when: { message: 'hello', deployment: 'gpt-4o-mni' }, exactly: 1 })
    expect(checks[0]).toMatchObject({
      ok: false,
      found: 0,
      requests: 5,
      problem: '0 requests fitted of 5 instead of exactly 1',
      instead: [
        {
          exchange: 'x3',
          request: 'gpt-4o-mini "hello again" → 200',
          failed: {
            path: 'deployment',
            expected: '"gpt-4o-mni"',
            actual: '"gpt-4o-mini"',
            hint: expect.any(String),
          },
        },
        { exchange: 'x1', failed: { path: 'deployment', actual: '"gpt-4o"' } },
        { exchange: 'x2' },
        { exchange: 'x4' },
        { exchange: 'x5' },
      ],
    })
  })

  test('too many: those that came', () => {
    const { checks } = check({ name: 'one greeting', when: 'hello', at_most: 1 })
    expect(checks[0]).toMatchObject({
      name: 'one greeting',
      problem: '2 requests fitted instead of at most 1',
      fitting: [{ exchange: 'x1' }, { exchange: 'x3' }],
    })
    expect(checks[0]).not.toHaveProperty('instead')
    expect(verificationText({ ok: false, checks })).toMatch(/those that fitted:\n {4}x1 .*\n {4}x3 .*\n$/)
  })

  test('too few: those that came, and what came besides', () => {
    const result = check({ when: 'hello', exactly: 3 })
    expect(result.checks[0]).toMatchObject({ fitting: [{ exchange: 'x1' }, { exchange: 'x3' }] })
    expect(verificationText(result)).toMatch(
      /those that fitted:\n {4}x1 .*\n {4}x3 .*\n {2}received besides, the nearest first:\n {4}x\d /,
    )
  })

  test.each([
    [{ times: 2 }, 'json', 'did you mean "exactly"?'],
    [{ count: 2 }, 'json', 'did you mean "exactly"?'],
    [
      { min: 2 },
      'json',
      'did you mean "at_least"? known: name, when, outcome, session, exactly, at_least, at_most, never',
    ],
    [
      { max: 2 },
      'program',
      'did you mean "atMost"? known: name, when, outcome, session, exactly, atLeast, atMost, never',
    ],
    [{ at_lest: 2 }, 'program', 'did you mean "atLeast"?'],
    [{ atLest: 2 }, 'json', 'did you mean "at_least"?'],
    [{ atLeast: 3, atMost: 2 }, 'program', 'atLeast is more than atMost'],
    [
      { exactly: 3, atMost: 2 },
      'program',
      '"exactly" and "atMost" cannot stand together in the check; keep one of',
    ],
  ] as const)('%j spelled as in %s', (counts, spelling, problem) => {
    expect(() => readChecks({ when: 'hello', ...counts }, spelling)).toThrow(problem)
  })

  test('nothing at all', () => {
    const { checks } = verify(readChecks({ when: 'hello' }), [])
    expect(checks[0]?.problem).toBe('nothing was received at all, but at least 1 expected')
  })

  test('in text', () => {
    const text = verificationText(
      check([
        { when: 'hello', exactly: 2 },
        { when: 'helo', session: 'a' },
      ]),
    )
    expect(text.split('\n').slice(0, 7)).toEqual([
      'ok: exactly 2: message contains "hello"',
      'NOT OK: at least 1: message contains "helo", session "a"',
      '  0 requests fitted of 5 instead of at least 1',
      '  received instead, the nearest first:',
      '    x1 gpt-4o "hello world" → 200',
      '      message: expected contains "helo", got "hello world"; "hello" is close to "helo"',
      '    x2 gpt-4o "limit" → 429',
    ])
  })
})

describe('order', () => {
  test.each<[string, unknown, boolean, string[]]>([
    ['one after the other', { sequence: ['hello', 'limit', 'hello'] }, true, ['x1', 'x2', 'x3']],
    ['others may come between', { sequence: ['hello', 'something'] }, true, ['x1', 'x4']],
    ['unless it is strict', { sequence: ['hello', 'something'], strict: true }, true, ['x3', 'x4']],
    ['strict, and another came between', { sequence: ['limit', 'something'], strict: true }, false, ['x2']],
    ['the wrong way round', { sequence: ['something', 'limit'] }, false, ['x4']],
    ['within a session', { sequence: ['hello', 'hello'], session: 'a' }, false, ['x1']],
    [
      'by outcome',
      { sequence: [{ outcome: { status: 429 } }, { outcome: { status: 200 } }] },
      true,
      ['x2', 'x3'],
    ],
  ])('%s', (_what, given, ok, exchanges) => {
    const result = check(given)
    expect([result.ok, result.checks[0]!.exchanges]).toEqual([ok, exchanges])
  })

  test('a failure names the step, and what came too early', () => {
    const { checks } = check({ sequence: ['something', 'limit'] })
    expect(checks[0]).toMatchObject({
      problem: 'step 2 of 2 did not come after x4: message contains "limit"',
      instead: [{ exchange: 'x2', failed: { path: 'order', actual: 'it came before' } }, { exchange: 'x5' }],
    })
  })
})

describe('what makes no sense is refused with a hint', () => {
  test.each<[unknown, RegExp]>([
    [[], /the list is empty/],
    ['hello', /the check must be a map such as \{ "when": "hello", "exactly": 1 \}, got the text "hello"/],
    [{ wen: 'hello' }, /unknown key "wen" in the check; did you mean "when"/],
    [{ when: { mesage: 'x' } }, /mesage.*did you mean/],
    [{ when: 'x', exactly: -1 }, /exactly must be a whole number of at least 0, got -1/],
    [{ when: 'x', exactly: 1, at_most: 2 }, /"exactly" and "at_most" cannot stand together/],
    [{ when: 'x', at_least: 3, at_most: 2 }, /at_least is more than at_most/],
    [{ when: 'x', never: false }, /never can only be true; leave it out/],
    [
      { outcome: { status: 'okay' } },
      /outcome.status: status must be a status such as 429 or 5xx, got "okay"/,
    ],
    [{ outcome: { ended: 'ends' } }, /outcome.ended: ended must be one of .*got "ends"; did you mean "end"/],
    [{ outcome: { statu: 1 } }, /unknown key "statu" in outcome; did you mean "status"/],
    [{ sequence: ['x'] }, /sequence must have at least 2 items/],
    [{ sequence: ['x', 'y'], exactly: 1 }, /unknown key "exactly" in the check/],
    [[{ when: 'x' }, { when: 'x', exactly: 'two' }], /^checks\[1\].exactly: exactly must be/],
    [
      { sequence: ['x', { wen: 'y' }] },
      /^sequence\[1\].wen: unknown key "wen" in sequence\[1\]; did you mean "when"/,
    ],
  ])('%j', (given, problem) => expect(() => readChecks(given)).toThrow(problem))
})
