import { pointer, SchemaProblem } from '../problem.ts'
import { isObject } from '../../json/json-object.ts'

const MAX_NODES = 40_000
const MAX_DEPTH = 300

/** The largest lower bounds that are worth honouring; more would be a way to exhaust memory, not a wish for data. */
const LIMITS: Readonly<Record<string, number>> = {
  minLength: 65_536,
  minItems: 1_000,
  minContains: 1_000,
  minProperties: 1_000,
}

/**
 * Refuses documents that are too large, too deep or cyclic. Runs before anything else looks at the schema.
 * @throws SchemaProblem
 */
export function checkDocument(document: unknown): void {
  let nodes = 0
  const walk = (value: unknown, depth: number, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    if (depth > MAX_DEPTH)
      throw new SchemaProblem(
        shorten(path),
        `the schema is nested more than ${MAX_DEPTH} levels deep (or refers to itself as a value)`,
      )
    const keys = Object.keys(value)
    nodes += keys.length
    if (nodes > MAX_NODES)
      throw new SchemaProblem(
        '',
        `the schema has more than ${MAX_NODES} entries: too large to make values for`,
      )
    for (const key of keys) {
      const child = (value as Record<string, unknown>)[key]
      if (typeof child === 'object' && child !== null) walk(child, depth + 1, pointer(path, key))
    }
  }
  if (!isObject(document) && typeof document !== 'boolean')
    throw new SchemaProblem('', `a schema is an object or a boolean, not ${describe(document)}`)
  walk(document, 0, '')
}

/** @throws SchemaProblem when a lower bound asks for more than `LIMITS` allows */
export function checkBound(keyword: string, value: number, path: string): void {
  const limit = LIMITS[keyword]
  if (limit !== undefined && value > limit)
    throw new SchemaProblem(
      pointer(path, keyword),
      `${keyword} ${value} is more than the ${limit} allowed here`,
    )
}

export function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function shorten(path: string): string {
  return path.length > 200 ? path.slice(0, 200).replace(/\/[^/]*$/, '') : path
}
