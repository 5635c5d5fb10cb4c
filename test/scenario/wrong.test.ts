import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { fakerMethods } from '../../src/fake/realistic/faker-method.ts'
import { buildBook } from '../../src/scenario/build-book.ts'
import { diagnosticToJson, formatDiagnostic } from '../../src/shape/diagnostic.ts'
import { scenarioJsonSchema } from '../../src/scenario/schema/json-schema.ts'

const names = { errors: ['azure.rate_limit', 'azure.server_error'] }
const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  allErrors: true,
}).compile(scenarioJsonSchema(names))
const folder = new URL('./wrong/', import.meta.url)

// A file says in comments what is wrong with it: `# line:column code words of the message or hint`.
// `# blind`: the schema cannot tell. `# syntax`: it cannot even be parsed.
describe.each(readdirSync(folder))('%s', (path) => {
  const text = readFileSync(new URL(path, folder), 'utf8')
  const { book, diagnostics } = buildBook([{ path, text }], {
    errorNames: names.errors,
    fakerMethods: fakerMethods(),
  })
  const expected = [...text.matchAll(/^# (\d+):(\d+) (\S+) ?(.*)$/gm)]
    .map(([, line, column, code, words]) => ({ line: Number(line), column: Number(column), code, words }))
    .sort((a, b) => a.line - b.line || a.column - b.column)

  test('every mistake is reported once, where it stands', () => {
    expect(expected).not.toHaveLength(0)
    expect(diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(
      expected.map(({ line, column, code }) => `${line}:${column} ${code}`),
    )
    for (const [index, { words }] of expected.entries()) {
      const { message, hint = '' } = diagnostics[index]!
      expect(`${message} — ${hint}`).toContain(words)
    }
  })

  test('an error leaves no book, a warning does', () => {
    expect(book === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
  })

  test('the source line is shown with a caret under the place', () => {
    for (const diagnostic of diagnostics) {
      const [head, source = '', caret = ''] = formatDiagnostic(diagnostic).split('\n')
      expect(head).toMatch(new RegExp(`^${path}:${diagnostic.line}:${diagnostic.column} `))
      if (diagnostic.source === undefined || diagnostic.source.trim() === '') continue
      expect(source.slice(caret.indexOf('^'))).toBe(
        diagnostic.source.slice(diagnostic.column - 1).slice(0, 60 + 40),
      )
      expect(diagnosticToJson(diagnostic)).toMatchObject({ file: path, code: diagnostic.code })
    }
  })

  if (!/^# (blind|syntax)$/m.test(text)) {
    test('the published schema refuses it too', () => {
      expect(validate(parse(text))).toBe(false)
    })
  } else if (/^# blind$/m.test(text)) {
    test('the published schema cannot tell', () => {
      expect(validate(parse(text, { uniqueKeys: false }))).toBe(true)
    })
  }
})

test.each<[string, string | Uint8Array, string]>([
  ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe, 0x00, 0x41]), 'not-text'],
  ['a text with NUL', 'scenarios: []\0', 'not-text'],
  ['a huge file', 'x'.repeat(8 * 1024 * 1024 + 1), 'too-large'],
  ['nested flow lists', `scenarios: ${'['.repeat(300)}${']'.repeat(300)}`, 'too-deep'],
  ['a million brackets', '['.repeat(1_000_000), 'too-deep'],
  ['a million dashes', '- '.repeat(1_000_000), 'too-deep'],
  ['ten thousand dashes', '- '.repeat(10_000), 'too-deep'],
  [
    'a thousand levels of indentation',
    Array.from({ length: 999 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    'too-deep',
  ],
  ['a line that is indented too far', `scenarios:\n${' '.repeat(50_000)}- reply: x`, 'too-deep'],
  ['keys without end in one line', 'a: '.repeat(1_000_000), 'too-deep'],
  ['very many values', `scenarios: [${'1, '.repeat(400_000)}]`, 'too-large'],
])('%s: one clear error', (_what, text, code) => {
  const { book, diagnostics } = buildBook([{ path: 'x.yaml', text }])
  expect(book).toBeUndefined()
  expect(diagnostics[0]).toMatchObject({ code, severity: 'error', file: 'x.yaml' })
  expect(diagnostics.length).toBeLessThanOrEqual(5)
})

test('ten thousand scenarios in one line of JSON are fine', () => {
  const scenarios = Array.from({ length: 10_000 }, (_, i) => ({
    name: `n${i}`,
    when: `question ${i} x`,
    reply: 'r',
  }))
  expect(buildBook([{ path: 'x.json', text: JSON.stringify({ scenarios }) }]).book?.rules).toHaveLength(
    10_000,
  )
})

test('a name that stands in two files is an error in the later one', () => {
  const file = (path: string) => ({ path, text: 'scenarios:\n  - name: same\n    when: x\n    reply: y\n' })
  const { book, diagnostics } = buildBook([file('b.yaml'), file('a.yaml')])
  expect(book).toBeUndefined()
  expect(diagnostics).toMatchObject([{ file: 'b.yaml', line: 2, column: 11, code: 'duplicate-name' }])
  expect(diagnostics[0]!.hint).toContain('a.yaml:2:11')
})

test('the text of a diagnostic', () => {
  const { diagnostics } = buildBook([{ path: 'a.yaml', text: 'scenarios:\n  - when: hi\n    replly: Hi\n' }])
  expect(diagnostics.map(formatDiagnostic)).toEqual([
    [
      'a.yaml:3:5 unknown key "replly" in scenarios[0] [unknown-key]',
      '  3 |     replly: Hi',
      '    |     ^',
      '  hint: did you mean "reply"? known: name, description, when, reply, error, upstream, wire, fake, replies, by, then, timing, faults, priority, times, weight, set_state',
    ].join('\n'),
  ])
})
