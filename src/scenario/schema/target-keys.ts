import type { Condition } from '../match/condition.ts'
import { entryOf } from '../../shape/source/tree.ts'
import type { Node, Range } from '../../shape/source/tree.ts'
import { turned } from '../../shape/combine.ts'
import { property } from '../../shape/maps.ts'
import type { Shape } from '../../shape/shape.ts'
import { whenKeys, whenShape } from './when-shape.ts'
import type { WhenSpec } from './when-shape.ts'

/** Keys that say which requests something is for; `deployment` and `session` may stand outside `when` too. */
export const targetKeys = {
  deployment: property(whenKeys.deployment.shape, 'Only requests of this deployment, or one of these.'),
  session: property(whenKeys.session.shape, 'Only requests of this session.'),
  when: property(orderWhen(), 'Only requests that fit, as in a scenario.'),
}

export interface RequestFilter {
  readonly deployment?: Condition
  readonly session?: Condition
  readonly when?: WhenSpec
}

/** All conditions, and the session where it is one by name. */
export function targetOf(
  { deployment, session, when = {} }: RequestFilter,
  written: Readonly<Record<string, unknown>>,
): { readonly conditions: readonly Condition[]; readonly session?: string } {
  const all = [deployment, session, ...Object.values(when)]
  const conditions = all.filter((condition) => condition !== undefined)
  const inner = written['when'] as { readonly session?: unknown } | undefined
  const name = [written['session'], inner?.session].find((it) => typeof it === 'string')
  return typeof name === 'string' ? { conditions, session: name } : { conditions }
}

/** No rule has matched yet, so nothing can ask for its past. */
function orderWhen(): Shape<WhenSpec> {
  const shape = turned(whenShape, (when, node, context, label) => {
    if (!Object.values(when).some((it) => it !== undefined && asksForCalls(it))) return when
    context.report({
      code: 'unknown-key',
      at: callKey(node) ?? node,
      message: `${label}.call cannot be asked here: no scenario has matched yet`,
      hint: 'chaos counts requests with first and every',
    })
    return undefined
  })
  return {
    ...shape,
    schema: (context) => ({ ...shape.schema(context), not: { type: 'object', required: ['call'] } }),
  }
}

/** Where the key stands that asks for calls; beneath all, any and not too. */
function callKey(node: Node): Range | undefined {
  if (node.kind === 'list') return firstOf(node.items, callKey)
  if (node.kind !== 'map') return undefined
  return (
    entryOf(node, 'call')?.keyRange ??
    firstOf(node.entries, ({ key, value }) =>
      ['all', 'any', 'not'].includes(key) ? callKey(value) : undefined,
    )
  )
}

function firstOf<T, R>(list: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of list) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

function asksForCalls(condition: Condition): boolean {
  switch (condition.kind) {
    case 'is':
      return condition.subject.path === 'call'
    case 'not':
      return asksForCalls(condition.of)
    case 'tool_result':
    case 'program':
      return false
    default:
      return condition.of.some(asksForCalls)
  }
}
