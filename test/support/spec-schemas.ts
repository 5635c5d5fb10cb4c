import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { applySchemaPatch } from './schema-patch.ts'
import { differences, pageSchema, type Difference, type Line, type Schema } from './spec-files.ts'

export interface WireSchemas {
  /** A whole answer. */
  readonly response: ValidateFunction
  /** The JSON of one `data:` event that is no error. */
  readonly chunk: ValidateFunction
  /** An error, as a whole answer or as an event. */
  readonly error: ValidateFunction
}

/**
 * Validators for what a release of the gateway sends: the page's schemas, changed by the observed differences of that
 * release, and closed: a key that neither the page nor a difference knows is an error. `docs` is the page to the letter.
 * Another list of differences serves to prove that each of them is needed.
 */
export function wireSchemas(
  line: Line | 'docs' = '1.4.19',
  list: readonly Difference[] = differences(),
): WireSchemas {
  const applied = list.filter((difference) => line !== 'docs' && difference.lines.includes(line))
  return {
    response: compile(wireSchema('response', applied)),
    chunk: compile(wireSchema('chunk', applied)),
    error: compile(wireSchema('error', applied)),
  }
}

/** One line that says why the validator refused its last value; '' if it did not. */
export function whyInvalid(validate: ValidateFunction): string {
  return (validate.errors ?? [])
    .map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`)
    .join('; ')
}

function wireSchema(name: keyof WireSchemas, applied: readonly Difference[]): Schema {
  const patches = applied
    .flatMap((difference) => [...(difference.allows ?? []), ...(difference.promises ?? [])])
    .filter((patch) => patch.schema === name)
  const page = structuredClone(pageSchema(name))
  const plain = patches.filter((patch) => patch.op !== 'nest').reduce(applySchemaPatch, page)
  // Nesting comes last: the nested form is that of the finished schema.
  return close(patches.filter((patch) => patch.op === 'nest').reduce(applySchemaPatch, plain)) as Schema
}

/** Forbids unknown keys in every object that names its keys and does not say itself that it is open. */
function close(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(close)
  if (typeof value !== 'object' || value === null) return value
  const closed: Schema = Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, close(entry)]))
  const namesKeys = typeof closed['properties'] === 'object' && closed['type'] !== undefined
  return namesKeys && !('additionalProperties' in closed)
    ? { ...closed, additionalProperties: false }
    : closed
}

function compile(schema: Schema): ValidateFunction {
  return new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false }).compile(schema)
}
