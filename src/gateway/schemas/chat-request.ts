import { BOOL, INT, STRING, field, optional, ptr, slice, stringNamed, struct } from '../json/types.ts'
import type { Field, PassesType } from '../json/types.ts'
import { ANNOTATION, TOOL_CALL } from './assistant.ts'
import { MESSAGE_CONTENT } from './content.ts'
import { PARAMETERS, PARAMETER_FIELDS } from './parameters.ts'

const MESSAGE = struct('openai.OpenAIMessage', [
  optional('name', ptr(STRING)),
  optional('role', stringNamed('schemas.ChatMessageRole')),
  optional('content', ptr(MESSAGE_CONTENT)),
  optional('tool_call_id', ptr(STRING)),
  optional('refusal', ptr(STRING)),
  optional('reasoning_content', ptr(STRING)),
  optional('annotations', slice(ANNOTATION)),
  optional('tool_calls', slice(TOOL_CALL)),
])

const REQUEST_FIELDS: readonly Field[] = [
  optional('stream', ptr(BOOL)),
  optional('max_tokens', ptr(INT)),
  optional('fallbacks', slice(STRING)),
]

/** What a client sends. Its value has all of them side by side: the base fields and the parameters. */
export const CHAT_REQUEST: PassesType = {
  kind: 'passes',
  goName: 'openai.OpenAIChatRequest',
  passes: [
    struct('openai.baseFields', [
      field('model', STRING),
      field('messages', slice(MESSAGE)),
      ...REQUEST_FIELDS,
    ]),
    PARAMETERS,
  ],
  join: ([base, parameters]) => ({ ...(base as object | undefined), ...(parameters as object) }),
  wire: struct('openai.OpenAIChatRequest', [
    field('model', STRING),
    field('messages', slice(MESSAGE)),
    ...PARAMETER_FIELDS,
    ...REQUEST_FIELDS,
  ]),
}

/** What goes on to Azure. */
export const UPSTREAM_REQUEST = struct('openai.OpenAIChatRequest', [
  field('model', STRING),
  ...PARAMETER_FIELDS.filter(({ name }) => name !== 'reasoning' && name !== 'tools'),
  optional('stream', ptr(BOOL)),
  field('messages', slice(MESSAGE)),
  ...PARAMETER_FIELDS.filter(({ name }) => name === 'tools'),
  optional('reasoning_effort', ptr(STRING)),
])
