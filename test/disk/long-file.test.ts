import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { buildBook, createBookBuilder } from '../../src/scenario/build-book.ts'
import { readTree } from '../../src/shape/source/read-tree.ts'
import { plainValue } from '../../src/shape/source/tree.ts'

const COUNT = 3000
const block = `scenarios:\n${Array.from({ length: COUNT }, (_, n) => `  - when: question ${n} of many\n    reply: answer ${n} # said\n`).join('')}`
const flow = JSON.stringify({
  scenarios: Array.from({ length: COUNT }, (_, n) => ({
    when: `question ${n} of many`,
    reply: `answer ${n}`,
  })),
})
const files = [
  { name: 'YAML', path: 'a.yaml', text: block },
  { name: 'JSON', path: 'a.json', text: flow },
  { name: 'indented JSON', path: 'a.json', text: JSON.stringify(JSON.parse(flow), null, 2) },
]

describe.each(files)('a long file of $name', ({ path, text }) => {
  test('is read as the parser reads it', () => {
    const { tree, problems } = readTree(text)
    expect(problems).toEqual([])
    expect(plainValue(tree!)).toEqual(parse(text))
  })

  test('is read in many steps', () => {
    const steps = createBookBuilder().steps([{ path, text }])
    let count = 0
    let result = steps.next()
    while (result.done !== true) {
      count++
      result = steps.next()
    }
    expect(result.value.book?.rules).toHaveLength(COUNT)
    expect(count).toBeGreaterThan(COUNT / 25)
  })

  test('tells every mistake in it once, where it stands', () => {
    const wrong = [7, 199, 200, 201, 2999].reduce(
      (it, n) => it.replace(new RegExp(`reply("?: ?"?answer ${n}\\b)`), 'replie$1'),
      text,
    )
    const { diagnostics } = buildBook([{ path, text: wrong }])
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual(
      [7, 199, 200, 201, 2999].map((n) => `unknown-key unknown key "replie" in scenarios[${n}]`),
    )
    for (const { source, column, sourceColumn = 1 } of diagnostics)
      expect(source!.slice(column - sourceColumn)).toMatch(/^"?replie/)
  })
})

test.each<[string, string, string]>([
  ['a bad indent', block.replace('  - when: question 1500 ', ' - when: question 1500 '), 'syntax'],
  [
    'an alias to an anchor of an earlier part',
    `${block}  - { when: x, reply: *said }\n`.replace('answer 7 ', '&said answer 7 '),
    '',
  ],
  [
    'an alias before its anchor',
    `${block}  - { when: x, reply: &said y }\n`.replace('answer 7 ', '*said '),
    'alias',
  ],
  ['defaults behind the list', `${block}defaults: { deployment: chat }\n`, ''],
  ['no comma between two', flow.replace('},{"when":"question 400 ', '} {"when":"question 400 '), 'syntax'],
  ['a second document', `${block}---\nscenarios: []\n`, 'syntax'],
  ['an open bracket at the end', flow.slice(0, -2), 'syntax'],
])('a long file with %s', (_name, text, code) => {
  const { book, diagnostics } = buildBook([{ path: 'a.yaml', text }])
  expect([...new Set(diagnostics.map((it) => it.code))]).toEqual(code === '' ? [] : [code])
  expect(book?.rules.length ?? 0).toBeGreaterThanOrEqual(code === '' ? COUNT : 0)
})
