import { describe } from './budget.ts'
import { checkPattern } from '../pattern/checked-pattern.ts'
import { pointer, SchemaProblem } from '../problem.ts'
import { draftOf, indexReferences, type Draft, type References, type SchemaPlace } from './references.ts'
import { nameList, readBounds, readPlain } from './read-keywords.ts'
import { setOwn, type JsonObject, type Schema, type SchemaObject } from './schema.ts'
import { isObject } from '../../json/json-object.ts'
import { spend } from '../work.ts'

/** A schema that is ready to make values from. */
export interface Normalized {
  /** Whole and self-contained: what a validator is compiled from. */
  readonly root: Schema
  /** What `$ref` names, by its text. */
  readonly targets: ReadonlyMap<string, Schema>
  /** Whether it says something about what nothing else has looked at. */
  readonly usesUnevaluated: boolean
  /** Where a part stood in the caller's document. */
  pathOf(schema: Schema): string
}

const SCHEMAS = [
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'additionalProperties',
  'contentSchema',
]
const LATER_SCHEMAS = ['unevaluatedProperties', 'unevaluatedItems']
const LISTS = ['allOf', 'anyOf', 'oneOf']
const MAPS = ['properties', 'patternProperties', 'dependentSchemas']
/** Members of a published meta-schema: any schema will do, these are the plainest. */
const META_SCHEMA: JsonObject = {
  type: 'object',
  properties: { type: { enum: ['string', 'integer', 'boolean', 'object'] }, description: { type: 'string' } },
  additionalProperties: false,
}

/** Steps of work for a schema that is rewritten and compiled. */
const SCHEMA = 2

/**
 * Rewrites any draft's schema as one small dialect: vendor keywords, which json-schema-faker would obey, are gone;
 * tuples are `prefixItems`; bounds are numbers; every reference is local. Parts that nothing refers to are left out.
 * @throws SchemaProblem for a schema that means nothing (unknown type, broken pattern, reference to elsewhere …)
 */
export function normalizeSchema(document: unknown): Normalized {
  if (!isObject(document))
    return { root: document as boolean, targets: new Map(), usesUnevaluated: false, pathOf: () => '' }
  const draft = draftOf(document)
  const references = indexReferences(document, draft)
  const work = new Work(draft, references, document)
  const root = work.convert(document, '') as SchemaObject
  work.finish(root)
  const { targets, usesUnevaluated } = work
  return {
    root,
    targets,
    usesUnevaluated,
    pathOf: (schema) => work.origins.get(schema as SchemaObject) ?? '',
  }
}

class Work {
  readonly targets = new Map<string, Schema>()
  usesUnevaluated = false
  readonly origins = new WeakMap<SchemaObject, string>()
  readonly draft: Draft
  readonly references: References
  readonly document: JsonObject
  readonly #names = new Map<unknown, string>()
  readonly #pending: [string, SchemaPlace][] = []

  constructor(draft: Draft, references: References, document: JsonObject) {
    this.draft = draft
    this.references = references
    this.document = document
  }

  /** Converts what was referred to, until nothing new is. */
  finish(root: SchemaObject): void {
    const definitions: Record<string, Schema> = {}
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      const [name, target] = next
      definitions[name] = this.convert(target.schema, target.path)
      this.targets.set(`#/$defs/${name}`, definitions[name])
    }
    this.targets.set('#', root)
    if (Object.keys(definitions).length > 0) root.$defs = definitions
  }

  convert(raw: unknown, path: string): Schema {
    if (typeof raw === 'boolean') return raw
    if (!isObject(raw)) throw new SchemaProblem(path, `expected a schema, got ${describe(raw)}`)
    spend(SCHEMA)
    const schema: SchemaObject = {}
    this.origins.set(schema, path)
    this.#reference(raw, schema, path)
    readPlain(raw, schema, path)
    readBounds(raw, schema, path)
    this.#read(raw, schema, path)
    this.#readItems(raw, schema, path)
    this.#readDependencies(raw, schema, path)
    return schema
  }

  #reference(raw: JsonObject, schema: SchemaObject, path: string): void {
    const found: string[] = []
    for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
      const text = raw[keyword]
      if (text === undefined) continue
      if (typeof text !== 'string')
        throw new SchemaProblem(pointer(path, keyword), `${keyword} must be a string, got ${describe(text)}`)
      const target =
        keyword === '$ref'
          ? this.references.resolve(text, raw)
          : keyword === '$dynamicRef'
            ? this.references.resolveDynamic(text, raw)
            : this.references.resolveRecursive(raw)
      found.push(this.#nameOf(target ?? publishedMetaSchema(text), text, pointer(path, keyword)))
    }
    if (found[0] !== undefined) schema.$ref = found[0]
    if (found.length > 1) schema.allOf = found.slice(1).map((text) => ({ $ref: text }))
  }

  #nameOf(target: SchemaPlace | undefined, text: string, path: string): string {
    if (target === undefined)
      throw new SchemaProblem(
        path,
        `"${text}" refers to nothing in this schema (other documents are never fetched)`,
      )
    if (target.schema === this.document) return '#'
    const known = this.#names.get(target.schema)
    if (known !== undefined && typeof target.schema === 'object') return `#/$defs/${known}`
    const name = `r${this.#names.size}`
    this.#names.set(typeof target.schema === 'object' ? target.schema : name, name)
    this.#pending.push([name, target])
    return `#/$defs/${name}`
  }

  #read(raw: JsonObject, schema: SchemaObject, path: string): void {
    const out = schema as JsonObject
    const names = this.draft.length > 2 ? [...SCHEMAS, ...LATER_SCHEMAS] : SCHEMAS
    for (const key of names) if (raw[key] !== undefined) out[key] = this.convert(raw[key], pointer(path, key))
    for (const key of LISTS) {
      if (raw[key] === undefined) continue
      const list = this.#list(raw[key], pointer(path, key))
      out[key] = key === 'allOf' ? [...(schema.allOf ?? []), ...list] : list
    }
    for (const key of MAPS)
      if (raw[key] !== undefined) out[key] = this.#map(raw[key], pointer(path, key), key)
    this.usesUnevaluated ||=
      schema.unevaluatedProperties !== undefined || schema.unevaluatedItems !== undefined
    // Without `if` the two say nothing.
    if (schema.if === undefined) {
      delete schema.then
      delete schema.else
    }
  }

  #list(raw: unknown, path: string): Schema[] {
    if (!Array.isArray(raw) || raw.length === 0)
      throw new SchemaProblem(path, `expected a list of schemas, got ${describe(raw)}`)
    spend(raw.length ** 2 / 5_000)
    return raw.map((entry, index) => this.convert(entry, pointer(path, index)))
  }

  #map(raw: unknown, path: string, keyword: string): Record<string, Schema> {
    if (!isObject(raw)) throw new SchemaProblem(path, `expected an object of schemas, got ${describe(raw)}`)
    const map: Record<string, Schema> = {}
    for (const [key, value] of Object.entries(raw)) {
      if (keyword === 'patternProperties') checkPattern(key, pointer(path, key))
      setOwn(map, key, this.convert(value, pointer(path, key)))
    }
    return map
  }

  /** Tuples are `items: []` + `additionalItems` up to 2019-09; many 2020-12 schemas still write them so. */
  #readItems(raw: JsonObject, schema: SchemaObject, path: string): void {
    const { items, additionalItems, prefixItems } = raw
    if (Array.isArray(items)) {
      if (items.length > 0) schema.prefixItems = this.#list(items, pointer(path, 'items'))
      if (additionalItems !== undefined)
        schema.items = this.convert(additionalItems, pointer(path, 'additionalItems'))
      return
    }
    if (items !== undefined) schema.items = this.convert(items, pointer(path, 'items'))
    if (prefixItems !== undefined && this.draft === '2020-12')
      schema.prefixItems = this.#list(prefixItems, pointer(path, 'prefixItems'))
  }

  #readDependencies(raw: JsonObject, schema: SchemaObject, path: string): void {
    for (const keyword of ['dependentRequired', 'dependencies']) {
      const map = raw[keyword]
      if (!isObject(map)) continue
      for (const [key, value] of Object.entries(map)) {
        const at = pointer(path, keyword, key)
        if (isObject(value) || typeof value === 'boolean')
          setOwn((schema.dependentSchemas ??= {}) as JsonObject, key, this.convert(value, at))
        else setOwn((schema.dependentRequired ??= {}) as JsonObject, key, nameList(value, at))
      }
    }
  }
}

function publishedMetaSchema(reference: string): SchemaPlace | undefined {
  const published = /^https?:\/\/json-schema\.org\/(draft-0\d|draft\/20\d\d-\d\d)\/schema#?$/.test(reference)
  return published ? { schema: META_SCHEMA, path: '' } : undefined
}
