import { decodedPart } from '../../message/target.ts'
import { pointer } from '../problem.ts'
import { own, type JsonObject } from './schema.ts'
import { isObject } from '../../json/json-object.ts'

/** Which release of JSON Schema a document is written in; only the differences that matter here are kept apart. */
export type Draft = '04' | '06' | '07' | '2019-09' | '2020-12'

/** A schema somewhere in the caller's document. */
export interface SchemaPlace {
  readonly schema: unknown
  readonly path: string
}

/** Finds what `$ref`, `$dynamicRef` and `$recursiveRef` mean, inside one document. */
export interface References {
  /** Undefined when the document does not hold the target. */
  resolve(reference: string, from: JsonObject): SchemaPlace | undefined
  resolveDynamic(reference: string, from: JsonObject): SchemaPlace | undefined
  resolveRecursive(from: JsonObject): SchemaPlace | undefined
}

const MAPS = new Set([
  'properties',
  'patternProperties',
  'definitions',
  '$defs',
  'dependentSchemas',
  'dependencies',
])
const DATA = new Set(['enum', 'const', 'default', 'examples', 'example'])
const NO_BASE = 'schema:///'

export function draftOf(document: unknown): Draft {
  const named = isObject(document) ? String(document['$schema'] ?? '') : ''
  const draft = /draft-0([467])|(2019-09)/.exec(named)
  if (/draft-03/.test(named)) return '04'
  return (draft?.[1] !== undefined ? `0${draft[1]}` : (draft?.[2] ?? '2020-12')) as Draft
}

export function indexReferences(document: JsonObject, draft: Draft): References {
  const bases = new Map<JsonObject, string>()
  const paths = new Map<JsonObject, string>()
  const resources = new Map<string, JsonObject>([[NO_BASE, document]])
  const names = new Map<string, JsonObject>()
  const dynamic = new Map<string, JsonObject>()
  visit(document, NO_BASE, '', false)

  return { resolve, resolveDynamic, resolveRecursive }

  function visit(value: unknown, base: string, path: string, isMap: boolean): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, base, pointer(path, index), false)
      return
    }
    if (!isObject(value) || paths.has(value)) return
    paths.set(value, path)
    const inner = isMap ? base : declare(value, base)
    bases.set(value, inner)
    for (const [key, child] of Object.entries(value)) {
      if (!isMap && DATA.has(key)) continue
      visit(child, inner, pointer(path, key), !isMap && MAPS.has(key))
    }
  }

  /** Notes the names that a schema gives itself, and answers the base of what it holds. */
  function declare(schema: JsonObject, base: string): string {
    let inner = base
    const id = schema['$id'] ?? schema['id']
    if (typeof id === 'string' && id.startsWith('#')) {
      if (id.length > 1) names.set(base + id, schema)
    } else if (typeof id === 'string' && (schema['$id'] !== undefined || draft === '04')) {
      inner = absolute(id, base)
      const bare = inner.replace(/#.*$/s, '')
      resources.set(bare, schema)
      inner = bare
    } else if (typeof id === 'string') {
      resources.set(id.replace(/#$/, ''), schema)
    }
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const name = schema[keyword]
      if (typeof name !== 'string') continue
      names.set(`${inner}#${name}`, schema)
      if (keyword === '$dynamicAnchor') dynamic.set(`${inner}#${name}`, schema)
    }
    return inner
  }

  function resolve(reference: string, from: JsonObject): SchemaPlace | undefined {
    const base = bases.get(from) ?? NO_BASE
    const cut = reference.indexOf('#')
    const fragment = cut < 0 ? '' : decodedPart(reference.slice(cut + 1))
    const address = cut < 0 ? reference : reference.slice(0, cut)
    const resource = address === '' ? base : absolute(address, base).replace(/#.*$/s, '')
    const root = resources.get(resource) ?? resources.get(address)
    return (
      (root && within(root, resource, fragment)) ??
      // Documents glued together from parts often keep pointers that were meant for the whole.
      (address === '' ? within(document, NO_BASE, fragment) : undefined)
    )
  }

  function within(root: JsonObject, base: string, fragment: string): SchemaPlace | undefined {
    if (fragment === '') return { schema: root, path: paths.get(root) ?? '' }
    if (!fragment.startsWith('/')) {
      const named = names.get(`${base}#${fragment}`)
      return named && { schema: named, path: paths.get(named) ?? '' }
    }
    let value: unknown = root
    let path = paths.get(root) ?? ''
    for (const step of fragment.slice(1).split('/')) {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
      value = Array.isArray(value) ? value[Number(key)] : isObject(value) ? own(value, key) : undefined
      path = pointer(path, key)
    }
    return isObject(value) || typeof value === 'boolean' ? { schema: value, path } : undefined
  }

  /** The document is the outermost resource of every walk, so its anchor wins wherever it has one of that name. */
  function resolveDynamic(reference: string, from: JsonObject): SchemaPlace | undefined {
    const initial = resolve(reference, from)
    const name = reference.slice(reference.indexOf('#') + 1)
    if (initial === undefined || !isObject(initial.schema)) return initial
    if (initial.schema['$dynamicAnchor'] !== name) return initial
    const outermost = dynamic.get(`${bases.get(document) ?? NO_BASE}#${name}`)
    return outermost === undefined ? initial : { schema: outermost, path: paths.get(outermost) ?? '' }
  }

  function resolveRecursive(from: JsonObject): SchemaPlace | undefined {
    const own = resources.get(bases.get(from) ?? NO_BASE) ?? document
    const outer = own['$recursiveAnchor'] === true && document['$recursiveAnchor'] === true ? document : own
    return { schema: outer, path: paths.get(outer) ?? '' }
  }
}

function absolute(reference: string, base: string): string {
  try {
    return new URL(reference, base).href
  } catch {
    return reference
  }
}
