/** Where a part of a file stands: offsets in UTF-16 code units, `end` excluded. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface ScalarNode extends Range {
  readonly kind: 'text' | 'number' | 'boolean' | 'null'
  readonly value: string | number | boolean | null
  /** A number as it is written, so that it can be sent on unchanged. */
  readonly written: string
}

export interface ListNode extends Range {
  readonly kind: 'list'
  readonly items: readonly Node[]
}

export interface MapNode extends Range {
  readonly kind: 'map'
  readonly entries: readonly Entry[]
}

export interface Entry {
  readonly key: string
  readonly keyRange: Range
  readonly value: Node
}

/** A file's content with places: what YAML and JSON have in common, aliases and merge keys resolved. */
export type Node = ScalarNode | ListNode | MapNode

export type Kind = Node['kind']

/** The plain value of a node. */
export function plainValue(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plainValue)
  if (node.kind !== 'map') return node.value
  const object: Record<string, unknown> = {}
  for (const { key, value } of node.entries) setOwn(object, key, plainValue(value))
  return object
}

/** The node as compact JSON: keys in the file's order, numbers as written where that is JSON. */
export function compactJson(node: Node): string {
  if (node.kind === 'list') return `[${node.items.map(compactJson).join(',')}]`
  if (node.kind === 'map') {
    return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${compactJson(value)}`).join(',')}}`
  }
  if (node.kind === 'number' && JSON_NUMBER.test(node.written)) return node.written
  return JSON.stringify(node.value)
}

export function entryOf(node: MapNode, key: string): Entry | undefined {
  return node.entries.find((entry) => entry.key === key)
}

/** Sets a key that may be `__proto__`: a file's keys are data. */
export function setOwn(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
