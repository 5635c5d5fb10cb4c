import type { JsonObject } from '../../json/json-object.ts'
import { formatProblem } from './format-rules.ts'
import { longArray, problem, wrongType } from './broken-rule.ts'
import type { BrokenRule } from './broken-rule.ts'
import { messagesProblem } from './message-rules.ts'
import { lengthProblem, unsupportedProblem } from './model-rules.ts'
import { toolsProblem } from './tool-rules.ts'

/** The first rule for requests that one breaks (`spec/AZURE.md` lists them). What is null counts as not given. */
export function brokenRule(
  value: JsonObject,
  model: string,
  promptTokens: () => number,
): BrokenRule | undefined {
  return (
    messagesProblem(value['messages']) ??
    typeProblem(value) ??
    togetherProblem(value) ??
    toolsProblem(value) ??
    formatProblem(value) ??
    unsupportedProblem(value, model) ??
    lengthProblem(value, model, promptTokens)
  )
}

/** A count that a number would round is a bigint. */
type Count = number | bigint

/** Parameters of one type, and the least and most of the numbers. */
const TYPES: Readonly<
  Record<string, { readonly type: keyof typeof FITS; readonly min?: Count; readonly max?: Count }>
> = {
  stream: { type: 'boolean' },
  temperature: { type: 'decimal', min: 0, max: 2 },
  top_p: { type: 'decimal', min: 0, max: 1 },
  presence_penalty: { type: 'decimal', min: -2, max: 2 },
  frequency_penalty: { type: 'decimal', min: -2, max: 2 },
  n: { type: 'integer', min: 1, max: 128 },
  max_tokens: { type: 'integer', min: 1 },
  max_completion_tokens: { type: 'integer', min: 1 },
  seed: { type: 'integer', min: -(2n ** 63n), max: 2n ** 63n - 1n },
  logprobs: { type: 'boolean' },
  top_logprobs: { type: 'integer', min: 0, max: 20 },
  parallel_tool_calls: { type: 'boolean' },
  user: { type: 'string' },
}

const FITS = {
  boolean: { is: (value: unknown) => typeof value === 'boolean', want: 'a boolean' },
  decimal: { is: (value: unknown) => typeof value === 'number', want: 'a decimal' },
  integer: {
    is: (value: unknown) => Number.isInteger(value) || typeof value === 'bigint',
    want: 'an integer',
  },
  string: { is: (value: unknown) => typeof value === 'string', want: 'a string' },
} as const

const MOST_STOPS = 4

function typeProblem(value: JsonObject): BrokenRule | undefined {
  for (const [name, { type, min, max }] of Object.entries(TYPES)) {
    const given = value[name]
    if (given === undefined || given === null) continue
    if (!FITS[type].is(given)) return wrongType(name, FITS[type].want, given)
    if (min !== undefined && isBelow(given as Count, min))
      return outside(name, type, 'below_min', 'below minimum', '>=', min, given)
    if (max !== undefined && isBelow(max, given as Count))
      return outside(name, type, 'above_max', 'above maximum', '<=', max, given)
  }
  const { stop } = value
  return Array.isArray(stop) && stop.length > MOST_STOPS
    ? longArray('stop', MOST_STOPS, stop.length)
    : undefined
}

/** Beside a number that was rounded a bound is rounded, too: the largest count of 64 bits is no larger than itself. */
function isBelow(one: Count, other: Count): boolean {
  const isRounded = typeof one === 'number' || typeof other === 'number'
  return isRounded ? Number(one) < Number(other) : one < other
}

/** What only makes sense together, or never does. */
function togetherProblem(value: JsonObject): BrokenRule | undefined {
  const has = (name: string) => value[name] !== undefined && value[name] !== null
  if (has('stream_options') && value['stream'] !== true)
    return problem(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      'stream_options',
      null,
    )
  if (has('top_logprobs') && value['logprobs'] !== true)
    return problem(
      "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
      'top_logprobs',
      null,
    )
  if (has('max_tokens') && has('max_completion_tokens'))
    return problem(
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      'max_tokens',
      'invalid_parameter_combination',
    )
  return undefined
}

function outside(
  name: string,
  type: string,
  code: string,
  words: string,
  sign: string,
  bound: Count,
  given: unknown,
): BrokenRule {
  return problem(
    `Invalid '${name}': ${type} ${words} value. Expected a value ${sign} ${bound}, but got ${String(given)} instead.`,
    name,
    `${type}_${code}_value`,
  )
}
