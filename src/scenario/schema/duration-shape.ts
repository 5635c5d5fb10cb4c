import { DURATION, readDuration } from '../../values/duration.ts'
import { wrongType } from './shape.ts'
import type { Shape } from './shape.ts'

/** A time such as `30s`, or a number of milliseconds; as milliseconds. Bounds included; `most`, `least` in ms. */
export function duration({ least = 0, most = DAY }: { least?: number; most?: number } = {}): Shape<number> {
  const want = 'a time such as 500ms, 30s or 5m'
  return {
    kinds: ['text', 'number'],
    want,
    read(node, context, label) {
      if (node.kind !== 'text' && node.kind !== 'number') return wrongType(node, context, label, want)
      const ms = readDuration(node.value)
      if (ms !== undefined && ms >= least && ms <= most) return ms
      const bounds = `from ${shown(least)} to ${shown(most)}`
      context.report({
        code: 'wrong-value',
        at: node,
        message: `${label} must be ${ms === undefined ? want : bounds}, got ${JSON.stringify(node.value)}`,
        hint: ms === undefined ? 'units are ms, s, m and h; a number counts milliseconds' : undefined,
      })
      return undefined
    },
    schema: () => ({
      anyOf: [
        { type: 'string', pattern: least > 0 ? `^(?=.*[1-9])${DURATION.source.slice(1)}` : DURATION.source },
        { type: 'number', minimum: least, maximum: most },
      ],
    }),
  }
}

const DAY = 86_400_000

function shown(ms: number): string {
  if (ms >= 3_600_000) return `${ms / 3_600_000}h`
  return ms >= 1000 ? `${ms / 1000}s` : `${ms}ms`
}
