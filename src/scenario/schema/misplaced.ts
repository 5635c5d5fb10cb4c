import { timingHas } from './timing-shape.ts'
import type { MapNode } from '../../shape/source/tree.ts'
import { whenKeys } from './when-shape.ts'

/** Keys that say what an error is like, and mean nothing beside it. */
const OF_ERRORS = ['retry_after', 'status', 'code', 'param']

/** What other tools call the time before an answer. */
const DELAYS = ['delay', 'delay_ms', 'latency', 'latency_ms', 'ttft', 'ttft_ms']

/** Where a key belongs that stands in a scenario, in chaos or in an order, and is a condition or part of an error. */
export function misplaced(key: string, { entries }: MapNode): string | undefined {
  const has = (name: string) => entries.some((entry) => entry.key === name)
  if (['status', 'headers', 'body'].includes(key) && has('status') && has('body')) {
    return 'an answer of the deployment as it stands: upstream: { status: …, body: … }; past the gateway: wire: { status: …, body: … }'
  }
  if (OF_ERRORS.includes(key))
    return `it belongs into the error: error: { name: azure.rate_limit, ${key}: … }`
  if (DELAYS.includes(key)) return 'the time before the answer is timing: { first_token_ms: … }'
  if (timingHas(key)) return `it belongs into timing: timing: { ${key}: … }`
  return Object.hasOwn(whenKeys, key) ? `it belongs into when: when: { ${key}: … }` : undefined
}
