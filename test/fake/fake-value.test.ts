import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { fakeValue } from '../../src/fake/fake-value.ts'
import { judge } from './judge.ts'
import { trickySchemas } from './tricky-schemas.ts'
import { cpuTime } from '../support/cpu-time.ts'

const SEEDS = 40

describe('every kind of schema', () => {
  test.each(Object.entries(trickySchemas))('%s', (_name, schema) => {
    const valid = judge(schema)
    for (let seed = 0; seed < SEEDS; seed++) {
      const result = fakeValue(schema, createRandom(seed), { full: seed % 5 === 4 })
      if (!result.ok) expect.unreachable(`seed ${seed}: ${result.problem.path} ${result.problem.message}`)
      else if (!valid(result.value)) expect.unreachable(`seed ${seed}: ${JSON.stringify(result.value)}`)
    }
  })

  test('there are well over a hundred of them', () => {
    expect(Object.keys(trickySchemas).length).toBeGreaterThan(130)
  })
})

describe('determinism', () => {
  test('one seed, one value, in any order and whatever else was made in between', () => {
    const make = (name: string, seed: number) =>
      JSON.stringify(fakeValue(structuredClone(trickySchemas[name]), createRandom(seed)))
    const names = Object.keys(trickySchemas)
    const forward = names.map((name) => make(name, 9))
    const backward = names.toReversed().map((name) => make(name, 9))
    expect(backward.toReversed()).toEqual(forward)
  })

  test('the bytes of a seed are part of the contract', () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        email: { type: 'string' },
        code: { type: 'string', pattern: '^[A-Z]{3}\\d{2}$' },
      },
      required: ['name', 'email', 'code'],
    }
    expect(fakeValue(schema, createRandom(7))).toMatchInlineSnapshot(`
      {
        "ok": true,
        "value": {
          "code": "CJF46",
          "email": "gaston.nicolas@beahan.example",
          "name": "Gaston Nicolas",
        },
      }
    `)
  })

  test('different seeds give different values', () => {
    const schema = {
      type: 'object',
      properties: { title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
    }
    const texts = Array.from({ length: 30 }, (_, seed) =>
      JSON.stringify(fakeValue(schema, createRandom(seed))),
    )
    expect(new Set(texts).size).toBeGreaterThan(20)
  })

  test('optional properties and array lengths vary', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'boolean' }, list: { type: 'array', items: { type: 'integer' } } },
      required: ['list'],
    }
    const values = Array.from({ length: 40 }, (_, seed) => fakeValue(schema, createRandom(seed))).map(
      (result) => (result.ok ? result.value : {}) as { a?: boolean; list: number[] },
    )
    expect(new Set(values.map((value) => 'a' in value)).size).toBe(2)
    expect(new Set(values.map((value) => value.list.length)).size).toBeGreaterThan(2)
  })
})

describe('options', () => {
  const schema = {
    type: 'object',
    properties: {
      a: { type: 'string' },
      b: { type: ['integer', 'null'] },
      c: { type: 'object', properties: { d: { type: 'string' } } },
    },
    additionalProperties: false,
  }

  test('full makes every optional property and no null', () => {
    for (let seed = 0; seed < 30; seed++)
      expect(fakeValue(schema, createRandom(seed), { full: true })).toMatchObject({
        ok: true,
        value: { a: expect.any(String), b: expect.any(Number), c: { d: expect.any(String) } },
      })
  })

  test('full of a recursive tree ends', () => {
    const node = {
      type: 'object',
      properties: { l: { $ref: '#' }, m: { $ref: '#' }, r: { $ref: '#' }, name: { type: 'string' } },
    }
    const { ms, result } = cpuTime(() => fakeValue(node, createRandom(1), { full: true }))
    expect(result).toMatchObject({ ok: true })
    expect(ms).toBeLessThan(2_000)
  })

  test('given members are kept, the rest is made', () => {
    const result = fakeValue({ ...schema, required: ['a', 'b'] }, createRandom(1), { given: { b: 42 } })
    expect(result).toMatchObject({ ok: true, value: { a: expect.any(String), b: 42 } })
  })

  test('a given member that breaks the schema is a problem', () => {
    expect(fakeValue(schema, createRandom(1), { given: { b: 'x' } })).toMatchObject({ ok: false })
    expect(fakeValue(schema, createRandom(1), { given: { unknown: 1 } })).toMatchObject({ ok: false })
  })

  test('a given member decides which alternative is taken', () => {
    const union = {
      oneOf: ['cat', 'dog'].map((kind) => ({
        type: 'object',
        properties: { kind: { const: kind }, [kind]: { type: 'integer' } },
        required: ['kind', kind],
      })),
    }
    for (let seed = 0; seed < 10; seed++)
      expect(fakeValue(union, createRandom(seed), { given: { kind: 'dog' } })).toMatchObject({
        ok: true,
        value: { kind: 'dog', dog: expect.any(Number) },
      })
  })

  test('another locale brings its own names', () => {
    const name = { type: 'object', properties: { last_name: { type: 'string' } }, required: ['last_name'] }
    const result = fakeValue(name, createRandom(1), { locale: 'ja' })
    expect(result.ok && (result.value as { last_name: string }).last_name).toMatch(/[^\u0000-\u007f]/)
  })
})
