import { INT, field, optional, ptr, struct } from '../go-json/types.ts'
import type { GoType, PassesType } from '../go-json/types.ts'
import type { AnswerRules } from '../profiles/profile.ts'

/** `prompt_tokens_details` of a usage. */
export function promptDetails(rule: AnswerRules['promptDetails']): GoType {
  if (rule === 'cached') return CACHED
  if (rule === 'read and written') return APART
  return {
    ...READ,
    wire: struct('schemas.raw', [
      ...COUNTERS.map((name) => optional(name, INT)),
      rule === 'read' ? optional('cached_tokens', INT) : field('cached_tokens', INT),
    ]),
  }
}

/** As Azure writes them. */
const CACHED = struct('schemas.ChatPromptTokensDetails', [
  optional('audio_tokens', INT),
  optional('cached_tokens', INT),
])

const COUNTERS = [
  'text_tokens',
  'audio_tokens',
  'image_tokens',
  'cached_read_tokens',
  'cached_write_tokens',
] as const

type Count = number | bigint
type PromptDetails = { [K in (typeof COUNTERS)[number]]?: Count }

/** Azure counts `cached_tokens`; the gateway keeps them as read, and writes the sum of read and written beside the parts. */
const READ: Omit<PassesType, 'wire'> = {
  kind: 'passes',
  goName: 'schemas.ChatPromptTokensDetails',
  passes: [
    struct(
      String.raw`struct { TextTokens int "json:\"text_tokens\""; AudioTokens int "json:\"audio_tokens\""; ` +
        String.raw`ImageTokens int "json:\"image_tokens\""; CachedReadTokens int "json:\"cached_read_tokens\""; ` +
        String.raw`CachedWriteTokens int "json:\"cached_write_tokens\""; CachedTokens *int "json:\"cached_tokens\"" }`,
      [...COUNTERS.map((name) => field(name, INT)), field('cached_tokens', ptr(INT))],
    ),
  ],
  join: ([value]) => keepAsRead((value ?? {}) as PromptDetails & { cached_tokens?: Count }),
  toWire: (value) => withSum(value as PromptDetails),
}

/** What was read under OpenAI's name, what was written under one like it. */
const APART: PassesType = {
  ...READ,
  wire: struct('schemas.raw', [
    ...COUNTERS.map((name) => optional(name, INT)),
    field('cached_tokens', INT),
    field('cache_write_tokens', INT),
  ]),
  toWire: (value) => {
    const details = value as PromptDetails
    const { cached_read_tokens: read = 0, cached_write_tokens: written = 0 } = details
    return { ...details, cached_tokens: read, cache_write_tokens: written }
  },
}

function keepAsRead({
  cached_tokens: cached,
  ...details
}: PromptDetails & { cached_tokens?: Count }): PromptDetails {
  if (cached !== undefined && !details.cached_read_tokens && !details.cached_write_tokens) {
    details.cached_read_tokens = cached
  }
  return details
}

function withSum(details: PromptDetails) {
  const { cached_read_tokens: read = 0, cached_write_tokens: written = 0 } = details
  return { ...details, cached_tokens: sum(read, written) }
}

function sum(a: Count, b: Count): Count {
  return typeof a === 'number' && typeof b === 'number' ? a + b : BigInt.asIntN(64, BigInt(a) + BigInt(b))
}
