import { BOOL, STRING, field, optional, ptr, slice, stringNamed, struct } from '../go-json/types.ts'
import type { GoType, PassesType, StructType, UnionType } from '../go-json/types.ts'
import { CACHE_CONTROL } from './content.ts'

const CUSTOM = struct('schemas.ChatToolCustom', [
  optional(
    'format',
    ptr(
      struct('schemas.ChatToolCustomFormat', [
        field('type', STRING),
        optional(
          'grammar',
          ptr(
            struct('schemas.ChatToolCustomGrammarFormat', [
              field('definition', STRING),
              field('syntax', STRING),
            ]),
          ),
        ),
      ]),
    ),
  ),
])

/** A tool that the client offers. `schema`: the shape of its arguments' JSON Schema. */
export function toolWith(schema: GoType): StructType {
  return struct('schemas.ChatTool', [
    field('type', stringNamed('schemas.ChatToolType')),
    optional(
      'function',
      ptr(
        struct('schemas.ChatToolFunction', [
          field('name', STRING),
          optional('description', ptr(STRING)),
          optional('parameters', ptr(schema)),
          optional('strict', ptr(BOOL)),
        ]),
      ),
    ),
    optional('custom', ptr(CUSTOM)),
    optional('cache_control', ptr(CACHE_CONTROL)),
  ])
}

const CHOSEN_FUNCTION = struct('schemas.ChatToolChoiceFunction', [field('name', STRING)])

const CHOICE_FIELDS = struct('schemas.Alias', [
  field('type', stringNamed('schemas.ChatToolChoiceType')),
  optional('function', ptr(CHOSEN_FUNCTION)),
  optional('custom', ptr(struct('schemas.ChatToolChoiceCustom', [field('name', STRING)]))),
  optional(
    'allowed_tools',
    ptr(
      struct('schemas.ChatToolChoiceAllowedTools', [
        field('mode', STRING),
        field(
          'tools',
          slice(
            struct('schemas.ChatToolChoiceAllowedToolsTool', [
              field('type', STRING),
              optional('function', CHOSEN_FUNCTION),
            ]),
          ),
        ),
      ]),
    ),
  ),
])

/** Only the part that `type` names is kept. */
const CHOICE: PassesType = {
  kind: 'passes',
  goName: 'schemas.ChatToolChoiceStruct',
  passes: [CHOICE_FIELDS],
  join: ([value]) => {
    const choice = (value ?? {}) as Record<string, unknown>
    const kind = String(choice['type'] ?? '')
    return Object.fromEntries(Object.entries(choice).filter(([key]) => key === 'type' || key === kind))
  },
  wire: CHOICE_FIELDS,
}

export const TOOL_CHOICE: UnionType = {
  kind: 'union',
  goName: 'schemas.ChatToolChoice',
  options: [STRING, CHOICE],
  message: 'tool_choice field is neither a string nor a ChatToolChoiceStruct object',
  escape: 'html',
}
