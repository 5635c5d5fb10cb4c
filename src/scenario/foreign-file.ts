import type { Problem } from './source/problem.ts'
import { entryOf } from './source/tree.ts'
import type { Node } from './source/tree.ts'

/** A file of another tool, by the keys that such a file has. `imported`: `bifrost-emulator import` reads it. */
interface Tool {
  readonly name: string
  readonly imported?: true
  readonly fits: (node: Node) => boolean
}

const TOOLS: readonly Tool[] = [
  { name: 'HTTP Archive (HAR)', imported: true, fits: (it) => has(valueOf(it, 'log'), 'entries') },
  { name: 'aimock', imported: true, fits: (it) => some(valueOf(it, 'fixtures'), 'match', 'response') },
  {
    name: 'WireMock',
    fits: (it) =>
      some(valueOf(it, 'mappings'), 'request', 'response') ||
      (has(it, 'request', 'response') && !has(it, 'when')),
  },
  { name: 'WireMock', fits: (it) => some(it, 'request', 'response') },
  { name: 'MockServer', fits: (it) => has(it, 'httpRequest') || some(it, 'httpRequest') },
  { name: 'Mountebank', fits: (it) => has(it, 'imposters') || (has(it, 'stubs') && has(it, 'protocol')) },
  { name: 'Mockoon', fits: (it) => has(it, 'routes', 'uuid') || has(it, 'routes', 'endpointPrefix') },
  { name: 'nock', fits: (it) => some(it, 'scope', 'path', 'response') },
  { name: 'VCR (a cassette)', fits: (it) => has(it, 'interactions') || has(it, 'http_interactions') },
  { name: 'OpenAPI', fits: (it) => has(it, 'openapi', 'paths') || has(it, 'swagger', 'paths') },
  { name: 'Postman', fits: (it) => has(it, 'info', 'item') },
]

/** What is to be said of a file that another tool wrote; undefined for every other. */
export function foreignFile(tree: Node | undefined): Omit<Problem, 'severity'> | undefined {
  const tool = tree === undefined || has(tree, 'scenarios') ? undefined : TOOLS.find(({ fits }) => fits(tree))
  if (tree === undefined || tool === undefined) return undefined
  return {
    code: 'no-scenarios',
    at: { start: tree.start, end: tree.start },
    message: `this is a file of another tool: ${tool.name}`,
    hint:
      tool.imported === true
        ? 'bifrost-emulator import FILE makes scenarios of it'
        : 'write its answers as scenarios: bifrost-emulator init makes a folder to start from',
  }
}

function valueOf(node: Node, key: string): Node | undefined {
  return node.kind === 'map' ? entryOf(node, key)?.value : undefined
}

function has(node: Node | undefined, ...keys: readonly string[]): boolean {
  return node?.kind === 'map' && keys.every((key) => entryOf(node, key) !== undefined)
}

/** A list with an item that has these keys. */
function some(node: Node | undefined, ...keys: readonly string[]): boolean {
  return node?.kind === 'list' && node.items.some((item) => has(item, ...keys))
}
