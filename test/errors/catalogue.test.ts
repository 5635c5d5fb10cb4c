import { describe, expect, test } from 'vitest'
import { errorCatalogue, errorNames, findError } from '../../src/errors/catalogue.ts'
import type { ErrorEntry } from '../../src/errors/error-spec.ts'
import { ask, says } from '../plan/ask.ts'
import { whyInvalid, wireSchemas } from '../support/spec-schemas.ts'
import { testEmulator } from '../support/start-service.ts'

const entries = errorCatalogue()
const { error: errorSchema } = wireSchemas()

const play = (entry: ErrorEntry, stream: boolean) =>
  ask(testEmulator({ scenarios: { scenarios: [{ error: entry.name }] } }), says('hello', { stream }))

describe('the error catalogue', () => {
  test('has a name for each layer, and each name once', () => {
    expect(new Set(errorNames()).size).toBe(entries.length)
    expect([...new Set(entries.map((entry) => entry.name.split('.')[0]))].sort()).toEqual([
      'azure',
      'bifrost',
      'governance',
      'network',
    ])
    expect(entries.filter((entry) => findError(entry.name) !== entry)).toEqual([])
    expect(findError('azure.rate_limits')).toBeUndefined()
  })

  test.each(entries)('$name says in one sentence when it happens', ({ when }) => {
    expect(when).toMatch(/^[\p{Lu}x][^\n]*[^.\n]\.$/u)
    expect(when.slice(0, -1)).not.toMatch(/[.!?] \p{Lu}/u)
  })
})

describe.each([false, true])('played with stream: %s', (stream) => {
  test.each(entries)('$name', (entry) => {
    const answer = play(entry, stream)
    expect([answer.status, answer.ending]).toEqual([entry.status, 'end'])
    expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(answer.text))
    const plain = entry.spec.layer === 'gateway' ? entry.spec.plain : undefined
    if (plain !== undefined) {
      expect([answer.headers['content-type'], answer.text]).toEqual(['text/plain; charset=utf-8', plain.text])
      return
    }
    expect(answer.headers['content-type']).toBe('application/json')
    const body = JSON.parse(answer.text) as { status_code?: number; error: { message: string } }
    expect(errorSchema(body) ? '' : whyInvalid(errorSchema)).toBe('')
    expect(body.error.message).not.toMatch(/\{model\}|undefined/)
    if (body.status_code !== undefined) expect(body.status_code).toBe(answer.status)
  })
})
