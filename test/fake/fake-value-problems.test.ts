import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { fakeValue } from '../../src/fake/fake-value.ts'
import { cpuTime } from '../support/cpu-time.ts'

const LIMIT_MS = 2_000
const nested = (levels: number) =>
  Array.from({ length: levels }).reduce<object>(
    (inner) => ({ type: 'object', properties: { n: inner }, required: ['n'] }),
    {},
  )
const properties = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, { type: 'string' }]))
const fan = (keyword: string) => ({ [keyword]: [{ $ref: '#' }, { $ref: '#' }] })
const cyclic: Record<string, unknown> = { type: 'object' }
cyclic['properties'] = { self: cyclic }

/** [name, schema, where the problem is]; a path of undefined: a value is fine as well. */
const refused: readonly (readonly [string, unknown, string | undefined])[] = [
  ['pattern of 999,999,999', { type: 'string', pattern: 'a{999999999}' }, '/pattern'],
  ['nested quantifiers', { type: 'string', pattern: '((a{999}){999}){999}' }, '/pattern'],
  ['loops around nothing', { type: 'string', pattern: '((){9999}){9999}' }, '/pattern'],
  ['minLength 1e9', { type: 'string', minLength: 1e9 }, '/minLength'],
  ['minItems 1e9', { type: 'array', items: {}, minItems: 1e9 }, '/minItems'],
  ['minProperties 1e9', { type: 'object', minProperties: 1e9 }, '/minProperties'],
  [
    'arrays of arrays of 1,000',
    {
      type: 'array',
      minItems: 1_000,
      items: { type: 'array', minItems: 1_000, items: { type: 'array', minItems: 1_000 } },
    },
    '',
  ],
  ['allOf self', { allOf: [{ $ref: '#' }] }, undefined],
  ['oneOf self twice', fan('oneOf'), undefined],
  ['anyOf self twice', fan('anyOf'), undefined],
  ['$ref self', { $ref: '#' }, undefined],
  ['required recursion', { type: 'object', properties: { n: { $ref: '#' } }, required: ['n'] }, ''],
  [
    '8-way required recursion',
    {
      type: 'object',
      properties: Object.fromEntries([...'abcdefgh'].map((key) => [key, { $ref: '#' }])),
      required: [...'abcdefgh'],
    },
    '',
  ],
  ['false', false, ''],
  [
    'a false property that is required',
    { type: 'object', properties: { a: false }, required: ['a'] },
    undefined,
  ],
  ['enum: []', { enum: [] }, '/enum'],
  ['unknown type', { properties: { a: { type: 'strnig' } } }, '/properties/a/type'],
  ['remote $ref', { properties: { a: { $ref: 'https://example.com/x.json' } } }, '/properties/a/$ref'],
  ['file $ref', { $ref: 'file:///etc/passwd' }, '/$ref'],
  ['dangling $ref', { items: { $ref: '#/$defs/none' } }, '/items/$ref'],
  [
    'minLength above maxLength',
    { properties: { a: { type: 'string', minLength: 5, maxLength: 2 } }, required: ['a'] },
    '/properties/a',
  ],
  [
    'bounds that cross',
    { type: 'object', properties: { a: { type: 'integer', minimum: 5, maximum: 2 } }, required: ['a'] },
    '/properties/a',
  ],
  ['broken pattern', { properties: { a: { pattern: '([' } } }, '/properties/a/pattern'],
  ['pattern that nothing matches', { type: 'string', pattern: '^a^b$' }, ''],
  ['types that exclude each other', { allOf: [{ type: 'string' }, { type: 'object' }] }, undefined],
  ['5,000 levels', nested(5_000), undefined],
  ['a schema that holds itself', cyclic, undefined],
  ['not {}', { not: {} }, ''],
  ['a number', 5, ''],
  ['null', null, ''],
  ['a list', [], ''],
  ['undefined', undefined, ''],
  ['minLength as text', { minLength: '3' }, '/minLength'],
  ['properties as list', { properties: [] }, '/properties'],
]

describe('what cannot be made is a problem, soon', () => {
  test.each(refused)('%s', (_name, schema, path) => {
    const { ms, result } = cpuTime(() => fakeValue(schema, createRandom(1)))
    expect(ms).toBeLessThan(LIMIT_MS)
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(result.problem.message).toMatch(/\w{3}/)
    if (path !== undefined) expect(result.problem.path).toBe(path)
  })
})

/** `d0` asks for `d1` twice, that for `d2` twice … */
const doubling = (keyword: string, levels: number) => ({
  $ref: '#/$defs/d0',
  $defs: Object.fromEntries(
    Array.from({ length: levels + 1 }, (_, level) => {
      const next = { $ref: `#/$defs/d${level + 1}` }
      return [`d${level}`, level === levels ? { type: 'string' } : { [keyword]: [next, next] }]
    }),
  ),
})

describe('what has values but takes too long is a problem, soon', () => {
  const long: readonly (readonly [string, unknown])[] = [
    ['30 references of two in allOf', doubling('allOf', 30)],
    ['30 references of two in anyOf', doubling('anyOf', 30)],
    ['24 references of two in oneOf', doubling('oneOf', 24)],
    [
      'long texts, many times',
      { type: 'array', minItems: 1_000, items: { type: 'string', minLength: 60_000 } },
    ],
    [
      'a thousand of a long list',
      { type: 'array', minItems: 1_000, uniqueItems: true, items: { enum: Object.keys(properties(30_000)) } },
    ],
    ['15,000 properties', { type: 'object', properties: properties(15_000) }],
  ]
  test.each(long)('%s', (_name, schema) => {
    const { ms, result } = cpuTime(() => fakeValue(schema, createRandom(1)))
    expect(ms).toBeLessThan(LIMIT_MS)
    expect(result.ok ? undefined : result.problem.message).toMatch(/asks for too much/)
  })
})

/** Hostile, but they have values. */
const heavy: readonly (readonly [string, unknown])[] = [
  [
    'patternProperties ReDoS with a long key',
    {
      type: 'object',
      patternProperties: { '^(a+)+$': { type: 'string' } },
      properties: { [`${'a'.repeat(5_000)}b`]: { type: 'integer' } },
      required: [`${'a'.repeat(5_000)}b`],
    },
  ],
  [
    'look-around ReDoS with a long key',
    {
      type: 'object',
      patternProperties: { '^(?=a)(a|a)+$': { type: 'string' } },
      properties: { [`${'a'.repeat(60)}b`]: { type: 'integer' } },
      required: [`${'a'.repeat(60)}b`],
    },
  ],
  ['polynomial pattern, long text', { type: 'string', pattern: '.*.*.*.*=', minLength: 20_000 }],
  ['minLength 60,000', { type: 'string', minLength: 60_000 }],
  ['2,000 properties', { type: 'object', properties: properties(2_000) }],
  [
    'minItems 1,000',
    { type: 'array', minItems: 1_000, items: { type: 'object', properties: properties(5) } },
  ],
  [
    'fan-out recursion of optional arrays',
    {
      $defs: {
        n: {
          type: 'object',
          properties: Object.fromEntries(
            [...'abcdefgh'].map((key) => [key, { type: 'array', items: { $ref: '#/$defs/n' } }]),
          ),
        },
      },
      $ref: '#/$defs/n',
    },
  ],
  ['an enum of 10,000', { enum: Array.from({ length: 10_000 }, (_, index) => `value ${index}`) }],
  ['60 levels', nested(60)],
  [
    '40 choices in a row',
    {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `k${index}`,
          { oneOf: [{ type: 'integer' }, { type: 'string' }, { type: 'boolean' }] },
        ]),
      ),
    },
  ],
]

describe('heavy schemas are answered within bounds', () => {
  test.each(heavy)('%s', (_name, schema) => {
    const { ms, result } = cpuTime(() => fakeValue(schema, createRandom(1)))
    expect(ms).toBeLessThan(LIMIT_MS)
    if (!result.ok) expect.unreachable(`${result.problem.path} ${result.problem.message}`)
    else expect(JSON.stringify(result.value).length).toBeLessThan(1_000_000)
  })
})

test('a property called __proto__ pollutes nothing', () => {
  const schema = JSON.parse(
    '{"type":"object","properties":{"__proto__":{"type":"object","properties":{"polluted":{"const":1}},"required":["polluted"]}},"required":["__proto__"]}',
  )
  const result = fakeValue(schema, createRandom(1))
  expect(JSON.stringify(result)).toBe('{"ok":true,"value":{"__proto__":{"polluted":1}}}')
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})

test('the caller’s schema is left as it was', () => {
  const schema = {
    type: 'object',
    properties: { a: { $ref: '#/$defs/b' } },
    $defs: { b: { type: 'string', format: 'email' } },
  }
  const before = JSON.stringify(schema)
  fakeValue(schema, createRandom(1))
  expect(JSON.stringify(schema)).toBe(before)
})
