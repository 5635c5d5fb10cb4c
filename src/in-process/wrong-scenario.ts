import type { Diagnostic } from '../shape/diagnostic.ts'
import { readTree } from '../shape/source/read-tree.ts'
import type { Node } from '../shape/source/tree.ts'

/** A scenario given in a program is wrong: the message tells each mistake with its place, as for a scenario file. */
export class WrongScenario extends Error {
  override readonly name = 'WrongScenario'
  /** One for each mistake: `when.mesage: unknown key …`. */
  readonly problems: readonly string[]

  /** `text`: the text of the scenario file that the scenario was made into, on one line. */
  constructor(diagnostics: readonly Diagnostic[], text: string) {
    const problems = diagnostics.filter(({ severity }) => severity === 'error').map(problemText(text))
    super(problems.join('\n'))
    this.problems = problems
  }
}

function problemText(text: string): (diagnostic: Diagnostic) => string {
  const { tree } = readTree(text)
  return ({ column, message, hint }) => {
    const path = tree === undefined ? '' : pathAt(tree, column - 1).replace(/^scenarios\[0\]\.?/, '')
    const words = message.replaceAll('scenarios[0]', 'the scenario')
    const said = path === '' || words.startsWith(path) ? words : `${path}: ${words}`
    return hint === undefined ? said : `${said}\n  hint: ${hint}`
  }
}

/** The path of the innermost value or key that holds an offset: `reply.tool_calls[0].name`. */
function pathAt(node: Node, offset: number): string {
  if (node.kind === 'list') {
    const index = node.items.findIndex(({ start, end }) => start <= offset && offset < end)
    return index === -1 ? '' : join(`[${index}]`, pathAt(node.items[index]!, offset))
  }
  if (node.kind !== 'map') return ''
  const entry = node.entries.find(({ keyRange, value }) => keyRange.start <= offset && offset < value.end)
  if (entry === undefined) return ''
  return offset < entry.value.start ? entry.key : join(entry.key, pathAt(entry.value, offset))
}

function join(head: string, rest: string): string {
  return rest === '' || rest.startsWith('[') ? head + rest : `${head}.${rest}`
}
