import type { Random } from '../../random/random.ts'
import type { Prepared } from './prepared.ts'
import { typesOf, type JsonType, type Schema, type SchemaObject } from './schema.ts'
import { spend } from '../work.ts'

/**
 * Everything that one value must satisfy, laid side by side: references followed, `allOf` unpacked, and of every
 * choice (`anyOf`, `oneOf`, `if`, dependent schemas) one way taken.
 */
export interface Conjunction {
  readonly parts: readonly SchemaObject[]
  /** Undefined: any. */
  readonly types: readonly JsonType[] | undefined
  /** Keys that must not, and keys that must be there, because of the ways taken. */
  readonly forbidden: ReadonlySet<string>
  readonly required: ReadonlySet<string>
  /** How many ways there are to take the choices that were met. */
  readonly ways: number
  /** Taking a way is not enough: the finished value has to be looked at. */
  readonly needsCheck: boolean
}

export interface Choosing {
  readonly prepared: Prepared
  /** The same for every turn, so that the turns walk through all the ways. */
  readonly random: Random
  /** 0, 1, 2 …: which of the ways to take, counted from one that the seed chooses. */
  readonly turn: number
  /** Take the flattest ways: deep inside a recursive type. */
  readonly flat: boolean
  readonly avoidNull: boolean
}

/** Steps of work for a part that is laid beside the others. */
const PART = 1 / 16

/** Undefined when the way that was taken contradicts itself. */
export function conjoin(schemas: readonly Schema[], choosing: Choosing): Conjunction | 'contradiction' {
  const [only] = schemas
  if (schemas.length !== 1 || typeof only !== 'object') return laidOut(schemas, choosing)
  const known = plain.get(only)
  if (known === undefined) {
    const made = laidOut(schemas, choosing)
    if (made !== 'contradiction' && isPlain(only)) plain.set(only, made)
    return made
  }
  spend(PART)
  return known
}

/** Those of parts that leave no choice and lead nowhere else: always the same. */
const plain = new WeakMap<SchemaObject, Conjunction>()

function isPlain(schema: SchemaObject): boolean {
  return LEADING.every((keyword) => schema[keyword] === undefined)
}

const LEADING = [
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'dependentSchemas',
  'contains',
  'unevaluatedItems',
  'unevaluatedProperties',
] as const

function laidOut(schemas: readonly Schema[], choosing: Choosing): Conjunction | 'contradiction' {
  const { prepared, random } = choosing
  const parts = new Set<SchemaObject>()
  const forbidden = new Set<string>()
  const required = new Set<string>()
  let types: readonly JsonType[] | undefined
  const without = new Set<JsonType>()
  let ways = 1
  let radix = choosing.turn
  let needsCheck = false
  const queue: Schema[] = [...schemas]

  for (let at = 0; at < queue.length; at++) {
    const schema = queue[at]!
    if (schema === false) return 'contradiction'
    if (schema === true || parts.has(schema)) continue
    spend(PART)
    parts.add(schema)
    const own = typesOf(schema)
    if (own !== undefined) types = types === undefined ? own : intersect(types, own)
    if (schema.$ref !== undefined) queue.push(prepared.resolve(schema.$ref))
    if (schema.allOf !== undefined) queue.push(...schema.allOf)
    for (const list of [schema.anyOf, schema.oneOf])
      if (list !== undefined) queue.push(list[choose(list.length, () => preferred(list))]!)
    if ((schema.oneOf?.length ?? 0) > 1) needsCheck = true
    if (schema.not !== undefined) needsCheck = avoid(schema.not) || needsCheck
    if (schema.if !== undefined) takeIf(schema)
    for (const [key, dependent] of Object.entries(schema.dependentSchemas ?? {}))
      takeDependent(key, dependent)
    if (schema.contains !== undefined || schema.unevaluatedItems !== undefined) needsCheck = true
    if (schema.unevaluatedProperties !== undefined) needsCheck = true
    if (ways > 1e6) ways = 1e6
  }
  if (without.size > 0) types = (types ?? ALL).filter((type) => !without.has(type))
  if (types?.length === 0) return 'contradiction'
  for (const key of required) if (forbidden.has(key)) return 'contradiction'
  return { parts: [...parts], types, forbidden, required, ways, needsCheck }

  function choose(count: number, first: () => number): number {
    if (count < 2) return 0
    const start = first()
    const index = (start + (radix % count)) % count
    radix = Math.floor(radix / count)
    ways *= count
    return index
  }

  function preferred(list: readonly Schema[]): number {
    const drawn = random.int(0, list.length - 1)
    if (choosing.flat) {
      const depths = list.map(prepared.minDepthOf)
      return depths.indexOf(Math.min(...depths))
    }
    // Where a number may be written as a text too, not every text is one: the number always is.
    const number = isPlainText(list[drawn]!) ? list.findIndex(isNumber) : -1
    if (number !== -1) return number
    const reluctant = choosing.avoidNull || random.next() < 0.7
    return reluctant && isNull(list[drawn]!) ? (drawn + 1) % list.length : drawn
  }

  function takeIf(schema: SchemaObject): void {
    needsCheck = true
    if (choose(2, () => random.int(0, 1)) === 0) queue.push(schema.if!, schema.then ?? true)
    else {
      avoid(schema.if!)
      queue.push(schema.else ?? true)
    }
  }

  function takeDependent(key: string, dependent: Schema): void {
    if (dependent === true) return
    if (choose(2, () => (choosing.flat ? 1 : random.int(0, 1))) === 0) {
      required.add(key)
      queue.push(dependent)
    } else forbidden.add(key)
  }

  /** Steers away from what must not be; answers whether that leaves something to check. */
  function avoid(schema: Schema): boolean {
    if (schema === true) queue.push(false)
    if (typeof schema === 'boolean') return false
    const keys = Object.keys(schema).filter((key) => key !== 'title' && key !== 'description')
    if (keys.length === 1 && keys[0] === 'required' && schema.required?.length === 1)
      forbidden.add(schema.required[0]!)
    else if (keys.length === 1 && keys[0] === 'type') for (const type of typesOf(schema)!) without.add(type)
    else if (keys.length === 1 && keys[0] === 'anyOf') return schema.anyOf!.map(avoid).some(Boolean)
    else if (keys.length === 0) queue.push(false)
    return true
  }
}

const ALL: readonly JsonType[] = ['string', 'number', 'integer', 'object', 'array', 'boolean', 'null']

function intersect(a: readonly JsonType[], b: readonly JsonType[]): readonly JsonType[] {
  const has = (list: readonly JsonType[], type: JsonType) =>
    list.includes(type) || (type === 'integer' && list.includes('number'))
  return [...new Set([...a.filter((type) => has(b, type)), ...b.filter((type) => has(a, type))])]
}

function isPlainText(schema: Schema): boolean {
  return (
    typeof schema === 'object' &&
    schema.type === 'string' &&
    schema.enum === undefined &&
    !('const' in schema) &&
    schema.format === undefined
  )
}

function isNumber(schema: Schema): boolean {
  return (
    typeof schema === 'object' &&
    (schema.type === 'number' || schema.type === 'integer') &&
    schema.enum === undefined &&
    !('const' in schema)
  )
}

function isNull(schema: Schema): boolean {
  return typeof schema === 'object' && (schema.type === 'null' || schema.const === null)
}
