import { priceKey } from './price-table.ts'
import type { Price, PriceTable } from './price-table.ts'

/** Azure's list prices in dollars for a million tokens (prompt, cached prompt, answer), for those who give no table of their own. */
const PER_MILLION: Readonly<
  Record<string, readonly [input: number, cached: number | undefined, output: number]>
> = {
  'gpt-4o': [2.5, 1.25, 10],
  'gpt-4o-mini': [0.15, 0.075, 0.6],
  'gpt-4.1': [2, 0.5, 8],
  'gpt-4.1-mini': [0.4, 0.1, 1.6],
  'gpt-4.1-nano': [0.1, 0.025, 0.4],
  'gpt-4-turbo': [10, undefined, 30],
  'gpt-4': [30, undefined, 60],
  'gpt-35-turbo': [0.5, undefined, 1.5],
  'gpt-5': [1.25, 0.125, 10],
  'gpt-5-mini': [0.25, 0.025, 2],
  'gpt-5-nano': [0.05, 0.005, 0.4],
  o1: [15, 7.5, 60],
  o3: [2, 0.5, 8],
  'o3-mini': [1.1, 0.55, 4.4],
  'o4-mini': [1.1, 0.275, 4.4],
}

export const LIST_PRICES: PriceTable = new Map(
  Object.entries(PER_MILLION).map(([model, [input, cached, output]]): [string, Price] => [
    priceKey('azure', model),
    {
      input: input / 1e6,
      output: output / 1e6,
      cachedInput: cached === undefined ? undefined : cached / 1e6,
    },
  ]),
)
