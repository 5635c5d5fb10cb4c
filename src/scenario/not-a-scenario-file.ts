import { asBuffer } from '../message/bytes.ts'
import { foreignFormat, importHint } from './foreign-file.ts'
import { nearest } from '../values/did-you-mean.ts'
import { otherTool } from './other-tool.ts'
import type { SourceFile } from './source-file.ts'
import type { Problem } from '../shape/source/problem.ts'
import { plainValue } from '../shape/source/tree.ts'
import type { Node } from '../shape/source/tree.ts'

/**
 * A JSON file in a scenario folder that is plainly something else, such as a package.json or a data file: what to say of
 * it. `undefined` for what is, or is meant to be, a scenario file: all YAML, what was asked for by name, and JSON with a
 * key that a scenario file or a scenario could have, even misspelt. `tree`: what could be read of it, if it could.
 */
export function otherFileProblem(file: SourceFile, tree: Node | undefined): Problem | undefined {
  const foreign = foreignProblem(file, tree)
  if (foreign !== undefined) return foreign
  if (!/\.json$/i.test(file.path) || file.asked === true || file.runtime !== undefined) return undefined
  if (tree === undefined ? mentions(file.text) : looksMeant(tree)) return undefined
  return {
    code: 'no-scenarios',
    severity: 'warning',
    at: { start: 0, end: 0 },
    message: 'this JSON file holds no scenarios and is left out',
    hint: 'keep it out of the scenario folder; a file that a scenario names with { file: … } may stay',
  }
}

/** A file of another tool: a mistake where it was asked for by name, or calls itself YAML. */
function foreignProblem(file: SourceFile, tree: Node | undefined): Problem | undefined {
  const { path, text, asked, runtime } = file
  if (runtime !== undefined || typeof text !== 'string') return undefined
  if (tree?.kind === 'map' && tree.entries.some(({ key }) => FILE_KEYS.includes(key))) return undefined
  const format = foreignFormat(text, tree?.kind === 'map' ? plainValue(tree) : undefined)
  const tool = format === undefined && tree !== undefined ? otherTool(tree) : undefined
  const what = format ?? (tool === undefined ? undefined : `a file of ${tool}`)
  if (what === undefined) return undefined
  return {
    code: 'foreign-file',
    ...(asked === true || !/\.json$/i.test(path) ? {} : { severity: 'warning' }),
    at: { start: 0, end: 0 },
    message: `this is ${what}, no scenario file`,
    hint: tool === undefined ? importHint(path) : BY_HAND,
  }
}

const BY_HAND = 'write its answers as scenarios: bifrost-emulator init makes a folder to start from'

const FILE_KEYS = ['scenarios', 'defaults', 'chaos', 'limits']
const SCENARIO_KEYS = ['when', 'reply', 'replies', 'upstream', 'wire']

function looksMeant(node: Node): boolean {
  if (node.kind === 'list')
    return node.items.some((item) => item.kind === 'map' && hasKey(item, SCENARIO_KEYS))
  if (node.kind !== 'map') return false
  const isNear = ({ key }: { readonly key: string }) => nearest(key, FILE_KEYS, 2) !== undefined
  return node.entries.some(isNear) || hasKey(node, SCENARIO_KEYS)
}

function hasKey(node: Extract<Node, { readonly kind: 'map' }>, keys: readonly string[]): boolean {
  return node.entries.some(({ key }) => keys.includes(key))
}

/** Of a text that is no JSON, or too large, only the words can be looked at. */
function mentions(text: SourceFile['text']): boolean {
  const words = typeof text === 'string' ? text : asBuffer(text).toString('latin1')
  return FILE_KEYS.some((key) => words.includes(`"${key}"`))
}
