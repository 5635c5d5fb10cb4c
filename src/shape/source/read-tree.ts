import { finish } from '../../values/finish.ts'
import { plainTree } from './plain/plain-tree.ts'
import { yamlTreeSteps } from './yaml-tree.ts'
import type { TreeResult } from './yaml-tree.ts'

/**
 * YAML or JSON text → its tree, `undefined` when it is empty. Where the syntax is broken there is no tree, only problems:
 * what would be read from it is guesswork.
 */
export function readTree(text: string): TreeResult {
  return finish(treeSteps(text))
}

/** `readTree` in small steps. */
export function* treeSteps(text: string): Generator<void, TreeResult> {
  const tree = plainTree(text)
  return tree === undefined ? yield* yamlTreeSteps(text) : { tree, problems: [] }
}
