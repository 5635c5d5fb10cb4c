import {
  BOOL,
  FLOAT,
  INT,
  RAW,
  STRING,
  embedded,
  field,
  mapOf,
  optional,
  ptr,
  slice,
  stringNamed,
  struct,
} from '../go-json/types.ts'
import type { StructType } from '../go-json/types.ts'
import type { AnswerRules } from '../profiles/profile.ts'
import { messageContent } from './content.ts'
import { chatMessage, deltaOf } from './message.ts'
import { promptDetails } from './prompt-details.ts'
import { ROUTING_INFO } from './routing-info.ts'
import { usage } from './usage.ts'

const LOG_PROB = struct('schemas.LogProb', [
  optional('bytes', slice(INT)),
  field('logprob', FLOAT),
  field('token', STRING),
])

const LOG_PROBS = struct('schemas.BifrostLogProbs', [
  optional(
    'content',
    slice(
      struct('schemas.ContentLogProb', [
        field('bytes', slice(INT)),
        field('logprob', FLOAT),
        field('token', STRING),
        field('top_logprobs', slice(LOG_PROB)),
      ]),
    ),
  ),
  optional('refusal', slice(LOG_PROB)),
  ...embedded('text', [
    field('text_offset', slice(INT)),
    field('token_logprobs', slice(FLOAT)),
    field('tokens', slice(STRING)),
    field('top_logprobs', slice(mapOf(FLOAT))),
  ]),
])

/** `annotations`: a piece of a stream may hold some. `withoutMessage`: a choice has none. */
type ResponseRules = AnswerRules & { readonly annotations: boolean; readonly withoutMessage?: boolean }

function choice(rules: ResponseRules): StructType {
  const message = chatMessage(messageContent(rules.contentEscape), rules)
  const nullable = rules.writesNull ? field : optional
  return struct('schemas.BifrostResponseChoice', [
    field('index', INT),
    nullable('finish_reason', ptr(STRING)),
    nullable(rules.logprobs, ptr(LOG_PROBS)),
    ...embedded('text', [optional('text', ptr(STRING))]),
    ...(rules.withoutMessage === true
      ? []
      : embedded('whole', [field('message', ptr(message)), optional('stop', ptr(STRING))])),
    ...embedded('stream', [optional('delta', ptr(deltaOf(rules)))]),
  ])
}

const CACHE_DEBUG = struct('schemas.BifrostCacheDebug', [
  field('cache_hit', BOOL),
  optional('cache_id', ptr(STRING)),
  optional('hit_type', ptr(STRING)),
  optional('requested_provider', ptr(STRING)),
  optional('requested_model', ptr(STRING)),
  optional('provider_used', ptr(STRING)),
  optional('model_used', ptr(STRING)),
  optional('input_tokens', ptr(INT)),
  optional('threshold', ptr(FLOAT)),
  optional('similarity', ptr(FLOAT)),
])

const PARSE_ERROR = struct('schemas.BatchError', [
  optional('code', STRING),
  optional('message', STRING),
  optional('param', ptr(STRING)),
  optional('line', ptr(INT)),
])

const PROVIDER = optional('provider', stringNamed('schemas.ModelProvider'))

function extraFields({ modelFields, upstreamLatency }: AnswerRules): StructType {
  const byModel = modelFields === 'model_requested, model_deployment'
  return struct('schemas.BifrostResponseExtraFields', [
    field('request_type', stringNamed('schemas.RequestType')),
    ...(byModel ? MODEL_FIELDS : modelFields.startsWith('routing_info') ? ROUTING_FIELDS : RESOLVED_FIELDS),
    field('latency', INT),
    ...(upstreamLatency ? [optional('upstream_latency', ptr(INT))] : []),
    ...COMMON_FIELDS,
    ...(byModel ? [optional('litellm_compat', BOOL)] : []),
    optional('provider_response_headers', mapOf(STRING)),
  ])
}

const MODEL_FIELDS = [PROVIDER, optional('model_requested', STRING), optional('model_deployment', STRING)]
const RESOLVED_FIELDS = [
  PROVIDER,
  optional('original_model_requested', STRING),
  optional('resolved_model_used', STRING),
]
const ROUTING_FIELDS = [field('routing_info', ROUTING_INFO), ...RESOLVED_FIELDS]
const COMMON_FIELDS = [
  field('chunk_index', INT),
  optional('raw_request', RAW),
  optional('raw_response', RAW),
  optional('cache_debug', ptr(CACHE_DEBUG)),
  optional('parse_errors', slice(PARSE_ERROR)),
]

const SEARCH_RESULT = struct('schemas.SearchResult', [
  field('title', STRING),
  field('url', STRING),
  optional('date', ptr(STRING)),
  optional('last_updated', ptr(STRING)),
  optional('snippet', ptr(STRING)),
  optional('source', ptr(STRING)),
])

const VIDEO_RESULT = struct('schemas.VideoResult', [
  field('url', STRING),
  optional('thumbnail_url', ptr(STRING)),
  optional('thumbnail_width', ptr(INT)),
  optional('thumbnail_height', ptr(INT)),
  optional('duration', ptr(FLOAT)),
])

/** A whole answer, or one chunk of a stream: as Azure sends it and as the client gets it. */
export function chatResponse(rules: ResponseRules): StructType {
  return struct('schemas.BifrostChatResponse', [
    field('id', STRING),
    field('choices', slice(choice(rules))),
    field('created', INT),
    field('model', STRING),
    field('object', STRING),
    optional('service_tier', ptr(STRING)),
    field('system_fingerprint', STRING),
    field('usage', ptr(usage(promptDetails(rules.promptDetails), rules.cost))),
    field('extra_fields', extraFields(rules)),
    optional('search_results', slice(SEARCH_RESULT)),
    optional('videos', slice(VIDEO_RESULT)),
    optional('citations', slice(STRING)),
  ])
}
