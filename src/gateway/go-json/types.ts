/**
 * A small language for the shapes that the gateway reads and writes. A `GoType` is data: the decoders and the encoder
 * are compiled from it, once.
 *
 * How values look in JavaScript:
 * - a struct is a plain object keyed by JSON names; an absent key is Go's nil or zero value
 * - a slice is an array, `[]` is empty and not nil; a map is a plain object
 * - an int is a number, or a bigint where a number would lose digits; `any` is what `JSON.parse` would give
 * - a raw value is its JSON text
 * - text that was no UTF-8 keeps its bytes as lone surrogates, see `bytes.ts`
 */
export type GoType =
  | ScalarType
  | { readonly kind: 'ptr'; readonly elem: GoType }
  | { readonly kind: 'slice'; readonly elem: GoType }
  | { readonly kind: 'map'; readonly elem: GoType }
  | StructType
  | UnionType
  | PassesType
  | TextType

export interface ScalarType {
  readonly kind: 'bool' | 'int' | 'uint16' | 'float' | 'string' | 'any' | 'raw'
  /** As Go prints it: `float64`, `schemas.ChatToolType`. */
  readonly goName: string
}

export interface StructType {
  readonly kind: 'struct'
  readonly goName: string
  readonly fields: readonly Field[]
}

export interface Field {
  readonly name: string
  readonly type: GoType
  readonly omitEmpty: boolean
  /**
   * The embedded pointer that holds the field. It exists as soon as one of its keys was read, `null` or not; until then
   * even its fields without `omitempty` stay away. In a value, `null` marks such a field as there and nil.
   */
  readonly group?: string
}

/** Tries one shape after the other on the value's own text; the parser's errors are lost, `message` takes their place. */
export interface UnionType {
  readonly kind: 'union'
  readonly goName: string
  readonly options: readonly GoType[]
  readonly message: string
  /** The value that stands for what an option read, where it is not that itself. */
  readonly settle?: (value: unknown, previous: unknown) => unknown
  readonly escape?: Escape
  /** What is written, where it is not one of the options. */
  readonly wire?: GoType
}

/** Reads the value's own text once per pass, each with a parser of its own, and joins what they found. */
export interface PassesType {
  readonly kind: 'passes'
  readonly goName: string
  readonly passes: readonly GoType[]
  /** `previous` is what an earlier key of the same name left behind. May throw a `GoError`. */
  readonly join: (values: readonly unknown[], previous: unknown) => unknown
  readonly wire: GoType
  readonly toWire?: (value: unknown) => unknown
  readonly escape?: Escape
}

/** A type that reads and writes its own text. */
export interface TextType {
  readonly kind: 'text'
  readonly goName: string
  /** From the bytes of exactly one JSON value. Throws a `GoError`. */
  readonly decode: (bytes: Uint8Array, previous: unknown) => unknown
  /** From what `JSON.parse` made of the text; `undefined` where only `decode` will do. */
  readonly project: (parsed: unknown) => unknown
  readonly encode: (value: unknown) => string
}

/**
 * What is escaped in strings beside quote, backslash and control characters.
 * `plain`: nothing, bytes that are no UTF-8 pass. `html`: `<>&`, U+2028, U+2029, and `\ufffd` for each byte that is no
 * UTF-8. `go`: the same, with the short forms `\b` and `\f`.
 */
export type Escape = 'plain' | 'html' | 'go'

export const BOOL: ScalarType = { kind: 'bool', goName: 'bool' }
export const INT: ScalarType = { kind: 'int', goName: 'int' }
export const UINT16: ScalarType = { kind: 'uint16', goName: 'uint16' }
export const FLOAT: ScalarType = { kind: 'float', goName: 'float64' }
export const STRING: ScalarType = { kind: 'string', goName: 'string' }
export const ANY: ScalarType = { kind: 'any', goName: 'interface {}' }
export const RAW: ScalarType = { kind: 'raw', goName: 'interface {}' }

export function stringNamed(goName: string): ScalarType {
  return { kind: 'string', goName }
}

export function ptr(elem: GoType): GoType {
  return { kind: 'ptr', elem }
}

export function slice(elem: GoType): GoType {
  return { kind: 'slice', elem }
}

export function mapOf(elem: GoType): GoType {
  return { kind: 'map', elem }
}

export function struct(goName: string, fields: readonly Field[]): StructType {
  return { kind: 'struct', goName, fields }
}

/** A field that is always written. */
export function field(name: string, type: GoType): Field {
  return { name, type, omitEmpty: false }
}

/** A field that is left out when it is nil, zero or empty. */
export function optional(name: string, type: GoType): Field {
  return { name, type, omitEmpty: true }
}

/** The same fields, held by an embedded pointer. */
export function embedded(group: string, fields: readonly Field[]): readonly Field[] {
  return fields.map((one) => ({ ...one, group }))
}

/** The type's name as Go's reflection prints it. */
export function goNameOf(type: GoType): string {
  switch (type.kind) {
    case 'ptr':
      return `*${goNameOf(type.elem)}`
    case 'slice':
      return `[]${goNameOf(type.elem)}`
    case 'map':
      return `map[string]${goNameOf(type.elem)}`
    default:
      return type.goName
  }
}

/** The fields that appear, as nil, with the embedded pointer that holds `one`. */
export function groupMates(one: Field, type: StructType): readonly string[] {
  if (one.group === undefined) return []
  return type.fields
    .filter((other) => other.group === one.group && !other.omitEmpty)
    .map((other) => other.name)
}

/** What a list or a map holds where the text says `null`. */
export function zeroOf(type: GoType): unknown {
  switch (type.kind) {
    case 'bool':
      return false
    case 'int':
    case 'uint16':
    case 'float':
      return 0
    case 'string':
      return ''
    case 'struct':
      return {}
    default:
      return null
  }
}
