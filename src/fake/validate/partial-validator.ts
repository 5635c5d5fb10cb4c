import { acceptsArray } from './accepts-array.ts'
import { acceptsObject } from './accepts-object.ts'
import { patternTest } from '../pattern/checked-pattern.ts'
import { jsonTypeOf, sameJson, typesOf } from '../schema/schema.ts'
import { isObject } from '../../json/json-object.ts'
import type { Schema, SchemaObject } from '../schema/schema.ts'
import { spend } from '../work.ts'
import { fitsFormat } from './known-formats.ts'
import type { Resolve, Accepts } from './in-place-parts.ts'

/**
 * Whether a value fits a part of a schema, by walking it: compiling each part would cost a thousand times more.
 * Each part that is looked at is charged for. The composer steers by this; the proof of the whole is the compiled validator's.
 */
export function createAccepts(resolve: Resolve): Accepts {
  let depth = 0
  const active = new Map<Schema, readonly unknown[]>()
  return accepts

  function accepts(schema: Schema, value: unknown): boolean {
    if (typeof schema === 'boolean') return schema
    if (depth > 400) return false
    spend(CHECK)
    depth++
    try {
      return acceptsPlain(schema, value) && acceptsParts(schema, value)
    } finally {
      depth--
    }
  }

  function acceptsParts(schema: SchemaObject, value: unknown): boolean {
    if (schema.$ref !== undefined && !acceptsTarget(schema.$ref, value)) return false
    if (schema.allOf !== undefined && !schema.allOf.every((part) => accepts(part, value))) return false
    if (schema.anyOf !== undefined && !schema.anyOf.some((part) => accepts(part, value))) return false
    if (schema.oneOf !== undefined && !exactlyOne(schema.oneOf, value)) return false
    if (schema.not !== undefined && accepts(schema.not, value)) return false
    if (schema.if !== undefined) {
      const branch = accepts(schema.if, value) ? schema.then : schema.else
      if (branch !== undefined && !accepts(branch, value)) return false
    }
    if (Array.isArray(value)) return acceptsArray(schema, value, accepts, resolve)
    return !isObject(value) || acceptsObject(schema, value, accepts, resolve)
  }

  /** A reference that comes back to itself at one and the same value says nothing that could be true. */
  function acceptsTarget(reference: string, value: unknown): boolean {
    const target = resolve(reference)
    const open = active.get(target) ?? []
    if (open.includes(value)) return false
    active.set(target, [...open, value])
    try {
      return accepts(target, value)
    } finally {
      active.set(target, open)
    }
  }

  function exactlyOne(list: readonly Schema[], value: unknown): boolean {
    let fitting = 0
    for (const part of list) if (accepts(part, value) && ++fitting > 1) return false
    return fitting === 1
  }
}

/** Steps of work for a part. */
const CHECK = 1 / 8

/** The keywords that look at the value alone, not into it. */
function acceptsPlain(schema: SchemaObject, value: unknown): boolean {
  const types = typesOf(schema)
  if (types !== undefined) {
    const type = jsonTypeOf(value)
    if (!types.includes(type) && !(type === 'integer' && types.includes('number'))) return false
  }
  if ('const' in schema && !sameJson(schema.const, value)) return false
  if (schema.enum !== undefined) spend(schema.enum.length / 500)
  if (schema.enum !== undefined && !schema.enum.some((entry) => sameJson(entry, value))) return false
  if (typeof value === 'string') return acceptsText(schema, value)
  return typeof value !== 'number' || acceptsNumber(schema, value)
}

function acceptsText(schema: SchemaObject, value: string): boolean {
  if (schema.minLength !== undefined || schema.maxLength !== undefined) {
    const length = lengthOf(value)
    if (length < (schema.minLength ?? 0) || length > (schema.maxLength ?? Infinity)) return false
  }
  if (schema.pattern !== undefined && !patternTest(schema.pattern)(value)) return false
  return schema.format === undefined || fitsFormat(schema.format, value)
}

/** Characters as JSON Schema counts them: code points. */
export function lengthOf(text: string): number {
  let length = text.length
  for (let i = 0; i < text.length - 1; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) length--
  return length
}

function acceptsNumber(schema: SchemaObject, value: number): boolean {
  if (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity)) return false
  if (value <= (schema.exclusiveMinimum ?? -Infinity) || value >= (schema.exclusiveMaximum ?? Infinity))
    return false
  if (schema.multipleOf !== undefined && !isMultiple(value, schema.multipleOf)) return false
  return schema.format === undefined || fitsFormat(schema.format, value)
}

/** As strict as the strictest validator: the quotient itself must be integral, rounding errors count. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step
  return Number.isInteger(quotient)
}
