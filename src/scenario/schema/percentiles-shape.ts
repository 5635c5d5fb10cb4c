import type { Percentiles } from '../timing.ts'
import type { Entry, MapNode } from '../../shape/source/tree.ts'
import { duration } from '../../shape/durations.ts'
import { wrongType } from '../../shape/shape.ts'
import type { ReadContext, Shape } from '../../shape/shape.ts'

const WANT = 'a map of percentiles such as { p50: 300, p90: 800, p99: 2000 }'
const PERCENTILE = '^p(?:100|\\d{1,2}(?:\\.\\d+)?)$'
const time = duration()

/** `{ p50: 300, p90: 800, p99: 2000 }`: milliseconds that such a share of all stay below. p0 to p100; p99.9 is one too. */
export const percentilesShape: Shape<Percentiles> = {
  kinds: ['map'],
  want: WANT,
  read(node, context, label) {
    if (node.kind !== 'map') return wrongType(node, context, label, WANT)
    if (node.entries.length === 0) {
      context.report({ code: 'wrong-value', at: node, message: `${label} must be ${WANT}, got none` })
      return undefined
    }
    return pointsOf(node, context, label)
  },
  schema: (context) => ({
    type: 'object',
    patternProperties: { [PERCENTILE]: time.schema(context) },
    additionalProperties: false,
    minProperties: 1,
  }),
}

function pointsOf(node: MapNode, context: ReadContext, label: string): Percentiles | undefined {
  const points = node.entries.flatMap((entry): readonly (readonly [number, number])[] => {
    if (!new RegExp(PERCENTILE).test(entry.key)) {
      context.report({
        code: 'unknown-key',
        at: entry.keyRange,
        message: `unknown key "${entry.key}" in ${label}`,
        hint: `percentiles are p0 to p100, as in { p50: 300, p90: 800, p99: 2000 }`,
      })
      return []
    }
    const ms = time.read(entry.value, context, entry.key)
    return ms === undefined ? [] : [[Number(entry.key.slice(1)), ms]]
  })
  if (points.length < node.entries.length) return undefined
  const sorted = [...points].sort((a, b) => a[0] - b[0])
  const falling = sorted.findIndex(([, ms], index) => index > 0 && ms < sorted[index - 1]![1])
  if (falling === -1) return { points: sorted }
  reportFalling(node.entries, sorted[falling]!, sorted[falling - 1]!, context)
  return undefined
}

function reportFalling(
  entries: readonly Entry[],
  [percent, ms]: readonly [number, number],
  [before, least]: readonly [number, number],
  context: ReadContext,
): void {
  const entry = entries.find(({ key }) => Number(key.slice(1)) === percent)!
  context.report({
    code: 'wrong-value',
    at: entry.value,
    message: `p${percent} must be at least p${before} (${least}), got ${ms}`,
    hint: 'a higher percentile is never shorter than a lower one',
  })
}
