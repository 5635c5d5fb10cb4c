/** JSON Schema, as far as completion reads it. */
export interface SchemaNode {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, SchemaNode>>
  readonly description?: string
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly enum?: readonly unknown[]
}

export interface Suggestion {
  readonly name: string
  readonly about?: string
  readonly isKey: boolean
}

/** What may stand at the end of a YAML text: keys of the map, or values behind a key. */
export function keysAt(before: string, schema: SchemaNode): readonly Suggestion[] {
  const lines = before.split('\n')
  const last = lines.at(-1) ?? ''
  const value = /^[\s-]*([\w.*-]+):\s+$/.exec(last)
  const path = pathOf(lines, indentOf(last))
  const steps = value === null ? path : [...path, value[1]!]
  const nodes = steps.reduce<readonly SchemaNode[]>(
    (found, step) => found.flatMap((node) => inside(node, step, schema)),
    alternatives(schema, schema),
  )
  return value === null ? nodes.flatMap(keysOf) : nodes.flatMap(valuesOf)
}

/** Column where the content of a line begins, dashes of list items passed over. */
function indentOf(line: string): number {
  return /^[\s-]*/.exec(line)![0].length
}

/** Keys that a line of this indent stands under, outermost first. */
function pathOf(lines: readonly string[], indent: number): string[] {
  const path: string[] = []
  let limit = indent
  for (let at = lines.length - 2; at >= 0; at--) {
    const line = lines[at]!
    const match = /^([\s-]*)([\w.*-]+):/.exec(line)
    if (match === null || /^\s*(#|$)/.test(line)) continue
    const column = match[1]!.length
    if (column >= limit) continue
    path.unshift(match[2]!)
    limit = column
  }
  return path
}

function inside(node: SchemaNode, key: string, root: SchemaNode): readonly SchemaNode[] {
  const { properties, additionalProperties } = node
  const child =
    properties?.[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined)
  return child === undefined ? [] : alternatives(child, root)
}

/** A schema, and everything it may be instead; items of lists among it. */
function alternatives(node: SchemaNode, root: SchemaNode, depth = 0): readonly SchemaNode[] {
  if (depth > 8) return []
  if (node.$ref !== undefined) {
    const found = root.$defs?.[node.$ref.slice('#/$defs/'.length)]
    return found === undefined ? [] : alternatives(found, root, depth + 1)
  }
  const more = [
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...(node.items === undefined ? [] : [node.items]),
  ]
  return [node, ...more.flatMap((it) => alternatives(it, root, depth + 1))]
}

function keysOf({ properties = {} }: SchemaNode): readonly Suggestion[] {
  return Object.entries(properties).map(([name, { description }]) => ({
    name,
    isKey: true,
    ...(description === undefined ? {} : { about: description }),
  }))
}

function valuesOf({ enum: values = [] }: SchemaNode): readonly Suggestion[] {
  return values.filter((it) => typeof it === 'string').map((name) => ({ name, isKey: false }))
}
