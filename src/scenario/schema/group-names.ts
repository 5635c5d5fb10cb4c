import type { Node } from '../../shape/source/tree.ts'
import { entryOf } from '../../shape/source/tree.ts'
import { suggest } from '../../shape/shape.ts'
import type { ReadContext } from '../../shape/shape.ts'

/** Reports templates of a scenario that name a group which its own patterns do not have. */
export function checkGroupNames(scenario: Node, context: ReadContext): void {
  if (scenario.kind !== 'map') return
  const when = entryOf(scenario, 'when')?.value
  const patterns = when === undefined ? [] : textsIn(when).filter(isPattern)
  // Without a pattern of its own it may go by one of the defaults.
  if (patterns.length === 0) return
  const known = patterns.flatMap((node) => [...String(node.value).matchAll(GROUP)].map(([, name]) => name!))
  for (const entry of scenario.entries) {
    if (entry.key === 'when') continue
    const texts = textsIn(entry.value).filter(({ value }) => String(value).includes('match.'))
    for (const node of texts)
      for (const name of namesIn(String(node.value)))
        if (!known.includes(name) && !OF_LISTS.includes(name)) report(name, { known, node, context })
  }
}

const GROUP = /\(\?P?<([A-Za-z_]\w*)>/g
/** What Liquid knows of every list. */
const OF_LISTS = ['size', 'first', 'last']

function namesIn(text: string): readonly string[] {
  const tags = text.match(/\{\{.*?\}\}|\{%.*?%\}/gs) ?? []
  return tags.flatMap((tag) => [...tag.matchAll(/(?<![\w.])match\.([A-Za-z_]\w*)/g)].map(([, name]) => name!))
}

function report(
  name: string,
  {
    known,
    node,
    context,
  }: { readonly known: readonly string[]; readonly node: Node; readonly context: ReadContext },
): void {
  context.report({
    code: 'bad-template',
    at: node,
    message: `{{ match.${name} }}: no pattern of this scenario has a group of that name`,
    hint:
      known.length > 0
        ? suggest(name, known)
        : `name it in the pattern: (?<${name}>…); groups without a name are match[1], match[2] …`,
    near: `match.${name}`,
    inTemplate: true,
  })
}

type TextNode = Extract<Node, { readonly value: unknown }>

function isPattern(node: TextNode): boolean {
  return /^\/.+\/[a-z]*$/is.test(String(node.value))
}

function textsIn(node: Node): readonly TextNode[] {
  if (node.kind === 'list') return node.items.flatMap(textsIn)
  if (node.kind === 'map') return node.entries.flatMap(({ value }) => textsIn(value))
  return node.kind === 'text' ? [node] : []
}
