import { ANY, FLOAT, INT, field, optional, ptr, struct } from '../go-json/types.ts'
import type { GoType, StructType, UnionType } from '../go-json/types.ts'
import type { AnswerRules } from '../profiles/profile.ts'

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

const COST_OF_SIDES = struct('schemas.Alias', [
  optional('input_cost', FLOAT),
  optional('input_cost_details', ptr(ANY)),
  optional('output_cost', FLOAT),
  optional('output_cost_details', ptr(ANY)),
  optional('additional_cost', FLOAT),
  optional('additional_cost_details', ptr(ANY)),
  optional('total_cost', FLOAT),
])

/** A number is the total. */
function costOf(fields: StructType): UnionType {
  return {
    kind: 'union',
    goName: 'schemas.BifrostCost',
    options: [FLOAT, fields],
    message: 'cost field is neither a float nor an object',
    settle: (value, previous) =>
      typeof value === 'number' ? { ...(previous as object | undefined), total_cost: value } : (value ?? {}),
    wire: fields,
  }
}

/** Token counts. `promptDetails`: the shape of those of the prompt. */
export function usage(promptDetails: GoType, cost: AnswerRules['cost']): StructType {
  return struct('schemas.BifrostLLMUsage', [
    optional('prompt_tokens', INT),
    optional('prompt_tokens_details', ptr(promptDetails)),
    optional('completion_tokens', INT),
    optional('completion_tokens_details', ptr(COMPLETION_DETAILS)),
    field('total_tokens', INT),
    ...(cost === 'tokens'
      ? [optional('cost', ptr(costOf(COST_FIELDS)))]
      : [
          optional('audio_seconds', ptr(FLOAT)),
          optional('search_units', ptr(INT)),
          optional('cost', ptr(costOf(COST_OF_SIDES))),
          optional('cost_in_usd_ticks', ptr(INT)),
        ]),
  ])
}
