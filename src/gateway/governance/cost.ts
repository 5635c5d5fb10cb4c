import { priceKey } from '../config/price-table.ts'
import type { Price, PriceTable } from '../config/price-table.ts'
import type { Usage } from '../stream/stream-usage.ts'

/** Which price an answer goes by: that of the model as the client named it, else that of the Azure deployment. */
export interface Priced {
  readonly provider: string
  readonly model: string
  readonly deployment: string
}

/** What an answer costs, in dollars: as the deployment reports it, else by the table; without a price nothing. */
export function costOf(usage: Usage, priced: Priced, prices: PriceTable, reportedCost: boolean): number {
  const reported = reportedCost ? totalCost(usage['cost']) : 0
  if (reported > 0) return reported
  const { provider, model, deployment } = priced
  const price = prices.get(priceKey(provider, model)) ?? prices.get(priceKey(provider, deployment))
  return price === undefined ? 0 : priceOf(usage, price)
}

/** All tokens of an answer. */
export function totalTokens(usage: Usage): number {
  return Number(usage.total_tokens ?? 0)
}

function totalCost(cost: unknown): number {
  if (typeof cost === 'number') return cost
  const total = typeof cost === 'object' && cost !== null ? (cost as { total_cost?: unknown }).total_cost : 0
  return typeof total === 'number' ? total : 0
}

/** Cached prompt tokens have a price of their own, or none. */
function priceOf(usage: Usage, price: Price): number {
  const prompt = Number(usage.prompt_tokens ?? 0)
  const cached = cachedTokens(usage['prompt_tokens_details'])
  const completion = Number(usage.completion_tokens ?? 0)
  return (prompt - cached) * price.input + cached * (price.cachedInput ?? 0) + completion * price.output
}

/** What was read from a cache and what was written to it, as the gateway keeps them apart. */
function cachedTokens(details: unknown): number {
  const { cached_read_tokens: read = 0, cached_write_tokens: written = 0 } = (details ?? {}) as CacheDetails
  return Number(read) + Number(written)
}

type CacheDetails = { cached_read_tokens?: number | bigint; cached_write_tokens?: number | bigint }
