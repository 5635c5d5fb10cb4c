import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { loadCaptures } from '../support/capture.ts'
import { recordedBodies, type RecordedBody } from '../support/recorded-bodies.ts'
import { differences, type Difference, type Line } from '../support/spec-files.ts'
import { wireSchemas, whyInvalid } from '../support/spec-schemas.ts'

type JsonObject = Record<string, unknown>

const lines: readonly Line[] = ['1.3.60', '1.4.10', '1.4.19', '1.4.24', '1.5.1']
const bodies = new Map(lines.map((line) => [line, loadCaptures(line).flatMap(recordedBodies)]))

/** Keys whose objects are open: what is in them comes from outside. */
const open = new Set([
  'raw_request',
  'raw_response',
  'provider_response_headers',
  'param',
  'sources',
  'cache_control',
])

describe.each(lines)('what %s sent', (line) => {
  const schemas = wireSchemas(line)
  const recorded = bodies.get(line)!

  test('there is something of each kind', () => {
    const count = (kind: RecordedBody['kind']) => recorded.filter((body) => body.kind === kind).length
    expect(count('response')).toBeGreaterThan(70)
    expect(count('chunk')).toBeGreaterThan(150)
    expect(count('error')).toBeGreaterThan(80)
  })

  test('keeps to the wire schemas', () => {
    const refused = recorded.filter(({ kind, value }) => !schemas[kind](value))
    expect(refused.map(({ capture, kind, value }) => why(capture, schemas[kind], value))).toEqual([])
  })

  test('does not keep to them with one more key, wherever it stands', () => {
    const random = createRandom(7)
    const accepted = recorded.flatMap(({ capture, kind, value }) =>
      closedObjects(value)
        .map((path) => ({ path, key: `x_${random.int(0, 1e6).toString(36)}` }))
        .filter(({ path, key }) => schemas[kind](withKey(value, path, key)))
        .map(({ path }) => `${capture}: ${path.join('.')}`),
    )
    expect(accepted).toEqual([])
  })

  test('does not keep to them without a key that is always there', () => {
    const always = { response: 'extra_fields', chunk: 'choices', error: 'is_bifrost_error' }
    const accepted = recorded.filter(({ kind, value }) => {
      const { [always[kind]]: _gone, ...rest } = value as JsonObject
      return always[kind] in (value as JsonObject) && schemas[kind](rest)
    })
    expect(accepted).toEqual([])
  })
})

const allowing = differences().filter((one) => one.allows !== undefined && one.captures.length > 0)

describe('what a difference allows is needed', () => {
  test('there are such differences', () => {
    expect(allowing.length).toBeGreaterThan(10)
  })

  const cases = allowing.flatMap((difference) =>
    difference.lines.map((line) => ({ id: difference.id, line, difference })),
  )
  test.each(cases)('$id in $line', ({ difference, line }) => {
    const own = bodies.get(line)!.filter((body) => difference.captures.includes(body.capture))
    const without = wireSchemas(line, without_(difference))
    expect(own.some(({ kind, value }) => !without[kind](value))).toBe(true)
  })
})

/** Only what allows more is kept of the other differences: a promise may build on what is taken away here. */
function without_(gone: Difference): readonly Difference[] {
  return differences()
    .filter((one) => one.id !== gone.id)
    .map(({ promises: _promises, ...rest }) => rest)
}

function why(capture: string, validate: Parameters<typeof whyInvalid>[0], value: unknown): string {
  validate(value)
  return `${capture}: ${whyInvalid(validate)}`
}

/** Where in a value the objects stand that allow no unknown keys. */
function closedObjects(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || open.has(path.at(-1) ?? '')) return []
  const inside = Object.entries(value).flatMap(([key, entry]) => closedObjects(entry, [...path, key]))
  return Array.isArray(value) ? inside : [path, ...inside]
}

function withKey(value: unknown, path: readonly string[], key: string): unknown {
  const copy = structuredClone(value)
  const target = path.reduce((at, step) => (at as JsonObject)[step], copy) as JsonObject
  target[key] = 1
  return copy
}
