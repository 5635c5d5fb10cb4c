import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { errorNames } from '../../src/errors/catalogue.ts'
import { fakerMethods } from '../../src/fake/realistic/faker-method.ts'
import { formatDiagnostic } from '../../src/shape/diagnostic.ts'
import { buildBook } from '../../src/scenario/build-book.ts'
import { scenarioJsonSchema } from '../../src/scenario/schema/json-schema.ts'

const names = { errors: errorNames() }
const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
  scenarioJsonSchema(names),
)

// Files one after the other, each with its verdict: `=== verdict line:column code, … | title`.
// good, warn: it makes a book. bad: it makes none, and the schema refuses it too. blind: the schema cannot tell.
// unread: no YAML reader makes anything of it.
const cases = readFileSync(new URL('./verdicts.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((section) => {
    const [, verdict = '', found = '', title = ''] = /^(\w+) ?(.*?) \| (.*)\n/.exec(section)!
    return { title, verdict, found, text: section.slice(section.indexOf('\n') + 1) }
  })

const attachments = new Map([
  ['a.md', { text: 'hi' }],
  ['a.json', { text: '{"a":1}' }],
])

describe('right and wrong uses of every key', () => {
  test.each(cases)('$title: $verdict $found', ({ verdict, found, text }) => {
    const { book, diagnostics } = buildBook([{ path: 'a.yaml', text, attachments }], {
      errorNames: names.errors,
      fakerMethods: fakerMethods(),
    })
    const told = diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`).join(', ')
    expect(told).toBe(found)
    expect(book !== undefined).toBe(verdict === 'good' || verdict === 'warn')
    for (const { severity } of diagnostics) expect(severity).toBe(verdict === 'warn' ? 'warning' : 'error')
    if (verdict !== 'unread')
      expect(validate(parse(text, { uniqueKeys: false, merge: true, logLevel: 'silent' }))).toBe(
        verdict !== 'bad',
      )
  })

  test('there are enough of them, and no two of one name', () => {
    expect(cases.length).toBeGreaterThan(300)
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length)
  })
})

test.each([
  ['when: { mesage: a }, reply: x', 'did you mean "message"?'],
  ['when: { last_message: a }, reply: x', 'did you mean "message"?'],
  ['when: { set_state: a }, reply: x', 'it stands beside when, in the scenario itself'],
  ['when: { message: { regex: a } }, reply: x', 'did you mean "matches"?'],
  ['when: a, response: x', 'did you mean "reply"?'],
  ['reply: { content: x }', 'did you mean "text"?'],
  ['reply: { text: x, timing: slow }', 'it stands beside reply, in the scenario itself'],
  ['reply: { tool_calls: [{ name: f, args: {} }] }', 'did you mean "arguments"?'],
  ['reply: { tool_calls: [{ function: { name: f } }] }', 'name and arguments stand in the call itself'],
  ['reply: { fake: {}, text: x }', 'fake makes the whole reply'],
  ['replies: [{ error: azure.rate_limit, text: x }]', 'it is part of a reply: { reply: { text: … } }'],
  ['replies: [{ error: azure.rate_limit, faults: cut }]', 'it stands beside replies, in the scenario itself'],
  ['reply: { usage: { input_tokens: 1 } }', 'did you mean "prompt_tokens"?'],
  ['reply: x, timing: { ttft: 1 }', 'did you mean "first_token_ms"?'],
  ['reply: x, faults: [{ cut: 3 }]', 'write cut: { after: … }'],
  ['when: /a/g, reply: x', 'leave it out: one match is enough'],
  ['when: /usr/local/bin, reply: x', 'meant literally write { contains: … }'],
  ["when: '/(?<n>a)\\k<n>/', reply: x", 'back-references cannot run in linear time'],
  ["reply: '{{ mesage }}'", 'did you mean "message"?'],
  ["reply: '{{ message | upcas }}'", 'did you mean "upcase"?'],
  ["reply: '{{ 1 }}{% for a in tools %}'", 'close it with {% endfor %}'],
  ['reply: \'{{ 1 }}{% render "x" %}\'', 'text: { file: answer.md }'],
  ['error: { retry_after: 1 }', 'bifrost-emulator list errors'],
])('%s: %s', (scenario, words) => {
  const { diagnostics } = buildBook([{ path: 'a.yaml', text: `scenarios:\n  - { ${scenario} }\n` }], {
    errorNames: names.errors,
    fakerMethods: fakerMethods(),
  })
  const hints = diagnostics.map(({ hint }) => hint).join('; ')
  expect(hints).toContain(words)
})

test('a short word is not bent into another one', () => {
  const { diagnostics } = buildBook([{ path: 'a.yaml', text: "scenarios: [{ reply: '{{ foo }}' }]" }])
  expect(diagnostics[0]?.hint).toMatch(/^known: match/)
})

test.each([
  ['wide characters', 'scenarios: [{ when: 日本, replly: x }]', 'scenarios: [{ when: 日本, '.length + 2],
  [
    'control characters',
    "scenarios: [{ when: '\u001b[31m', replly: x }]",
    "scenarios: [{ when: '\u001b[31m', ".length,
  ],
])('the caret stands under the place: %s', (_what, text, column) => {
  const { diagnostics } = buildBook([{ path: 'a.yaml', text }])
  const [, source, caret] = diagnostics.map(formatDiagnostic).join('').split('\n')
  expect(caret!.indexOf('^')).toBe('  1 | '.length + column)
  expect(source).not.toContain('\u001b')
})
