import { expect, test } from 'vitest'
import { compileTemplate, templateOf } from '../../src/scenario/template.ts'
import { ask, bookOf } from './support.ts'

const request = ask({
  message: 'Order 12',
  body: {
    model: 'm',
    user: 'ann',
    metadata: { tags: ['a', 'b'] },
    messages: [
      { role: 'assistant', content: 'x' },
      { role: 'user', content: 'Order 12' },
    ],
  },
  headers: { 'x-a': 'h' },
})
const scope = { match: ['Order 12', '12'], request }

test.each([
  ['No. {{ match[1] }}!', 'No. 12!'],
  ['{{match}}', 'Order 12'],
  ['{{ match[7] }}', ''],
  ['{{ message }}/{{ turn }}/{{ deployment }}/{{ model }}', 'Order 12/2/gpt-4o/m'],
  ['{{ request.user }} {{ request.body.user }}', 'ann ann'],
  ['{{ request.metadata.tags[-1] }}', 'b'],
  ['{{ request.metadata }}', '{"tags":["a","b"]}'],
  ['{{ request.headers["x-a"] }}{{ request.headers.x-a }}', 'hh'],
  ['{{ request.constructor }}{{ request.body.__proto__ }}{{ request.messages.length }}', ''],
  ['{{ "{{" }} a }}', '{{ a }}'],
  ["{{ '}}' }}", '}}'],
  ['{ {a} }}', undefined],
])('%s', (text, expected) => {
  const template = compileTemplate(text)
  expect(typeof template === 'function' ? template(scope) : template).toBe(expected)
})

test.each(['{{ match[1]', '{{ env.HOME }}', '{{ }}', '{{ match[1 }}', '{{ process.exit() }}'])(
  '%s is refused',
  (text) => {
    expect(compileTemplate(text)).toHaveProperty('problem')
  },
)

test('fills in texts at any depth and shares the rest', () => {
  const value = { a: ['x', { b: '{{ turn }}' }], same: { c: 1 } }
  const filled = templateOf(value)!(scope)
  expect(filled).toEqual({ a: ['x', { b: '2' }], same: { c: 1 } })
  expect(filled.same).toBe(value.same)
  expect(value.a[1]).toEqual({ b: '{{ turn }}' })
  expect(templateOf({ plain: ['a', 1, null] })).toBeUndefined()
})

test('a reply is filled in, verbatim bytes are not', () => {
  const book = bookOf(
    'scenarios:\n  - when: a\n    reply: { text: "No. {{ match[1] }}", headers: { x-n: "{{ turn }}" } }\n  - upstream: { body: { t: "{{ turn }}" } }',
  )
  const [first, second] = book.rules.map((rule) => rule.outcomes[0]!)
  if (first?.kind !== 'reply') throw new Error('no reply')
  expect(first.fill?.(scope)).toEqual({ text: 'No. 12', headers: [['x-n', '2']] })
  expect(second).toMatchObject({ upstream: { body: { data: '{"t":"{{ turn }}"}' } } })
})
