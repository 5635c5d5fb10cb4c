import { BOOL, FLOAT, INT, STRING, field, mapOf, optional, ptr, slice, struct } from '../go-json/types.ts'
import type { UnionType } from '../go-json/types.ts'

const PROMPT: UnionType = {
  kind: 'union',
  goName: 'schemas.TextCompletionInput',
  options: [STRING, slice(STRING)],
  message: 'invalid text completion input',
}

/** What a client sends for a text completion. It is read and checked; no such call is made. */
export const TEXT_COMPLETION = struct('openai.OpenAITextCompletionRequest', [
  field('model', STRING),
  field('prompt', ptr(PROMPT)),
  optional('best_of', ptr(INT)),
  optional('echo', ptr(BOOL)),
  optional('frequency_penalty', ptr(FLOAT)),
  optional('logit_bias', ptr(mapOf(FLOAT))),
  optional('logprobs', ptr(INT)),
  optional('max_tokens', ptr(INT)),
  optional('n', ptr(INT)),
  optional('presence_penalty', ptr(FLOAT)),
  optional('seed', ptr(INT)),
  optional('stop', slice(STRING)),
  optional('suffix', ptr(STRING)),
  optional('temperature', ptr(FLOAT)),
  optional('top_p', ptr(FLOAT)),
  optional('user', ptr(STRING)),
  optional('stream', ptr(BOOL)),
  optional('fallbacks', slice(STRING)),
])
