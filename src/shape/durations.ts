import { DURATION, readDuration } from '../values/duration.ts'
import { wrongType } from './shape.ts'
import type { Shape } from './shape.ts'

/** A time such as `30s`, or a number of milliseconds; as milliseconds. Bounds included; `most`, `least` in ms. */
export function duration({ least = 0, most = DAY }: { least?: number; most?: number } = {}): Shape<number> {
  return timeShape({ least, most, unit: 1, units: 'milliseconds' })
}

/** The same where a number alone counts seconds; as seconds. `most` in seconds. */
export function seconds({ most }: { most: number }): Shape<number> {
  return timeShape({ least: 0, most, unit: 1000, units: 'seconds' })
}

interface TimeOptions {
  /** In units. */
  readonly least: number
  readonly most: number
  /** What a number alone counts, ms, and its name. */
  readonly unit: number
  readonly units: string
}

function timeShape({ least, most, unit, units }: TimeOptions): Shape<number> {
  const want = 'a time such as 500ms, 30s or 5m'
  return {
    kinds: ['text', 'number'],
    want,
    read(node, context, label) {
      if (node.kind !== 'text' && node.kind !== 'number') return wrongType(node, context, label, want)
      const given = node.kind === 'number' ? (node.value as number) : readDuration(node.value)
      const value = given !== undefined && node.kind === 'text' ? given / unit : given
      if (value !== undefined && value >= least && value <= most) return value
      const bounds =
        most === Infinity
          ? `at least ${shown(least * unit)}`
          : `from ${shown(least * unit)} to ${shown(most * unit)}`
      context.report({
        code: 'wrong-value',
        at: node,
        message: `${label} must be ${value === undefined ? want : bounds}, got ${JSON.stringify(node.value)}`,
        hint: value === undefined ? `units are ms, s, m and h; a number counts ${units}` : undefined,
      })
      return undefined
    },
    schema: ({ define }) => {
      const pattern = least > 0 ? `^(?=.*[1-9])${DURATION.source.slice(1)}` : DURATION.source
      const schema = () => ({
        anyOf: [
          { type: 'string', pattern },
          { type: 'number', minimum: least, maximum: most },
        ],
      })
      return least === 0 && most === DAY ? define('duration', schema) : schema()
    },
  }
}

const DAY = 86_400_000

function shown(ms: number): string {
  if (ms >= 3_600_000) return `${ms / 3_600_000}h`
  return ms >= 1000 ? `${ms / 1000}s` : `${ms}ms`
}
