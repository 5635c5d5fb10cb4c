import type { Node } from '../source/tree.ts'
import { turned } from './combine.ts'
import { map, property } from './maps.ts'
import { text } from './scalars.ts'
import type { ReadContext, Shape } from './shape.ts'
import { templateIsGood } from './template-check.ts'

/** `{ file: answer.md }`: the text of a file beside the scenario file, templates and all. */
export const attachedText: Shape<string> = turned(fileMap(), ({ file }, node, context) =>
  textOf(file!, node, context),
)

/** `{ file: x.json }`: the value in a JSON file beside the scenario file. */
export const attachedJson: Shape<{ readonly value: unknown }> = turned(
  fileMap(),
  ({ file }, node, context) => {
    const content = textOf(file!, node, context)
    return content === undefined ? undefined : jsonOf(file!, content, node, context)
  },
)

/** Whether a value in `json:` names a file: a map with nothing but a file name that ends in .json. */
export function isJsonFile(node: Node): boolean {
  if (node.kind !== 'map' || node.entries.length !== 1) return false
  const [{ key, value }] = node.entries as [(typeof node.entries)[0]]
  return key === 'file' && value.kind === 'text' && /\.json$/i.test(String(value.value))
}

const MAX_DEPTH = 200

function fileMap() {
  const file = property(
    text({ filled: true }),
    'A path from the folder of this file; it stays inside the scenario folder.',
  )
  return map({ file }, { want: '{ file: … }', required: ['file'] })
}

function textOf(path: string, node: Node, context: ReadContext): string | undefined {
  const found = context.attach(path)
  if ('text' in found) return templateIsGood(found.text, node, context) ? found.text : undefined
  context.report({ code: found.code, at: node, message: `"${path}" ${found.problem}`, hint: found.hint })
  return undefined
}

function jsonOf(path: string, content: string, node: Node, context: ReadContext) {
  try {
    const value: unknown = JSON.parse(content)
    if (fits(value, MAX_DEPTH)) return { value }
    context.report({
      code: 'too-deep',
      at: node,
      message: `"${path}" is nested more than ${MAX_DEPTH} levels deep`,
    })
  } catch (error) {
    const message = `"${path}" is no JSON: ${(error as Error).message}`
    context.report({ code: 'bad-json', at: node, message, hint: 'for a plain text write text: { file: … }' })
  }
  return undefined
}

function fits(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((child) => fits(child, depth - 1))
}
