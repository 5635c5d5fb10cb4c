import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { chat, say, textOf } from './ask.ts'

const emulator = await createEmulator({ seed: 7 })
afterAll(() => emulator.close())
beforeEach(() => emulator.reset())

const CHAT = '/openai/openai/deployments/gpt-4o/chat/completions'

describe('a session', () => {
  test('has its own rules, turns, orders and journal', async () => {
    const [one, two] = [emulator.session('one'), emulator.session('a/b c?d')]
    one.when('hi').replies(['1a', '1b'])
    two.when('hi').replies(['2a', '2b'])
    two.next({ error: 'azure.rate_limit' })
    expect([await say(one, 'hi'), await say(one, 'hi')]).toEqual(['1a', '1b'])
    expect(await say(two, 'hi')).toContain('retry after')
    expect(await say(two, 'hi')).toBe('2a')
    expect([one.journal.length, two.journal.length, emulator.journal.length]).toEqual([2, 2, 4])
    one.reset()
    expect([one.journal.length, two.journal.length]).toEqual([0, 2])
    expect(await say(two, 'hi')).toBe('2b')
    expect(await say(one, 'hi')).not.toBe('1a')
    expect(emulator.session('one')).toBe(one)
  })

  test('tells what was ordered for it and waits, and takes it back', async () => {
    const [one, two] = [emulator.session('one'), emulator.session('two')]
    one.next({ error: 'azure.rate_limit', times: 2 })
    two.next({ fault: 'cut' })
    expect(one.waiting).toEqual([{ error: 'azure.rate_limit', session: 'one', times: 2, remaining: 2 }])
    expect(emulator.waiting).toHaveLength(2)
    expect(await say(one, 'hi')).toContain('retry after')
    expect(one.waiting).toMatchObject([{ remaining: 1 }])
    one.clearNext()
    expect([one.waiting, two.waiting]).toEqual([[], [{ fault: 'cut', session: 'two' }]])
    expect(await say(one, 'hi')).not.toContain('retry after')
    emulator.clearNext()
    expect(emulator.waiting).toEqual([])
  })

  test('is named by the path, by the header, or by its fetch', async () => {
    const session = emulator.session('test 1')
    session.when('hi').reply('mine')
    const answers = [
      await fetch(`${session.baseURL}/chat/completions`, chat('hi')),
      await fetch(`${emulator.url}${CHAT}`, chat('hi', {}, { headers: session.headers })),
      await session.fetch(`${emulator.url}${CHAT}`, chat('hi')),
      await session.fetch(CHAT, chat('hi')),
      await session.inject(new Request(`http://gateway.example${CHAT}`, chat('hi') as RequestInit)),
    ]
    expect(await Promise.all(answers.map(textOf))).toEqual(['mine', 'mine', 'mine', 'mine', 'mine'])
    expect(session.journal.map(({ request }) => request.path)).toEqual(answers.map(() => CHAT))
    expect(await say(emulator, 'hi')).not.toBe('mine')
  })

  test('gets what the gateway says, to the byte', async () => {
    const session = emulator.session('s')
    for (const path of [
      '/health',
      '/nothing/here?x=1',
      '/v1/models',
      '/openai/openai/deployments//chat/completions',
    ]) {
      const [plain, named] = await Promise.all([emulator.url, session.url].map((url) => fetch(url + path)))
      expect([named!.status, await named!.text()]).toEqual([plain!.status, await plain!.text()])
    }
  })

  test('passes the preflight of a browser, which the header would not', async () => {
    const headers = {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    }
    const response = await fetch(`${emulator.session('s').url}${CHAT}`, { method: 'OPTIONS', headers })
    const allowed = response.headers.get('access-control-allow-headers')
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'http://localhost:3000',
    ])
    expect(allowed?.toLowerCase()).not.toContain('x-emulator-session')
  })

  test('can take the requests that name none', async () => {
    emulator.session('mine').when('hi').reply('for mine')
    emulator.defaultSession = 'mine'
    expect(await say(emulator, 'hi')).toBe('for mine')
    expect(await say(emulator.session('other'), 'hi')).not.toBe('for mine')
    emulator.defaultSession = ''
    expect(await say(emulator, 'hi')).not.toBe('for mine')
  })

  test('has a seed of its own, so that its answers do not depend on the emulator it runs in', async () => {
    await using other = await createEmulator({ seed: 8 })
    const say7 = async (from: typeof emulator, seed?: number) =>
      say(from.session(`seeded ${seed}`, { seed }), 'Tell me about rivers')
    expect(await say7(emulator, 1)).toBe(await say7(other, 1))
    expect(await say7(emulator, 2)).not.toBe(await say7(other, 1))
    emulator.session('seeded 1', { seed: 2 })
    expect(await say(emulator.session('seeded 1'), 'Tell me about rivers')).toBe(await say7(emulator, 2))
  })

  test('wants a name, and rules that leave the session to it', () => {
    expect(() => emulator.session('')).toThrow('the name of a session must not be empty')
    expect(() => emulator.session('a').when({ session: 'b' })).toThrow('these rules answer session "a" alone')
  })
})

describe('what was received', () => {
  test('is counted by conditions, and told when it is not as expected', async () => {
    const session = emulator.session('r')
    expect(session.received({}).message).toBe(
      'expected at least 1 request with {}, got 0 of 0\n  no chat request has come at all',
    )
    await say(session, 'a refund for order 7')
    await say(session, 'hello')
    session.verify({ message: /refund/ }, { times: 1 })
    session.verify({ message: /refund/, deployment: 'gpt-4o' }, { atLeast: 1, atMost: 1 })
    session.verify('nothing like it', { times: 0 })
    expect(() => session.verify({ message: /refund/ }, { times: 2 })).toThrow(
      /exactly 2: message matches \/refund\/\n.*1 request fitted of 2.*\n.*the one that fitted:\n.*refund for order 7.*\n.*besides, the nearest first:\n.*"hello".*\n.*expected .*refund.*, got "hello"/,
    )
    expect(() => session.verify({ mesage: 'x' } as object)).toThrow('did you mean "message"')
    expect(() => session.verify('x', { times: -1 })).toThrow('times must be a whole number')
  })

  test.each<[unknown, string]>([
    [{ exactly: 2 }, 'a count has no key "exactly"; did you mean "times"? known: times, atLeast, atMost'],
    [{ min: 2 }, 'did you mean "atLeast"?'],
    [{ atleast: 2 }, 'did you mean "atLeast"?'],
    [{ times: 2, atMost: 3 }, 'times excludes atLeast and atMost'],
    [2, 'a count is written { times: 2 }, got 2'],
  ])('a wrong count is told: %j', (count, problem) => {
    expect(() => emulator.received('x', count as object)).toThrow(problem)
    expect(() => emulator.verify('x', count as object)).toThrow(problem)
  })

  test('reset leaves who gets the requests without a session', async () => {
    emulator.defaultSession = 'kept'
    emulator.reset()
    emulator.session('kept').when('hi').reply('for kept')
    expect(await say(emulator, 'hi')).toBe('for kept')
    emulator.defaultSession = ''
  })

  test('and what no scenario matched comes with the near misses of that session alone', async () => {
    const session = emulator.session('u')
    emulator.session('else').when('refund').reply('not for u')
    session.when({ message: 'refund', deployment: 'gpt-4o-mini' }).named('refund rule').reply('x')
    session.next({ error: 'azure.timeout' })
    await say(session, 'an error was ordered')
    await say(session, 'refund')
    expect(session.unmatched).toEqual([
      expect.stringMatching(
        /^no scenario matches the request x\d+: "refund" to gpt-4o\n {2}"refund rule": deployment: expected "gpt-4o-mini", got "gpt-4o"$/,
      ),
    ])
  })
})

test.each<[string, (wrong: any) => unknown, string]>([
  [
    'when()',
    () => emulator.when(undefined as never),
    'when takes a text, a pattern, a map of conditions or a function, got undefined; {} fits every request',
  ],
  [
    'add()',
    (none) => emulator.add(none),
    "add takes a scenario such as { when: 'hello', reply: 'Hi!' }, got undefined",
  ],
  [
    'next of a text',
    () => emulator.next('azure.rate_limit' as never),
    'next takes a map such as { error: \'azure.rate_limit\' }, got "azure.rate_limit"',
  ],
  [
    'next of nothing',
    (none) => emulator.next(none),
    "next takes a map such as { error: 'azure.rate_limit' }, got undefined",
  ],
  [
    'verdict with an unknown option',
    () => emulator.verdict({ quiet: 3 } as object),
    'unknown key "quiet" in the options of a verdict; did you mean "quietMs"?',
  ],
  [
    'verdict with a text',
    () => emulator.verdict({ quietMs: '3s' } as object),
    'quietMs must be a number of at least 0, got the text "3s"; leave the unit out',
  ],
  [
    'verdict with a wrong switch',
    () => emulator.verdict({ final: 1 } as object),
    'final must be true or false, got the number 1',
  ],
  [
    'a seed below 0',
    () => emulator.session('x', { seed: -1 }),
    'seed must be a whole number of at least 0, got -1',
  ],
  [
    'a session that is no text',
    () => (emulator.defaultSession = 7 as never),
    'defaultSession must be text, got the number 7',
  ],
])('wrong use is told: %s', (_what, use, problem) => {
  expect(() => use(undefined)).toThrow(problem)
})
