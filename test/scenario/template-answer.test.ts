import { describe, expect, test, vi } from 'vitest'
import { HeaderMap } from '../../src/message/header-map.ts'
import { testEmulator } from '../support/start-service.ts'

function asker(scenarios: readonly object[], seed = 7) {
  const emulator = testEmulator({ scenarios: { scenarios }, seed })
  return (content: string, more: object = {}) => {
    const { plan } = emulator.exchange(
      {
        method: 'POST',
        target: '/openai/openai/deployments/gpt-4o/chat/completions?api-version=1',
        headers: new HeaderMap([['host', 'h']]),
        body: Buffer.from(JSON.stringify({ messages: [{ role: 'user', content }], ...more })),
        httpVersion: '1.1',
      },
      { at: 0, date: '' },
    )
    const [head] = plan.events
    const parts = plan.events.flatMap((it) => (it.kind === 'body' ? [it.data] : []))
    const text = parts.map((part) => String(typeof part === 'function' ? part() : part)).join('')
    return {
      status: head?.kind === 'head' ? head.status : 0,
      headers: new Map(
        head?.kind === 'head' ? head.headers.map(([name, value]) => [name.toLowerCase(), value]) : [],
      ),
      body: JSON.parse(text),
    }
  }
}

const contentOf = (answer: { body: any }): string => answer.body.choices[0].message.content

test('the same request gets the same faker values, another seed others', () => {
  const rules = [{ reply: '{{ faker.person.fullName }} of {{ faker.location.city }}, {{ dice.d20 }}' }]
  const [one, same, other] = [asker(rules)('x'), asker(rules)('x'), asker(rules, 8)('x')]
  expect(contentOf(one)).toMatch(/^\S+ .* of .+, \d+$/)
  expect(contentOf(same)).toBe(contentOf(one))
  expect(contentOf(other)).not.toBe(contentOf(one))
})

test('call counts up, also for requests that are equal to the byte', () => {
  const ask = asker([{ reply: 'This is call {{ call }}.' }])
  expect([1, 2, 3].map(() => contentOf(ask('x')))).toEqual([
    'This is call 1.',
    'This is call 2.',
    'This is call 3.',
  ])
})

test('the state is the one before the call', () => {
  const ask = asker([
    {
      when: { message: 'open', state: { exists: false } },
      reply: 'was {{ state | default: "new" }}',
      set_state: 'open',
    },
    { when: { message: 'ask' }, reply: 'it is {{ state }}' },
  ])
  expect([contentOf(ask('open')), contentOf(ask('ask'))]).toEqual(['was new', 'it is open'])
})

test('loops over what the request brings', () => {
  const ask = asker([
    { reply: '{% for tool in tools %}{{ forloop.index }}. {{ tool }}\n{% endfor %}{{ tools | size }}' },
  ])
  const tools = ['a', 'b'].map((name) => ({
    type: 'function',
    function: { name, parameters: { type: 'object' } },
  }))
  expect(contentOf(ask('x', { tools }))).toBe('1. a\n2. b\n2')
})

test('an error has templates too, and a header holds no line breaks', () => {
  const ask = asker([
    {
      when: 'bad',
      error: { status: 422, message: 'No {{ message | upcase }}', headers: { 'x-said': '{{ message }}' } },
    },
  ])
  const answer = ask('bad\r\nx-evil: 1')
  expect([answer.status, answer.body.error.message]).toEqual([422, 'No BAD\r\nX-EVIL: 1'])
  expect([answer.headers.get('x-said'), answer.headers.has('x-evil')]).toEqual(['bad x-evil: 1', false])
})

test.each([
  [
    'runs too long',
    '{% for i in (1..900000) %}{% for j in (1..900000) %}x{% endfor %}{% endfor %}{{ turn }}',
  ],
  ['is told nonsense', '{{ message | roll: 1 }}'],
  ['wants too much', '{{ "string.alpha" | faker: 5000 }}'],
])('a template that %s gives an error that is the emulator’s own', (_what, text) => {
  const answer = asker([{ name: 'odd', reply: text }])('x')
  expect([answer.status, answer.body.type]).toEqual([422, 'emulator_error'])
  expect(answer.body.error.message).toMatch(
    /^bifrost-emulator: scenario "odd" \(test\.yaml:1\): a template cannot be filled in: /,
  )
})

describe('what a template may take is counted, so that a busy machine gives the same answer', () => {
  test.each([
    ['steps', '{% for i in (1..300000) %}{{ i }}{% endfor %}', /it takes more than 100000 steps/],
    [
      'values of faker',
      '{% for i in (1..5000) %}{{ faker.string.alpha }}{% endfor %}',
      /more than 100000 steps/,
    ],
    [
      'characters',
      '{% assign a = "0123456789" %}{% for i in (1..5) %}{% assign a = a | append: a | append: a | append: a | append: a | append: a | append: a | append: a | append: a | append: a %}{% endfor %}{{ a }}{{ a }}',
      /more than 1000000 characters|memory alloc/,
    ],
  ])('%s', (_, reply, why) => {
    const answer = asker([{ reply }])('x')
    expect(answer.status).toBe(422)
    expect(answer.body.error.message).toMatch(why)
  })

  test('a slow first step does not end it', () => {
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
    let now = 0
    try {
      expect(contentOf(asker([{ reply: '{{ "a" | upcase }}{{ "b" | upcase }}' }])('x'))).toBe('AB')
    } finally {
      vi.restoreAllMocks()
    }
  })
})
