import type { Node } from '../../shape/source/tree.ts'
import { compileTemplate } from '../template/template.ts'
import { turned } from '../../shape/combine.ts'
import type { ReadContext, Shape } from '../../shape/shape.ts'

/** Checks the templates of every text inside, where it stands. */
export function withTemplates<T>(shape: Shape<T>): Shape<T> {
  return turned(shape, (value, node, context) => (templatesAreGood(node, context) ? value : undefined))
}

/** Checks one text; a mistake is reported at the node. */
export function templateIsGood(text: string, node: Node, context: ReadContext): boolean {
  // The names of faker's methods are not asked for where no template is: asking loads it.
  if (context.isVerbatim === true || !text.includes('{{')) return true
  const template = compileTemplate(text, context.names.faker)
  if (template === undefined || !('problems' in template)) return true
  for (const { problem, hint, near } of template.problems)
    context.report({ code: 'bad-template', at: node, message: problem, hint, near, inTemplate: true })
  return false
}

function templatesAreGood(node: Node, context: ReadContext): boolean {
  if (node.kind === 'list') return all(node.items, (item) => templatesAreGood(item, context))
  if (node.kind === 'map') return all(node.entries, ({ value }) => templatesAreGood(value, context))
  return node.kind !== 'text' || templateIsGood(String(node.value), node, context)
}

/** `every`, but each one is looked at: all mistakes are told in one run. */
function all<T>(list: readonly T[], check: (item: T) => boolean): boolean {
  return list.map(check).every((good) => good)
}
