import type { Difference } from './differences.ts'
import type { Compared } from './play-scenarios.ts'

/** A difference, and all requests that show it. */
export interface Change extends Difference {
  readonly in: readonly {
    readonly scenario: string | null
    readonly stream: boolean
    readonly reply: number
  }[]
}

/**
 * Equal differences of many requests as one; those that most requests show go first. What a value was and is belongs to the
 * first of them, unless it is a status or an ending: these tell what they are about.
 */
export function changesOf(compared: readonly Compared[]): readonly Change[] {
  const changes = new Map<string, { difference: Difference; in: Change['in'][number][] }>()
  for (const { scenario, stream, reply, differences } of compared) {
    for (const difference of differences) {
      const key = keyOf(difference)
      const place = { scenario, stream, reply }
      const known = changes.get(key)
      if (known === undefined) changes.set(key, { difference, in: [place] })
      else known.in.push(place)
    }
  }
  return [...changes.values()]
    .map(({ difference, in: places }) => ({ ...difference, in: places }))
    .sort((a, b) => PARTS.indexOf(a.part) - PARTS.indexOf(b.part) || b.in.length - a.in.length)
}

const PARTS: readonly Difference['part'][] = ['status', 'ending', 'headers', 'body', 'stream']

function keyOf({ part, kind, what, from, to }: Difference): string {
  const values = part === 'status' || part === 'ending' ? `${from} ${to}` : ''
  return [part, kind, what, values].join('\u0000')
}
