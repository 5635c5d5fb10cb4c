import { expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { callFaker, fakerMethods } from '../../src/fake/realistic/faker-method.ts'
import { TemplateFailure } from '../../src/scenario/template/rich.ts'
import type { TemplateScope } from '../../src/scenario/template/scope.ts'
import { compileTemplate, templateOf } from '../../src/scenario/template/template.ts'
import { ask, bookOf } from './support.ts'
import { cpuTime } from '../support/cpu-time.ts'

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
const NOW = 1735689600

function scopeWith(seed = 1): TemplateScope {
  const random = createRandom(seed)
  return {
    match: ['Order 12', '12'],
    request,
    call: 3,
    state: 'open',
    now: NOW,
    random,
    faker: (method, args) =>
      callFaker(method, args, { random: random.fork('faker'), locale: 'en', now: NOW }),
  }
}
const scope = scopeWith()

function filled(text: string, seed = 1): string | undefined {
  const template = compileTemplate(text, fakerMethods())
  if (template === undefined) return undefined
  if ('problems' in template) throw new Error(JSON.stringify(template.problems))
  return template.fill(scopeWith(seed))
}

test.each([
  ['No. {{ match[1] }}!', 'No. 12!'],
  ['{{match}}', 'Order 12'],
  ['{{ match[7] }}', ''],
  ['{{ message }}/{{ turn }}/{{ deployment }}/{{ model }}', 'Order 12/2/gpt-4o/m'],
  ['{{ call }} {{ attempt }} {{ state }} {{ stream }} {{ now }}', '3 1 open false 1735689600'],
  ['{{ request.user }} {{ request.body.user }}', 'ann ann'],
  ['{{ request.metadata.tags[-1] }}', 'b'],
  ['{{ request.metadata }}', '{"tags":["a","b"]}'],
  ['{{ request.headers["x-a"] }}{{ request.headers.x-a }}', 'hh'],
  ['{{ request.constructor }}{{ request.body.__proto__ }}{{ request.messages.length }}', ''],
  ['{{ "{{" }} a }}', '{{ a }}'],
  ["{{ '}}' }}", '}}'],
  ['{ {a} }}', undefined],
  ['{% if turn %}', undefined],
  ['{{ match | upcase }} {{ match[1] | plus: 1 }}', 'ORDER 12 13'],
  ['{% for tag in request.metadata.tags %}{{ forloop.index }}={{ tag }};{% endfor %}', '1=a;2=b;'],
  ['{% if turn > 1 %}again{% else %}first{% endif %}{{ "" }}', 'again'],
  ['{% assign n = turn | times: 2 %}{{ n }}', '4'],
  ['{{ request.metadata | json }} {{ request.messages | size }}', '{"tags":["a","b"]} 2'],
  ['{{ request.metadata.tags | join: "+" }} {{ request.user | default: "nobody" }}', 'a+b ann'],
  ['{{ "now" | date: "%Y-%m-%d %H:%M" }} {{ now | date: "%Y" }}', '2025-01-01 00:00 2025'],
  ['{{ request.constructor | json }}{{ request.headers.__proto__ | json }}{{ dice.nothing }}', ''],
  ['{{ "a" | upcase }}{{ "number.int" | faker: min: 5, max: 5 }}', 'A5'],
  ['{{ 4 | roll: 4 }} {{ "x" | split: "," | pick }} {{ dice.d1 }}', '4 x 1'],
])('%s', (text, expected) => {
  expect(filled(text)).toBe(expected)
})

test.each([
  '{{ faker.person.fullName }} {{ faker.string.uuid }} {{ "a,b,c,d" | split: "," | sample }} {{ dice.next }}',
  '{{ faker.date.past }} {{ dice.d1000000 }} {{ 1 | roll: 1000000 }}',
])('%s follows the seed alone', (text) => {
  expect(filled(text, 5)).toBe(filled(text, 5))
  expect(filled(text, 5)).not.toBe(filled(text, 6))
})

test.each([
  ['{{ match[1]', 'not closed'],
  ['{{ env.HOME }}', 'env.HOME }} names nothing'],
  ['{{ match[1 }}', 'does not compile'],
  ['{{ process.exit() }}', 'does not compile'],
  ['{{ turn | nope }}', 'undefined filter: nope'],
  ['{% for %}{{ turn }}', 'does not compile'],
  ['{% for a in tools %}{{ a }}', 'not closed'],
  ['{% render "other" %}{{ turn }}', 'tag "render" not found'],
  ['{% include "/etc/passwd" %}{{ turn }}', 'tag "include" not found'],
  ['{{ faker.person.frstName }}', 'faker makes no such thing'],
  ['{{ faker.constructor.constructor }}', 'faker makes no such thing'],
])('%s is refused when it is read', (text, words) => {
  const template = compileTemplate(text, fakerMethods())
  expect(template).toMatchObject({
    problems: [{ problem: expect.stringContaining(words), hint: expect.any(String) }],
  })
})

test.each([
  [
    'time and size',
    '{% for i in (1..900000) %}{% for j in (1..900000) %}x{% endfor %}{% endfor %}{{ turn }}',
  ],
  ['size', '{% for i in (1..100000000) %}{{ i }}{% endfor %}'],
  [
    'characters',
    '{% assign a = "0123456789" %}{% for i in (1..19) %}{% assign a = a | append: a %}{% endfor %}{{ a }}',
  ],
  ['faker', '{{ "lorem.words" | faker: 1000000000 }}'],
  ['unknown methods', '{{ "helpers.fake" | faker: "x" }}'],
  ['own properties', '{{ "constructor.constructor" | faker }}'],
  ['rolls', '{{ 6 | roll: 1 }}'],
])('a template is bounded in %s: a failure in words', (_what, text) => {
  const { ms } = cpuTime(() => expect(() => filled(text)).toThrow(TemplateFailure))
  expect(ms).toBeLessThan(3000)
})

test('fills in texts at any depth and shares the rest', () => {
  const value = { a: ['x', { b: '{{ turn }}' }], same: { c: 1 } }
  const filled = templateOf(value)!.fill(scope)
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
