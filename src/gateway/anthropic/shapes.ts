import { CACHE_CONTROL } from '../schemas/content.ts'
import {
  ANY,
  BOOL,
  FLOAT,
  INT,
  RAW,
  STRING,
  field,
  optional,
  ptr,
  slice,
  stringNamed,
  struct,
} from '../go-json/types.ts'
import type { Field, GoType, StructType, UnionType } from '../go-json/types.ts'

const SOURCE = struct('anthropic.AnthropicSource', [
  field('type', STRING),
  optional('media_type', ptr(STRING)),
  optional('data', ptr(STRING)),
  optional('url', ptr(STRING)),
])

function block(more: readonly Field[]): StructType {
  return struct('anthropic.AnthropicContentBlock', [
    field('type', stringNamed('anthropic.AnthropicContentBlockType')),
    optional('text', ptr(STRING)),
    optional('thinking', ptr(STRING)),
    optional('signature', ptr(STRING)),
    optional('tool_use_id', ptr(STRING)),
    optional('id', ptr(STRING)),
    optional('name', ptr(STRING)),
    optional('input', ptr(RAW)),
    ...more,
    optional('source', ptr(SOURCE)),
    optional('cache_control', ptr(CACHE_CONTROL)),
    optional('citations', ptr(ANY)),
    optional('title', ptr(STRING)),
  ])
}

function content(of: StructType): UnionType {
  return {
    kind: 'union',
    goName: 'anthropic.AnthropicContent',
    options: [STRING, slice(of)],
    message: 'content field is neither a string nor an array of ContentBlock',
  }
}

/** Of a result of a tool, whose blocks hold no results again. */
const INNER = content(block([]))
const CONTENT = content(block([optional('content', ptr(INNER))]))

/** What goes to a Claude deployment. `schema`: the shape of the JSON Schema of a tool's arguments. */
export function messagesRequest(schema: GoType): StructType {
  return struct('anthropic.AnthropicMessageRequest', [
    field('model', STRING),
    field('max_tokens', INT),
    field(
      'messages',
      slice(struct('anthropic.AnthropicMessage', [field('role', STRING), field('content', CONTENT)])),
    ),
    optional('system', ptr(CONTENT)),
    optional('temperature', ptr(FLOAT)),
    optional('top_p', ptr(FLOAT)),
    optional('stop_sequences', slice(STRING)),
    optional('stream', ptr(BOOL)),
    optional(
      'tools',
      slice(
        struct('anthropic.AnthropicTool', [
          field('name', STRING),
          optional('description', ptr(STRING)),
          optional('input_schema', ptr(schema)),
          optional('cache_control', ptr(CACHE_CONTROL)),
        ]),
      ),
    ),
    optional(
      'tool_choice',
      ptr(struct('anthropic.AnthropicToolChoice', [field('type', STRING), optional('name', STRING)])),
    ),
    optional(
      'thinking',
      ptr(
        struct('anthropic.AnthropicThinking', [field('type', STRING), optional('budget_tokens', ptr(INT))]),
      ),
    ),
    optional(
      'output_config',
      ptr(
        struct('anthropic.AnthropicOutputConfig', [
          optional('format', ptr(ANY)),
          optional('effort', ptr(STRING)),
        ]),
      ),
    ),
    optional('service_tier', ptr(STRING)),
  ])
}

const USAGE = struct('anthropic.AnthropicUsage', [
  field('input_tokens', INT),
  field('cache_creation_input_tokens', INT),
  field('cache_read_input_tokens', INT),
  field('output_tokens', INT),
  optional('service_tier', ptr(STRING)),
])

const READ_BLOCK = block([optional('content', ptr(ANY))])

/** What a Claude deployment answers. */
export const MESSAGE = struct('anthropic.AnthropicMessageResponse', [
  optional('id', STRING),
  optional('type', STRING),
  optional('role', STRING),
  optional('content', slice(READ_BLOCK)),
  optional('model', STRING),
  optional('stop_reason', stringNamed('anthropic.AnthropicStopReason')),
  optional('stop_sequence', ptr(STRING)),
  optional('usage', ptr(USAGE)),
])

/** One event of its stream. */
export const EVENT = struct('anthropic.AnthropicStreamEvent', [
  optional('type', stringNamed('anthropic.AnthropicStreamEventType')),
  optional('message', ptr(MESSAGE)),
  optional('index', ptr(INT)),
  optional('content_block', ptr(READ_BLOCK)),
  optional(
    'delta',
    ptr(
      struct('anthropic.AnthropicStreamDelta', [
        optional('type', STRING),
        optional('text', ptr(STRING)),
        optional('partial_json', ptr(STRING)),
        optional('thinking', ptr(STRING)),
        optional('signature', ptr(STRING)),
        optional('stop_reason', ptr(stringNamed('anthropic.AnthropicStopReason'))),
      ]),
    ),
  ),
  optional('usage', ptr(USAGE)),
  optional(
    'error',
    ptr(struct('anthropic.AnthropicStreamError', [field('type', STRING), field('message', STRING)])),
  ),
])

export interface Usage {
  readonly input_tokens?: number
  readonly cache_creation_input_tokens?: number
  readonly cache_read_input_tokens?: number
  readonly output_tokens?: number
  readonly service_tier?: string
}

export interface Block {
  readonly type?: string
  readonly text?: string
  readonly thinking?: string
  readonly signature?: string
  readonly id?: string
  readonly name?: string
  /** JSON text. */
  readonly input?: string
}

export interface Message {
  readonly id?: string
  readonly content?: readonly Block[]
  readonly model?: string
  readonly stop_reason?: string
  readonly stop_sequence?: string
  readonly usage?: Usage
}

export interface Event {
  readonly type?: string
  readonly message?: Message
  readonly index?: number
  readonly content_block?: Block
  readonly delta?: {
    readonly type?: string
    readonly text?: string
    readonly partial_json?: string
    readonly thinking?: string
    readonly signature?: string
    readonly stop_reason?: string
  }
  readonly usage?: Usage
  readonly error?: { readonly type?: string; readonly message?: string }
}

const REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
}

/** A reason that the gateway has no name for stays as it is. */
export function finishReason(stop: string): string {
  return REASONS[stop] ?? stop
}

/** The counts as the client is told them: what was read from the cache, or written to it, is part of the prompt. */
export function usageOf(usage: Usage): Record<string, unknown> & { total_tokens: number } {
  const read = usage.cache_read_input_tokens ?? 0
  const written = usage.cache_creation_input_tokens ?? 0
  const prompt = (usage.input_tokens ?? 0) + read + written
  const completion = usage.output_tokens ?? 0
  return {
    prompt_tokens: prompt,
    prompt_tokens_details: { cached_read_tokens: read, cached_write_tokens: written },
    completion_tokens: completion,
    total_tokens: prompt + completion,
  }
}
