import type { Condition } from '../match/condition.ts'
import type { LimitSpec } from '../limit.ts'
import { plainValue } from '../../shape/source/tree.ts'
import { named, turned } from '../../shape/combine.ts'
import { duration } from '../../shape/durations.ts'
import { map, property } from '../../shape/maps.ts'
import { number, oneWordOf } from '../../shape/scalars.ts'
import type { Shape } from '../../shape/shape.ts'
import { targetKeys, targetOf } from './target-keys.ts'

const WANT = 'a map with a limit'
const MINUTE = 60_000
const perMinute = number({ integer: true, min: 1, max: 1_000_000_000 })

/** One item of `limits`. */
export const limitShape: Shape<LimitSpec> = named('limit', ['map'], WANT, () => written)

const written: Shape<LimitSpec> = turned(
  map(
    {
      ...targetKeys,
      requests_per_minute: property(perMinute, 'So many requests a minute.'),
      tokens_per_minute: property(
        perMinute,
        'So many tokens a minute: prompts, and the answers that they allow.',
      ),
      request_window: property(
        duration({ least: 1000, most: MINUTE }),
        'No more requests at once than this time allows; 1m unless given. Azure looks at 10s.',
      ),
      per: property(
        oneWordOf(['deployment', 'key', 'session']),
        'Who shares the limit: everybody (deployment, unless given), or each key or session by itself.',
      ),
    },
    { want: WANT, oneOf: [['requests_per_minute', 'tokens_per_minute']] },
  ),
  (found, node): LimitSpec => {
    const { requests_per_minute: requests, tokens_per_minute: tokens, per = 'deployment' } = found
    const asWritten = plainValue(node) as Readonly<Record<string, unknown>>
    return {
      written: asWritten,
      conditions: targetOf(found, asWritten).conditions as readonly Condition[],
      requestWindowMs: found.request_window ?? MINUTE,
      per,
      ...(requests === undefined ? {} : { requestsPerMinute: requests }),
      ...(tokens === undefined ? {} : { tokensPerMinute: tokens }),
    }
  },
)
