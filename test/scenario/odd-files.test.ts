import { describe, expect, test } from 'vitest'
import { buildBook } from '../../src/scenario/build-book.ts'
import { cpuTime } from '../support/cpu-time.ts'

const S = 'scenarios:\n'
const told = (text: string | Uint8Array, path = 'a.yaml') =>
  buildBook([{ path, text }]).diagnostics.map(({ line, column, code, message, hint }) => ({
    at: `${line}:${column}`,
    code,
    words: `${message} — ${hint ?? ''}`,
  }))

describe('files that break in odd ways are told once, where they break', () => {
  test.each<[string, string, string, string, RegExp]>([
    [
      'a quote that is open to the end',
      `${S}  - when: "open\n    reply: b\n`,
      '2:11',
      'syntax',
      /never closed/,
    ],
    ['a single one', `${S}  - when: 'it''s\n    reply: b\n`, '2:11', 'syntax', /never closed/],
    [
      'escaped quotes inside it',
      `${S}  - when: "a \\"b\\" \\\\\n    reply: b\n`,
      '2:11',
      'syntax',
      /never closed/,
    ],
    [
      'a bracket that is open',
      `${S}  - when: { message: [a, b }\n    reply: b\n`,
      '2:22',
      'syntax',
      /never closed — close it with \]/,
    ],
    [
      'a text that slips out of its block',
      `${S}  - when: x\n    reply: |\n      a\n     b\n`,
      '5:1',
      'syntax',
      /line it up/,
    ],
    ['a no-break space as indent', `${S}  - when: x\n   \u00a0reply: b\n`, '3:1', 'syntax', /none to YAML/],
    ['a zero-width space in a key', `${S}  - when: x\n    \u200breply: b\n`, '3:5', 'unknown-key', /U\+200B/],
    [
      'a key that every object has',
      `${S}  - __proto__: x\n    reply: b\n`,
      '2:5',
      'unknown-key',
      /known: name/,
    ],
    [
      'a key of objects in the file',
      `constructor: x\n${S}  - reply: b\n`,
      '1:1',
      'unknown-key',
      /known: \$schema/,
    ],
    ['a map in place of the list', 'scenarios: { when: a, reply: b }\n', '1:12', 'wrong-type', /dash/],
    ['lines that end in CR alone', 'scenarios:\r  - when: a\r    reply: b\r', '1:1', 'not-text', /CRLF/],
    ['a directive without a document', `%FOO\n${S}  - reply: b\n`, '1:1', 'syntax', /directive/],
    ['an octal number for a text', `${S}  - reply: 010\n`, '2:12', 'wrong-type', /"010"/],
    [
      'a number beyond all bounds',
      `${S}  - { priority: 1e400, reply: b }\n`,
      '2:17',
      'wrong-value',
      /number/,
    ],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefg'].map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdef'[i]}`).join(',')}]\n`).join('')}`,
      '5:8',
      'alias',
      /expand/,
    ],
    ['a merge of a number', `${S}  - <<: 5\n    reply: b\n`, '2:9', 'wrong-type', /map/],
  ])('%s', (_what, text, at, code, words) => {
    expect(told(text)).toEqual([{ at, code, words: expect.stringMatching(words) }])
  })

  test.each<[string, string, string, RegExp]>([
    ['a comment', '// c\n{ "scenarios": [] }', '1:1', /no comments/],
    ['something behind the end', '{ "scenarios": [] } x', '1:21', /should end here/],
    ['a missing comma', '{ "scenarios": [{ "when": "a" "reply": "b" }] }', '1:31', /comma/],
  ])('JSON with %s is told in words of JSON', (_what, text, at, words) => {
    expect(told(text, 'a.json')).toEqual([{ at, code: 'syntax', words: expect.stringMatching(words) }])
  })

  test('mistakes that stand by themselves are all told', () => {
    expect(told(`${S}\t- when: a\n\t  reply: b\n`).map(({ at }) => at)).toEqual(['2:1', '3:1'])
    expect(told(`${S}  - when: %x\n    reply: @c\n`).map(({ at }) => at)).toEqual(['2:11', '3:12'])
  })

  test('600,000 quotes that never close cost no more than reading them', () => {
    const { ms } = cpuTime(() => {
      expect(told(`a: '${"''".repeat(300_000)}x`)).toMatchObject([{ at: '1:4' }])
      expect(told(`a: "${'\\"'.repeat(300_000)}x`)).toMatchObject([{ at: '1:4' }])
    })
    expect(ms).toBeLessThan(8000)
  })
})

test.each(['', '\n \n'])('an empty file is told of, and refuses nothing: %j', (text) => {
  const { book, diagnostics } = buildBook([{ path: 'a.yaml', text }])
  expect(diagnostics).toMatchObject([{ code: 'no-scenarios', severity: 'warning', line: 1 }])
  expect(book?.rules).toHaveLength(0)
})

describe('odd files that are fine', () => {
  test.each([
    ['BOM and CRLF', '\uFEFFscenarios:\r\n  - when: a\r\n    reply: b\r\n', 1],
    ['document marks', `---\n${S}  - reply: b\n...\n`, 1],
    ['a tab between key and value', `${S}  - when:\ta\n    reply:\tb\n`, 1],
    ['a date as text', `${S}  - when: 2024-01-01\n    reply: 2024-01-01T00:00:00Z\n`, 1],
    ['yes and no as texts', `${S}  - when: yes\n    reply: no\n`, 1],
    ['merge keys', `${S}  - &a { when: x, reply: b }\n  - { <<: *a, when: y }\n`, 2],
    ['a comment alone', '# nothing yet\n', 0],
  ])('%s', (_what, text, rules) => {
    const { book, diagnostics } = buildBook([{ path: 'a.yaml', text }])
    expect(diagnostics).toEqual([])
    expect(book?.rules).toHaveLength(rules)
  })
})
