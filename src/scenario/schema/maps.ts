import { setOwn } from '../source/tree.ts'
import type { MapNode } from '../source/tree.ts'
import { suggest, wrongType } from './shape.ts'
import type { JsonSchema, ReadContext, Shape, ValueOf } from './shape.ts'

export interface Property<T> {
  readonly shape: Shape<T>
  readonly description: string
}

export type Properties = Readonly<Record<string, Property<unknown>>>

export type MapValue<P extends Properties> = { readonly [K in keyof P]?: ValueOf<P[K]['shape']> }

export interface MapOptions {
  readonly want?: string
  readonly required?: readonly string[]
  /** Groups of keys of which at most one may stand. */
  readonly apart?: readonly (readonly string[])[]
  /** Groups of keys of which at least one must stand. */
  readonly oneOf?: readonly (readonly string[])[]
  /** A hint where none of a group of `oneOf` stands. */
  readonly missing?: string
  /** Words for a key that is not known, in place of a suggestion. */
  readonly hint?: (key: string) => string | undefined
}

export function property<T>(shape: Shape<T>, description: string): Property<T> {
  return { shape, description }
}

/** A map with known keys. All its mistakes are reported; it has a value only when there are none. */
export function map<P extends Properties>(properties: P, options: MapOptions = {}): Shape<MapValue<P>> {
  const { want = 'a map' } = options
  return {
    kinds: ['map'],
    want,
    read(node, context, label) {
      if (node.kind !== 'map') return wrongType(node, context, label, want)
      const complete = checkKeys(node, properties, options, context, label)
      const value: Record<string, unknown> = {}
      let good = complete
      for (const entry of node.entries) {
        const known = Object.hasOwn(properties, entry.key) ? properties[entry.key] : undefined
        const child = known?.shape.read(entry.value, context, entry.key)
        if (child === undefined) good = false
        else value[entry.key] = child
      }
      return good ? (value as MapValue<P>) : undefined
    },
    schema: (context) => ({
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, { shape, description }]) => [
          key,
          { description, ...shape.schema(context) },
        ]),
      ),
      ...keyRules(options),
      additionalProperties: false,
    }),
  }
}

/** A map whose keys are the user's own. */
export function record<T>(
  value: Shape<T>,
  options: { want?: string; check?: (key: string) => string | undefined } = {},
): Shape<Readonly<Record<string, T>>> {
  const { want = 'a map', check } = options
  return {
    kinds: ['map'],
    want,
    read(node, context, label) {
      if (node.kind !== 'map') return wrongType(node, context, label, want)
      const result: Record<string, T> = {}
      let good = true
      for (const entry of node.entries) {
        const problem = check?.(entry.key)
        if (problem !== undefined) context.report({ code: 'bad-path', at: entry.keyRange, message: problem })
        const child = value.read(entry.value, context, `${label}.${entry.key}`)
        if (child === undefined || problem !== undefined) good = false
        else setOwn(result, entry.key, child)
      }
      return good ? result : undefined
    },
    schema: (context) => ({ type: 'object', additionalProperties: value.schema(context) }),
  }
}

function checkKeys(
  node: MapNode,
  properties: Properties,
  options: MapOptions,
  context: ReadContext,
  label: string,
): boolean {
  const keys = new Set(node.entries.map((entry) => entry.key))
  let good = true
  for (const { key, keyRange } of node.entries) {
    if (Object.hasOwn(properties, key)) continue
    good = false
    const hint = options.hint?.(key) ?? suggest(key, Object.keys(properties))
    context.report({ code: 'unknown-key', at: keyRange, message: `unknown key "${key}" in ${label}`, hint })
  }
  // A key that was meant but is misspelt would be reported a second time as missing.
  const strangers = !good
  if (reportConflicts(node, options.apart ?? [], context, label)) good = false
  const wanted = [...(options.required ?? []).map((key) => [key]), ...(options.oneOf ?? [])]
  for (const group of wanted) {
    if (strangers || group.some((key) => keys.has(key))) continue
    good = false
    const names = group.map((key) => `"${key}"`).join(' or ')
    const hint = group.length > 1 ? options.missing : undefined
    context.report({ code: 'missing-key', at: node, message: `${label} has no ${names}`, hint })
  }
  return good
}

/** A key that conflicts with several others is reported once. */
function reportConflicts(
  node: MapNode,
  groups: readonly (readonly string[])[],
  context: ReadContext,
  label: string,
): boolean {
  const reported = new Set<string>()
  for (const group of groups) {
    const [first, ...others] = node.entries.filter((entry) => group.includes(entry.key))
    for (const other of others) {
      if (reported.has(other.key) || reported.has(first!.key)) continue
      reported.add(other.key)
      context.report({
        code: 'conflicting-keys',
        at: other.keyRange,
        message: `"${first!.key}" and "${other.key}" cannot stand together in ${label}`,
        hint: `keep one of ${group.join(', ')}`,
      })
    }
  }
  return reported.size > 0
}

function keyRules(options: MapOptions): JsonSchema {
  const rules: JsonSchema[] = []
  for (const group of options.oneOf ?? []) rules.push({ anyOf: group.map((key) => ({ required: [key] })) })
  for (const group of options.apart ?? []) {
    for (const [index, key] of group.entries()) {
      const others = group.slice(index + 1)
      if (others.length > 0) {
        rules.push({ not: { required: [key], anyOf: others.map((other) => ({ required: [other] })) } })
      }
    }
  }
  return {
    ...(options.required === undefined ? {} : { required: [...options.required] }),
    ...(rules.length === 0 ? {} : { allOf: rules }),
  }
}
