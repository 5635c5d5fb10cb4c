import type { ParsedNode, YAMLSeq } from 'yaml'
import { cutLongList } from './long-list.ts'
import type { Problem } from './problem.ts'
import { syntaxProblems } from './syntax-problems.ts'
import { tokenSteps } from './tokens.ts'
import { Refused, TreeReader } from './tree-reader.ts'
import type { Node } from './tree.ts'
import { yaml } from './yaml.ts'

export interface TreeResult {
  readonly tree: Node | undefined
  readonly problems: readonly Problem[]
}

/** The tree of any YAML text, by the YAML reader; in small steps, however long the file's list of scenarios is. */
export function* yamlTreeSteps(text: string): Generator<void, TreeResult> {
  const tokens = yield* tokenSteps(text)
  if ('code' in tokens) return { tree: undefined, problems: [tokens] }
  const { Composer } = yaml()
  const { tokens: opening, rest } = cutLongList(tokens)
  const parts = [...new Composer(OPTIONS).compose(opening, true, text.length)]
  for (const token of rest) {
    yield
    parts.push(...new Composer(OPTIONS).compose([token], true, text.length))
  }
  const problems = syntaxProblems(parts, rest.length, text)
  const [first] = parts
  if (problems.length > 0 || first === undefined || first.contents === null)
    return { tree: undefined, problems }
  return yield* nodes(
    first.contents as ParsedNode,
    parts.slice(1).map(({ contents }) => contents as YAMLSeq.Parsed),
  )
}

const OPTIONS = { prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const

function* nodes(from: ParsedNode, rest: readonly YAMLSeq.Parsed[]): Generator<void, TreeResult> {
  const reader = new TreeReader()
  try {
    const tree = reader.node(from, 0)
    for (const part of rest) {
      yield
      reader.more(tree, part)
    }
    const empty = tree.kind === 'null' && tree.start === tree.end
    return { tree: empty ? undefined : tree, problems: reader.problems }
  } catch (error) {
    if (error instanceof Refused) return { tree: undefined, problems: [error.problem] }
    throw error
  }
}
