import { expect, test } from 'vitest'
import { buildBook } from '../../src/scenario/build-book.ts'

/** What is written behind `- when: a`, and what the hint says to write. */
test.each<[string, string]>([
  ['reply: {{ message }} indeed', "'{{ message }} indeed'"],
  ['reply: {{message}}!', "'{{message}}!'"],
  ['reply: {{ match[1] }} x', "'{{ match[1] }} x'"],
  ['reply: {{ message }}, {{ turn }}', "'{{ message }}, {{ turn }}'"],
  ["reply: {{ message }} isn't it", "'{{ message }} isn''t it'"],
  ['reply: {% if turn %}a{% endif %}', "'{% if turn %}a{% endif %}'"],
  ['reply: { text: {{ message }} there }', "'{{ message }} there'"],
  ['reply: { text: hi {{ message }} }', "'hi {{ message }}'"],
  ['replies:\n      - {{ message }} x', "'{{ message }} x'"],
  ['error: { status: 400, message: {{ message }} was wrong }', "'{{ message }} was wrong'"],
  ['reply: {{ message }}\n      and more', "'{{ message }}'"],
  ['reply: {{ message }}', "'{{ … }}'"],
  ['reply: { text: {{ message }} }', "'{{ … }}'"],
  ['replies: [ {{ message }}, b ]', "'{{ … }}'"],
])('%s', (written, quoted) => {
  const { diagnostics } = buildBook([{ path: 'a.yaml', text: `scenarios:\n  - when: a\n    ${written}\n` }])
  expect(diagnostics[0]).toMatchObject({
    code: 'syntax',
    hint: expect.stringContaining(`in quotes: ${quoted}`),
  })
})

test.each([
  ['reply: "{{ message }}" x', undefined],
  ['reply: a # {{ message }}\n    timing: [', 'close it with ]'],
])('what is in quotes or a comment is none: %s', (written, hint) => {
  const { diagnostics } = buildBook([{ path: 'a.yaml', text: `scenarios:\n  - when: a\n    ${written}\n` }])
  expect(diagnostics[0]?.hint).toBe(hint)
})
