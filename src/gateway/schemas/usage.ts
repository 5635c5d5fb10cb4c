import { FLOAT, INT, field, optional, ptr, struct } from '../json/types.ts'
import type { GoType, StructType, UnionType } from '../json/types.ts'

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

/** Token counts. `promptDetails`: the shape of those of the prompt. */
export function usage(promptDetails: GoType): StructType {
  return struct('schemas.BifrostLLMUsage', [
    optional('prompt_tokens', INT),
    optional('prompt_tokens_details', ptr(promptDetails)),
    optional('completion_tokens', INT),
    optional('completion_tokens_details', ptr(COMPLETION_DETAILS)),
    field('total_tokens', INT),
    optional('cost', ptr(COST)),
  ])
}
