import { compactJson, plainValue } from './source/tree.ts'
import type { Kind, MapNode, Node } from './source/tree.ts'
import { wrongType } from './shape.ts'
import type { ReadContext, Shape } from './shape.ts'

const ALL: readonly Kind[] = ['text', 'number', 'boolean', 'null', 'list', 'map']

/** Any value that JSON can hold, as a plain value. */
export function anyJson(): Shape<unknown> {
  return {
    kinds: ALL,
    want: 'any value',
    read: (node, context, label) => (isJson(node, context, label) ? plainValue(node) : undefined),
    schema: () => ({}),
  }
}

/** A map of anything, as a plain object. */
export function anyMap(): Shape<Readonly<Record<string, unknown>>> {
  const want = 'a map'
  return {
    kinds: ['map'],
    want,
    read(node, context, label) {
      if (node.kind !== 'map') return wrongType(node, context, label, want)
      return isJson(node, context, label) ? (plainValue(node) as Record<string, unknown>) : undefined
    },
    schema: () => ({ type: 'object' }),
  }
}

/** Any value, as the compact JSON text that is sent: the file's order of keys, its numbers as written. */
export function jsonText(): Shape<string> {
  return {
    kinds: ALL,
    want: 'any value',
    read: (node, context, label) => (isJson(node, context, label) ? compactJson(node) : undefined),
    schema: () => ({}),
  }
}

/** Reports what JSON cannot hold: `.nan` and `.inf`. */
function isJson(node: Node, context: ReadContext, label: string): boolean {
  if (node.kind === 'list')
    return node.items.every((item, index) => isJson(item, context, `${label}[${index}]`))
  if (node.kind === 'map') return mapIsJson(node, context, label)
  if (node.kind !== 'number' || Number.isFinite(node.value)) return true
  context.report({ code: 'wrong-value', at: node, message: `${label}: JSON has no number ${node.written}` })
  return false
}

function mapIsJson(node: MapNode, context: ReadContext, label: string): boolean {
  return node.entries.every(({ key, value }) => isJson(value, context, `${label}.${key}`))
}
