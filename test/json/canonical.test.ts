import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, writeCanonical } from '../../src/json/canonical.ts'
import { TextHash, hash32 } from '../../src/random/random.ts'

const values = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.dictionary(fc.string({ unit: 'binary', maxLength: 3 }), fc.string({ unit: 'binary' })),
)

test('a canonical text is valid JSON of the same value, whatever the order of its keys', () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return
      expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text)
    }),
    { seed: 5, numRuns: 300 },
  )
})

test('a hash takes the same text piece by piece', () => {
  fc.assert(
    fc.property(values, fc.nat(), (value, seed) => {
      const hash = new TextHash(seed)
      writeCanonical(value, hash)
      expect(hash.end()).toBe(hash32(canonicalJson(value), seed))
    }),
    { seed: 6, numRuns: 300 },
  )
})
