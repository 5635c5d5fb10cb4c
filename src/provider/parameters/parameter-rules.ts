import { isObject } from '../../json/json-object.ts'
import { mostTokens } from './output-limits.ts'

/** Why Azure answers 400: its sentence, which parameter it means, and its code. */
export interface BrokenRule {
  readonly message: string
  readonly param: string | null
  readonly code: string | null
}

type Json = Readonly<Record<string, unknown>>
type Rule = (value: Json, model: string) => BrokenRule | undefined

/** The first rule for requests that one breaks. What is null counts as not given. */
export function brokenRule(value: Json, model: string): BrokenRule | undefined {
  for (const rule of RULES) {
    const broken = rule(value, model)
    if (broken !== undefined) return broken
  }
  return undefined
}

const ROLES = ['system', 'assistant', 'user', 'function', 'tool', 'developer']

const messages: Rule = ({ messages: given }) => {
  if (given === undefined)
    return problem("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter')
  if (!Array.isArray(given)) return wrongType('messages', 'an array of objects', given)
  if (given.length === 0)
    return problem(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'messages',
      'empty_array',
    )
  for (const [index, message] of given.entries()) {
    const broken = messageProblem(message, `messages[${index}]`)
    if (broken !== undefined) return broken
  }
  return undefined
}

function messageProblem(message: unknown, at: string): BrokenRule | undefined {
  if (!isObject(message)) return wrongType(at, 'an object', message)
  const { role, content } = message
  if (role === undefined)
    return problem(`Missing required parameter: '${at}.role'.`, `${at}.role`, 'missing_required_parameter')
  if (typeof role !== 'string') return wrongType(`${at}.role`, 'one of the known roles', role)
  if (!ROLES.includes(role)) {
    const known = ROLES.map((it) => `'${it}'`)
    return problem(
      `Invalid value: '${role}'. Supported values are: ${known.slice(0, -1).join(', ')}, and ${known.at(-1)}.`,
      `${at}.role`,
      'invalid_value',
    )
  }
  const isContent =
    content === undefined || content === null || typeof content === 'string' || Array.isArray(content)
  return isContent ? undefined : wrongType(`${at}.content`, 'one of a string or array of objects', content)
}

/** Parameters of one type, and the least and most of the numbers. */
const TYPES: Readonly<
  Record<string, { readonly type: keyof typeof FITS; readonly min?: number; readonly max?: number }>
> = {
  stream: { type: 'boolean' },
  temperature: { type: 'decimal', min: 0, max: 2 },
  top_p: { type: 'decimal', min: 0, max: 1 },
  presence_penalty: { type: 'decimal', min: -2, max: 2 },
  frequency_penalty: { type: 'decimal', min: -2, max: 2 },
  n: { type: 'integer', min: 1, max: 128 },
  max_tokens: { type: 'integer', min: 1 },
  max_completion_tokens: { type: 'integer', min: 1 },
  seed: { type: 'integer' },
  logprobs: { type: 'boolean' },
  top_logprobs: { type: 'integer', min: 0, max: 20 },
  parallel_tool_calls: { type: 'boolean' },
  user: { type: 'string' },
  tools: { type: 'array' },
}

const FITS = {
  boolean: { is: (value: unknown) => typeof value === 'boolean', want: 'a boolean' },
  decimal: { is: (value: unknown) => typeof value === 'number', want: 'a decimal' },
  integer: { is: (value: unknown) => Number.isInteger(value), want: 'an integer' },
  string: { is: (value: unknown) => typeof value === 'string', want: 'a string' },
  array: { is: (value: unknown) => Array.isArray(value), want: 'an array of objects' },
} as const

const types: Rule = (value) => {
  for (const [name, { type, min, max }] of Object.entries(TYPES)) {
    const given = value[name]
    if (given === undefined || given === null) continue
    if (!FITS[type].is(given)) return wrongType(name, FITS[type].want, given)
    if (min !== undefined && (given as number) < min)
      return outside(name, type, 'below_min', 'below minimum', '>=', min, given)
    if (max !== undefined && (given as number) > max)
      return outside(name, type, 'above_max', 'above maximum', '<=', max, given)
  }
  return undefined
}

/** What only makes sense together, or never does. */
const together: Rule = (value) => {
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

const tooManyTokens: Rule = (value, model) => {
  const most = mostTokens(model)
  for (const name of ['max_tokens', 'max_completion_tokens']) {
    const given = value[name]
    if (typeof given === 'number' && most !== undefined && given > most)
      return problem(
        `${name} is too large: ${given}. This model supports at most ${most} completion tokens, whereas you provided ${given}.`,
        name,
        'invalid_value',
      )
  }
  return undefined
}

const RULES: readonly Rule[] = [messages, types, together, tooManyTokens]

function outside(
  name: string,
  type: string,
  code: string,
  words: string,
  sign: string,
  bound: number,
  given: unknown,
): BrokenRule {
  return problem(
    `Invalid '${name}': ${type} ${words} value. Expected a value ${sign} ${bound}, but got ${String(given)} instead.`,
    name,
    `${type}_${code}_value`,
  )
}

function wrongType(name: string, want: string, given: unknown): BrokenRule {
  return problem(
    `Invalid type for '${name}': expected ${want}, but got ${kindOf(given)} instead.`,
    name,
    'invalid_type',
  )
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function problem(message: string, param: string, code: string | null): BrokenRule {
  return { message, param, code }
}
