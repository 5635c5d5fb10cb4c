import { number, object, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'

/** Dollars for one token. */
export interface Price {
  readonly input: number
  readonly output: number
  /** Of prompt tokens that came from a cache; undefined: nothing. */
  readonly cachedInput: number | undefined
}

/** By `provider/model`. */
export type PriceTable = ReadonlyMap<string, Price>

/**
 * Reads a price list in the form of the gateway's own datasheet: by model (`gpt-4o` or `azure/gpt-4o`), each with
 * `provider`, `mode`, `input_cost_per_token`, `output_cost_per_token` and perhaps `cache_read_input_token_cost`.
 */
export function readPriceTable(sheet: JsonObject): PriceTable {
  const table = new Map<string, Price>()
  for (const [name, value] of Object.entries(sheet)) {
    const entry = object(value)
    if (!isPriced(entry)) continue
    const slash = name.indexOf('/')
    const model = slash === -1 ? name : name.slice(slash + 1)
    const provider = text(entry['provider']) || (slash === -1 ? 'azure' : name.slice(0, slash))
    const cached = entry['cache_read_input_token_cost']
    table.set(priceKey(provider, model), {
      input: number(entry['input_cost_per_token'], 0),
      output: number(entry['output_cost_per_token'], 0),
      cachedInput: typeof cached === 'number' ? cached : undefined,
    })
  }
  return table
}

/** Whether an entry of the datasheet is a chat model's. */
export function isPriced(entry: JsonObject): boolean {
  const mode = text(entry['mode'])
  return mode === '' || mode === 'chat'
}

export function priceKey(provider: string, model: string): string {
  return `${provider}/${model}`
}
