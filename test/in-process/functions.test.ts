import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import type { ReplyContext } from '../../src/index.ts'
import { chat, say, textOf } from './ask.ts'

const emulator = await createEmulator({ seed: 7, strict: true })
afterAll(() => emulator.close())
beforeEach(() => emulator.reset())

const ask = (content: string, more: object = {}) =>
  emulator.fetch(`${emulator.baseURL}/chat/completions`, chat(content, more))

describe('a function of reply', () => {
  test('is told the request, the turn, the call, the state and what the pattern caught', async () => {
    const seen: ReplyContext[] = []
    const rule = emulator.when(/order (\d+)/).setState('asked')
    rule.reply((context) => {
      seen.push({ ...context, state: context.state })
      return `${context.call}: ${context.match[1]} for ${context.request.headers['x-user']}`
    })
    const messages = [
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'hi' },
      { role: 'user', content: 'order 12' },
    ]
    const headers = { 'content-type': 'application/json', 'x-user': 'ann' }
    const init = { method: 'POST', headers, body: JSON.stringify({ messages }) }
    const url = `${emulator.baseURL}/chat/completions`
    expect(await textOf(await fetch(url, init))).toBe('1: 12 for ann')
    expect(await textOf(await emulator.fetch(url, init))).toBe('2: 12 for ann')
    expect(seen.map(({ turn, call, state, message }) => [turn, call, state, message])).toEqual([
      [2, 1, undefined, 'order 12'],
      [2, 2, 'asked', 'order 12'],
    ])
    expect(seen[0]!.request.body).toEqual({ messages })
  })

  test('gives any kind of answer, streams too, and its texts are no templates', async () => {
    emulator.when('text').reply(() => 'a {{ message }} {{ oops')
    emulator.when('map').reply(() => ({ text: '{{ turn }}', finish_reason: 'length' }))
    emulator.when('error').reply(({ call }) => ({ error: { name: 'azure.rate_limit', retry_after: call } }))
    emulator.when('fake').reply(() => ({ fake: { style: 'echo' } }))
    emulator.when('wire').reply(() => ({ wire: { status: 203, text: new TextEncoder().encode('raw') } }))
    expect(await textOf(await ask('text'))).toBe('a {{ message }} {{ oops')
    const { choices } = (await (await ask('map')).json()) as { choices: object[] }
    expect(choices[0]).toMatchObject({ message: { content: '{{ turn }}' }, finish_reason: 'length' })
    expect((await ask('error')).status).toBe(429)
    expect(await textOf(await ask('say fake'))).toBe('say fake')
    expect(await (await ask('wire')).text()).toBe('raw')
    const stream = await (await ask('text', { stream: true })).text()
    expect([...stream.matchAll(/"content":"([^"]*)"/g)].map(([, text]) => text).join('')).toBe(
      'a {{ message }} {{ oops',
    )
  })

  test('stands among replies, and in a whole scenario', async () => {
    emulator.when('r').replies(['one', ({ call }) => `call ${call}`], { then: 'loop' })
    expect([await say(emulator, 'r'), await say(emulator, 'r'), await say(emulator, 'r')]).toEqual([
      'one',
      'call 2',
      'one',
    ])
    const whole = emulator.add({
      when: ({ message }) => message === 'r',
      reply: ({ message }) => message,
      times: 1,
    })
    expect([await say(emulator, 'r'), await say(emulator, 'r')]).toEqual(['r', 'call 4'])
    expect(whole.hits).toBe(1)
  })

  test('gives the same answer for the same seed and request, on any emulator', async () => {
    const texts = []
    for (const seed of [7, 7, 8]) {
      await using one = await createEmulator({ seed })
      one.when({}).reply(({ random, now }) => `${random()} ${random()} ${now}`)
      texts.push(await say(one, 'hi'), await say(one, 'hi'), await say(one, 'ho'))
    }
    const [first, again, other, second, , , third] = texts
    expect([again, second]).toEqual([first, first])
    expect(new Set([first, other, third]).size).toBe(3)
  })

  test('stays with its rule when that is changed', async () => {
    const rule = emulator.when('x').reply(() => 'made')
    rule.named('mine').times(2)
    expect(await say(emulator, 'x')).toBe('made')
    expect(await say(emulator, 'x')).toBe('made')
    expect(await say(emulator, 'x')).toContain('no scenario matches')
  })
})

describe('a function of when', () => {
  test('decides which requests its rule answers', async () => {
    emulator.when(({ request }) => request.messages.length > 1).reply('many')
    emulator.when(({ request, message }) => message === 'one' && request.deployment === 'gpt-4o').reply('one')
    expect(await say(emulator, 'one')).toBe('one')
    const two = [
      { role: 'system', content: 'be kind' },
      { role: 'user', content: 'two' },
    ]
    expect(await textOf(await ask('', { messages: two }))).toBe('many')
  })

  test('is asked once for each request, and named where it does not fit', async () => {
    let asked = 0
    emulator.when(() => ++asked < 0).reply('never')
    const answer = await say(emulator, 'hi')
    expect(answer).toMatch(/when: expected the function of functions\.test\.ts:\d+ to return true, got false/)
    expect(emulator.unmatched).toHaveLength(1)
    expect(asked).toBe(1)
  })

  test('of a session sees the requests of that session alone', async () => {
    const session = emulator.session('one')
    session.when(() => true).reply('mine')
    expect(await say(session, 'hi')).toBe('mine')
    expect(await say(emulator, 'hi')).toContain('no scenario matches')
  })
})

describe('a function that fails', () => {
  const failing: readonly (readonly [string, () => unknown, string])[] = [
    [
      'throws',
      () => {
        throw new RangeError('no such order')
      },
      'reply threw RangeError: no such order (functions.test.ts:',
    ],
    ['is async', async () => 'later', 'reply returned a promise; the answer is wanted at once'],
    ['returns nothing', () => undefined, 'reply returned undefined, and no answer'],
    ['returns a number', () => 7, 'reply returned what is no answer: what reply returned must be'],
    ['misspells a key', () => ({ txt: 'x' }), 'did you mean "text"?'],
    ['names no error', () => ({ error: 'azure.rate_limt' }), 'did you mean "azure.rate_limit"?'],
  ]
  test.each(failing)('%s: the answer says so, and so does failures', async (_how, run, words) => {
    emulator
      .when('x')
      .named('mine')
      .reply(run as () => string)
    const response = await ask('x')
    const text = await response.text()
    expect(response.status).toBe(422)
    expect(JSON.parse(text).error.message).toContain(`bifrost-emulator: scenario "mine": `)
    expect(JSON.parse(text).error.message).toContain(words)
    expect(emulator.failures).toEqual([expect.stringContaining(words)])
    emulator.reset()
    expect(emulator.failures).toEqual([])
  })

  test('in when: its request is told, and others are not hurt', async () => {
    emulator.when('other').reply('fine')
    emulator
      .when(({ request }) => (request.body['metadata'] as { team: string }).team === 'red')
      .named('team')
      .reply('red')
    expect(await say(emulator, 'hi')).toMatch(
      /scenario \\"team\\": when threw TypeError: .*functions\.test\.ts/,
    )
    expect(await textOf(await ask('hi', { metadata: { team: 'red' } }))).toBe('red')
    expect(await textOf(await ask('other', { metadata: { team: 'blue' } }))).toBe('fine')
    expect(emulator.failures).toHaveLength(1)
  })

  test('elsewhere a function is refused with the place where it may stand', () => {
    expect(() => emulator.when({ message: (() => true) as never })).not.toThrow()
    expect(() => emulator.when({ message: (() => true) as never }).reply('x')).toThrow(
      'when.message cannot be a function: a scenario holds what JSON holds, and patterns. Functions stand for the whole of when, reply or one of replies',
    )
  })
})
