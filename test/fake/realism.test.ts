import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { fakeValue } from '../../src/fake/fake-value.ts'
import { callFaker } from '../../src/fake/realistic/faker-method.ts'

const string = { type: 'string' }
const number = { type: 'number' }
const integer = { type: 'integer' }
const words = /^\p{Lu}[\p{L}'’ .-]+$/u
const sentence = /^\p{Lu}.{10,}[.!?]$/su

/** [key, schema, what it looks like] */
const keys: readonly (readonly [string, object, RegExp])[] = [
  ['first_name', string, words],
  ['lastName', string, words],
  ['full_name', string, /^\S+ \S+/],
  ['name', string, words],
  ['email', string, /^[^@\s]+@[^@\s]+\.[a-z]+$/],
  ['contactEmail', { type: 'string', format: 'email' }, /^[^@\s]+@[^@\s]+\.[a-z]+$/],
  ['phone_number', string, /^\+?[\d ()-]{7,}$/],
  ['street', string, /^\d+ \p{Lu}/u],
  ['city', string, words],
  ['country', string, /^\p{Lu}/u],
  ['country_code', string, /^[A-Z]{2}$/],
  ['zip', string, /^\d{5}$/],
  ['website', string, /^https?:\/\/\S+$/],
  ['avatarUrl', string, /^https?:\/\/\S+\.jpg$/],
  ['ip_address', string, /^\d+\.\d+\.\d+\.\d+$/],
  ['uuid', string, /^[0-9a-f]{8}-[0-9a-f-]{27}$/],
  ['order_id', string, /^[a-z0-9_-]{6,}$/],
  ['created_at', string, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
  ['birth_date', { type: 'string', format: 'date' }, /^19\d\d-|^200\d-/],
  ['due_date', string, /^2025-\d\d-\d\d$/],
  ['date', string, /^\d{4}-\d\d-\d\d$/],
  ['start_time', string, /^\d\d:\d\d$/],
  ['currency', string, /^[A-Z]{3}$/],
  ['company', string, /^\p{Lu}/u],
  ['job_title', string, /^\p{Lu}\S+ \S+/u],
  ['product', string, /^\p{Lu}\S+ \S+/u],
  ['sentiment', string, /^(positive|neutral|negative)$/],
  ['priority', string, /^(low|medium|high)$/],
  ['status', string, /^[a-z_]+$/],
  ['version', string, /^\d+\.\d+\.\d+$/],
  ['summary', string, sentence],
  ['description', string, sentence],
  ['answer', string, sentence],
  ['reasoning', string, sentence],
  ['explanation', { type: 'string', maxLength: 60 }, /^\p{Lu}.{0,59}$/u],
  ['title', string, /^\p{Lu}.{8,}/u],
  ['question', string, /\?$/],
  ['when', { type: 'string', description: 'ISO 8601 timestamp' }, /^20\d\d-\d\d-\d\dT/],
  ['day', { type: 'string', description: 'The date in YYYY-MM-DD format' }, /^\d{4}-\d\d-\d\d$/],
  ['grade', { type: 'string', description: "One of 'pass' or 'fail'" }, /^(pass|fail)$/],
  ['age', integer, /^([1-7]\d)$/],
  ['year', integer, /^(19|20)\d\d$/],
  ['price', number, /^\d+(\.\d{1,2})?$/],
  ['rating', { type: 'number', minimum: 1, maximum: 5 }, /^[3-5](\.\d)?$/],
  ['confidence', { type: 'number', minimum: 0, maximum: 1 }, /^0\.\d{1,2}$/],
  ['score', { type: 'number', minimum: 0, maximum: 1 }, /^(0(\.\d+)?|1)$/],
  ['latitude', number, /^-?\d{1,2}(\.\d+)?$/],
  ['quantity', integer, /^\d{1,2}$/],
  ['month', integer, /^([1-9]|1[0-2])$/],
]

describe('a value looks like what its key says', () => {
  test.each(keys)('%s', (key, schema, looks) => {
    const whole = { type: 'object', properties: { [key]: schema }, required: [key] }
    for (let seed = 0; seed < 25; seed++) {
      const result = fakeValue(whole, createRandom(seed))
      expect(String(result.ok && (result.value as Record<string, unknown>)[key])).toMatch(looks)
    }
  })
})

test('no text is lorem ipsum', () => {
  const whole = { type: 'object', properties: Object.fromEntries(keys.map(([key]) => [key, string])) }
  for (let seed = 0; seed < 20; seed++)
    expect(JSON.stringify(fakeValue(whole, createRandom(seed), { full: true }))).not.toMatch(
      /lorem|ipsum|dolor\b|amet/i,
    )
})

test('the fields of one object are about the same person, the items of a list about different ones', () => {
  const person = {
    type: 'object',
    properties: { first_name: string, last_name: string, email: string },
    required: ['first_name', 'last_name', 'email'],
  }
  const result = fakeValue({ type: 'array', items: person, minItems: 5 }, createRandom(3))
  const people = (result.ok ? result.value : []) as { first_name: string; email: string }[]
  for (const one of people)
    expect(one.email).toContain(
      one.first_name
        .toLowerCase()
        .replaceAll(/[^a-z]+/g, '.')
        .slice(0, 3),
    )
  expect(new Set(people.map((one) => one.first_name)).size).toBeGreaterThan(2)
})

test('a name is what its object is', () => {
  const named = (title: string) => ({
    type: 'object',
    properties: { name: string },
    required: ['name'],
    title,
  })
  const whole = {
    type: 'object',
    properties: { company: named('Company'), file: named('File') },
    required: ['company', 'file'],
  }
  const result = fakeValue(whole, createRandom(1))
  expect(result).toMatchObject({ ok: true, value: { file: { name: expect.stringMatching(/\.pdf$/) } } })
})

test('examples and defaults are what the author had in mind', () => {
  const whole = {
    type: 'object',
    properties: { a: { type: 'string', examples: ['one', 'two'] }, b: { type: 'integer', default: 77 } },
    required: ['a', 'b'],
  }
  const values = Array.from({ length: 60 }, (_, seed) => fakeValue(whole, createRandom(seed))).map(
    (result) => (result.ok ? result.value : {}) as { a: string; b: number },
  )
  expect(values.filter((value) => value.a === 'one' || value.a === 'two').length).toBeGreaterThan(30)
  expect(values.filter((value) => value.b === 77).length).toBeGreaterThan(8)
  expect(values.some((value) => value.b !== 77)).toBe(true)
})

test('dates do not follow the clock', () => {
  const result = fakeValue({ type: 'string', format: 'date-time' }, createRandom(5))
  const time = Date.parse(String(result.ok && result.value))
  expect(Math.abs(time - Date.UTC(2025, 0, 1))).toBeLessThan(3 * 365 * 86_400_000)
})

test('after a template has asked faker for a value, fakes are what they were before', () => {
  const properties = { uuid: string, due_date: string, created_at: string }
  const whole = { type: 'object', properties, required: Object.keys(properties) }
  const before = fakeValue(whole, createRandom(1))
  callFaker('person.firstName', [], { random: createRandom(1), locale: 'en', now: 0 })
  expect(before.ok).toBe(true)
  expect(fakeValue(whole, createRandom(1))).toEqual(before)
})
