import { BOOL, STRING, field, optional, ptr, slice, stringNamed, struct } from '../go-json/types.ts'
import type { UnionType } from '../go-json/types.ts'
import type { AnswerRules } from '../profiles/profile.ts'

export const CACHE_CONTROL = struct('schemas.CacheControl', [
  field('type', stringNamed('schemas.CacheControlType')),
  optional('ttl', ptr(STRING)),
  optional('scope', ptr(STRING)),
])

const CONTENT_BLOCK = struct('schemas.ChatContentBlock', [
  field('type', stringNamed('schemas.ChatContentBlockType')),
  optional('text', ptr(STRING)),
  optional('refusal', ptr(STRING)),
  optional(
    'image_url',
    ptr(struct('schemas.ChatInputImage', [field('url', STRING), optional('detail', ptr(STRING))])),
  ),
  optional(
    'input_audio',
    ptr(struct('schemas.ChatInputAudio', [field('data', STRING), optional('format', ptr(STRING))])),
  ),
  optional(
    'file',
    ptr(
      struct('schemas.ChatInputFile', [
        optional('file_data', ptr(STRING)),
        optional('file_url', ptr(STRING)),
        optional('file_id', ptr(STRING)),
        optional('filename', ptr(STRING)),
        optional('file_type', ptr(STRING)),
      ]),
    ),
  ),
  optional('cache_control', ptr(CACHE_CONTROL)),
  optional('citations', ptr(struct('schemas.Citations', [optional('enabled', ptr(BOOL))]))),
  optional('cachePoint', ptr(struct('schemas.CachePoint', [field('type', STRING)]))),
])

/** The content of a message: a text, or a list of blocks. */
export function messageContent(escape: AnswerRules['contentEscape']): UnionType {
  return {
    kind: 'union',
    goName: 'schemas.ChatMessageContent',
    options: [STRING, slice(CONTENT_BLOCK)],
    message: 'content field is neither a string nor an array of Content blocks',
    escape,
  }
}
