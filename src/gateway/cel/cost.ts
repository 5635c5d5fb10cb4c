import type { ASTNode } from '@marcbachmann/cel-js'
import { childrenOf } from './nodes.ts'

/** So many steps take some milliseconds. A condition of a real configuration takes ten. */
export const MOST_STEPS = 20_000

/** What a list or a map holds whose length is not known before it is there, at most. */
const MOST_ELEMENTS = 100

/** The forms that look at each element of a list or a map. */
const LOOPS = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])

/** How many steps an expression takes at most: each part once, and what stands in a loop for each element. */
export function costOf(node: ASTNode): number {
  if (node.op === 'rcall' && LOOPS.has(node.args[0])) {
    const [, list, parts] = node.args
    const body = parts.reduce((sum, part) => sum + costOf(part), 1)
    return 1 + costOf(list) + lengthOf(list) * body
  }
  return childrenOf(node).reduce((sum, child) => sum + costOf(child), 1)
}

function lengthOf(node: ASTNode): number {
  if (node.op === 'list' || node.op === 'map') return node.args.length
  if (node.op === '+') return lengthOf(node.args[0]) + lengthOf(node.args[1])
  if (node.op === 'rcall' && LOOPS.has(node.args[0])) return lengthOf(node.args[1])
  return MOST_ELEMENTS
}
