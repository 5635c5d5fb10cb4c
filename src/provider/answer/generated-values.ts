import type { Random } from '../../random/random.ts'
import { fakeValue } from '../../fake/fake-value.ts'
import type { FakeOptions } from '../../fake/fake-value.ts'
import { inOrderOf } from '../../json/in-order-of.ts'
import { isObject } from '../../json/json-object.ts'
import { CannotMake } from '../call.ts'
import { memoized } from '../memoized.ts'
import { promptSchema } from './prompt-schema.ts'
import type { Call } from '../call.ts'

/**
 * Tool arguments that fit the schema of the offered tool; keys in `options.given` are kept as they are. The client checks
 * them by its own schema: that one counts, whatever the gateway dropped of it on the way. The order of keys is that in which
 * the gateway sends them, as a model would write them.
 */
export function generateArguments(tool: string, options: FakeOptions, call: Call, random: Random): unknown {
  const sent = toolSchema(call.upstream.value['tools'], tool)
  const own = toolSchema(call.request.body['tools'], tool)
  return made(
    own === undefined ? (sent ?? EMPTY_OBJECT) : asSent(own, sent),
    { locale: call.locale, ...options },
    random,
    `parameters of the tool ${JSON.stringify(tool)}`,
  )
}

/** A value for the request's `response_format`: of its schema, else of one in the messages, else any object. */
export function generateJson(options: FakeOptions, call: Call, random: Random): unknown {
  const settings = { locale: call.locale, ...options }
  const seen = formatSchema(call.upstream.value['response_format'])
  const own = formatSchema(call.request.body['response_format'])
  const wanted = seen === undefined || own === undefined ? seen : asSent(own, seen)
  if (wanted !== undefined) return made(wanted, settings, random, 'response_format schema')
  const told = promptSchema(call.request)
  const result = told === undefined ? undefined : fakeValue(told.schema, random, settings)
  return result?.ok === true ? result.value : made(ANY_OBJECT, settings, random, 'response_format')
}

/** The client's own schema with its keys in the order in which the gateway sends them. */
function asSent(own: unknown, sent: unknown): unknown {
  return isObject(own) && isObject(sent) ? ordersOf(own)(sent) : inOrderOf(own, sent)
}

/** Many requests share the objects of their schemas. */
const ordersOf = memoized((own: object) => memoized((sent: object) => inOrderOf(own, sent)))

/** A value of a scenario's own schema. */
export function generateBySchema(schema: unknown, options: FakeOptions, call: Call, random: Random): unknown {
  return made(schema, { locale: call.locale, ...options }, random, 'schema of the scenario')
}

/** The schema in a `response_format` of type `json_schema`. */
export function formatSchema(format: unknown): unknown {
  if (!isObject(format) || format['type'] !== 'json_schema') return undefined
  return isObject(format['json_schema']) ? format['json_schema']['schema'] : undefined
}

function toolSchema(tools: unknown, name: string): unknown {
  for (const tool of Array.isArray(tools) ? tools : []) {
    const fn = isObject(tool) && isObject(tool['function']) ? tool['function'] : undefined
    if (fn?.['name'] === name) return objectSchema(fn['parameters'])
  }
  return undefined
}

/** Arguments are an object, whatever the parameters leave unsaid; where they say nothing it is an empty one. */
function objectSchema(parameters: unknown): unknown {
  if (!isObject(parameters)) return parameters ?? EMPTY_OBJECT
  const { type = '' } = parameters
  if (type !== '') return parameters
  const isEmpty = Object.keys(parameters).every((key) => key === 'type' || isEmptyObject(parameters[key]))
  return isEmpty ? EMPTY_OBJECT : { ...parameters, type: 'object' }
}

function isEmptyObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0
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
