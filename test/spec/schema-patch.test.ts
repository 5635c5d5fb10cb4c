import { describe, expect, test } from 'vitest'
import { applySchemaPatch } from '../support/schema-patch.ts'
import type { Schema, SchemaPatch } from '../support/spec-files.ts'

const schema = (): Schema => ({ type: 'object', properties: { a: { type: 'string' }, 'b/c': {} } })
const patch = (rest: Omit<SchemaPatch, 'schema'>): SchemaPatch => ({ schema: 'error', ...rest })

describe('applySchemaPatch', () => {
  test.each([
    [
      { op: 'add', path: '/required', value: ['a'] },
      { ...schema(), required: ['a'] },
    ],
    [
      { op: 'replace', path: '/properties/a/type', value: 'integer' },
      { type: 'object', properties: { a: { type: 'integer' }, 'b/c': {} } },
    ],
    [
      { op: 'remove', path: '/properties/b~1c' },
      { type: 'object', properties: { a: { type: 'string' } } },
    ],
    [
      { op: 'move', from: '/properties/a', path: '/properties/z' },
      { type: 'object', properties: { z: { type: 'string' }, 'b/c': {} } },
    ],
    [
      { op: 'nest', path: '/error' },
      { anyOf: [schema(), { type: 'object', required: ['error'], properties: { error: schema() } }] },
    ],
  ] as const)('%j', (rest, expected) => {
    expect(applySchemaPatch(schema(), patch(rest))).toEqual(expected)
  })

  test.each([
    [{ op: 'add', path: '/type', value: 'x' }, 'already there'],
    [{ op: 'replace', path: '/properties/x', value: {} }, 'finds nothing'],
    [{ op: 'remove', path: '/properties/x' }, 'finds nothing'],
    [{ op: 'move', from: '/properties/x', path: '/properties/y' }, 'finds nothing'],
    [{ op: 'add', path: '/none/x', value: 1 }, 'nothing holds'],
    [{ op: 'remove', path: '' }, 'must name a place'],
  ] as const)('%j fails', (rest, message) => {
    expect(() => applySchemaPatch(schema(), patch(rest))).toThrow(message)
  })
})
