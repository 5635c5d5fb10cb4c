import { setOwn } from './source/tree.ts'
import type { Problem } from './source/problem.ts'
import type { MapNode } from './source/tree.ts'
import { empty } from './scalars.ts'
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
  /** A key that needs another one beside it. */
  readonly beside?: readonly (readonly [key: string, other: string])[]
  /** Groups of keys of which at least one must stand. */
  readonly oneOf?: readonly (readonly string[])[]
  /** The map must not be empty; this is the hint where it is. */
  readonly filled?: string
  /** A hint where none of a group of `oneOf` stands. */
  readonly missing?: string
  /** Words for a key that is not known, in place of a suggestion. */
  readonly hint?: (key: string, node: MapNode) => string | undefined
}

/** What keys of the user's own look like, and what is wrong with one that does not. */
export interface KeyRule {
  readonly pattern: string
  problem(key: string): Pick<Problem, 'code' | 'message' | 'hint'>
}

export function property<T>(shape: Shape<T>, description: string): Property<T> {
  return { shape, description }
}

/** Properties of a map that no schema publishes. */
export function undescribed<S extends Readonly<Record<string, Shape<unknown>>>>(
  shapes: S,
): { readonly [K in keyof S]: Property<ValueOf<S[K]>> } {
  const properties = Object.entries(shapes).map(([key, shape]) => [key, property(shape, '')])
  return Object.fromEntries(properties) as { readonly [K in keyof S]: Property<ValueOf<S[K]>> }
}

/** A map with known keys. All its mistakes are reported; it has a value only when there are none. */
export function map<P extends Properties>(properties: P, options: MapOptions = {}): Shape<MapValue<P>> {
  const { want = 'a map' } = options
  return {
    kinds: ['map'],
    want,
    read(node, context, label) {
      if (node.kind !== 'map') return wrongType(node, context, label, want)
      if (options.filled !== undefined && node.entries.length === 0)
        return empty(node, context, label, options.filled)
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
  options: { want?: string; keys?: KeyRule } = {},
): Shape<Readonly<Record<string, T>>> {
  const { want = 'a map', keys } = options
  const known = keys === undefined ? undefined : new RegExp(keys.pattern)
  return {
    kinds: ['map'],
    want,
    read(node, context, label) {
      if (node.kind !== 'map') return wrongType(node, context, label, want)
      const result: Record<string, T> = {}
      let good = true
      for (const entry of node.entries) {
        const isKey = known === undefined || known.test(entry.key)
        if (!isKey) context.report({ ...keys!.problem(entry.key), at: entry.keyRange })
        const child = value.read(entry.value, context, `${label}.${entry.key}`)
        if (child === undefined || !isKey) good = false
        else setOwn(result, entry.key, child)
      }
      return good ? result : undefined
    },
    schema: (context) => ({
      type: 'object',
      ...(keys === undefined ? {} : { propertyNames: { pattern: keys.pattern } }),
      additionalProperties: value.schema(context),
    }),
  }
}

function checkKeys(
  node: MapNode,
  properties: Properties,
  options: MapOptions,
  context: ReadContext,
  label: string,
): boolean {
  // A map holds few keys: a set of them would cost more.
  const has = (wanted: string) => node.entries.some(({ key }) => key === wanted)
  let good = true
  for (const { key, keyRange } of node.entries) {
    if (Object.hasOwn(properties, key)) continue
    good = false
    const hint = invisible(key) ?? options.hint?.(key, node) ?? suggest(key, Object.keys(properties))
    context.report({ code: 'unknown-key', at: keyRange, message: `unknown key "${key}" in ${label}`, hint })
  }
  // A key that was meant but is misspelt would be reported a second time as missing.
  const strangers = !good
  if (reportConflicts(node, options.apart ?? [], context, label)) good = false
  for (const [key, other] of options.beside ?? []) {
    const entry = node.entries.find((it) => it.key === key)
    if (entry === undefined || has(other)) continue
    good = false
    context.report({
      code: 'missing-key',
      at: entry.keyRange,
      message: `"${key}" says nothing without "${other}" in ${label}`,
      hint: `give ${other}, or leave ${key} out`,
    })
  }
  const wanted = strangers ? [] : [...(options.required ?? []).map((key) => [key]), ...(options.oneOf ?? [])]
  for (const group of wanted) {
    if (group.some(has)) continue
    good = false
    const names = group.map((key) => `"${key}"`).join(' or ')
    const hint = group.length > 1 ? options.missing : undefined
    context.report({ code: 'missing-key', at: node, message: `${label} has no ${names}`, hint })
  }
  return good
}

/** A key may look right and hold a character that nobody sees. */
function invisible(key: string): string | undefined {
  const found = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.exec(key)?.[0]
  if (found === undefined) return undefined
  const code = found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return `it holds the invisible character U+${code}: type it anew`
}

/** A key that conflicts with several others is reported once. */
function reportConflicts(
  node: MapNode,
  groups: readonly (readonly string[])[],
  context: ReadContext,
  label: string,
): boolean {
  if (groups.length === 0 || node.entries.length < 2) return false
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
    ...(options.filled === undefined ? {} : { minProperties: 1 }),
    ...(options.required === undefined ? {} : { required: [...options.required] }),
    ...(rules.length === 0 ? {} : { allOf: rules }),
    ...(options.beside === undefined
      ? {}
      : { dependentRequired: Object.fromEntries(options.beside.map(([key, other]) => [key, [other]])) }),
  }
}
