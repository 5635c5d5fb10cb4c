import type { JsonObject } from '../json/json-object.ts'
import { isObject } from '../json/json-object.ts'

/** Dollars per token: what gpt-4o costs. The page shows a cost and no price list. */
const PER_PROMPT_TOKEN = 2.5e-6
const PER_COMPLETION_TOKEN = 1e-5

/**
 * A usage with every count and cost that the page documents. What the gateway told stays, a cost too; counts that it left
 * out are zero, text is what remains, and costs are those of gpt-4o.
 */
export function fullUsage(usage: JsonObject): JsonObject {
  const prompt = count(usage['prompt_tokens'])
  const completion = count(usage['completion_tokens'])
  const input = counts(usage['prompt_tokens_details'], INPUT_COUNTS)
  const output = counts(usage['completion_tokens_details'], OUTPUT_COUNTS)
  const { audio_tokens: heard, image_tokens: seen } = input as Record<string, number>
  const silent = OUTPUT_PARTS.reduce((sum, key) => sum + output[key]!, 0)
  return {
    prompt_tokens: prompt,
    prompt_tokens_details: { text_tokens: Math.max(0, prompt - heard! - seen!), ...input },
    completion_tokens: completion,
    completion_tokens_details: { text_tokens: Math.max(0, completion - silent), ...output },
    total_tokens: count(usage['total_tokens'] ?? prompt + completion),
    cost: isObject(usage['cost']) ? usage['cost'] : cost(prompt, completion, output['reasoning_tokens']!),
  }
}

const INPUT_COUNTS = ['audio_tokens', 'image_tokens', 'cached_read_tokens', 'cached_write_tokens']
const OUTPUT_COUNTS = [
  'accepted_prediction_tokens',
  'audio_tokens',
  'citation_tokens',
  'num_search_queries',
  'reasoning_tokens',
  'image_tokens',
  'rejected_prediction_tokens',
]
/** What of an answer's tokens is no text to read. */
const OUTPUT_PARTS = ['audio_tokens', 'reasoning_tokens', 'image_tokens', 'rejected_prediction_tokens']

function counts(given: unknown, keys: readonly string[]): Readonly<Record<string, number>> {
  const told = isObject(given) ? given : {}
  const zeros = Object.fromEntries(keys.map((key) => [key, count(told[key])]))
  return typeof told['text_tokens'] === 'number' ? { ...zeros, text_tokens: told['text_tokens'] } : zeros
}

function cost(prompt: number, completion: number, reasoning: number): JsonObject {
  const input = prompt * PER_PROMPT_TOKEN
  const output = completion * PER_COMPLETION_TOKEN
  return {
    input_tokens_cost: money(input),
    output_tokens_cost: money(output),
    reasoning_tokens_cost: money(reasoning * PER_COMPLETION_TOKEN),
    citation_tokens_cost: 0,
    search_queries_cost: 0,
    request_cost: 0,
    total_cost: money(input + output),
  }
}

function count(value: unknown): number {
  return Number.isInteger(value) && (value as number) >= 0 ? (value as number) : 0
}

/** Without the dust of floating point. */
function money(dollars: number): number {
  return Number(dollars.toFixed(7))
}
