import { STRING, embedded, field, optional, ptr, slice, stringNamed, struct } from '../go-json/types.ts'
import type { Field, GoType, PassesType } from '../go-json/types.ts'
import type { AnswerRules } from '../profiles/profile.ts'
import {
  ANNOTATION,
  AUDIO,
  NAMED_TOOL_CALL,
  REASONING_DETAILS,
  TOOL_CALL,
  settleReasoning,
} from './assistant.ts'

type MessageRules = Pick<AnswerRules, 'writesNull' | 'nullName' | 'reasoningContent'>

/** How Go names the shapes that take `reasoning_content` beside a message's own fields. */
const WITH_REASONING = String.raw`struct { schemas.Alias; ReasoningContent *string "json:\"reasoning_content,omitempty\"" }`
const REASONING_CONTENT = optional('reasoning_content', ptr(STRING))
const REFUSAL = optional('refusal', ptr(STRING))
const TOOL_FIELDS: readonly Field[] = [optional('tool_call_id', ptr(STRING))]

/** The message of a whole answer. */
export function chatMessage(content: GoType, rules: MessageRules): PassesType {
  const own = [optional('name', ptr(STRING)), optional('role', stringNamed('schemas.ChatMessageRole'))]
  const base: readonly Field[] = [...own, optional('content', ptr(content))]
  const assistant = [REFUSAL, ...reasoned(rules, true)]
  const names = assistant.map(({ name }) => name)
  const type: PassesType = {
    kind: 'passes',
    goName: 'schemas.ChatMessage',
    passes: [
      struct('schemas.baseFields', base),
      struct('schemas.toolMsgAlias', TOOL_FIELDS),
      withReasoning('schemas.ChatAssistantMessage', assistant, rules),
    ],
    join: (parts, previous) => joinMessage(parts, previous, names),
    wire: struct('schemas.ChatMessage', [
      ...(rules.writesNull ? [...own, field('content', ptr(content))] : base),
      ...TOOL_FIELDS,
      // There, as null, as soon as anything of an assistant beside it is.
      ...(rules.writesNull ? embedded('assistant', [field('refusal', ptr(STRING))]) : [REFUSAL]),
      ...reasoned(rules, true),
      ...(rules.reasoningContent ? [REASONING_CONTENT] : []),
    ]),
  }
  if (!rules.writesNull && !rules.reasoningContent) return type
  return { ...type, toWire: (value) => onWire(value as Message, names, rules) }
}

/** A piece of a message in a stream. `annotations`: it may hold some. */
export function deltaOf(rules: MessageRules & { readonly annotations: boolean }): PassesType {
  const fields = [
    optional('role', ptr(STRING)),
    optional('content', ptr(STRING)),
    REFUSAL,
    ...reasoned(rules, rules.annotations),
  ]
  return withReasoning('schemas.ChatStreamResponseChoiceDelta', fields, rules)
}

function reasoned({ nullName }: MessageRules, annotations: boolean): readonly Field[] {
  return [
    optional('audio', ptr(AUDIO)),
    optional('reasoning', ptr(STRING)),
    optional('reasoning_details', REASONING_DETAILS),
    ...(annotations ? [optional('annotations', slice(ANNOTATION))] : []),
    optional('tool_calls', slice(nullName ? TOOL_CALL : NAMED_TOOL_CALL)),
  ]
}

type Message = Readonly<Record<string, unknown>>

function joinMessage(
  [base, tool, assistant]: readonly unknown[],
  previous: unknown,
  names: readonly string[],
): Message {
  const kept = (previous ?? {}) as Message
  return {
    ...(base as Message),
    ...only(TOOL_NAMES, isFilled(tool as Message) ? (tool as Message) : kept),
    ...only(names, isFilled(assistant as Message) ? (assistant as Message) : kept),
  }
}

const TOOL_NAMES = TOOL_FIELDS.map(({ name }) => name)

/** Whether anything in it would be written. */
function isFilled(part: Message): boolean {
  return Object.values(part).some((value) => !Array.isArray(value) || value.length > 0)
}

function only(names: readonly string[], value: Message): Message {
  const chosen: Record<string, unknown> = {}
  for (const name of names) if (value[name] !== undefined) chosen[name] = value[name]
  return chosen
}

function withReasoning(goName: string, fields: readonly Field[], rules: MessageRules): PassesType {
  const type: PassesType = {
    kind: 'passes',
    goName,
    passes: [struct(WITH_REASONING, [...fields, REASONING_CONTENT])],
    join: ([value]) => settleReasoning((value ?? {}) as Record<string, unknown>),
    wire: struct(goName, rules.reasoningContent ? [...fields, REASONING_CONTENT] : fields),
  }
  return rules.reasoningContent ? { ...type, toWire: (value) => withContent(value as Message) } : type
}

function onWire(
  message: Message,
  names: readonly string[],
  { writesNull, reasoningContent }: MessageRules,
): Message {
  const value = reasoningContent ? withContent(message) : message
  if (!writesNull || !isFilled(only(names, message))) return value
  return { ...value, refusal: message['refusal'] ?? null }
}

function withContent(message: Message): Message {
  const { reasoning } = message
  return reasoning === undefined ? message : { ...message, reasoning_content: reasoning }
}
