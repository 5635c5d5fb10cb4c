import { quoteText } from './escape.ts'
import { indentJson } from './indent.ts'
import type { Escape, Field, GoType, StructType, UnionType } from './types.ts'

type Encode = (value: unknown) => string

/**
 * Writes a value as the gateway does: fields in the order of the type, what is empty left out where the type says so.
 * With `indent` every level goes on a line of its own. The text may hold bytes that are no UTF-8: see `wireBytes`.
 */
export function encodeJson(type: GoType, value: unknown, options: { readonly indent?: string } = {}): string {
  const text = encoder(type, 'plain')(value)
  return options.indent === undefined ? text : indentJson(text, options.indent)
}

/** Any value, keys in order. */
export function encodeAny(value: unknown, escape: Escape): string {
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
      if (Array.isArray(value)) return `[${value.map((item) => encodeAny(item, escape)).join(',')}]`
      return encodeEntries(value as Record<string, unknown>, escape, (item) => encodeAny(item, escape))
    default:
      return 'null'
  }
}

/** Go and JavaScript write the same digits, but for minus zero. */
function encodeNumber(value: number | bigint): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

const compiled: Readonly<Record<Escape, Map<GoType, Encode>>> = { plain: new Map(), html: new Map(), go: new Map() }

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
      return orNull((value) => `[${(value as unknown[]).map(item).join(',')}]`)
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
    key: `${JSON.stringify(field.name)}:`,
    absent: absence(field),
    encode: encoder(field.type, escape),
  }))
  return (value) => {
    const source = (value ?? {}) as Record<string, unknown>
    let text = '{'
    for (const part of parts) {
      const one = source[part.name]
      if (part.absent(one)) continue
      text += text.length === 1 ? part.key : `,${part.key}`
      text += part.encode(one)
    }
    return `${text}}`
  }
}

/** Whether a field is left out. */
function absence(field: Field): (value: unknown) => boolean {
  if (!field.omitEmpty) return field.group === undefined ? () => false : (value) => value === undefined
  switch (field.type.kind) {
    case 'struct':
      return () => false
    case 'string':
      return (value) => value === undefined || value === null || value === ''
    case 'bool':
      return (value) => value !== true
    case 'int':
    case 'uint16':
    case 'float':
      return (value) => value === undefined || value === null || value === 0
    case 'slice':
      return (value) => value === undefined || value === null || (value as unknown[]).length === 0
    case 'map':
      return (value) => value === undefined || value === null || Object.keys(value as object).length === 0
    default:
      return (value) => value === undefined || value === null
  }
}

function union(type: UnionType, escape: Escape): Encode {
  const inner = type.escape ?? escape
  if (type.wire !== undefined) return encoder(type.wire, inner)
  const options = type.options.map((option) => ({ kind: option.kind, encode: encoder(option, inner) }))
  return orNull((value) => {
    const fit = options.find(({ kind }) => kind === KINDS[typeof value] || (kind === 'slice' && Array.isArray(value)))
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
