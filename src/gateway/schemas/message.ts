import { STRING, optional, ptr, slice, stringNamed, struct } from '../json/types.ts'
import type { Field, GoType, PassesType } from '../json/types.ts'
import { ANNOTATION, AUDIO, REASONING_DETAILS, TOOL_CALL, settleReasoning } from './assistant.ts'

/** How Go names the shapes that take `reasoning_content` beside a message's own fields. */
const WITH_REASONING = String.raw`struct { schemas.Alias; ReasoningContent *string "json:\"reasoning_content,omitempty\"" }`
const REASONING_CONTENT = optional('reasoning_content', ptr(STRING))

const TOOL_FIELDS: readonly Field[] = [optional('tool_call_id', ptr(STRING))]
const ASSISTANT_FIELDS: readonly Field[] = [
  optional('refusal', ptr(STRING)),
  optional('audio', ptr(AUDIO)),
  optional('reasoning', ptr(STRING)),
  optional('reasoning_details', REASONING_DETAILS),
  optional('annotations', slice(ANNOTATION)),
  optional('tool_calls', slice(TOOL_CALL)),
]
const DELTA_FIELDS: readonly Field[] = [
  optional('role', ptr(STRING)),
  optional('content', ptr(STRING)),
  optional('refusal', ptr(STRING)),
  optional('audio', ptr(AUDIO)),
  optional('reasoning', ptr(STRING)),
  optional('reasoning_details', REASONING_DETAILS),
  optional('tool_calls', slice(TOOL_CALL)),
]

const ASSISTANT = withReasoning('schemas.ChatAssistantMessage', ASSISTANT_FIELDS)

/** The message of a whole answer. */
export function chatMessage(content: GoType): PassesType {
  const base: readonly Field[] = [
    optional('name', ptr(STRING)),
    optional('role', stringNamed('schemas.ChatMessageRole')),
    optional('content', ptr(content)),
  ]
  return {
    kind: 'passes',
    goName: 'schemas.ChatMessage',
    passes: [struct('schemas.baseFields', base), struct('schemas.toolMsgAlias', TOOL_FIELDS), ASSISTANT],
    join: joinMessage,
    wire: struct('schemas.ChatMessage', [...base, ...TOOL_FIELDS, ...ASSISTANT_FIELDS]),
  }
}

/** A piece of a message in a stream. */
export const DELTA = withReasoning('schemas.ChatStreamResponseChoiceDelta', DELTA_FIELDS)

type Message = Readonly<Record<string, unknown>>

function joinMessage([base, tool, assistant]: readonly unknown[], previous: unknown): Message {
  const kept = (previous ?? {}) as Message
  return {
    ...(base as Message),
    ...only(TOOL_FIELDS, isFilled(tool as Message) ? (tool as Message) : kept),
    ...only(ASSISTANT_FIELDS, isFilled(assistant as Message) ? (assistant as Message) : kept),
  }
}

/** Whether anything in it would be written. */
function isFilled(part: Message): boolean {
  return Object.values(part).some((value) => !Array.isArray(value) || value.length > 0)
}

function only(fields: readonly Field[], value: Message): Message {
  const chosen: Record<string, unknown> = {}
  for (const { name } of fields) if (value[name] !== undefined) chosen[name] = value[name]
  return chosen
}

function withReasoning(goName: string, fields: readonly Field[]): PassesType {
  return {
    kind: 'passes',
    goName,
    passes: [struct(WITH_REASONING, [...fields, REASONING_CONTENT])],
    join: ([value]) => settleReasoning((value ?? {}) as Record<string, unknown>),
    wire: struct(goName, fields),
  }
}
