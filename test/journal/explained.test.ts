import { describe, expect, test } from 'vitest'
import { wholeJournalView } from '../../src/journal/view.ts'
import { ask, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

const scenarios = {
  scenarios: [
    { name: 'second', when: { message: 'joke', call: 2 }, reply: 'Two.' },
    { name: 'joke', when: { message: 'joke', header: { 'x-team': 'red' } }, reply: 'One.' },
    { name: 'paid', when: { state: 'paid' }, reply: 'Thanks.' },
    { name: 'pay', when: 'pay', reply: 'Paid.', set_state: 'paid', times: 1 },
  ],
}

interface Whole {
  readonly why?: { readonly conditions: readonly object[]; readonly call: number; readonly at: string }
  readonly near_misses?: readonly {
    readonly scenario: string
    readonly path: string
    readonly actual: string
  }[]
  readonly upstream: readonly {
    readonly dropped: string[]
    readonly changed: string[]
    readonly added: string[]
  }[]
}

const whole = (entry: Parameters<typeof wholeJournalView>[0]) => wholeJournalView(entry) as Whole

describe('why an exchange was answered as it was', () => {
  test('each condition of the scenario, with what stood in the request', () => {
    const emulator = testEmulator({ scenarios })
    const { entry } = ask(emulator, says('a JOKE please'), { headers: [['X-Team', 'red']] })
    expect(whole(entry).why).toEqual({
      at: expect.stringMatching(/^test\.yaml:1:\d+$/),
      call: 1,
      conditions: [
        { path: 'message', expected: 'contains "joke"', actual: '"a JOKE please"' },
        { path: 'header.x-team', expected: '"red"', actual: '"red"' },
      ],
    })
  })

  test('the nearest misses of a fake', () => {
    const emulator = testEmulator({ scenarios })
    const { entry } = ask(emulator, says('a joke'), { headers: [['x-team', 'blue']] })
    expect(whole(entry)).not.toHaveProperty('why')
    expect(whole(entry).near_misses?.slice(0, 2)).toMatchObject([
      { scenario: 'second', path: 'call', actual: '1' },
      { scenario: 'joke', path: 'header.x-team', actual: '"blue"' },
    ])
  })

  test('what the session knew then counts, not what it knows now', () => {
    const emulator = testEmulator({ scenarios })
    const first = ask(emulator, says('pay'))
    const second = ask(emulator, says('thank me'))
    const third = ask(emulator, says('pay again'))
    emulator.reset('')
    expect(second.entry.calls[0]?.rule).toBe('paid')
    expect(whole(second.entry).why?.conditions).toEqual([
      { path: 'state', expected: '"paid"', actual: '"paid"' },
    ])
    expect([first, third].map(({ entry }) => entry.calls[0]?.rule)).toEqual(['pay', 'paid'])
  })

  test('an error that was ordered has no misses; the gateway alone has neither', () => {
    const emulator = testEmulator({ scenarios })
    const ordered = ask(emulator, says('x'), { headers: [['x-emulator-error', 'azure.timeout']] })
    const broken = ask(emulator, '{bad')
    for (const { entry } of [ordered, broken])
      expect(Object.keys(whole(entry))).not.toEqual(expect.arrayContaining(['near_misses']))
  })

  test('a repeated exchange still counts', () => {
    const emulator = testEmulator({ scenarios: { scenarios: [{ name: 'hi', when: 'hi', reply: 'Hi.' }] } })
    const calls = [1, 2, 3].map(() => whole(ask(emulator, says('hi')).entry).why?.call)
    expect(calls).toEqual([1, 2, 3])
  })

  test('tells what was dropped, changed and added on the way to the deployment', () => {
    const emulator = testEmulator()
    const body = { ...says('hi'), max_tokens: 5, n: 2, stream: true, temperature: 0.5 }
    const [call] = whole(ask(emulator, body).entry).upstream
    expect(call).toMatchObject({ dropped: expect.arrayContaining(['max_tokens', 'n']), changed: [] })
    expect(call?.added).toEqual(expect.arrayContaining(['model', 'stream_options']))
  })
})
