import { GoError } from './errors.ts'
import { quoteText } from './escape.ts'
import { indentJson } from './indent.ts'
import type { Escape, Field, GoType, StructType, UnionType } from './types.ts'

type Encode = (value: unknown) => string

/**
 * Writes a value as the gateway does: fields in the order of the type, what is empty left out where the type says so.
 * With `indent` every level goes on a line of its own. Throws a `GoError` where a free value lies too deep.
 * The text may hold bytes that are no UTF-8: see `wireBytes`.
 */
export function encodeJson(type: GoType, value: unknown, options: { readonly indent?: string } = {}): string {
  const text = encodeCompact(type, value)
  return options.indent === undefined ? text : indentJson(text, options.indent)
}

function encodeCompact(type: GoType, value: unknown): string {
  try {
    return encoder(type, 'plain')(value)
  } catch (error) {
    throw error instanceof RangeError ? tooDeep() : error
  }
}

/** Any value, keys in order. Throws a `GoError` where it lies too deep: lists count one level, objects two. */
export function encodeAny(value: unknown, escape: Escape, levels = DEEPEST): string {
  switch (typeof value) {
    case 'string':
      return quoteText(value, escape)
    case 'number':
      return encodeNumber(value)
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object':
      if (value === null) return 'null'
      if (levels <= 0) throw tooDeep()
      return Array.isArray(value)
        ? encodeList(value, escape, levels - 1)
        : encodeObject(value as Record<string, unknown>, escape, levels - 2)
    default:
      return 'null'
  }
}

const DEEPEST = 4093

function tooDeep(): GoError {
  return new GoError('json: unsupported value: Value nesting too deep')
}

function encodeList(items: readonly unknown[], escape: Escape, levels: number): string {
  let text = '['
  for (const item of items) text += (text === '[' ? '' : ',') + encodeAny(item, escape, levels)
  return `${text}]`
}

function encodeObject(value: Record<string, unknown>, escape: Escape, levels: number): string {
  let text = '{'
  for (const key of sorted(Object.keys(value))) {
    text += `${text === '{' ? '' : ','}${quoteText(key, escape)}:${encodeAny(value[key], escape, levels)}`
  }
  return `${text}}`
}

/** Go and JavaScript write the same digits, but for minus zero. */
function encodeNumber(value: number | bigint): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A list that is written already: it stands for its text. */
export class Encoded {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const compiled: Readonly<Record<Escape, Map<GoType, Encode>>> = {
  plain: new Map(),
  html: new Map(),
  go: new Map(),
}

/** The encoder of a type, compiled once for each way to escape. */
export function encoder(type: GoType, escape: Escape): Encode {
  let made = compiled[escape].get(type)
  if (made === undefined) compiled[escape].set(type, (made = compile(type, escape)))
  return made
}

function compile(type: GoType, escape: Escape): Encode {
  switch (type.kind) {
    case 'ptr':
      return orNull(encoder(type.elem, escape))
    case 'slice': {
      const item = encoder(type.elem, escape)
      return orNull((value) =>
        value instanceof Encoded ? value.text : `[${(value as unknown[]).map(item).join(',')}]`,
      )
    }
    case 'map': {
      const item = encoder(type.elem, escape)
      return orNull((value) => encodeEntries(value as Record<string, unknown>, escape, item))
    }
    case 'struct':
      return struct(type, escape)
    case 'union':
      return union(type, escape)
    case 'passes': {
      const wire = encoder(type.wire, type.escape ?? escape)
      const { toWire } = type
      return toWire === undefined ? wire : (value) => wire(toWire(value))
    }
    case 'text':
      return (value) => type.encode(value)
    case 'string':
      return (value) => quoteText((value as string | undefined) ?? '', escape)
    case 'bool':
      return (value) => (value === true ? 'true' : 'false')
    case 'any':
      return (value) => encodeAny(value, escape)
    case 'raw':
      return (value) => (value as string | undefined) ?? 'null'
    default:
      return (value) => encodeNumber((value as number | bigint | undefined) ?? 0)
  }
}

function orNull(inner: Encode): Encode {
  return (value) => (value === undefined || value === null ? 'null' : inner(value))
}

function struct(type: StructType, escape: Escape): Encode {
  const parts = type.fields.map((field) => ({
    name: field.name,
    first: `{${JSON.stringify(field.name)}:`,
    next: `,${JSON.stringify(field.name)}:`,
    // Go's `omitempty` never leaves out a struct.
    omit: (field.omitEmpty && field.type.kind !== 'struct') || field.group !== undefined,
    isAbsent: absence(field),
    encode: encoder(field.type, escape),
  }))
  return (value) => {
    const source = (value ?? {}) as Record<string, unknown>
    let text = ''
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!
      const one = source[part.name]
      if (part.omit && (one === undefined || part.isAbsent(one))) continue
      text += (text === '' ? part.first : part.next) + part.encode(one)
    }
    return text === '' ? '{}' : `${text}}`
  }
}

/** Whether a field that is set is left out all the same. */
function absence(field: Field): (value: unknown) => boolean {
  if (!field.omitEmpty) return () => false
  switch (field.type.kind) {
    case 'string':
      return (value) => value === null || value === ''
    case 'bool':
      return (value) => value !== true
    case 'int':
    case 'uint16':
    case 'float':
      return (value) => value === null || value === 0
    case 'slice':
      return (value) => value === null || (value as unknown[]).length === 0
    case 'map':
      return (value) => value === null || Object.keys(value as object).length === 0
    default:
      return (value) => value === null
  }
}

function union(type: UnionType, escape: Escape): Encode {
  const inner = type.escape ?? escape
  if (type.wire !== undefined) return encoder(type.wire, inner)
  const options = type.options.map((option) => ({ kind: option.kind, encode: encoder(option, inner) }))
  return orNull((value) => {
    const fit = options.find(
      ({ kind }) => kind === KINDS[typeof value] || (kind === 'slice' && Array.isArray(value)),
    )
    return (fit ?? options.at(-1)!).encode(value)
  })
}

const KINDS: Readonly<Record<string, string>> = { string: 'string', boolean: 'bool', number: 'float' }

function encodeEntries(value: Record<string, unknown>, escape: Escape, item: Encode): string {
  let text = '{'
  for (const key of sorted(Object.keys(value))) {
    if (text.length > 1) text += ','
    text += `${quoteText(key, escape)}:${item(value[key])}`
  }
  return `${text}}`
}

/** Go sorts keys by their bytes; UTF-16 sorts characters beyond U+FFFF elsewhere. */
function sorted(keys: string[]): string[] {
  keys.sort()
  if (!keys.some((key) => /[\ud800-\uffff]/.test(key))) return keys
  return keys.sort((a, b) => Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')))
}
