import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { TestRun } from '../../src/testing/test-run.ts'
import { say } from '../in-process/ask.ts'

const warn = vi.spyOn(console, 'warn')
beforeEach(() => void warn.mockReset())
afterEach(() => void warn.mockReset())

const warnings = () => warn.mock.calls.map(([text]) => text)

describe('at the end of a test', () => {
  test('what still waits on the manual clock is told: a warning, or a reason why the test failed', async () => {
    const run = await TestRun.start({ clock: 'manual' })
    const waiting = []
    for (const hasFailed of [false, true]) {
      const session = run.begin('stuck')
      session.when('slow').reply('at last').timing({ first_token_ms: 20_000 })
      waiting.push(say(session, 'slow'))
      await session.clock.advance('1s', { waitFor: waiting.length })
      const end = () => run.end(session, { hasFailed })
      const words =
        '1 exchange still waits on the manual clock; await emulator.clock.advanceToIdle() lets all the time pass that is needed'
      if (hasFailed) expect(end).toThrow(words)
      else expect(end).not.toThrow()
      expect(warnings()).toEqual([`bifrost-emulator: stuck: ${words}`])
    }
    await run.emulator.clock.advanceToIdle()
    expect(await Promise.all(waiting)).toEqual(['at last', 'at last'])
    run.end(run.begin('fine'))
    expect(warnings()).toHaveLength(1)
    await run.close()
  })

  test('a first token later than the gateway waits is warned of', async () => {
    const run = await TestRun.start()
    const session = run.begin('late')
    session.when('hi').reply('x').timing({ first_token_ms: '31s' })
    run.end(session)
    expect(warnings()).toEqual([
      expect.stringMatching(
        /^bifrost-emulator: late: at this pace the answer takes about 31 s, .* 30 s; make it quicker/,
      ),
    ])
    await run.close()
  })

  test('a function that failed fails the test', async () => {
    const run = await TestRun.start()
    const session = run.begin('throws')
    session.when('hi').reply(({ match }) => match[3]!.toUpperCase())
    await say(session, 'hi')
    expect(() => run.end(session)).toThrow(/reply threw TypeError: .* \(test-run\.test\.ts:\d+\)/)
    await run.close()
  })
})

describe('env', () => {
  test('sets what clients read from the first test to the last', async () => {
    const target: Record<string, string | undefined> = { OPENAI_BASE_URL: 'before' }
    const run = await TestRun.start({ env: true }, target)
    expect(target).toEqual(run.emulator.env)
    await run.close()
    expect(target).toEqual({ OPENAI_BASE_URL: 'before' })
  })

  test('takes names of one’s own', async () => {
    const target = {}
    const run = await TestRun.start(
      { env: { MY_GATEWAY: '{url}/openai', BASE: '{baseURL}', MODE: 'test' } },
      target,
    )
    const { url, baseURL } = run.emulator
    expect(target).toEqual({ MY_GATEWAY: `${url}/openai`, BASE: baseURL, MODE: 'test' })
    await run.close()
    expect(target).toEqual({})
  })

  test.each([
    [['OPENAI_BASE_URL'], /env: must be true or a map such as/],
    [{ A: 1 }, /env: must be true or a map such as/],
    [{ A: '{base}' }, 'env.A: {base} is unknown; there are {url} and {baseURL}'],
  ])('tells what is wrong with %j', async (env, problem) => {
    await expect(TestRun.start({ env: env as never })).rejects.toThrow(problem)
  })
})
