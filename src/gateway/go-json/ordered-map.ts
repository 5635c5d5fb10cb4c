import { isObject } from '../../json/json-object.ts'
import { bytesToText } from './bytes.ts'
import { encodeAny } from './encode.ts'
import { GoError } from './errors.ts'
import { quoteText } from './escape.ts'
import { goQuoteText } from '../../message/go-quote.ts'
import { goSprint } from './sprint.ts'
import { StrictReader } from './strict.ts'
import type { TextType } from './types.ts'

/**
 * An object whose keys keep the order in which the client sent them, at every depth. Its value is a plain object, or a
 * `Map` where JavaScript would sort the keys (those that look like numbers).
 */
export const ORDERED_MAP: TextType = {
  kind: 'text',
  goName: 'schemas.OrderedMap',
  decode: (bytes) => decodeOrderedMap(bytesToText(bytes)),
  project: (parsed) => (isObject(parsed) ? parsed : undefined),
  encode: encodeOrdered,
}

/** The top-level keys of an object in their order, up to the first that cannot be read. */
export function keysInOrder(text: string): readonly string[] {
  const keys: string[] = []
  const reader = new StrictReader(text)
  if (!reader.take('{')) return keys
  try {
    while (reader.peek() === '"') {
      keys.push(reader.string())
      reader.take(':')
      readOrdered(reader)
      reader.take(',')
    }
  } catch (error) {
    if (!(error instanceof GoError)) throw error
  }
  return keys
}

function decodeOrderedMap(text: string): unknown {
  const reader = new StrictReader(text)
  if (reader.peek() === 'n') return null
  if (!reader.take('{')) throw new GoError(`orderedmap: expected '{'${notAnObject(reader)}`)
  const entries = new Map<string, unknown>()
  while (!reader.take('}')) {
    const key = wrapped('orderedmap: reading key', () => reader.string())
    reader.take(':')
    const value = wrapped(`orderedmap: reading value for key ${goQuoteText(key)}`, () => readOrdered(reader))
    entries.set(key, value)
    reader.take(',')
  }
  return settle(entries)
}

function notAnObject(reader: StrictReader): string {
  if (reader.peek() === '[') return ', got ['
  try {
    return `, got ${goSprint(reader.scalar())}`
  } catch (error) {
    if (error instanceof GoError) return `: ${error.message}`
    throw error
  }
}

function wrapped<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`${what}: ${error.message}`)
    throw error
  }
}

function readOrdered(reader: StrictReader): unknown {
  if (reader.take('{')) {
    const entries = new Map<string, unknown>()
    while (!reader.take('}')) {
      const key = reader.string()
      reader.take(':')
      entries.set(key, readOrdered(reader))
      reader.take(',')
    }
    return settle(entries)
  }
  if (!reader.take('[')) return reader.scalar()
  const items: unknown[] = []
  while (!reader.take(']')) {
    items.push(readOrdered(reader))
    reader.take(',')
  }
  return items
}

function settle(entries: Map<string, unknown>): unknown {
  for (const key of entries.keys()) if (key === '__proto__' || /^\d+$/.test(key)) return entries
  return Object.fromEntries(entries)
}

function encodeOrdered(value: unknown): string {
  if (typeof value !== 'object' || value === null) return encodeAny(value, 'html')
  if (Array.isArray(value)) {
    let list = '['
    for (const item of value) list += (list === '[' ? '' : ',') + encodeOrdered(item)
    return `${list}]`
  }
  let text = '{'
  for (const [key, one] of value instanceof Map ? (value as Map<string, unknown>) : Object.entries(value)) {
    text += `${text === '{' ? '' : ','}${quoteText(key, 'html')}:${encodeOrdered(one)}`
  }
  return `${text}}`
}
