import type { Random } from '../../random/random.ts'
import { fakeValue } from '../../fake/fake-value.ts'
import type { FakeOptions } from '../../fake/fake-value.ts'
import { isObject } from '../../json/json-object.ts'
import { CannotMake } from '../call.ts'
import type { Call } from '../call.ts'

/** Tool arguments that fit the schema of the offered tool; keys in `options.given` are kept as they are. */
export function madeArguments(tool: string, options: FakeOptions, call: Call, random: Random): unknown {
  return made(
    toolSchema(call.upstream.value['tools'], tool),
    { locale: call.locale, ...options },
    random,
    `parameters of the tool ${JSON.stringify(tool)}`,
  )
}

/** A value for the request's `response_format`: of its schema, or any object. */
export function madeJson(options: FakeOptions, call: Call, random: Random): unknown {
  return made(
    formatSchema(call.upstream.value['response_format']) ?? ANY_OBJECT,
    { locale: call.locale, ...options },
    random,
    'response_format schema',
  )
}

/** The schema in a `response_format` of type `json_schema`. */
export function formatSchema(format: unknown): unknown {
  if (!isObject(format) || format['type'] !== 'json_schema') return undefined
  return isObject(format['json_schema']) ? format['json_schema']['schema'] : undefined
}

function toolSchema(tools: unknown, name: string): unknown {
  for (const tool of Array.isArray(tools) ? tools : []) {
    const fn = isObject(tool) && isObject(tool['function']) ? tool['function'] : undefined
    if (fn?.['name'] === name) return fn['parameters'] ?? EMPTY_OBJECT
  }
  return EMPTY_OBJECT
}

const EMPTY_OBJECT = { type: 'object', properties: {}, additionalProperties: false }
const ANY_OBJECT = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    summary: { type: 'string' },
    items: { type: 'array', items: { type: 'string' } },
  },
  required: ['title', 'summary', 'items'],
}

function made(schema: unknown, options: FakeOptions, random: Random, what: string): unknown {
  const result = fakeValue(schema, random, options)
  if (result.ok) return result.value
  throw new CannotMake(
    `no value can be made for the ${what}: at ${result.problem.path || '/'}: ${result.problem.message}`,
  )
}
