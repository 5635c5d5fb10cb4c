import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainTree } from '../../src/shape/source/plain/plain-tree.ts'
import { yamlTreeSteps } from '../../src/shape/source/yaml-tree.ts'
import { finish } from '../../src/values/finish.ts'

/** What the YAML reader says of a text. */
function whole(text: string) {
  return finish(yamlTreeSteps(text))
}

describe('plainTree gives the tree of the YAML reader, with its places', () => {
  test('for every text that is plain', () => {
    fc.assert(
      fc.property(plainFile(), (text) => {
        expect({ tree: plainTree(text), problems: [] }).toEqual(whole(text))
      }),
      { numRuns: 300 },
    )
  })

  test('or none, for texts with anything put in or left out', () => {
    fc.assert(
      fc.property(plainFile(), fc.array(edit(), { minLength: 1, maxLength: 3 }), (plain, edits) => {
        const text = edits.reduce(edited, plain)
        const tree = plainTree(text)
        if (tree !== undefined) expect({ tree, problems: [] }).toEqual(whole(text))
      }),
      { numRuns: 3000 },
    )
  })

  const files = ['scenarios', 'spec/recipes', 'test/cases/files', 'test/scenario/wrong'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  test.each(files.filter((file) => file.endsWith('.yaml')))('or none, for %s', (file) => {
    const text = readFileSync(file, 'utf8')
    const tree = plainTree(text)
    if (tree !== undefined) expect({ tree, problems: [] }).toEqual(whole(text))
  })

  test.each([
    ['a key in quotes', '"a": b\n'],
    ['an anchor', 'a: &x b\n'],
    ['an alias', 'a: *x\n'],
    ['a tag', 'a: !!str b\n'],
    ['a merge key', '<<: b\n'],
    ['a key twice', 'a: b\na: c\n'],
    ['a key without a value', 'a:\nb: c\n'],
    ['a text of several lines', 'a: b\n  c\n'],
    ['a folded text', 'a: >\n  b\n'],
    ['brackets over several lines', 'a: [b,\n  c]\n'],
    ['a hexadecimal number', 'a: 0x1f\n'],
    ['infinity', 'a: -.inf\n'],
    ['an escape that JSON has not', 'a: "\\x41"\n'],
    ['a tab', 'a:\tb\n'],
    ['a carriage return', 'a: b\r\n'],
    ['a comment that is indented otherwise', 'a: b\n  # c\nd: e\n'],
    ['a second document', 'a: b\n---\nc: d\n'],
    ['no value', '# nothing\n'],
    ['what is very deep', `a: ${'['.repeat(60)}${']'.repeat(60)}\n`],
    ['what is long', `a: ${'b'.repeat(70_000)}\n`],
  ])('leaves %s to the YAML reader', (_what, text) => {
    expect(plainTree(text)).toBeUndefined()
  })
})

const SCALARS = [
  'hi',
  'Hello, there',
  '/order (\\d+)/i',
  '200ms',
  'a:b#c',
  "it's",
  'http://a.test/b?c=d',
  'Grüße 😀',
  '007',
  '-1.50',
  '42',
  'true',
  'False',
  'null',
  '~',
  '""',
  "'a: # b'",
  '"say \\"x\\"\\n"',
  '{}',
  '[]',
  '{ a: b, c: [1, "x y"] }',
  '[x , {a: {b: c}}]',
]

/** What stands behind a key or a dash in its line, and in lines of its own. */
interface Part {
  readonly inLine: string
  readonly lines: readonly string[]
  readonly isList: boolean
}

/** A text in the plain part of YAML. */
function plainFile(): fc.Arbitrary<string> {
  const { map, list } = fc.letrec<{ map: Part; list: Part; part: Part }>((tie) => ({
    part: fc.oneof({ maxDepth: 5 }, scalar(), literal(), tie('map'), tie('list')),
    map: fc
      .uniqueArray(
        fc.record({ key: fc.constantFrom(...KEYS), value: tie('part'), note: note(), step: step() }),
        {
          minLength: 1,
          maxLength: 4,
          selector: ({ key }) => key,
        },
      )
      .map((entries) =>
        block(
          entries.map(({ key, value, step }) => entry(key, value, step)),
          entries,
        ),
      ),
    list: fc
      .array(fc.record({ value: fc.oneof(scalar(), literal(), tie('map')), note: note() }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((items) => ({
        ...block(
          items.map(({ value }) => item(value)),
          items,
        ),
        isList: true,
      })),
  }))
  return fc
    .tuple(note(), fc.oneof(map, list), note(), fc.boolean())
    .map(([before, { lines }, after, isEnded]) => {
      const text = [...before, ...lines, ...after].join('\n')
      return isEnded || text.includes('|') ? `${text}\n` : text
    })
}

const KEYS = ['when', 'reply', 'null', '$ref', 'x-y', 'a.b', 'on']

function scalar(): fc.Arbitrary<Part> {
  const rest = fc.constantFrom('', '', ' # why')
  return fc
    .tuple(fc.constantFrom(...SCALARS), rest)
    .map(([written, comment]) => ({ inLine: written + comment, lines: [], isList: false }))
}

function literal(): fc.Arbitrary<Part> {
  const inner = fc.array(fc.constantFrom('one', '  two', '', '# three', 'four: 4'), { maxLength: 3 })
  return fc
    .tuple(fc.constantFrom('|', '|-'), inner)
    .map(([inLine, lines]) => ({ inLine, lines: indented(['first', ...lines, 'last'], 3), isList: false }))
}

/** Blank lines and comments before something. */
function note(): fc.Arbitrary<readonly string[]> {
  return fc.constantFrom([], [], [], [''], ['# note'], ['# one', '', '# two'])
}

/** Spaces more than around it; none: a list that begins below its key. */
function step(): fc.Arbitrary<number> {
  return fc.constantFrom(0, 1, 2, 4)
}

function block(
  parts: readonly (readonly string[])[],
  notes: readonly { note: readonly string[]; step?: number }[],
): Part {
  const lines = parts.flatMap((own, n) => [
    ...(n > 0 && notes[n - 1]!.step !== 0 ? notes[n]!.note : []),
    ...own,
  ])
  return { inLine: '', lines, isList: false }
}

function entry(key: string, { inLine, lines, isList }: Part, step: number): readonly string[] {
  if (inLine !== '') return [`${key}: ${inLine}`, ...lines]
  return [`${key}:`, ...indented(lines, isList ? step : Math.max(1, step))]
}

function item({ inLine, lines: [first, ...others] }: Part): readonly string[] {
  if (inLine === '') return [`- ${first}`, ...indented(others, 2)]
  return [`- ${inLine}`, ...(first === undefined ? [] : [first, ...others])]
}

function indented(lines: readonly string[], spaces: number): readonly string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(spaces) + line))
}

interface Edit {
  readonly at: number
  readonly leftOut: number
  readonly putIn: string
}

function edit(): fc.Arbitrary<Edit> {
  return fc.record({
    at: fc.nat(400),
    leftOut: fc.constantFrom(0, 0, 1, 2, 5),
    putIn: fc.constantFrom(...FRAGMENTS),
  })
}

function edited(text: string, { at, leftOut, putIn }: Edit): string {
  const from = at % (text.length + 1)
  return text.slice(0, from) + putIn + text.slice(from + leftOut)
}

const FRAGMENTS = [
  '',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\n# c\n',
  '\n  # c\n',
  ' # c',
  '#',
  ':',
  ': ',
  '- ',
  '\n- x\n',
  '-',
  '---\n',
  '...',

  '\n  k: v\n',
  '\nk:\n',
  '? ',
  '&a ',
  '*a',
  '!t ',
  '<<: ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '|',
  '>',
  '|+',
  '%',
  '@',

  '`',
  '\\',
  '\t',
  '\r\n',
  '.inf',
  '0x1',
  '1e3',
  '+1',
  '\u2028',
  '\ufeff',
  '\u00a0',
]
