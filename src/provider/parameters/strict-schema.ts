import type { JsonObject } from '../../json/json-object.ts'
import { isObject } from '../../json/json-object.ts'
import { memoized } from '../memoized.ts'

type Path = readonly string[]

/** Schemas are looked at so deep; nobody writes deeper ones by hand. */
const DEEPEST = 200

/** Keywords that the subset of `strict` does not know, in any place. */
const FORBIDDEN = [
  'oneOf',
  'allOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
  'minProperties',
  'maxProperties',
  'contains',
  'minContains',
  'maxContains',
  'uniqueItems',
  'unevaluatedItems',
] as const

/** What is wrong with the root of a schema: it must be an object's. In Azure's words, which show a Python value. */
export function rootProblem(schema: unknown): string | undefined {
  const type = isObject(schema) ? schema['type'] : undefined
  if (type === 'object') return undefined
  return `schema must be a JSON Schema of 'type: "object"', got 'type: "${shown(type)}"'.`
}

/** The first place of a schema that the subset of `strict` does not allow, in Azure's words. */
export function strictProblem(schema: unknown): string | undefined {
  return isObject(schema) ? knownStrictProblem(schema) : rootProblem(schema)
}

/** Many requests share the object of their schema. */
const knownStrictProblem = memoized((schema: object) => rootProblem(schema) ?? nodeProblem(schema, []))

/** An array must say what is in it, strict or not. */
export function arrayProblem(schema: unknown, path: Path = []): string | undefined {
  if (!isObject(schema)) return undefined
  if (isType(schema, 'array') && schema['items'] === undefined && schema['prefixItems'] === undefined)
    return inContext(path, 'array schema missing items.')
  return firstOf(children(schema, path), (child, at) => arrayProblem(child, at))
}

function nodeProblem(schema: unknown, path: Path): string | undefined {
  if (!isObject(schema)) return undefined
  if (typeof schema['$ref'] === 'string') return undefined
  const forbidden = FORBIDDEN.find((keyword) => schema[keyword] !== undefined)
  if (forbidden !== undefined) return inContext(path, `'${forbidden}' is not permitted.`)
  const isTyped = ['type', 'anyOf', 'enum', 'const'].some((keyword) => schema[keyword] !== undefined)
  if (!isTyped) return inContext(path, "schema must have a 'type' key.")
  if (isType(schema, 'array') && schema['items'] === undefined)
    return inContext(path, 'array schema missing items.')
  const broken = isType(schema, 'object') ? objectProblem(schema, path) : undefined
  return broken ?? firstOf(children(schema, path), nodeProblem)
}

function objectProblem(schema: JsonObject, path: Path): string | undefined {
  if (schema['additionalProperties'] !== false)
    return inContext(path, "'additionalProperties' is required to be supplied and to be false.")
  const keys = isObject(schema['properties']) ? Object.keys(schema['properties']) : []
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
  const words = "'required' is required to be supplied and to be an array including every key in properties."
  const missing = keys.find((key) => !required.includes(key))
  if (missing !== undefined) return inContext(path, `${words} Missing '${missing}'.`)
  const extra = required.find((key) => typeof key === 'string' && !keys.includes(key))
  return extra === undefined
    ? undefined
    : inContext(path, `${words} Extra required key '${String(extra)}' supplied.`)
}

type Child = readonly [schema: unknown, path: Path]

/** Every schema inside one, with its path. */
function children(schema: JsonObject, path: Path): readonly Child[] {
  const found: Child[] = []
  if (path.length > DEEPEST) return found
  for (const keyword of ['properties', '$defs', 'definitions']) {
    const map = schema[keyword]
    if (!isObject(map)) continue
    for (const [key, inner] of Object.entries(map)) found.push([inner, [...path, keyword, key]])
  }
  if (schema['items'] !== undefined) found.push([schema['items'], [...path, 'items']])
  for (const keyword of ['anyOf', 'prefixItems']) {
    const list = schema[keyword]
    if (!Array.isArray(list)) continue
    for (const [index, inner] of list.entries()) found.push([inner, [...path, keyword, String(index)]])
  }
  return found
}

function firstOf(
  all: readonly Child[],
  check: (schema: unknown, path: Path) => string | undefined,
): string | undefined {
  for (const [schema, path] of all) {
    const broken = check(schema, path)
    if (broken !== undefined) return broken
  }
  return undefined
}

function isType({ type }: JsonObject, wanted: string): boolean {
  return type === wanted || (Array.isArray(type) && type.includes(wanted))
}

/** As Python shows a tuple: `()`, `('items',)`, `('properties', 'a')`. */
function inContext(path: Path, message: string): string {
  const steps = path.map((step) => `'${step}'`).join(', ')
  return `In context=(${steps}${path.length === 1 ? ',' : ''}), ${message}`
}

function shown(type: unknown): string {
  if (type === undefined || type === null) return 'None'
  return Array.isArray(type) ? `[${type.map((it) => `'${String(it)}'`).join(', ')}]` : String(type)
}
