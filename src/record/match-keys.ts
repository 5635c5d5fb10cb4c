/** What of a request can be compared, beside `body.PATH`. */
export const MATCH_KEYS = [
  'session',
  'deployment',
  'model',
  'message',
  'messages',
  'system',
  'turn',
  'stream',
  'tools',
  'tool_choice',
  'tool_result',
  'response_format',
] as const

export type MatchKey = (typeof MATCH_KEYS)[number]

/** What must be the same unless the user says. */
export const USUAL_MATCH: readonly MatchKey[] = ['session', 'deployment', 'message', 'turn', 'stream']
