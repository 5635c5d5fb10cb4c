import { FLOAT, INT, field, optional, ptr, struct } from '../json/types.ts'
import type { PassesType, UnionType } from '../json/types.ts'

const COUNTERS = [
  'text_tokens',
  'audio_tokens',
  'image_tokens',
  'cached_read_tokens',
  'cached_write_tokens',
] as const

type Count = number | bigint
type PromptDetails = { [K in (typeof COUNTERS)[number]]?: Count }

/** Azure counts `cached_tokens`; the gateway keeps them as read, and writes the sum of read and written beside the parts. */
const PROMPT_DETAILS: PassesType = {
  kind: 'passes',
  goName: 'schemas.ChatPromptTokensDetails',
  passes: [
    struct(
      String.raw`struct { TextTokens int "json:\"text_tokens\""; AudioTokens int "json:\"audio_tokens\""; ` +
        String.raw`ImageTokens int "json:\"image_tokens\""; CachedReadTokens int "json:\"cached_read_tokens\""; ` +
        String.raw`CachedWriteTokens int "json:\"cached_write_tokens\""; CachedTokens *int "json:\"cached_tokens\"" }`,
      [...COUNTERS.map((name) => field(name, INT)), field('cached_tokens', ptr(INT))],
    ),
  ],
  join: ([value]) => keepAsRead((value ?? {}) as PromptDetails & { cached_tokens?: Count }),
  wire: struct('schemas.raw', [...COUNTERS.map((name) => optional(name, INT)), field('cached_tokens', INT)]),
  toWire: (value) => withSum(value as PromptDetails),
}

function keepAsRead({
  cached_tokens: cached,
  ...details
}: PromptDetails & { cached_tokens?: Count }): PromptDetails {
  if (cached !== undefined && !details.cached_read_tokens && !details.cached_write_tokens) {
    details.cached_read_tokens = cached
  }
  return details
}

function withSum(details: PromptDetails) {
  const { cached_read_tokens: read = 0, cached_write_tokens: written = 0 } = details
  return { ...details, cached_tokens: sum(read, written) }
}

function sum(a: Count, b: Count): Count {
  return typeof a === 'number' && typeof b === 'number' ? a + b : BigInt.asIntN(64, BigInt(a) + BigInt(b))
}

const COMPLETION_DETAILS = struct('schemas.ChatCompletionTokensDetails', [
  optional('text_tokens', INT),
  optional('accepted_prediction_tokens', INT),
  optional('audio_tokens', INT),
  optional('citation_tokens', ptr(INT)),
  optional('num_search_queries', ptr(INT)),
  optional('reasoning_tokens', INT),
  optional('image_tokens', ptr(INT)),
  optional('rejected_prediction_tokens', INT),
])

const COST_FIELDS = struct('schemas.Alias', [
  optional('input_tokens_cost', FLOAT),
  optional('output_tokens_cost', FLOAT),
  optional('reasoning_tokens_cost', FLOAT),
  optional('citation_tokens_cost', FLOAT),
  optional('search_queries_cost', FLOAT),
  optional('request_cost', FLOAT),
  optional('total_cost', FLOAT),
])

/** A number is the total. */
const COST: UnionType = {
  kind: 'union',
  goName: 'schemas.BifrostCost',
  options: [FLOAT, COST_FIELDS],
  message: 'cost field is neither a float nor an object',
  settle: (value, previous) =>
    typeof value === 'number' ? { ...(previous as object | undefined), total_cost: value } : (value ?? {}),
  wire: COST_FIELDS,
}

export const USAGE = struct('schemas.BifrostLLMUsage', [
  optional('prompt_tokens', INT),
  optional('prompt_tokens_details', ptr(PROMPT_DETAILS)),
  optional('completion_tokens', INT),
  optional('completion_tokens_details', ptr(COMPLETION_DETAILS)),
  field('total_tokens', INT),
  optional('cost', ptr(COST)),
])
