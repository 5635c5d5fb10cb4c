import { BOOL, INT, STRING, field, optional, ptr, slice, stringNamed, struct } from '../go-json/types.ts'
import type { Field, PassesType, StructType } from '../go-json/types.ts'
import type { AnswerRules, UpstreamRules } from '../profiles/profile.ts'
import { ANNOTATION, TOOL_CALL } from './assistant.ts'
import { messageContent } from './content.ts'
import { parameterFields, parameters } from './parameters.ts'
import { toolWith } from './tool.ts'
import { toolSchema } from './tool-schema.ts'

const REQUEST_FIELDS: readonly Field[] = [
  optional('stream', ptr(BOOL)),
  optional('max_tokens', ptr(INT)),
  optional('fallbacks', slice(STRING)),
]

/** What a client sends, and what goes on to Azure. */
export interface RequestTypes {
  /** Its value has all of them side by side: the base fields and the parameters. */
  readonly client: PassesType
  /** The same on the gateway's own route, which has a decoder of its own for each message. */
  readonly native: PassesType
  readonly upstream: StructType
}

export function requestTypes({ contentEscape }: AnswerRules, rules: UpstreamRules): RequestTypes {
  const message = messageOf(contentEscape)
  const messages = field('messages', slice(message))
  const fields = parameterFields(toolWith(toolSchema(rules.toolSchemaOrder)), rules)
  return {
    client: clientRequest(messages, fields, rules),
    native: nativeRequest(message, fields, rules),
    upstream: upstreamRequest(messages, fields),
  }
}

function nativeRequest(message: StructType, fields: readonly Field[], rules: UpstreamRules): PassesType {
  const own: PassesType = {
    kind: 'passes',
    goName: 'schemas.ChatMessage',
    passes: [struct('schemas.baseFields', message.fields)],
    join: ([value]) => value,
    wire: message,
  }
  const messages = field('messages', slice(own))
  return {
    kind: 'passes',
    goName: 'handlers.ChatRequest',
    passes: [
      struct('handlers.bifrostAlias', [field('model', STRING), ...REQUEST_FIELDS]),
      struct('struct {}', [messages]),
      parameters(fields, rules),
    ],
    join: ([base, listed, read]) => ({
      ...(base as object | undefined),
      ...(listed as object | undefined),
      ...(read as object),
    }),
    wire: struct('handlers.ChatRequest', [field('model', STRING), messages, ...fields, ...REQUEST_FIELDS]),
  }
}

function messageOf(escape: AnswerRules['contentEscape']): StructType {
  return struct('openai.OpenAIMessage', [
    optional('name', ptr(STRING)),
    optional('role', stringNamed('schemas.ChatMessageRole')),
    optional('content', ptr(messageContent(escape))),
    optional('tool_call_id', ptr(STRING)),
    optional('refusal', ptr(STRING)),
    optional('reasoning_content', ptr(STRING)),
    optional('annotations', slice(ANNOTATION)),
    optional('tool_calls', slice(TOOL_CALL)),
  ])
}

function clientRequest(messages: Field, fields: readonly Field[], rules: UpstreamRules): PassesType {
  return {
    kind: 'passes',
    goName: 'openai.OpenAIChatRequest',
    passes: [
      struct('openai.baseFields', [field('model', STRING), messages, ...REQUEST_FIELDS]),
      parameters(fields, rules),
    ],
    join: ([base, read]) => ({ ...(base as object | undefined), ...(read as object) }),
    wire: struct('openai.OpenAIChatRequest', [
      field('model', STRING),
      messages,
      ...fields,
      ...REQUEST_FIELDS,
    ]),
  }
}

function upstreamRequest(messages: Field, fields: readonly Field[]): StructType {
  return struct('openai.OpenAIChatRequest', [
    field('model', STRING),
    ...fields.filter(({ name }) => name !== 'reasoning' && name !== 'tools'),
    optional('stream', ptr(BOOL)),
    messages,
    ...fields.filter(({ name }) => name === 'tools'),
    optional('reasoning_effort', ptr(STRING)),
  ])
}
