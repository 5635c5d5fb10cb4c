import { entryOf } from '../shape/source/tree.ts'
import type { Node } from '../shape/source/tree.ts'

/** Files that `bifrost-emulator import` does not read, by the keys that they have. */
const TOOLS: readonly { readonly name: string; readonly fits: (node: Node) => boolean }[] = [
  { name: 'WireMock', fits: (it) => some(it, 'request', 'response') },
  { name: 'MockServer', fits: (it) => has(it, 'httpRequest') || some(it, 'httpRequest') },
  { name: 'Mountebank', fits: (it) => has(it, 'imposters') || has(it, 'stubs', 'protocol') },
  { name: 'nock', fits: (it) => some(it, 'scope', 'path', 'response') },
  { name: 'VCR', fits: (it) => has(it, 'interactions') || has(it, 'http_interactions') },
  { name: 'OpenAPI', fits: (it) => has(it, 'openapi', 'paths') || has(it, 'swagger', 'paths') },
  { name: 'Postman', fits: (it) => has(it, 'info', 'item') },
]

/** The tool that a file comes from; undefined for every file that is none of these. */
export function otherTool(tree: Node): string | undefined {
  return TOOLS.find(({ fits }) => fits(tree))?.name
}

function has(node: Node, ...keys: readonly string[]): boolean {
  return node.kind === 'map' && keys.every((key) => entryOf(node, key) !== undefined)
}

/** A list with an item that has these keys. */
function some(node: Node, ...keys: readonly string[]): boolean {
  return node.kind === 'list' && node.items.some((item) => has(item, ...keys))
}
