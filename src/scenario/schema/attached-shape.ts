import { isObject } from '../../json/json-object.ts'
import type { Bytes } from '../../message/bytes.ts'
import type { Node } from '../../shape/source/tree.ts'
import { turned } from '../../shape/combine.ts'
import { anyJson, anyMap } from '../../shape/json-value.ts'
import { map, property } from '../../shape/maps.ts'
import { text } from '../../shape/scalars.ts'
import type { Attachment, ReadContext, SchemaContext, Shape } from '../../shape/shape.ts'
import { templateIsGood } from './template-check.ts'

const ABOUT = 'A path from the folder of this file; it stays inside the scenario folder.'
const MAX_DEPTH = 200

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

/** `{ $file: x.bin }`: what a file holds, byte by byte. */
export const attachedBytes: Shape<Bytes> = turned(directiveMap(), ({ $file: path }, node, context) => {
  const found = context.attach(path!)
  if (found.content !== undefined) return found.content
  if ('text' in found) return found.text
  return refuse(path!, found, node, context)
})

/** `{ $file: x.json }` in the place of any JSON value: the value in the file. */
export const attachedValue: Shape<unknown> = turned(directiveMap(), ({ $file: path }, node, context) => {
  const content = textOf(path!, node, context)
  return content === undefined ? undefined : jsonOf(path!, content, node, context)?.value
})

/** Any JSON value, here or in a file. */
export const jsonOrFile: Shape<unknown> = jsonWithFile()

function jsonWithFile(): Shape<unknown> {
  const inline = anyJson()
  return {
    ...inline,
    read(node, context, label) {
      if (isFileDirective(node)) return attachedValue.read(node, context, label)
      return isFileSlip(node, context, label) ? undefined : inline.read(node, context, label)
    },
  }
}

/** A map of anything, here or in a file. */
export const mapOrFile: Shape<Readonly<Record<string, unknown>>> = mapWithFile()

function mapWithFile(): Shape<Readonly<Record<string, unknown>>> {
  const inline = anyMap()
  const attached = turned(attachedValue, (value, node, context, label) => {
    if (isObject(value)) return value
    context.report({
      code: 'wrong-type',
      at: node,
      message: `${label} must be a map, and the file holds none`,
    })
    return undefined
  })
  return {
    ...inline,
    read: (node, context, label) => (isFileDirective(node) ? attached : inline).read(node, context, label),
  }
}

/** Whether a map is a file in the place of a value. */
export function isFileDirective(node: Node): boolean {
  return node.kind === 'map' && node.entries.length === 1 && node.entries[0]!.key === '$file'
}

/** Where a value is sent as it stands, `{ file: x }` is a slip for `{ $file: x }`. Reports it. */
export function isFileSlip(node: Node, context: ReadContext, label: string): boolean {
  if (node.kind !== 'map' || node.entries.length !== 1) return false
  const [{ key, value, keyRange }] = node.entries as [(typeof node.entries)[0]]
  if (key !== 'file' || value.kind !== 'text') return false
  const written = JSON.stringify(value.value)
  context.report({
    code: 'unknown-key',
    at: keyRange,
    message: `${label}: { file: … } would be sent as it stands`,
    hint: `write { $file: ${written} } for what the file holds, or text: '{"file":${written}}' for that map itself`,
  })
  return true
}

/** Whether a value in `json:` names a file: a map with nothing but a file name that ends in .json. */
export function isJsonFile(node: Node): boolean {
  if (node.kind !== 'map' || node.entries.length !== 1) return false
  const [{ key, value }] = node.entries as [(typeof node.entries)[0]]
  return (key === 'file' || key === '$file') && value.kind === 'text' && /\.json$/i.test(String(value.value))
}

function fileMap() {
  const file = property(text({ filled: true }), ABOUT)
  const shape = map(
    { file, $file: file },
    { want: '{ file: … }', oneOf: [['file', '$file']], apart: [['file', '$file']] },
  )
  return turned(shape, ({ file: name, $file }) => ({ file: name ?? $file }))
}

function directiveMap() {
  const shape = map(
    { $file: property(text({ filled: true }), ABOUT) },
    { want: '{ $file: … }', required: ['$file'] },
  )
  return {
    ...shape,
    schema: (context: SchemaContext) => context.define('file_content', () => shape.schema(context)),
  }
}

function textOf(path: string, node: Node, context: ReadContext): string | undefined {
  const found = context.attach(path)
  if ('text' in found) return templateIsGood(found.text, node, context) ? found.text : undefined
  return refuse(path, found, node, context)
}

function refuse(
  path: string,
  { code, problem, hint }: Extract<Attachment, { readonly code: unknown }>,
  node: Node,
  context: ReadContext,
): undefined {
  context.report({ code, at: node, message: `"${path}" ${problem}`, hint })
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
