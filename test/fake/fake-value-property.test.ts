import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { fakeValue } from '../../src/fake/fake-value.ts'
import { judge } from './judge.ts'
import { cpuTime } from '../support/cpu-time.ts'

const key = fc.constantFrom('a', 'b', 'name', 'email', 'items', 'price', '__proto__', 'created_at')
const small = fc.integer({ min: 0, max: 6 })

/** Schemas of all sorts, satisfiable or not, with references to the root and into `$defs`. */
const { schema } = fc.letrec<{ schema: object | boolean; leaf: object | boolean }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 4, arbitrary: tie('leaf') },
    {
      weight: 3,
      arbitrary: fc.record(
        {
          type: fc.constant('object'),
          properties: fc.dictionary(key, tie('schema'), { maxKeys: 4 }),
          required: fc.uniqueArray(key, { maxLength: 3 }),
          additionalProperties: tie('schema'),
          minProperties: small,
          maxProperties: small,
        },
        { requiredKeys: ['type'] },
      ),
    },
    {
      weight: 2,
      arbitrary: fc.record(
        {
          type: fc.constant('array'),
          items: tie('schema'),
          prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
          contains: tie('schema'),
          minItems: small,
          maxItems: small,
          uniqueItems: fc.boolean(),
        },
        { requiredKeys: ['type'] },
      ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.constantFrom('anyOf', 'oneOf', 'allOf'),
          fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
        )
        .map(([keyword, list]) => ({ [keyword]: list })),
    },
    { weight: 1, arbitrary: tie('schema').map((not) => ({ not })) },
    {
      weight: 1,
      arbitrary: fc.record({ if: tie('schema'), then: tie('schema'), else: tie('schema') }),
    },
  ),
  leaf: fc.oneof(
    fc.boolean(),
    fc.constant({}),
    fc.constant({ $ref: '#/$defs/d' }),
    fc.constant({ type: 'array', items: { $ref: '#' } }),
    fc.constantFrom('string', 'integer', 'number', 'boolean', 'null').map((type) => ({ type })),
    fc.record({ type: fc.constant('string'), minLength: small, maxLength: small }),
    fc.record({
      type: fc.constantFrom('integer', 'number'),
      minimum: small,
      maximum: small,
      multipleOf: fc.constantFrom(0.5, 1, 2, 3),
    }),
    fc.record({ type: fc.constant('string'), format: fc.constantFrom('email', 'date', 'uuid', 'ipv4') }),
    fc.record({ type: fc.constant('string'), pattern: fc.constantFrom('^[a-c]{2,4}$', '\\d+', '^x', 'y$') }),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom(1, 'a', null, true), { minLength: 1 }) }),
  ),
}))

test('any schema gives a valid value or a problem, within its time', () => {
  let answered = 0
  fc.assert(
    fc.property(schema, schema, fc.integer(), (root, definition, seed) => {
      const whole = typeof root === 'boolean' ? root : { ...root, $defs: { d: definition } }
      const { ms, result } = cpuTime(() => fakeValue(whole, createRandom(seed)))
      expect(ms).toBeLessThan(2_000)
      if (result.ok) answered++
      else expect(result.problem.message).not.toBe('')
      if (result.ok) expect(judge(whole)(result.value)).toBe(true)
    }),
    { numRuns: 300, seed: 42 },
  )
  expect(answered).toBeGreaterThan(150)
})
