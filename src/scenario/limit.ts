import type { Condition } from './match/condition.ts'

/** How much a deployment takes in a minute. */
export interface LimitSpec {
  /** The limit as it was written. */
  readonly written: Readonly<Record<string, unknown>>
  /** Which requests it is for. */
  readonly conditions: readonly Condition[]
  readonly requestsPerMinute?: number
  readonly tokensPerMinute?: number
  /** No more requests at once than so many ms allow. */
  readonly requestWindowMs: number
  /** Who shares one count: everybody at a deployment, or each client's key or session by itself. */
  readonly per: 'deployment' | 'key' | 'session'
}
