import {
  ANY,
  INT,
  STRING,
  UINT16,
  field,
  optional,
  ptr,
  slice,
  stringNamed,
  struct,
} from '../go-json/types.ts'
import type { StructType } from '../go-json/types.ts'

/** A call of a tool, whole or a piece of it. */
export const TOOL_CALL = toolCall(field)
/** The same without the name where it has none. */
export const NAMED_TOOL_CALL = toolCall(optional)

function toolCall(named: typeof field): StructType {
  return struct('schemas.ChatAssistantMessageToolCall', [
    field('index', UINT16),
    optional('type', ptr(STRING)),
    optional('id', ptr(STRING)),
    field(
      'function',
      struct('schemas.ChatAssistantMessageToolCallFunction', [
        named('name', ptr(STRING)),
        field('arguments', STRING),
      ]),
    ),
  ])
}

export const ANNOTATION = struct('schemas.ChatAssistantMessageAnnotation', [
  field('type', STRING),
  field(
    'url_citation',
    struct('schemas.ChatAssistantMessageAnnotationCitation', [
      field('start_index', INT),
      field('end_index', INT),
      field('title', STRING),
      optional('url', ptr(STRING)),
      optional('sources', ptr(ANY)),
      optional('type', ptr(STRING)),
    ]),
  ),
])

export const AUDIO = struct('schemas.ChatAudioMessageAudio', [
  field('id', STRING),
  field('data', STRING),
  field('expires_at', INT),
  field('transcript', STRING),
])

export const REASONING_DETAILS = slice(
  struct('schemas.ChatReasoningDetails', [
    optional('id', ptr(STRING)),
    field('index', INT),
    field('type', stringNamed('schemas.BifrostReasoningDetailsType')),
    optional('summary', ptr(STRING)),
    optional('text', ptr(STRING)),
    optional('signature', ptr(STRING)),
    optional('data', ptr(STRING)),
  ]),
)

type Reasoned = Record<string, unknown> & {
  reasoning?: string
  reasoning_content?: string
  reasoning_details?: readonly unknown[]
}

/** `reasoning_content` becomes `reasoning`, and a reasoning without details gets one. Changes the value that it is given. */
export function settleReasoning(value: Reasoned): Reasoned {
  const { reasoning_content: alias } = value
  if (alias !== undefined) {
    delete value.reasoning_content
    value.reasoning ??= alias
  }
  if (value.reasoning !== undefined && (value.reasoning_details ?? []).length === 0) {
    value.reasoning_details = [{ index: 0, type: 'reasoning.text', text: value.reasoning }]
  }
  return value
}
