/** Why Azure answers 400: its sentence, which parameter it means, and its code. */
export interface BrokenRule {
  readonly message: string
  readonly param: string | null
  readonly code: string | null
}

export function problem(message: string, param: string | null, code: string | null): BrokenRule {
  return { message, param, code }
}

export function missing(name: string): BrokenRule {
  return problem(`Missing required parameter: '${name}'.`, name, 'missing_required_parameter')
}

export function wrongType(name: string, want: string, given: unknown): BrokenRule {
  return problem(
    `Invalid type for '${name}': expected ${want}, but got ${kindOf(given)} instead.`,
    name,
    'invalid_type',
  )
}

export function emptyArray(name: string): BrokenRule {
  return problem(
    `Invalid '${name}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
    name,
    'empty_array',
  )
}

export function longArray(name: string, most: number, length: number): BrokenRule {
  return problem(
    `Invalid '${name}': array too long. Expected an array with maximum length ${most}, but got an array with length ${length} instead.`,
    name,
    'array_above_max_length',
  )
}

export function longString(name: string, most: number, length: number): BrokenRule {
  return problem(
    `Invalid '${name}': string too long. Expected a string with maximum length ${most}, but got a string with length ${length} instead.`,
    name,
    'string_above_max_length',
  )
}

export function otherPattern(name: string, pattern: string): BrokenRule {
  return problem(
    `Invalid '${name}': string does not match pattern. Expected a string that matches the pattern '${pattern}'.`,
    name,
    'invalid_value',
  )
}

const NAME = '^[a-zA-Z0-9_-]+$'
const LONGEST_NAME = 64

/** The name of a function or of a schema. */
export function nameProblem(value: unknown, at: string): BrokenRule | undefined {
  if (value === undefined || value === null) return missing(at)
  if (typeof value !== 'string') return wrongType(at, 'a string', value)
  if (value === '')
    return problem(
      `Invalid '${at}': empty string. Expected a string with minimum length 1, but got an empty string instead.`,
      at,
      'empty_string',
    )
  if (value.length > LONGEST_NAME) return longString(at, LONGEST_NAME, value.length)
  return new RegExp(NAME).test(value) ? undefined : otherPattern(at, NAME)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'bigint') return 'an integer'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
