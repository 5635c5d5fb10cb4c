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
  readonly upstream: StructType
}

export function requestTypes({ contentEscape }: AnswerRules, rules: UpstreamRules): RequestTypes {
  const messages = field('messages', slice(messageOf(contentEscape)))
  const fields = parameterFields(toolWith(toolSchema(rules.toolSchemaOrder)), rules)
  return { client: clientRequest(messages, fields, rules), upstream: upstreamRequest(messages, fields) }
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
