import type { Entry, Node, ScalarNode } from './tree.ts'
import { isObject } from '../../json/json-object.ts'

/** A value of JSON as a tree. It stands in no text: its places are numbers in the order in which a text would have it. */
export function valueTree(value: unknown): Node {
  let at = 0
  const node = (it: unknown, depth: number): Node => {
    checkDepth(depth)
    const start = at++
    if (Array.isArray(it)) {
      const items = it.map((item) => node(item, depth + 1))
      return { kind: 'list', items, start, end: at }
    }
    if (isObject(it)) {
      const entries = Object.entries(it).map(([key, inner]): Entry => {
        const keyRange = { start: at, end: ++at }
        return { key, keyRange, value: node(inner, depth + 1) }
      })
      return { kind: 'map', entries, start, end: at }
    }
    return { ...scalarOf(it as string | number | boolean | null), start, end: at }
  }
  return node(value, 0)
}

/** The same for a value of a program or a request as for a file. Levels. */
const MAX_DEPTH = 200

export class TooDeep extends Error {
  override message = `it is nested more than ${MAX_DEPTH} levels deep`
}

export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new TooDeep()
}

export function scalarOf(value: string | number | boolean | null) {
  const kind = value === null ? 'null' : typeof value === 'string' ? 'text' : typeof value
  return { kind: kind as ScalarNode['kind'], value, written: JSON.stringify(value) }
}
