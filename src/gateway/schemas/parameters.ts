import { GoError } from '../go-json/errors.ts'
import {
  ANY,
  BOOL,
  FLOAT,
  INT,
  STRING,
  field,
  mapOf,
  optional,
  ptr,
  slice,
  struct,
} from '../go-json/types.ts'
import type { Field, PassesType, StructType } from '../go-json/types.ts'
import type { UpstreamRules } from '../profiles/profile.ts'
import { TOOL_CHOICE } from './tool.ts'

const WEB_SEARCH = struct('schemas.ChatWebSearchOptions', [
  optional('search_context_size', ptr(STRING)),
  optional(
    'user_location',
    ptr(
      struct('schemas.ChatWebSearchOptionsUserLocation', [
        field('type', STRING),
        optional(
          'approximate',
          ptr(
            struct('schemas.ChatWebSearchOptionsUserLocationApproximate', [
              optional('city', ptr(STRING)),
              optional('country', ptr(STRING)),
              optional('region', ptr(STRING)),
              optional('timezone', ptr(STRING)),
            ]),
          ),
        ),
      ]),
    ),
  ),
])

/** The parameters of a chat request, in the order in which they go on to Azure. */
export function parameterFields(
  tool: StructType,
  { sendsMaxTokens, sendsN }: UpstreamRules,
): readonly Field[] {
  const before = BEFORE_TOOLS.flatMap((one) => {
    if (one.name === 'response_format') return [reasoningField(sendsMaxTokens), one]
    return one.name === 'parallel_tool_calls' && sendsN ? [optional('n', ptr(INT)), one] : [one]
  })
  return [...before, optional('tools', slice(tool)), ...AFTER_TOOLS]
}

/** Later lines also read how it is to be displayed, which Azure does not know. */
function reasoningField(hasDisplay: boolean): Field {
  const fields = [
    optional('enabled', ptr(BOOL)),
    optional('effort', ptr(STRING)),
    optional('max_tokens', ptr(INT)),
    ...(hasDisplay ? [optional('display', ptr(STRING))] : []),
  ]
  return optional('reasoning', ptr(struct('schemas.ChatReasoning', fields)))
}

const BEFORE_TOOLS: readonly Field[] = [
  optional(
    'audio',
    ptr(struct('schemas.ChatAudioParameters', [optional('format', STRING), optional('voice', STRING)])),
  ),
  optional('frequency_penalty', ptr(FLOAT)),
  optional('logit_bias', ptr(mapOf(FLOAT))),
  optional('logprobs', ptr(BOOL)),
  optional('max_completion_tokens', ptr(INT)),
  optional('metadata', ptr(mapOf(ANY))),
  optional('modalities', slice(STRING)),
  optional('parallel_tool_calls', ptr(BOOL)),
  optional(
    'prediction',
    ptr(struct('schemas.ChatPrediction', [field('type', STRING), field('content', ANY)])),
  ),
  optional('presence_penalty', ptr(FLOAT)),
  optional('prompt_cache_key', ptr(STRING)),
  optional('prompt_cache_retention', ptr(STRING)),
  optional('response_format', ptr(ANY)),
  optional('safety_identifier', ptr(STRING)),
  optional('seed', ptr(INT)),
  optional('service_tier', ptr(STRING)),
  optional(
    'stream_options',
    ptr(
      struct('schemas.ChatStreamOptions', [
        optional('include_obfuscation', ptr(BOOL)),
        optional('include_usage', ptr(BOOL)),
      ]),
    ),
  ),
  optional('stop', slice(STRING)),
  optional('store', ptr(BOOL)),
  optional('temperature', ptr(FLOAT)),
  optional('top_logprobs', ptr(INT)),
  optional('top_p', ptr(FLOAT)),
  optional('tool_choice', ptr(TOOL_CHOICE)),
]
const AFTER_TOOLS: readonly Field[] = [
  optional('user', ptr(STRING)),
  optional('verbosity', ptr(STRING)),
  optional('web_search_options', ptr(WEB_SEARCH)),
]

interface Reasoning {
  effort?: string
  max_tokens?: number
  display?: string
}

type Read = Record<string, unknown> & {
  reasoning?: Reasoning
  reasoning_effort?: string
  reasoning_max_tokens?: number
  reasoning_display?: string
}

/** The parameters as the client may write them: reasoning in an object or at the top, not both. */
export function parameters(fields: readonly Field[], { sendsMaxTokens }: UpstreamRules): PassesType {
  return {
    kind: 'passes',
    goName: 'schemas.ChatParameters',
    passes: [
      struct('schemas.ChatParameters', [
        ...fields,
        field('reasoning_effort', ptr(STRING)),
        field('reasoning_max_tokens', ptr(INT)),
        ...(sendsMaxTokens ? [field('reasoning_display', ptr(STRING))] : []),
      ]),
    ],
    join: ([value]) => mergeReasoning((value ?? {}) as Read),
    wire: struct('schemas.ChatParameters', fields),
  }
}

function mergeReasoning(read: Read): Read {
  const { reasoning_effort: effort, reasoning_max_tokens: tokens, reasoning_display: display, ...rest } = read
  const own = rest.reasoning
  if (display !== undefined && own?.display !== undefined) throw both('display')
  if (effort !== undefined && own?.effort !== undefined) throw both('effort')
  if (tokens !== undefined && own?.max_tokens !== undefined) throw both('max_tokens')
  if (effort === undefined && tokens === undefined) return rest
  const reasoning: Reasoning = { ...own }
  if (effort !== undefined) reasoning.effort = effort
  if (tokens !== undefined) reasoning.max_tokens = tokens
  return { ...rest, reasoning }
}

function both(name: string): GoError {
  return new GoError(`both reasoning_${name} and reasoning.${name} cannot be present at the same time`)
}
